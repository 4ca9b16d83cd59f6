// --convert-vf-parallel-to-llvm: captures go through a struct on the stack.
#include "ParallelForLowering.h"

#include "ABITypes.h"
#include "vf/Conversion/VFToLLVM.h"
#include "vf/IR/VFOps.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"

namespace mlir::vf {
#define GEN_PASS_DEF_CONVERTVFPARALLELTOLLVM
#include "vf/Conversion/VFToLLVM.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

/// No name of a stage, nor of what belongs to one, is like it.
static constexpr StringLiteral kParallelForName = "vf.parallel_for";

/// void (context, count, grain, body, state)
static LLVM::LLVMFunctionType getParallelForType(MLIRContext *context) {
  Type pointer = LLVM::LLVMPointerType::get(context);
  Type i64 = IntegerType::get(context, 64);
  return LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(context),
                                     {pointer, i64, i64, pointer, pointer});
}

/// void (state, begin, end): vf_parallel_body
static LLVM::LLVMFunctionType getBodyType(MLIRContext *context) {
  Type pointer = LLVM::LLVMPointerType::get(context);
  Type i64 = IntegerType::get(context, 64);
  return LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(context),
                                     {pointer, i64, i64});
}

//===----------------------------------------------------------------------===//
// In a core
//===----------------------------------------------------------------------===//

namespace {

/// Lowers the loops of one core.
class ParallelForLowering {
public:
  explicit ParallelForLowering(ModuleOp core)
      : core(core), symbols(core), converter(core.getContext()),
        builder(core.getContext()) {}
  void lower(ParallelForOp loop);

private:
  Value getContextArgument(LLVM::LLVMFuncOp stage);
  SmallVector<Value> lowerCaptures(ParallelForOp loop);
  Value storeState(LLVM::LLVMFuncOp stage, Location loc, Type type,
                   ArrayRef<Value> captures);
  LLVM::LLVMFuncOp createBody(LLVM::LLVMFuncOp part, Type stateType);
  LLVM::LLVMFuncOp declareParallelFor();

  ModuleOp core;
  SymbolTable symbols;
  LLVMTypeConverter converter;
  OpBuilder builder;
};

struct ConvertVFParallelToLLVM
    : public mlir::vf::impl::ConvertVFParallelToLLVMBase<
          ConvertVFParallelToLLVM> {
  void runOnOperation() override {
    SmallVector<ParallelForOp> loops;
    getOperation().walk([&](ParallelForOp loop) { loops.push_back(loop); });
    if (loops.empty())
      return markAllAnalysesPreserved();
    ParallelForLowering lowering(getOperation());
    for (ParallelForOp loop : loops)
      lowering.lower(loop);
  }
};

} // namespace

/// The last argument of a stage that has loops for the threads.
Value ParallelForLowering::getContextArgument(LLVM::LLVMFuncOp stage) {
  if (stage->hasAttr(kContextAttrName))
    return stage.getArguments().back();
  stage->setAttr(kContextAttrName, builder.getUnitAttr());
  // insertArgument() does not know functions that return nothing.
  Type pointer = LLVM::LLVMPointerType::get(core.getContext());
  SmallVector<Type> types(stage.getArgumentTypes());
  SmallVector<DictionaryAttr> attributes;
  stage.getAllArgAttrs(attributes);
  types.push_back(pointer);
  attributes.push_back(builder.getDictionaryAttr({}));
  stage.setFunctionType(LLVM::LLVMFunctionType::get(
      stage.getFunctionType().getReturnType(), types));
  Value argument = stage.front().addArgument(pointer, stage.getLoc());
  stage.setAllArgAttrs(attributes);
  return argument;
}

/// Scalars as they are lowered, buffers as bare pointers.
SmallVector<Value> ParallelForLowering::lowerCaptures(ParallelForOp loop) {
  SmallVector<Value> lowered;
  for (Value capture : loop.getCaptures()) {
    Type type = converter.convertType(capture.getType());
    Value value = capture;
    if (type != capture.getType())
      value = UnrealizedConversionCastOp::create(builder, loop.getLoc(), type,
                                                 capture)
                  .getResult(0);
    if (isa<MemRefType>(capture.getType()))
      value = MemRefDescriptor(value).alignedPtr(builder, loop.getLoc());
    lowered.push_back(value);
  }
  return lowered;
}

/// A struct of the captures. On the stack in the stage's entry: in a loop it
/// would grow the stack.
Value ParallelForLowering::storeState(LLVM::LLVMFuncOp stage, Location loc,
                                      Type type, ArrayRef<Value> captures) {
  Type pointer = LLVM::LLVMPointerType::get(core.getContext());
  Value state;
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&stage.front());
    Value one = LLVM::ConstantOp::create(builder, loc, builder.getI64Type(),
                                         builder.getI64IntegerAttr(1));
    state = LLVM::AllocaOp::create(builder, loc, pointer, type, one);
  }
  for (auto [index, capture] : llvm::enumerate(captures)) {
    Value field = LLVM::GEPOp::create(
        builder, loc, pointer, type, state,
        ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(index)});
    LLVM::StoreOp::create(builder, loc, capture, field);
  }
  return state;
}

/// The vf_parallel_body that unpacks the struct and calls `part`.
LLVM::LLVMFuncOp ParallelForLowering::createBody(LLVM::LLVMFuncOp part,
                                                 Type stateType) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointAfter(part);
  Location loc = part.getLoc();
  auto body = LLVM::LLVMFuncOp::create(
      builder, loc, (part.getSymName() + ".body").str(),
      getBodyType(core.getContext()), LLVM::Linkage::Internal);
  symbols.insert(body);
  Block *block = body.addEntryBlock(builder);
  builder.setInsertionPointToEnd(block);
  SmallVector<Value> arguments{block->getArgument(1), block->getArgument(2)};
  for (auto [index, type] :
       llvm::enumerate(cast<LLVM::LLVMStructType>(stateType).getBody())) {
    Value field = LLVM::GEPOp::create(
        builder, loc, LLVM::LLVMPointerType::get(core.getContext()), stateType,
        block->getArgument(0),
        ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(index)});
    arguments.push_back(LLVM::LoadOp::create(builder, loc, type, field));
  }
  LLVM::CallOp::create(builder, loc, part, arguments);
  LLVM::ReturnOp::create(builder, loc, ValueRange());
  return body;
}

/// `--convert-vf-to-llvm` defines it, once for all cores.
LLVM::LLVMFuncOp ParallelForLowering::declareParallelFor() {
  if (auto declared = symbols.lookup<LLVM::LLVMFuncOp>(kParallelForName))
    return declared;
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToEnd(core.getBody());
  auto function =
      LLVM::LLVMFuncOp::create(builder, core.getLoc(), kParallelForName,
                               getParallelForType(core.getContext()));
  symbols.insert(function);
  return function;
}

void ParallelForLowering::lower(ParallelForOp loop) {
  Location loc = loop.getLoc();
  auto stage = loop->getParentOfType<LLVM::LLVMFuncOp>();
  auto part = symbols.lookup<LLVM::LLVMFuncOp>(loop.getBody());
  builder.setInsertionPoint(loop);
  SmallVector<Value> captures = lowerCaptures(loop);
  auto stateType = LLVM::LLVMStructType::getLiteral(
      core.getContext(), llvm::to_vector(ValueRange(captures).getTypes()));
  auto toI64 = [&](Value index) {
    return UnrealizedConversionCastOp::create(builder, loc,
                                              builder.getI64Type(), index)
        .getResult(0);
  };
  Value state = storeState(stage, loc, stateType, captures);
  Value body =
      LLVM::AddressOfOp::create(builder, loc, createBody(part, stateType));
  LLVM::CallOp::create(builder, loc, declareParallelFor(),
                       ValueRange{getContextArgument(stage),
                                  toI64(loop.getCount()),
                                  toI64(loop.getGrain()), body, state});
  loop.erase();
}

//===----------------------------------------------------------------------===//
// In the model
//===----------------------------------------------------------------------===//

/// True if the runtime's table has the member: it is newer than the others.
static Value createHasParallelFor(OpBuilder &builder, Location loc, Value api) {
  MLIRContext *context = builder.getContext();
  Type pointer = LLVM::LLVMPointerType::get(context);
  Value null = LLVM::ZeroOp::create(builder, loc, pointer);
  Value end =
      LLVM::GEPOp::create(builder, loc, pointer, abi::getApiType(context), null,
                          ArrayRef<LLVM::GEPArg>{1});
  Value bytes =
      LLVM::PtrToIntOp::create(builder, loc, builder.getI32Type(), end);
  Value size = LLVM::LoadOp::create(
      builder, loc, builder.getI32Type(),
      LLVM::GEPOp::create(builder, loc, pointer, abi::getApiType(context), api,
                          ArrayRef<LLVM::GEPArg>{0, abi::kApiStructSize}));
  return LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::uge, size,
                              bytes);
}

void vf::defineParallelFor(const SymbolTable &symbols) {
  auto function = symbols.lookup<LLVM::LLVMFuncOp>(kParallelForName);
  if (!function)
    return;
  function.setLinkage(LLVM::Linkage::Internal);
  OpBuilder builder(function.getContext());
  MLIRContext *context = builder.getContext();
  Location loc = function.getLoc();
  Type pointer = LLVM::LLVMPointerType::get(context);
  Block *head = function.addEntryBlock(builder);
  Block *shared = builder.createBlock(&function.getBody());
  Block *alone = builder.createBlock(&function.getBody());
  ValueRange arguments = head->getArguments();
  auto loadMember = [&](Value base, Type type, int32_t member) -> Value {
    return LLVM::LoadOp::create(
        builder, loc, pointer,
        LLVM::GEPOp::create(builder, loc, pointer, type, base,
                            ArrayRef<LLVM::GEPArg>{0, member}));
  };

  builder.setInsertionPointToEnd(head);
  Value api = loadMember(arguments[0], abi::getContextType(context), abi::kApi);
  LLVM::CondBrOp::create(builder, loc, createHasParallelFor(builder, loc, api),
                         shared, alone);

  builder.setInsertionPointToEnd(shared);
  SmallVector<Value> operands{
      loadMember(api, abi::getApiType(context), abi::kParallelFor)};
  llvm::append_range(operands, arguments);
  LLVM::CallOp::create(builder, loc, getParallelForType(context), operands);
  LLVM::ReturnOp::create(builder, loc, ValueRange());

  builder.setInsertionPointToEnd(alone);
  Value zero = LLVM::ConstantOp::create(builder, loc, builder.getI64Type(),
                                        builder.getI64IntegerAttr(0));
  LLVM::CallOp::create(
      builder, loc, getBodyType(context),
      ValueRange{arguments[3], arguments[4], zero, arguments[1]});
  LLVM::ReturnOp::create(builder, loc, ValueRange());
}
