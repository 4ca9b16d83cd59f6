// Elementwise arithmetic, comparisons, choice, conversion and matrix products.
#include "Lowerings.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::SizeExpr;
using ::vf::SizeVector;

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

/// True if operand `i` is a constant without a zero.
static bool isNonZeroConstant(NodeLowering &n, Value value, unsigned i) {
  if (auto known = n.operandInfo(i).constantValue())
    return !llvm::is_contained(*known, 0);
  DenseIntElementsAttr elements;
  return matchPattern(value, m_Constant(&elements)) &&
         llvm::none_of(elements, [](const APInt &e) { return e.isZero(); });
}

void mlir::vf::checkDivisor(NodeLowering &n, unsigned i) {
  Value divisor = n.operand(i);
  RankedTensorType type = typeOf(divisor);
  if (!isa<IntegerType>(type.getElementType()) ||
      isNonZeroConstant(n, divisor, i))
    return;
  Type i1 = n.builder().getI1Type();
  Value isZero =
      n.create<nd::CompareOp>(type.clone(i1), nd::Comparison::EQ, divisor,
                              n.scalar(type.getElementType(), 0));
  auto axes = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  Value anyZero = n.create<nd::ReduceOp>(RankedTensorType::get({}, i1),
                                         nd::Reduction::Any, isZero, axes,
                                         /*keep_dims=*/false);
  Value found = n.create<tensor::ExtractOp>(anyZero, ValueRange());
  Value isTrue = n.create<arith::ConstantIntOp>(1, 1);
  n.check(n.create<arith::XOrIOp>(found, isTrue), ErrorCode::InvalidArgument,
          "Integer division by zero");
}

template <typename OpT>
static LogicalResult lowerDivision(NodeLowering &n) {
  checkDivisor(n, 1);
  return lowerElementwise<OpT>(n);
}

/// For ops that TensorFlow has for integers too, and nd has not.
template <typename OpT>
static LogicalResult lowerFloat(NodeLowering &n) {
  if (!isa<FloatType>(n.resultType().getElementType()))
    return n.error() << "is supported for floating point types only, found "
                     << ::vf::dataTypeName(n.node().outputTypes()[0]);
  return lowerElementwise<OpT>(n);
}

static LogicalResult lowerAddN(NodeLowering &n) {
  Value sum = n.operand(0);
  for (unsigned i = 1; i != n.numOperands(); ++i)
    sum = n.create<nd::AddOp>(n.resultType(), sum, n.operand(i));
  n.setResult(sum);
  return success();
}

static LogicalResult lowerClipByValue(NodeLowering &n) {
  RankedTensorType type = n.resultType();
  ArrayRef<SizeExpr> shape = n.resultShape();
  Value below = n.create<nd::MinOp>(type, n.broadcastOperand(0, shape),
                                    n.broadcastOperand(2, shape));
  n.setResult(n.create<nd::MaxOp>(type, below, n.broadcastOperand(1, shape)));
  return success();
}

//===----------------------------------------------------------------------===//
// Gradients of elementwise functions, from the result y and its gradient dy
//===----------------------------------------------------------------------===//

template <typename OpT>
static Value binary(NodeLowering &n, Value lhs, Value rhs) {
  return createBinary<OpT>(n, lhs, rhs);
}

static Value number(NodeLowering &n, double value) {
  return n.scalar(n.resultType().getElementType(), value);
}

/// dy * (1 - y * y)
static LogicalResult lowerTanhGrad(NodeLowering &n) {
  Value y = n.operand(0);
  Value slope = binary<nd::SubOp>(n, number(n, 1), binary<nd::MulOp>(n, y, y));
  n.setResult(binary<nd::MulOp>(n, n.operand(1), slope));
  return success();
}

/// dy * y * (1 - y)
static LogicalResult lowerSigmoidGrad(NodeLowering &n) {
  Value y = n.operand(0);
  Value product = binary<nd::MulOp>(n, n.operand(1), y);
  n.setResult(
      binary<nd::MulOp>(n, product, binary<nd::SubOp>(n, number(n, 1), y)));
  return success();
}

/// dy * 0.5 / y
static LogicalResult lowerSqrtGrad(NodeLowering &n) {
  Value half = binary<nd::MulOp>(n, n.operand(1), number(n, 0.5));
  n.setResult(binary<nd::DivOp>(n, half, n.operand(0)));
  return success();
}

/// dy * -0.5 * y * y * y
static LogicalResult lowerRsqrtGrad(NodeLowering &n) {
  Value y = n.operand(0);
  Value scaled = binary<nd::MulOp>(n, n.operand(1), number(n, -0.5));
  Value cube = binary<nd::MulOp>(n, y, binary<nd::MulOp>(n, y, y));
  n.setResult(binary<nd::MulOp>(n, scaled, cube));
  return success();
}

/// -dy * y * y
static LogicalResult lowerReciprocalGrad(NodeLowering &n) {
  Value y = n.operand(0), dy = n.operand(1);
  Value negated = n.create<nd::NegOp>(dy.getType(), dy);
  n.setResult(binary<nd::MulOp>(n, negated, binary<nd::MulOp>(n, y, y)));
  return success();
}

//===----------------------------------------------------------------------===//
// Comparison, choice, conversion
//===----------------------------------------------------------------------===//

template <nd::Comparison predicate>
static LogicalResult lowerCompare(NodeLowering &n) {
  n.setResult(n.create<nd::CompareOp>(n.resultType(), predicate,
                                      n.broadcastOperand(0, n.resultShape()),
                                      n.broadcastOperand(1, n.resultShape())));
  return success();
}

/// A NaN is what differs from itself.
static LogicalResult lowerIsNan(NodeLowering &n) {
  Value value = n.operand(0);
  n.setResult(n.create<nd::CompareOp>(n.resultType(), nd::Comparison::NE, value,
                                      value));
  return success();
}

/// Select takes a scalar or one truth value per row, where SelectV2 broadcasts.
static LogicalResult lowerSelect(NodeLowering &n) {
  ArrayRef<SizeExpr> shape = n.resultShape();
  Value condition = n.operand(0);
  if (n.operandInfo(0).rank() == 1 && shape.size() > 1) {
    SizeVector perRow(shape.size(), n.sizes().constant(1));
    perRow[0] = n.operandInfo(0).dims[0];
    condition = n.reshape(condition, perRow);
  }
  n.setResult(n.create<nd::SelectOp>(n.resultType(), condition,
                                     n.broadcastOperand(1, shape),
                                     n.broadcastOperand(2, shape)));
  return success();
}

static LogicalResult lowerCast(NodeLowering &n) {
  Value value = n.operand(0);
  RankedTensorType type = n.resultType();
  n.setResult(value.getType() == type
                  ? value
                  : Value(n.create<nd::CastOp>(type, value)));
  return success();
}

//===----------------------------------------------------------------------===//
// Matrix product
//===----------------------------------------------------------------------===//

static LogicalResult lowerMatMul(NodeLowering &n) {
  n.setResult(n.create<nd::MatmulOp>(n.resultType(), n.operand(0), n.operand(1),
                                     n.node().getAttr<bool>("transpose_a"),
                                     n.node().getAttr<bool>("transpose_b")));
  return success();
}

//===----------------------------------------------------------------------===//
// Registration
//===----------------------------------------------------------------------===//

static void registerUnary(::vf::OpRegistry &ops) {
  ops.setLowering("Neg", lowerElementwise<nd::NegOp>);
  ops.setLowering("Abs", lowerElementwise<nd::AbsOp>);
  ops.setLowering("Sign", lowerElementwise<nd::SignOp>);
  ops.setLowering("Square", lowerElementwise<nd::SquareOp>);
  ops.setLowering("Exp", lowerElementwise<nd::ExpOp>);
  ops.setLowering("Expm1", lowerElementwise<nd::Expm1Op>);
  ops.setLowering("Log", lowerElementwise<nd::LogOp>);
  ops.setLowering("Log1p", lowerElementwise<nd::Log1pOp>);
  ops.setLowering("Sqrt", lowerElementwise<nd::SqrtOp>);
  ops.setLowering("Rsqrt", lowerElementwise<nd::RsqrtOp>);
  setLowerings(ops, {"Reciprocal", "Inv"}, lowerFloat<nd::ReciprocalOp>);
  ops.setLowering("Tanh", lowerElementwise<nd::TanhOp>);
  ops.setLowering("Sigmoid", lowerElementwise<nd::SigmoidOp>);
  ops.setLowering("Floor", lowerElementwise<nd::FloorOp>);
  ops.setLowering("Ceil", lowerElementwise<nd::CeilOp>);
  ops.setLowering("Sin", lowerElementwise<nd::SinOp>);
  ops.setLowering("Cos", lowerElementwise<nd::CosOp>);
  ops.setLowering("LogicalNot", lowerElementwise<nd::NotOp>);
  ops.setLowering("IsNan", lowerIsNan);
  ops.setLowering("TanhGrad", lowerTanhGrad);
  ops.setLowering("SigmoidGrad", lowerSigmoidGrad);
  ops.setLowering("SqrtGrad", lowerSqrtGrad);
  ops.setLowering("RsqrtGrad", lowerRsqrtGrad);
  setLowerings(ops, {"ReciprocalGrad", "InvGrad"}, lowerReciprocalGrad);
}

static void registerBinary(::vf::OpRegistry &ops) {
  setLowerings(ops, {"Add", "AddV2"}, lowerElementwise<nd::AddOp>);
  ops.setLowering("Sub", lowerElementwise<nd::SubOp>);
  ops.setLowering("Mul", lowerElementwise<nd::MulOp>);
  setLowerings(ops, {"RealDiv", "Div", "TruncateDiv"},
               lowerDivision<nd::DivOp>);
  ops.setLowering("FloorDiv", lowerDivision<nd::FloorDivOp>);
  ops.setLowering("FloorMod", lowerDivision<nd::FloorModOp>);
  ops.setLowering("Pow", lowerFloat<nd::PowOp>);
  ops.setLowering("Maximum", lowerElementwise<nd::MaxOp>);
  ops.setLowering("Minimum", lowerElementwise<nd::MinOp>);
  ops.setLowering("SquaredDifference",
                  lowerElementwise<nd::SquaredDifferenceOp>);
  ops.setLowering("LogicalAnd", lowerElementwise<nd::AndOp>);
  ops.setLowering("LogicalOr", lowerElementwise<nd::OrOp>);
  setLowerings(ops, {"AddN", "AccumulateNV2"}, lowerAddN);
}

static void registerChoice(::vf::OpRegistry &ops) {
  ops.setLowering("Equal", lowerCompare<nd::Comparison::EQ>);
  ops.setLowering("NotEqual", lowerCompare<nd::Comparison::NE>);
  ops.setLowering("Less", lowerCompare<nd::Comparison::LT>);
  ops.setLowering("LessEqual", lowerCompare<nd::Comparison::LE>);
  ops.setLowering("Greater", lowerCompare<nd::Comparison::GT>);
  ops.setLowering("GreaterEqual", lowerCompare<nd::Comparison::GE>);
  ops.setLowering("Select", lowerSelect);
  ops.setLowering("SelectV2", lowerElementwise<nd::SelectOp>);
  ops.setLowering("ClipByValue", lowerClipByValue);
}

void mlir::vf::registerMathLowerings(::vf::OpRegistry &ops) {
  registerUnary(ops);
  registerBinary(ops);
  registerChoice(ops);
  ops.setLowering("Cast", lowerCast);
  ops.setLowering("MatMul", lowerMatMul);
}
