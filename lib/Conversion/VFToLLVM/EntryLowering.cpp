// The ops of an entry, in their order, behind the head that EntryFrame.cpp
// builds.
#include "EntryLowering.h"

#include "ABITypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "vf/Conversion/StageToBuffers.h"
#include "vf/Conversion/VFToLLVM.h"
#include "vf/rt/abi.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vf;

/// Philox blocks that a draw reserves per element, as TensorFlow does.
static constexpr int64_t kBlocksPerElement = 256;

EntryLowering::EntryLowering(EntryOp entry, ModuleOp module,
                             const SymbolTable &symbols,
                             const ModelNumbering &numbering)
    : entry(entry), module(module), symbols(symbols), numbering(numbering),
      builder(entry.getContext()), loc(entry.getLoc()),
      pointerType(LLVM::LLVMPointerType::get(entry.getContext())),
      i64Type(builder.getI64Type()) {}

//===----------------------------------------------------------------------===//
// Small parts
//===----------------------------------------------------------------------===//

Value EntryLowering::constant(Location loc, int64_t value, unsigned width) {
  return LLVM::ConstantOp::create(
      builder, loc, builder.getIntegerType(width),
      builder.getIntegerAttr(builder.getIntegerType(width), value));
}

Value EntryLowering::toI64(Value scalar) {
  if (!scalar.getType().isIndex())
    return scalar;
  return arith::IndexCastOp::create(builder, scalar.getLoc(), i64Type, scalar);
}

Value EntryLowering::fieldAddress(Location loc, Value base, Type structType,
                                  int64_t element, ArrayRef<int32_t> fields) {
  SmallVector<LLVM::GEPArg> indices{static_cast<int32_t>(element)};
  indices.append(fields.begin(), fields.end());
  return LLVM::GEPOp::create(builder, loc, pointerType, structType, base,
                             indices);
}

Value EntryLowering::loadField(Location loc, Type type, Value base,
                               Type structType, int64_t element,
                               int32_t field) {
  return LLVM::LoadOp::create(
      builder, loc, type, fieldAddress(loc, base, structType, element, field));
}

/// Calls member `function` of the context's table.
LLVM::CallOp EntryLowering::callApi(Location loc, int32_t function,
                                    ArrayRef<Value> arguments, Type result) {
  MLIRContext *ctx = builder.getContext();
  Value api = loadField(loc, pointerType, context, abi::getContextType(ctx), 0,
                        abi::kApi);
  SmallVector<Value> operands{
      loadField(loc, pointerType, api, abi::getApiType(ctx), 0, function)};
  llvm::append_range(operands, arguments);
  auto type = LLVM::LLVMFunctionType::get(
      result, llvm::to_vector(ValueRange(arguments).getTypes()));
  return LLVM::CallOp::create(builder, loc, type, operands);
}

Value EntryLowering::callApi(Location loc, int32_t function,
                             ArrayRef<Value> arguments) {
  return callApi(loc, function, arguments, builder.getI32Type()).getResult();
}

/// The address of `values`, which have the type `type`, side by side on the
/// stack; null if there are none.
Value EntryLowering::storeArray(Location loc, Type type, ValueRange values) {
  if (values.empty())
    return LLVM::ZeroOp::create(builder, loc, pointerType);
  Value array = LLVM::AllocaOp::create(builder, loc, pointerType, type,
                                       constant(loc, values.size()), 8);
  for (auto [index, value] : llvm::enumerate(values)) {
    Value address = LLVM::GEPOp::create(
        builder, loc, pointerType, type, array,
        ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(index)});
    LLVM::StoreOp::create(builder, loc, value, address);
  }
  return array;
}

/// Ends the entry with `code` unless it is VF_OK, and goes on behind.
void EntryLowering::returnIfFailed(Location loc, Value code) {
  Value failed = LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::ne,
                                      code, constant(loc, VF_OK, 32));
  Block *current = builder.getBlock();
  Block *fail = builder.createBlock(&function.getBody());
  Block *next = builder.createBlock(&function.getBody());
  builder.setInsertionPointToEnd(fail);
  LLVM::ReturnOp::create(builder, loc, code);
  builder.setInsertionPointToEnd(current);
  LLVM::CondBrOp::create(builder, loc, failed, fail, next);
  builder.setInsertionPointToStart(next);
}

/// Reports `site`, with the values that its message names, unless `condition`.
void EntryLowering::failUnless(Location loc, Value condition, unsigned site,
                               ValueRange values) {
  Block *current = builder.getBlock();
  Block *fail = builder.createBlock(&function.getBody());
  Block *next = builder.createBlock(&function.getBody());
  builder.setInsertionPointToEnd(current);
  LLVM::CondBrOp::create(builder, loc, condition, next, fail);

  builder.setInsertionPointToEnd(fail);
  SmallVector<Value> numbers =
      llvm::map_to_vector(values, [&](Value value) { return toI64(value); });
  Value code = callApi(loc, abi::kFail,
                       {context, constant(loc, site, 32),
                        storeArray(loc, i64Type, numbers),
                        constant(loc, values.size(), 32)});
  LLVM::ReturnOp::create(builder, loc, code);
  builder.setInsertionPointToStart(next);
}

/// Loaded anew for each call: kept from the head on, the addresses of thousands
/// of variables would all be live at once.
Value EntryLowering::variableData(Location loc, FlatSymbolRefAttr variable) {
  return loadField(
      loc, pointerType, slots, abi::getSlotType(builder.getContext()),
      numbering.variables.lookup(variable.getAttr()), abi::kSlotData);
}

/// Where a feed or a stage's result is.
Value EntryLowering::address(Value tensor) {
  Value &known = addresses[tensor];
  if (known)
    return known;
  if (auto feed = dyn_cast<BlockArgument>(tensor)) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointAfterValue(slots);
    return known = loadField(tensor.getLoc(), pointerType, feeds,
                             abi::getArgType(builder.getContext()),
                             feed.getArgNumber(), abi::kArgData);
  }
  return known = LLVM::GEPOp::create(
             builder, tensor.getLoc(), pointerType, builder.getI8Type(), arena,
             ArrayRef<LLVM::GEPArg>{arenaOffsets.lookup(tensor)});
}

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

void EntryLowering::lowerCheck(CheckOp check) {
  SmallVector<Value> values;
  for (Value value : check.getValues())
    values.push_back(scalars.lookup(value));
  failUnless(check.getLoc(), scalars.lookup(check.getCondition()),
             numbering.sites.lookup(check), values);
}

/// The variable's flag, as i1.
Value EntryLowering::isInitialized(Location loc, FlatSymbolRefAttr variable) {
  Value flags = loadField(
      loc, builder.getI32Type(), slots, abi::getSlotType(builder.getContext()),
      numbering.variables.lookup(variable.getAttr()), abi::kSlotFlags);
  Value bit = LLVM::AndOp::create(builder, loc, flags,
                                  constant(loc, VF_SLOT_INITIALIZED, 32));
  return LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::ne, bit,
                              constant(loc, 0, 32));
}

/// Loads a generator's state and advances its 128-bit counter.
void EntryLowering::lowerDraw(DrawOp draw) {
  Location loc = draw.getLoc();
  Type type = abi::getGeneratorType(builder.getContext());
  Type contextType = abi::getContextType(builder.getContext());
  unsigned number =
      numbering.generators.lookup(draw.getGeneratorAttr().getAttr());
  Value base =
      loadField(loc, pointerType, context, contextType, 0, abi::kGenerators);
  Value key = loadField(loc, i64Type, base, type, number, abi::kKey);
  Value lo = loadField(loc, i64Type, base, type, number, abi::kCounterLo);
  Value hi = loadField(loc, i64Type, base, type, number, abi::kCounterHi);
  scalars.map(draw.getResults(), ValueRange{key, lo, hi});

  Value blocks = LLVM::MulOp::create(builder, loc,
                                     toI64(scalars.lookup(draw.getElements())),
                                     constant(loc, kBlocksPerElement));
  Value sum = LLVM::AddOp::create(builder, loc, lo, blocks);
  Value carry =
      LLVM::ICmpOp::create(builder, loc, LLVM::ICmpPredicate::ult, sum, lo);
  Value newHi = LLVM::AddOp::create(
      builder, loc, hi, LLVM::ZExtOp::create(builder, loc, i64Type, carry));
  LLVM::StoreOp::create(
      builder, loc, sum,
      fieldAddress(loc, base, type, number, {abi::kCounterLo}));
  LLVM::StoreOp::create(
      builder, loc, newHi,
      fieldAddress(loc, base, type, number, {abi::kCounterHi}));
}

/// Loads one element of a stage's result.
LogicalResult EntryLowering::lowerExtract(tensor::ExtractOp extract) {
  auto type = cast<RankedTensorType>(extract.getTensor().getType());
  int64_t offset = 0;
  for (auto [index, size] :
       llvm::zip_equal(extract.getIndices(), type.getShape())) {
    APInt position;
    if (ShapedType::isDynamic(size) ||
        !matchPattern(index, m_ConstantInt(&position)))
      return extract.emitOpError("needs constant indices and sizes");
    offset = offset * size + position.getSExtValue();
  }
  Location loc = extract.getLoc();
  Type element = extract.getType();
  Value address = LLVM::GEPOp::create(
      builder, loc, pointerType, element, this->address(extract.getTensor()),
      ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(offset)});
  scalars.map(extract.getResult(),
              LLVM::LoadOp::create(builder, loc, element, address).getResult());
  return success();
}

/// Appends the sizes that a core takes: of its inputs, then of its results.
void EntryLowering::appendSizes(CallStageOp call,
                                SmallVectorImpl<Value> &arguments) {
  for (Value input : call.getInputs())
    llvm::append_range(arguments, dynamicSizes(input));
  for (Value size : call.getSizes())
    arguments.push_back(toI64(scalars.lookup(size)));
}

void EntryLowering::lowerCall(CallStageOp call) {
  SmallVector<Value> arguments;
  for (auto variable : call.getVariables().getAsRange<FlatSymbolRefAttr>())
    arguments.push_back(variableData(call.getLoc(), variable));
  for (Value input : call.getInputs())
    arguments.push_back(address(input));
  for (Value scalar : call.getScalars())
    arguments.push_back(toI64(scalars.lookup(scalar)));
  for (Value result : call.getResults())
    arguments.push_back(address(result));
  appendSizes(call, arguments);
  auto core = symbols.lookup<LLVM::LLVMFuncOp>(call.getStage());
  if (core->hasAttr(kWorkspaceAttrName))
    arguments.push_back(LLVM::GEPOp::create(
        builder, call.getLoc(), pointerType, builder.getI8Type(), arena,
        ArrayRef<LLVM::GEPArg>{workspaceOffset}));
  if (core->hasAttr(kContextAttrName))
    arguments.push_back(context);
  LLVM::CallOp::create(builder, call.getLoc(), core, arguments);
}

LogicalResult EntryLowering::lowerOp(Operation *op) {
  if (auto terminator = dyn_cast<ReturnOp>(op))
    return lowerReturn(terminator), success();
  if (isa<CheckTableOp, BuildTableOp, InitializeTableOp, FindInTableOp,
          TableSizeOp>(op))
    return lowerTable(op);
  // A size of fed strings is one like any other.
  if (touchesStrings(op) && !isa<tensor::DimOp>(op))
    return lowerStrings(op);
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](CheckOp check) { return lowerCheck(check), success(); })
      .Case([&](CheckInitializedOp check) {
        Location loc = check.getLoc();
        Value flag = isInitialized(loc, check.getVariableAttr());
        return failUnless(loc, flag, numbering.sites.lookup(check), {}),
               success();
      })
      .Case([&](IsInitializedOp test) {
        scalars.map(test.getResult(),
                    isInitialized(test.getLoc(), test.getVariableAttr()));
        return success();
      })
      .Case([&](DrawOp draw) { return lowerDraw(draw), success(); })
      .Case([&](CallStageOp call) { return lowerCall(call), success(); })
      .Case([&](tensor::ExtractOp extract) { return lowerExtract(extract); })
      .Default([&](Operation *other) {
        bool isLowered = llvm::all_of(other->getResults(), [&](Value result) {
          return scalars.contains(result);
        });
        if (!isLowered && !isPure(other))
          return LogicalResult(
              other->emitOpError("has no place in an entry of stage calls"));
        if (!isLowered)
          builder.clone(*other, scalars);
        return success();
      });
}

/// Marks the variables that the entry wrote as initialized.
void EntryLowering::markInitialized() {
  SetVector<Attribute> written;
  for (auto call : entry.getBlock().getOps<CallStageOp>())
    for (auto [variable, writes] :
         llvm::zip_equal(call.getVariables(), call.getWrites()))
      if (writes)
        written.insert(variable);
  for (Attribute variable : written) {
    Value address = fieldAddress(
        loc, slots, abi::getSlotType(builder.getContext()),
        numbering.variables.lookup(cast<FlatSymbolRefAttr>(variable).getAttr()),
        {abi::kSlotFlags});
    Value flags =
        LLVM::LoadOp::create(builder, loc, builder.getI32Type(), address);
    Value set = LLVM::OrOp::create(builder, loc, flags,
                                   constant(loc, VF_SLOT_INITIALIZED, 32));
    LLVM::StoreOp::create(builder, loc, set, address);
  }
}

LogicalResult EntryLowering::lower(StringRef name) {
  builder.setInsertionPointToEnd(module.getBody());
  function = LLVM::LLVMFuncOp::create(
      builder, loc, name,
      LLVM::LLVMFunctionType::get(builder.getI32Type(),
                                  {pointerType, pointerType, pointerType}));
  // A list of calls as long as the graph: LLVM would find nothing to gain, and
  // several of its passes are superlinear in the length of a function.
  function.setOptimizeNone(true);
  function.setNoInline(true);
  Block *body = function.addEntryBlock(builder);
  builder.setInsertionPointToStart(body);
  context = body->getArgument(0);
  feeds = body->getArgument(1);
  fetches = body->getArgument(2);
  slots = loadField(loc, pointerType, context,
                    abi::getContextType(builder.getContext()), 0, abi::kSlots);
  if (failed(lowerHead()))
    return failure();
  for (Operation &op : entry.getBlock())
    if (failed(lowerOp(&op)))
      return failure();
  markInitialized();
  LLVM::ReturnOp::create(builder, loc, constant(loc, VF_OK, 32));
  return success();
}
