// Parsing, printing and verification of the vf dialect's declarations, entries
// and stages.
#include "vf/IR/VFOps.h"

#include "VFFormula.h"

#include "mlir/Interfaces/FunctionImplementation.h"

using namespace mlir;
using namespace mlir::vf;

#include "vf/IR/VFEnums.cpp.inc"

#define GET_OP_CLASSES
#include "vf/IR/VFOps.cpp.inc"

int64_t vf::countDynamicSizes(TypeRange types) {
  int64_t count = 0;
  for (Type type : types)
    count += cast<ShapedType>(type).getNumDynamicDims();
  return count;
}

/// Verifies that `yielder` passes on values of the types `expected`.
static LogicalResult verifyPassedTypes(Operation *yielder, TypeRange expected) {
  TypeRange actual = yielder->getOperandTypes();
  if (actual.size() != expected.size())
    return yielder->emitOpError("has ")
           << actual.size() << " operands, but the enclosing "
           << yielder->getParentOp()->getName() << " has " << expected.size()
           << " results";
  for (auto [index, types] : llvm::enumerate(llvm::zip(actual, expected))) {
    auto [found, wanted] = types;
    if (found != wanted)
      return yielder->emitOpError("operand #")
             << index << " has type " << found << ", but the enclosing "
             << yielder->getParentOp()->getName() << " has result type "
             << wanted;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// VariableOp, SaverOp
//===----------------------------------------------------------------------===//

LogicalResult VariableOp::verify() {
  PartitionerAttrInterface partition = getPartitionAttr();
  if (!partition)
    return success();
  return partition.verifyPartition(getValueType(),
                                   [&] { return emitOpError(); });
}

LogicalResult VariableOp::verifyRegions() {
  if (!hasInitializer())
    return success();
  WalkResult walk = getInit().walk([](VariableUpdateOpInterface update) {
    update.emitOpError("changes a variable in an initializer");
    return WalkResult::interrupt();
  });
  if (walk.wasInterrupted())
    return failure();
  auto yield = dyn_cast<YieldOp>(getInit().front().getTerminator());
  if (!yield)
    return emitError("initializer of @")
           << getSymName() << " does not end in vf.yield";
  if (yield.getNumOperands() != 1)
    return yield.emitOpError("has ")
           << yield.getNumOperands() << " operands, but an initializer yields"
           << " one value";
  Type found = yield.getOperand(0).getType();
  if (found != getType())
    return (yield.emitOpError("value has type ")
            << found << ", but @" << getSymName() << " has type " << getType())
               .attachNote(getLoc())
           << "variable declared here";
  return success();
}

LogicalResult SaverOp::verify() {
  if (getVariables().size() != getKeys().size() ||
      getVariables().size() != getSlices().size())
    return emitOpError("has ")
           << getVariables().size() << " variables, " << getKeys().size()
           << " keys and " << getSlices().size() << " slices";
  // Parts of one variable share its key, but not their slice.
  DenseSet<std::pair<Attribute, Attribute>> places;
  for (auto [key, slice] : llvm::zip_equal(getKeys(), getSlices()))
    if (!places.insert({key, slice}).second)
      return emitOpError("has key ")
             << key << " with slice " << slice << " twice";
  return success();
}

//===----------------------------------------------------------------------===//
// EntryOp, ReturnOp
//===----------------------------------------------------------------------===//

ParseResult EntryOp::parse(OpAsmParser &parser, OperationState &result) {
  auto buildType = [](Builder &builder, ArrayRef<Type> arguments,
                      ArrayRef<Type> results,
                      function_interface_impl::VariadicFlag, std::string &) {
    return builder.getFunctionType(arguments, results);
  };
  return function_interface_impl::parseFunctionOp(
      parser, result, /*allowVariadic=*/false,
      getFunctionTypeAttrName(result.name), buildType,
      getArgAttrsAttrName(result.name), getResAttrsAttrName(result.name));
}

void EntryOp::print(OpAsmPrinter &printer) {
  function_interface_impl::printFunctionOp(
      printer, *this, /*isVariadic=*/false, getFunctionTypeAttrName(),
      getArgAttrsAttrName(), getResAttrsAttrName());
}

/// Verifies the symbols of the feed or fetch that `what` and `index` name.
static LogicalResult verifySymbols(EntryOp entry, StringRef what,
                                   unsigned index, Type type,
                                   DictionaryAttr attributes) {
  Attribute symbols = attributes ? attributes.get("vf.symbols") : Attribute();
  if (!symbols)
    return success();
  auto names = dyn_cast<ArrayAttr>(symbols);
  if (!names || !llvm::all_of(names, llvm::IsaPred<StringAttr>))
    return entry.emitOpError() << what << " #" << index
                               << " has symbols that are no list of strings";
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || tensor.getRank() != static_cast<int64_t>(names.size()))
    return entry.emitOpError() << what << " #" << index << " has "
                               << names.size() << " symbols, but type " << type;
  return success();
}

LogicalResult EntryOp::verify() {
  for (auto [index, type] : llvm::enumerate(getArgumentTypes()))
    if (failed(verifySymbols(*this, "argument", index, type,
                             getArgAttrDict(index))))
      return failure();
  for (auto [index, type] : llvm::enumerate(getResultTypes()))
    if (failed(verifySymbols(*this, "result", index, type,
                             getResultAttrDict(index))))
      return failure();
  return success();
}

LogicalResult ReturnOp::verify() {
  return verifyPassedTypes(*this, getParentOp<EntryOp>().getResultTypes());
}

//===----------------------------------------------------------------------===//
// CheckOp
//===----------------------------------------------------------------------===//

/// The number of values that the mark at the start of `text`, behind its brace,
/// needs: 2 for "1}" and for "0..2}". None if it is no mark.
static std::optional<int64_t> parseMark(StringRef text) {
  int32_t first, last;
  if (text.consumeInteger(10, first) || first < 0)
    return std::nullopt;
  if (text.starts_with("}"))
    return static_cast<int64_t>(first) + 1;
  if (!text.consume_front("..") || text.consumeInteger(10, last) ||
      last < first || !text.starts_with("}"))
    return std::nullopt;
  return last;
}

LogicalResult CheckOp::verify() {
  for (StringRef rest = getMessage().split('{').second; !rest.empty();
       rest = rest.split('{').second)
    if (std::optional<int64_t> needed = parseMark(rest);
        needed && *needed > static_cast<int64_t>(getValues().size()))
      return emitOpError("message has the mark {")
             << rest.take_until([](char c) { return c == '}'; }) << "}, but "
             << getValues().size() << " values";
  return success();
}

//===----------------------------------------------------------------------===//
// StageOp, CallStageOp
//===----------------------------------------------------------------------===//

/// Verifies that `sizes` are as many as the result types of `op` have `?`.
static LogicalResult verifySizes(Operation *op, OperandRange sizes) {
  int64_t expected = countDynamicSizes(op->getResultTypes());
  if (static_cast<int64_t>(sizes.size()) != expected)
    return op->emitOpError("has ")
           << sizes.size() << " sizes, but its result types have " << expected
           << " dynamic dimensions";
  return success();
}

LogicalResult StageOp::verifyRegions() {
  auto yield = dyn_cast<YieldOp>(getBody().front().getTerminator());
  if (!yield)
    return emitError("stage @") << getSymName() << " does not end in vf.yield";
  if (failed(verifySizes(*this, getSizes())))
    return failure();
  return verifyPassedTypes(yield, getResultTypes());
}

LogicalResult CallStageOp::verify() {
  if (getVariables().size() != getWrites().size())
    return emitOpError("has ") << getVariables().size() << " variables, but "
                               << getWrites().size() << " write flags";
  return verifySizes(*this, getSizes());
}

void CallStageOp::getEffects(
    SmallVectorImpl<MemoryEffects::EffectInstance> &effects) {
  for (auto [symbol, written] : llvm::zip(getVariables(), getWrites())) {
    auto variable = cast<FlatSymbolRefAttr>(symbol);
    effects.emplace_back(MemoryEffects::Read::get(), variable,
                         VariableResource::get());
    if (written)
      effects.emplace_back(MemoryEffects::Write::get(), variable,
                           VariableResource::get());
  }
}
