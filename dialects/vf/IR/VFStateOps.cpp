// Verification of the accesses to variables and generators: what their symbols
// name, and that values have the types of their variables.
#include "vf/IR/VFOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::vf;

Type vf::getScalarType(Type tensor) {
  return RankedTensorType::get({}, getElementTypeOrSelf(tensor));
}

Value vf::createFlagTensor(OpBuilder &builder, Location loc, Value flag) {
  auto typeOf = [](Type element) { return RankedTensorType::get({}, element); };
  Value index =
      arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(), flag);
  Value number =
      nd::SizeOp::create(builder, loc, typeOf(builder.getI64Type()), index);
  return nd::CastOp::create(builder, loc, typeOf(builder.getI1Type()), number);
}

//===----------------------------------------------------------------------===//
// Symbols
//===----------------------------------------------------------------------===//

/// The declaration that `symbol` names; reports if it names no `DeclarationOp`.
template <typename DeclarationOp>
static FailureOr<DeclarationOp> resolve(Operation *op, FlatSymbolRefAttr symbol,
                                        SymbolTableCollection &symbolTables,
                                        StringRef kind) {
  Operation *found = symbolTables.lookupNearestSymbolFrom(op, symbol);
  if (auto declaration = dyn_cast_if_present<DeclarationOp>(found))
    return declaration;
  InFlightDiagnostic diagnostic = op->emitOpError("refers to ")
                                  << symbol << ", which is no " << kind;
  if (found)
    diagnostic.attachNote(found->getLoc()) << symbol << " declared here";
  return diagnostic;
}

static FailureOr<VariableOp>
resolveVariable(Operation *op, FlatSymbolRefAttr symbol,
                SymbolTableCollection &symbolTables) {
  return resolve<VariableOp>(op, symbol, symbolTables, "variable");
}

LogicalResult vf::verifyVariableAccess(VariableAccessOpInterface op,
                                       SymbolTableCollection &symbolTables) {
  for (FlatSymbolRefAttr symbol : op.getReadVariables())
    if (failed(resolveVariable(op, symbol, symbolTables)))
      return failure();
  SmallPtrSet<Attribute, 4> written;
  for (FlatSymbolRefAttr symbol : op.getWrittenVariables()) {
    if (failed(resolveVariable(op, symbol, symbolTables)))
      return failure();
    if (!written.insert(symbol).second)
      return op->emitOpError("writes ") << symbol << " twice";
  }
  for (auto [symbol, value] : op.getVariableValues()) {
    auto variable =
        cast<VariableOp>(symbolTables.lookupNearestSymbolFrom(op, symbol));
    if (value.getType() != variable.getType())
      return (op->emitOpError("value has type ")
              << value.getType() << ", but " << symbol << " has type "
              << variable.getType())
                 .attachNote(variable.getLoc())
             << "variable declared here";
  }
  return success();
}

static LogicalResult verifyVariables(Operation *op, ArrayAttr symbols,
                                     SymbolTableCollection &symbolTables) {
  for (auto symbol : symbols.getAsRange<FlatSymbolRefAttr>())
    if (failed(resolveVariable(op, symbol, symbolTables)))
      return failure();
  return success();
}

LogicalResult SaverOp::verifySymbolUses(SymbolTableCollection &symbolTables) {
  return verifyVariables(*this, getVariables(), symbolTables);
}

LogicalResult
CheckInitializedOp::verifySymbolUses(SymbolTableCollection &symbolTables) {
  return resolveVariable(*this, getVariableAttr(), symbolTables);
}

LogicalResult
IsInitializedOp::verifySymbolUses(SymbolTableCollection &symbolTables) {
  return resolveVariable(*this, getVariableAttr(), symbolTables);
}

LogicalResult DrawOp::verifySymbolUses(SymbolTableCollection &symbolTables) {
  return resolve<GeneratorOp>(*this, getGeneratorAttr(), symbolTables,
                              "generator");
}

LogicalResult
CallStageOp::verifySymbolUses(SymbolTableCollection &symbolTables) {
  if (failed(resolve<ModuleOp>(*this, getStageAttr(), symbolTables, "stage")))
    return failure();
  return verifyVariables(*this, getVariables(), symbolTables);
}

LogicalResult
ParallelForOp::verifySymbolUses(SymbolTableCollection &symbolTables) {
  auto body = resolve<FunctionOpInterface>(*this, getBodyAttr(), symbolTables,
                                           "function");
  if (failed(body))
    return failure();
  // A function that has been lowered takes what captures are lowered to.
  auto type = dyn_cast<FunctionType>(body->getFunctionType());
  if (!type)
    return success();
  Type index = IndexType::get(getContext());
  SmallVector<Type> types{index, index};
  llvm::append_range(types, getCaptures().getTypes());
  auto expected = FunctionType::get(getContext(), types, {});
  if (type == expected)
    return success();
  return (emitOpError("expects a body of type ")
          << expected << ", but " << getBodyAttr() << " has type " << type)
             .attachNote(body->getLoc())
         << "body declared here";
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

SmallVector<VariableValue> ReadOp::getVariableValues() {
  return {{getVariableAttr(), cast<OpResult>(getResult())}};
}

SmallVector<VariableValue> InitializedValueOp::getVariableValues() {
  return {{getVariableAttr(), cast<OpResult>(getResult())}};
}

NodeName ReadOp::getConsumer() {
  if (getNode() && getOp())
    return {getNode()->str(), getOp()->str()};
  return getNodeName(*this);
}

bool ReadOp::needsValue() { return !getIfInitialized(); }

/// TensorFlow's name of a scatter: "ScatterNdAdd".
template <typename OpT>
static NodeName getScatterName(OpT op) {
  NodeName name = getNodeName(op);
  name.op += llvm::convertToCamelFromSnakeCase(
      nd::stringifyCombiner(op.getCombiner()), /*capitalizeFirst=*/true);
  return name;
}

/// Verifies that the updates of `op` are for parts of the variable without its
/// first `depth` axes, one per index of shape `indices`.
template <typename OpT>
static LogicalResult verifyUpdates(OpT op, ArrayRef<int64_t> indices,
                                   int64_t depth) {
  auto result = cast<RankedTensorType>(op.getResult().getType());
  auto updates = cast<RankedTensorType>(op.getUpdates().getType());
  if (updates.getElementType() != result.getElementType())
    return op.emitOpError("updates have element type ")
           << updates.getElementType() << ", but " << op.getVariableAttr()
           << " has element type " << result.getElementType();
  SmallVector<int64_t> expected(indices);
  llvm::append_range(expected, result.getShape().drop_front(depth));
  if (failed(verifyCompatibleShape(expected, updates.getShape())))
    return op.emitOpError("updates have type ")
           << updates << ", but the indices and " << op.getVariableAttr()
           << " ask for "
           << RankedTensorType::get(expected, result.getElementType());
  return success();
}

NodeName ScatterOp::getConsumer() { return getScatterName(*this); }

LogicalResult ScatterOp::verify() {
  auto result = cast<RankedTensorType>(getResult().getType());
  auto updates = cast<RankedTensorType>(getUpdates().getType());
  if (result.getRank() == 0)
    return emitOpError("updates rows, but ")
           << getVariableAttr() << " has rank 0";
  ArrayRef<int64_t> indices =
      cast<RankedTensorType>(getIndices().getType()).getShape();
  // A scalar serves every row, as if there were one index for all.
  if (updates.getRank() == 0)
    return verifyUpdates(*this, {}, result.getRank());
  return verifyUpdates(*this, indices, /*depth=*/1);
}

NodeName ScatterNdOp::getConsumer() { return getScatterName(*this); }

LogicalResult ScatterNdOp::verify() {
  auto result = cast<RankedTensorType>(getResult().getType());
  auto indices = cast<RankedTensorType>(getIndices().getType());
  int64_t depth = indices.getRank() == 0 ? 0 : indices.getShape().back();
  if (depth < 1 || depth > result.getRank())
    return emitOpError("has indices of type ")
           << indices << ", but an index into " << getVariableAttr()
           << " has 1 to " << result.getRank() << " coordinates";
  return verifyUpdates(*this, indices.getShape().drop_back(), depth);
}

LogicalResult SliceAssignOp::verify() {
  auto value = cast<RankedTensorType>(getValue().getType());
  auto result = cast<RankedTensorType>(getResult().getType());
  int64_t rank = result.getRank(), offsets = getOffsets().size(),
          strides = getStrides().size();
  if (value.getElementType() != result.getElementType() ||
      value.getRank() != rank)
    return emitOpError("value has type ")
           << value << ", but " << getVariableAttr() << " has type " << result;
  if (offsets != rank || strides != rank)
    return emitOpError("has ")
           << offsets << " offsets and " << strides << " strides, but "
           << getVariableAttr() << " has rank " << rank;
  for (auto [axis, offset, stride, taken, available] : llvm::enumerate(
           getOffsets(), getStrides(), value.getShape(), result.getShape())) {
    if (stride < 1)
      return emitOpError("stride of axis ") << axis << " is not positive";
    bool fits =
        offset >= 0 &&
        (taken == 0 || (offset < available &&
                        (taken - 1) <= (available - 1 - offset) / stride));
    if (!fits)
      return emitOpError("writes ")
             << taken << " elements from " << offset << " on with stride "
             << stride << " into axis " << axis << ", which has size "
             << available;
  }
  return success();
}

LogicalResult CountUpToOp::verify() {
  auto element = cast<IntegerType>(
      cast<RankedTensorType>(getResult().getType()).getElementType());
  if (llvm::isIntN(element.getWidth(), getLimit()))
    return success();
  return emitOpError("limit ") << getLimit() << " does not fit " << element;
}
