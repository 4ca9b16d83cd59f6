// Lookup tables: filling, finding, counting.
#include "Lowerings.h"

using namespace mlir;
using namespace mlir::vf;

/// A table is declared; its node computes nothing.
static LogicalResult lowerTable(NodeLowering &) { return success(); }

/// Reports, and fails, unless `table` maps `key` to `value`.
static LogicalResult checkTypes(NodeLowering &n, TableOp table, Value key,
                                Value value) {
  if (typeOf(key).getElementType() == table.getKeyType() &&
      typeOf(value).getElementType() == table.getValueType())
    return success();
  return n.error() << "has keys or values of another type than table '"
                   << table.getSymName() << "'";
}

static LogicalResult lowerInitialize(NodeLowering &n) {
  TableOp table = n.table(0);
  Value keys = n.operand(1), values = n.operand(2);
  ArrayRef<::vf::SizeExpr> shape = n.operandShape(1);
  if (n.hasFailed() || failed(checkTypes(n, table, keys, values)))
    return failure();
  if (!n.equal(shape, n.operandShape(2)))
    return n.error() << "expected as many values as keys, found shapes "
                     << ::vf::shapeStr(shape) << " and "
                     << ::vf::shapeStr(n.operandShape(2));
  auto content = n.create<BuildTableOp>(
      TableContentType::get(n.builder().getContext()), table.getSymName(), keys,
      values, n.node().name(), n.node().op());
  n.create<InitializeTableOp>(table.getSymName(), content);
  return success();
}

static LogicalResult lowerFind(NodeLowering &n) {
  TableOp table = n.table(0);
  Value keys = n.operand(1), defaultValue = n.operand(2);
  ArrayRef<::vf::SizeExpr> shape = n.operandShape(2);
  if (n.hasFailed() || failed(checkTypes(n, table, keys, defaultValue)))
    return failure();
  if (!shape.empty())
    return n.error() << "Expected shape [] for default value, got "
                     << ::vf::shapeStr(shape);
  n.create<CheckTableOp>(table.getSymName(), n.node().name(), n.node().op());
  n.setResult(n.create<FindInTableOp>(n.resultType(), table.getSymName(), keys,
                                      defaultValue,
                                      n.dynamicSizes(n.resultShape())));
  return success();
}

static LogicalResult lowerSize(NodeLowering &n) {
  TableOp table = n.table(0);
  if (n.hasFailed())
    return failure();
  Value size =
      n.create<TableSizeOp>(n.builder().getIndexType(), table.getSymName());
  n.setResult(n.create<nd::SizeOp>(n.resultType(), size));
  return success();
}

void mlir::vf::registerTableLowerings(::vf::OpRegistry &ops) {
  setCommonLowerings(ops, {"HashTable", "HashTableV2"}, lowerTable);
  setCommonLowerings(ops,
                     {"InitializeTable", "InitializeTableV2",
                      "LookupTableImport", "LookupTableImportV2"},
                     lowerInitialize);
  setCommonLowerings(ops, {"LookupTableFind", "LookupTableFindV2"}, lowerFind);
  setCommonLowerings(ops, {"LookupTableSize", "LookupTableSizeV2"}, lowerSize);
}
