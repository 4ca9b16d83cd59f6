// Reductions along axes, and the sums that are gradients of broadcasting.
#include "Lowerings.h"

using namespace mlir;
using namespace mlir::vf;

/// Axes counted from 0, each once, in order.
static SmallVector<int64_t> normalizeAxes(ArrayRef<int64_t> axes,
                                          int64_t rank) {
  SmallVector<int64_t> normalized;
  for (int64_t axis : axes)
    normalized.push_back(axis < 0 ? axis + rank : axis);
  llvm::sort(normalized);
  normalized.erase(llvm::unique(normalized), normalized.end());
  return normalized;
}

template <nd::Reduction kind>
static LogicalResult lowerReduce(NodeLowering &n) {
  SmallVector<int64_t> axes = n.constantOperand(1, "axes");
  if (n.hasFailed())
    return failure();
  axes = normalizeAxes(axes, n.operandShape(0).size());
  Value value = n.operand(0);
  n.setResult(axes.empty() ? value
                           : Value(n.create<nd::ReduceOp>(
                                 n.resultType(), kind, value, axes,
                                 n.node().getAttr<bool>("keep_dims"))));
  return success();
}

/// The mean of integers: their sum need not fit their type.
static LogicalResult lowerMean(NodeLowering &n) {
  RankedTensorType type = n.resultType();
  if (!isa<IntegerType>(type.getElementType()))
    return lowerReduce<nd::Reduction::Mean>(n);
  SmallVector<int64_t> axes = n.constantOperand(1, "axes");
  if (n.hasFailed())
    return failure();
  axes = normalizeAxes(axes, n.operandShape(0).size());
  Type wide = n.builder().getI64Type();
  Value value = n.operand(0);
  value = n.create<nd::CastOp>(typeOf(value).clone(wide), value);
  if (!axes.empty())
    value = n.create<nd::ReduceOp>(RankedTensorType(type.clone(wide)),
                                   nd::Reduction::Mean, value, axes,
                                   n.node().getAttr<bool>("keep_dims"));
  n.setResult(n.create<nd::CastOp>(type, value));
  return success();
}

/// A sum over the axes of BroadcastGradientArgs that sizes do not decide.
static LogicalResult lowerSum(NodeLowering &n) {
  auto unbroadcast = n.unbroadcast();
  if (!unbroadcast)
    return lowerReduce<nd::Reduction::Sum>(n);
  Value value = n.operand(0);
  n.setResult(n.create<nd::UnbroadcastOp>(
      n.typeOf(unbroadcast->target, typeOf(value).getElementType()), value,
      n.dynamicSizes(unbroadcast->target)));
  return success();
}

template <nd::Extremum kind>
static LogicalResult lowerArgReduce(NodeLowering &n) {
  SmallVector<int64_t> axes = n.constantOperand(1, "an axis");
  if (n.hasFailed())
    return failure();
  Type index = n.resultType().getElementType();
  if (!index.isInteger(32) && !index.isInteger(64))
    return n.error() << "is supported for indices of int32 and int64 only";
  if (n.node().inputTypes()[0] == ::vf::DataType::Bool)
    return n.error() << "is supported for numbers only, found bool";
  int64_t rank = n.operandShape(0).size();
  int64_t axis = axes[0] < 0 ? axes[0] + rank : axes[0];
  n.setResult(n.create<nd::ArgReduceOp>(n.resultType(), kind, n.operand(0),
                                        axis, index));
  return success();
}

/// sum(x * x) / 2
static LogicalResult lowerL2Loss(NodeLowering &n) {
  Value value = n.operand(0);
  Value square = n.create<nd::SquareOp>(value.getType(), value);
  auto axes = llvm::to_vector(llvm::seq<int64_t>(0, typeOf(value).getRank()));
  Value sum =
      axes.empty()
          ? square
          : Value(n.create<nd::ReduceOp>(n.resultType(), nd::Reduction::Sum,
                                         square, axes, /*keep_dims=*/false));
  n.setResult(binary<nd::MulOp>(
      n, sum, n.scalar(n.resultType().getElementType(), 0.5)));
  return success();
}

void mlir::vf::registerReductionLowerings(::vf::OpRegistry &ops) {
  ops.setLowering("Sum", lowerSum);
  ops.setLowering("Mean", lowerMean);
  ops.setLowering("Prod", lowerReduce<nd::Reduction::Prod>);
  ops.setLowering("Max", lowerReduce<nd::Reduction::Max>);
  ops.setLowering("Min", lowerReduce<nd::Reduction::Min>);
  ops.setLowering("All", lowerReduce<nd::Reduction::All>);
  ops.setLowering("Any", lowerReduce<nd::Reduction::Any>);
  ops.setLowering("ArgMax", lowerArgReduce<nd::Extremum::Max>);
  ops.setLowering("ArgMin", lowerArgReduce<nd::Extremum::Min>);
  ops.setLowering("L2Loss", lowerL2Loss);
}
