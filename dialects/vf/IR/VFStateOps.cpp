// Verification of the accesses to variables and generators: what their symbols
// name, and that values have the types of their variables.
#include "vf/IR/VFOps.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::vf;

Type vf::getScalarType(Type tensor) {
  return RankedTensorType::get({}, getElementTypeOrSelf(tensor));
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

NodeName ReadOp::getConsumer() {
  if (getNode() && getOp())
    return {getNode()->str(), getOp()->str()};
  return getNodeName(*this);
}

NodeName ScatterOp::getConsumer() {
  NodeName name = getNodeName(*this);
  name.op += llvm::convertToCamelFromSnakeCase(
      nd::stringifyCombiner(getCombiner()), /*capitalizeFirst=*/true);
  return name;
}

LogicalResult ScatterOp::verify() {
  auto result = cast<RankedTensorType>(getResult().getType());
  auto updates = cast<RankedTensorType>(getUpdates().getType());
  if (result.getRank() == 0)
    return emitOpError("updates rows, but ")
           << getVariableAttr() << " has rank 0";
  if (updates.getElementType() != result.getElementType())
    return emitOpError("updates have element type ")
           << updates.getElementType() << ", but " << getVariableAttr()
           << " has element type " << result.getElementType();
  SmallVector<int64_t> expected(
      cast<RankedTensorType>(getIndices().getType()).getShape());
  llvm::append_range(expected, result.getShape().drop_front());
  if (updates.getRank() != 0 &&
      failed(verifyCompatibleShape(expected, updates.getShape())))
    return emitOpError("updates have type ")
           << updates << ", but the indices and " << getVariableAttr()
           << " ask for "
           << RankedTensorType::get(expected, result.getElementType());
  return success();
}
