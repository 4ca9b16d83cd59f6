// Bias, activations with their gradients, and cross entropies.
#include "Lowerings.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::SizeExpr;
using ::vf::SizeVector;

template <typename OpT>
static Value unary(NodeLowering &n, Value value) {
  return n.create<OpT>(value.getType(), value);
}

static Value compare(NodeLowering &n, nd::Comparison predicate, Value lhs,
                     Value rhs) {
  return n.create<nd::CompareOp>(typeOf(lhs).clone(n.builder().getI1Type()),
                                 predicate, lhs, rhs);
}

static Value select(NodeLowering &n, Value condition, Value onTrue,
                    Value onFalse) {
  return n.create<nd::SelectOp>(n.resultType(), condition, onTrue, onFalse);
}

//===----------------------------------------------------------------------===//
// Bias
//===----------------------------------------------------------------------===//

/// The channels are the last axis, or in the format NCHW axis 1.
static int64_t channelAxis(NodeLowering &n, int64_t rank) {
  auto format = n.node().lookupAttr<StringRef>("data_format");
  return format && *format == "NCHW" ? 1 : rank - 1;
}

static LogicalResult lowerBiasAdd(NodeLowering &n) {
  ArrayRef<SizeExpr> shape = n.resultShape();
  if (n.hasFailed())
    return failure();
  SizeVector biasShape(shape.size() - channelAxis(n, shape.size()),
                       n.sizes().constant(1));
  biasShape[0] = n.operandShape(1)[0];
  n.setResult(n.create<nd::AddOp>(n.resultType(), n.operand(0),
                                  n.reshape(n.operand(1), biasShape)));
  return success();
}

static LogicalResult lowerBiasAddGrad(NodeLowering &n) {
  int64_t rank = n.operandShape(0).size();
  int64_t channels = channelAxis(n, rank);
  SmallVector<int64_t> axes;
  for (int64_t axis = 0; axis != rank; ++axis)
    if (axis != channels)
      axes.push_back(axis);
  Value value = n.operand(0);
  n.setResult(axes.empty() ? value
                           : Value(n.create<nd::ReduceOp>(
                                 n.resultType(), nd::Reduction::Sum, value,
                                 axes, /*keep_dims=*/false)));
  return success();
}

//===----------------------------------------------------------------------===//
// Activations of x; gradients take dy and x, or dy and y where it says so
//===----------------------------------------------------------------------===//

static LogicalResult lowerRelu6(NodeLowering &n) {
  Value positive = unary<nd::ReluOp>(n, n.operand(0));
  n.setResult(binary<nd::MinOp>(n, positive, number(n, 6)));
  return success();
}

/// x < 0 ? e^x - 1 : x
static LogicalResult lowerElu(NodeLowering &n) {
  Value x = n.operand(0);
  Value isNegative = compare(n, nd::Comparison::LT, x, number(n, 0));
  n.setResult(select(n, isNegative, unary<nd::Expm1Op>(n, x), x));
  return success();
}

/// max(x, 0) + ln(1 + e^-|x|): ln(1 + e^x) without overflow.
static LogicalResult lowerSoftplus(NodeLowering &n) {
  Value x = n.operand(0);
  Value decay =
      unary<nd::ExpOp>(n, unary<nd::NegOp>(n, unary<nd::AbsOp>(n, x)));
  n.setResult(binary<nd::AddOp>(n, unary<nd::ReluOp>(n, x),
                                unary<nd::Log1pOp>(n, decay)));
  return success();
}

/// x / (1 + |x|)
static LogicalResult lowerSoftsign(NodeLowering &n) {
  Value x = n.operand(0);
  Value scale = binary<nd::AddOp>(n, number(n, 1), unary<nd::AbsOp>(n, x));
  n.setResult(binary<nd::DivOp>(n, x, scale));
  return success();
}

static LogicalResult lowerLeakyRelu(NodeLowering &n) {
  Value x = n.operand(0);
  Value isPositive = compare(n, nd::Comparison::GT, x, number(n, 0));
  Value leak =
      binary<nd::MulOp>(n, x, number(n, n.node().getAttr<float>("alpha")));
  n.setResult(select(n, isPositive, x, leak));
  return success();
}

/// `gradient` where `mask`, else 0. As in TensorFlow's kernels a product: what
/// is not finite stays visible.
static Value maskGradient(NodeLowering &n, Value gradient, Value mask) {
  Value factor = n.create<nd::CastOp>(
      typeOf(mask).clone(typeOf(gradient).getElementType()), mask);
  return binary<nd::MulOp>(n, gradient, factor);
}

static LogicalResult lowerReluGrad(NodeLowering &n) {
  Value isPositive = compare(n, nd::Comparison::GT, n.operand(1), number(n, 0));
  n.setResult(maskGradient(n, n.operand(0), isPositive));
  return success();
}

static LogicalResult lowerRelu6Grad(NodeLowering &n) {
  Value x = n.operand(1);
  Value isAbove = compare(n, nd::Comparison::GT, x, number(n, 0));
  Value isBelow = compare(n, nd::Comparison::LT, x, number(n, 6));
  Value isInside = binary<nd::AndOp>(n, isAbove, isBelow);
  n.setResult(maskGradient(n, n.operand(0), isInside));
  return success();
}

/// y < 0 ? dy * (y + 1) : dy
static LogicalResult lowerEluGrad(NodeLowering &n) {
  Value dy = n.operand(0), y = n.operand(1);
  Value isNegative = compare(n, nd::Comparison::LT, y, number(n, 0));
  Value slope = binary<nd::AddOp>(n, y, number(n, 1));
  n.setResult(select(n, isNegative, binary<nd::MulOp>(n, dy, slope), dy));
  return success();
}

/// dy / (1 + e^-x)
static LogicalResult lowerSoftplusGrad(NodeLowering &n) {
  Value decay = unary<nd::ExpOp>(n, unary<nd::NegOp>(n, n.operand(1)));
  Value scale = binary<nd::AddOp>(n, decay, number(n, 1));
  n.setResult(binary<nd::DivOp>(n, n.operand(0), scale));
  return success();
}

/// dy / (1 + |x|)^2
static LogicalResult lowerSoftsignGrad(NodeLowering &n) {
  Value scale =
      binary<nd::AddOp>(n, number(n, 1), unary<nd::AbsOp>(n, n.operand(1)));
  n.setResult(
      binary<nd::DivOp>(n, n.operand(0), unary<nd::SquareOp>(n, scale)));
  return success();
}

static LogicalResult lowerLeakyReluGrad(NodeLowering &n) {
  Value dy = n.operand(0);
  Value isPositive = compare(n, nd::Comparison::GT, n.operand(1), number(n, 0));
  Value leak =
      binary<nd::MulOp>(n, dy, number(n, n.node().getAttr<float>("alpha")));
  n.setResult(select(n, isPositive, dy, leak));
  return success();
}

//===----------------------------------------------------------------------===//
// Cross entropy
//===----------------------------------------------------------------------===//

static LogicalResult lowerSoftmaxCrossEntropy(NodeLowering &n) {
  ArrayRef<SizeExpr> shape = n.resultShape(1);
  auto op = n.create<nd::SoftmaxCrossEntropyOp>(
      n.resultType(0), n.resultType(1), n.broadcast(n.operand(0), shape),
      n.broadcast(n.operand(1), shape));
  n.setResult(0, op.getLoss());
  n.setResult(1, op.getBackprop());
  return success();
}

static LogicalResult lowerSparseSoftmaxCrossEntropy(NodeLowering &n) {
  ArrayRef<SizeExpr> shape = n.operandShape(0);
  if (n.hasFailed())
    return failure();
  n.checkInRange(1, shape.back(),
                 "Received a label value of %V which is outside the valid "
                 "range of [0, %B)");
  auto op = n.create<nd::SparseSoftmaxCrossEntropyOp>(
      n.resultType(0), n.resultType(1), n.operand(0), n.operand(1));
  n.setResult(0, op.getLoss());
  n.setResult(1, op.getBackprop());
  return success();
}

void mlir::vf::registerNNLowerings(::vf::OpRegistry &ops) {
  setLowerings(ops, {"BiasAdd", "BiasAddV1"}, lowerBiasAdd);
  ops.setLowering("BiasAddGrad", lowerBiasAddGrad);
  ops.setLowering("Relu", lowerElementwise<nd::ReluOp>);
  ops.setLowering("ReluGrad", lowerReluGrad);
  ops.setLowering("Relu6", lowerRelu6);
  ops.setLowering("Relu6Grad", lowerRelu6Grad);
  ops.setLowering("Elu", lowerElu);
  ops.setLowering("EluGrad", lowerEluGrad);
  ops.setLowering("Softplus", lowerSoftplus);
  ops.setLowering("SoftplusGrad", lowerSoftplusGrad);
  ops.setLowering("Softsign", lowerSoftsign);
  ops.setLowering("SoftsignGrad", lowerSoftsignGrad);
  ops.setLowering("LeakyRelu", lowerLeakyRelu);
  ops.setLowering("LeakyReluGrad", lowerLeakyReluGrad);
  ops.setLowering("Softmax", lowerElementwise<nd::SoftmaxOp>);
  ops.setLowering("LogSoftmax", lowerElementwise<nd::LogSoftmaxOp>);
  ops.setLowering("SoftmaxCrossEntropyWithLogits", lowerSoftmaxCrossEntropy);
  ops.setLowering("SparseSoftmaxCrossEntropyWithLogits",
                  lowerSparseSoftmaxCrossEntropy);
}
