// Verification of tables and their ops.
#include "vf/IR/VFOps.h"

using namespace mlir;
using namespace mlir::vf;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

LogicalResult TableOp::verifyRegions() {
  if (!hasInitializer())
    return success();
  auto yield = dyn_cast<YieldOp>(getInit().front().getTerminator());
  if (!yield || yield.getNumOperands() != 2)
    return emitError("initializer of table @")
           << getSymName() << " does not yield keys and values";
  auto keys = dyn_cast<RankedTensorType>(yield.getOperand(0).getType());
  auto values = dyn_cast<RankedTensorType>(yield.getOperand(1).getType());
  bool agrees = keys && values && keys.getElementType() == getKeyType() &&
                values.getElementType() == getValueType() &&
                keys.getShape() == values.getShape();
  if (agrees)
    return success();
  return yield.emitOpError("yields ")
         << yield.getOperandTypes() << ", but @" << getSymName() << " maps "
         << getKeyType() << " to " << getValueType();
}

/// The table that `op` names; reports if it names none.
static FailureOr<TableOp> resolveTable(Operation *op, FlatSymbolRefAttr symbol,
                                       SymbolTableCollection &symbolTables) {
  Operation *found = symbolTables.lookupNearestSymbolFrom(op, symbol);
  if (auto table = dyn_cast_if_present<TableOp>(found))
    return table;
  InFlightDiagnostic diagnostic = op->emitOpError("refers to ")
                                  << symbol << ", which is no table";
  if (found)
    diagnostic.attachNote(found->getLoc()) << symbol << " declared here";
  return diagnostic;
}

/// Verifies that `op`, which has `keys` and `values`, has them of the types of
/// its table.
static LogicalResult verifyElements(Operation *op, FlatSymbolRefAttr symbol,
                                    Value keys, Value values,
                                    SymbolTableCollection &symbolTables) {
  FailureOr<TableOp> table = resolveTable(op, symbol, symbolTables);
  if (failed(table))
    return failure();
  Type key = typeOf(keys).getElementType();
  Type value = typeOf(values).getElementType();
  if (key == table->getKeyType() && value == table->getValueType())
    return success();
  return (op->emitOpError("maps ")
          << key << " to " << value << ", but " << symbol << " maps "
          << table->getKeyType() << " to " << table->getValueType())
             .attachNote(table->getLoc())
         << "table declared here";
}

LogicalResult
CheckTableOp::verifySymbolUses(SymbolTableCollection &symbolTables) {
  return resolveTable(*this, getTableAttr(), symbolTables);
}

LogicalResult
InitializeTableOp::verifySymbolUses(SymbolTableCollection &symbolTables) {
  return resolveTable(*this, getTableAttr(), symbolTables);
}

LogicalResult
TableSizeOp::verifySymbolUses(SymbolTableCollection &symbolTables) {
  return resolveTable(*this, getTableAttr(), symbolTables);
}

LogicalResult
BuildTableOp::verifySymbolUses(SymbolTableCollection &symbolTables) {
  if (failed(verifyElements(*this, getTableAttr(), getKeys(), getValues(),
                            symbolTables)))
    return failure();
  if (typeOf(getKeys()).getShape() == typeOf(getValues()).getShape())
    return success();
  return emitOpError("has keys of type ")
         << getKeys().getType() << " and values of type "
         << getValues().getType();
}

LogicalResult
FindInTableOp::verifySymbolUses(SymbolTableCollection &symbolTables) {
  return verifyElements(*this, getTableAttr(), getKeys(), getResult(),
                        symbolTables);
}

LogicalResult FindInTableOp::verify() {
  RankedTensorType keys = typeOf(getKeys()), result = typeOf(getResult());
  if (failed(verifyCompatibleShape(keys.getShape(), result.getShape())))
    return emitOpError("result has type ")
           << result << ", but the keys have type " << keys;
  if (getDefaultValue().getType() != getScalarType(result))
    return emitOpError("default has type ")
           << getDefaultValue().getType() << ", expected "
           << getScalarType(result);
  if (getSizes().size() != result.getNumDynamicDims())
    return emitOpError("has ")
           << getSizes().size() << " sizes, but its result has "
           << result.getNumDynamicDims() << " axes of unknown size";
  return success();
}

LogicalResult
FindInTableOp::reifyResultShapes(OpBuilder &builder,
                                 ReifiedRankedShapedTypeDims &reified) {
  SmallVector<OpFoldResult> &sizes = reified.emplace_back();
  auto dynamic = getSizes().begin();
  for (int64_t size : typeOf(getResult()).getShape()) {
    if (ShapedType::isDynamic(size))
      sizes.push_back(*dynamic++);
    else
      sizes.push_back(builder.getIndexAttr(size));
  }
  return success();
}
