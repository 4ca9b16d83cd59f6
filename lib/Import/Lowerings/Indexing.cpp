// Ops that pick elements by indices that are data.
#include "Lowerings.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::SizeExpr;
using ::vf::SizeVector;

static constexpr StringRef gatherMessage = "indices%I = %V is not in [0, %B)";

/// Rows of `params`, of shape `shape`, by operand `indexInput`.
static Value createGather(NodeLowering &n, Value params,
                          ArrayRef<SizeExpr> shape, unsigned indexInput) {
  n.checkInRange(indexInput, shape.front(), gatherMessage);
  SizeVector result(n.operandShape(indexInput));
  llvm::append_range(result, shape.drop_front());
  return n.create<nd::GatherOp>(
      n.typeOf(result, typeOf(params).getElementType()), params,
      n.operand(indexInput));
}

static LogicalResult lowerGather(NodeLowering &n) {
  n.setResult(createGather(n, n.operand(0), n.operandShape(0), 1));
  return success();
}

static LogicalResult lowerResourceGather(NodeLowering &n) {
  if (n.node().getAttr<int64_t>("batch_dims") != 0)
    return n.error() << "batch_dims other than 0 is not supported";
  Value params = n.read(0);
  SizeVector shape;
  for (int64_t size : typeOf(params).getShape())
    shape.push_back(n.sizes().constant(size));
  if (shape.empty())
    return n.error() << "params must be at least 1-D, got shape []";
  n.setResult(createGather(n, params, shape, 1));
  return success();
}

/// `value` with axis `from` moved to position `to`, and its shape.
static Value moveAxis(NodeLowering &n, Value value, SizeVector &shape,
                      int64_t from, int64_t to) {
  SmallVector<int64_t> permutation;
  for (int64_t axis = 0; axis != static_cast<int64_t>(shape.size()); ++axis)
    if (axis != from)
      permutation.push_back(axis);
  permutation.insert(permutation.begin() + to, from);
  SizeVector moved;
  for (int64_t axis : permutation)
    moved.push_back(shape[axis]);
  shape = moved;
  return n.create<nd::TransposeOp>(
      n.typeOf(shape, typeOf(value).getElementType()), value, permutation);
}

static LogicalResult lowerGatherV2(NodeLowering &n) {
  SmallVector<int64_t> axes = n.constantOperand(2, "an axis");
  if (n.node().getAttr<int64_t>("batch_dims") != 0)
    return n.error() << "batch_dims other than 0 is not supported";
  SizeVector shape(n.operandShape(0));
  if (n.hasFailed())
    return failure();
  int64_t axis = axes[0] < 0 ? axes[0] + shape.size() : axes[0];
  if (axis == 0)
    return lowerGather(n);
  // Gather rows of the axis moved to the front, then move the axes that the
  // indices made back behind those that stood before it.
  Value rows = moveAxis(n, n.operand(0), shape, axis, 0);
  Value gathered = createGather(n, rows, shape, 1);
  SizeVector gatheredShape(n.operandShape(1));
  int64_t indexRank = gatheredShape.size();
  llvm::append_range(gatheredShape, llvm::drop_begin(shape));
  for (int64_t before = 0; before != axis; ++before)
    gathered = moveAxis(n, gathered, gatheredShape, indexRank + before, before);
  n.setResult(gathered);
  return success();
}

void mlir::vf::registerIndexingLowerings(::vf::OpRegistry &ops) {
  ops.setLowering("Gather", lowerGather);
  ops.setLowering("GatherV2", lowerGatherV2);
  ops.setLowering("ResourceGather", lowerResourceGather);
}
