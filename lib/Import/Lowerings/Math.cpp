// Elementwise arithmetic, comparisons, choice, conversion and matrix products.
#include "Lowerings.h"

#include "../Types.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::DataType;
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

/// Whether any element of a tensor of truth values is true.
static Value findAny(NodeLowering &n, Value condition) {
  RankedTensorType type = typeOf(condition);
  auto axes = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  Value any = n.create<nd::ReduceOp>(
      RankedTensorType::get({}, type.getElementType()), nd::Reduction::Any,
      condition, axes, /*keep_dims=*/false);
  return n.create<tensor::ExtractOp>(any, ValueRange());
}

static Value negate(NodeLowering &n, Value condition) {
  return n.create<arith::XOrIOp>(condition,
                                 n.create<arith::ConstantIntOp>(1, 1));
}

/// `condition`, or true where a size of `shape` that is none of `others` is 0.
static Value holdsIfEmpty(NodeLowering &n, Value condition,
                          ArrayRef<SizeExpr> shape, ArrayRef<SizeExpr> others) {
  for (SizeExpr size : shape) {
    if (size.lower() > 0 || llvm::is_contained(others, size))
      continue;
    Value isEmpty = n.create<arith::CmpIOp>(arith::CmpIPredicate::eq,
                                            n.size(size), n.index(0));
    condition = n.create<arith::OrIOp>(condition, isEmpty);
  }
  return condition;
}

void mlir::vf::checkDivisor(NodeLowering &n, unsigned i,
                            ArrayRef<SizeExpr> shape, StringRef message) {
  Value divisor = n.operand(i);
  RankedTensorType type = typeOf(divisor);
  if (!isa<IntegerType>(type.getElementType()) ||
      isNonZeroConstant(n, divisor, i))
    return;
  Type i1 = n.builder().getI1Type();
  Value isZero =
      n.create<nd::CompareOp>(type.clone(i1), nd::Comparison::EQ, divisor,
                              n.scalar(type.getElementType(), 0));
  // A divisor without elements has no zero.
  Value hasNone = negate(n, findAny(n, isZero));
  n.check(holdsIfEmpty(n, hasNone, shape, n.operandShape(i)),
          ErrorCode::InvalidArgument, message);
}

/// Yields its operand, whose elements are finite.
static LogicalResult lowerCheckNumerics(NodeLowering &n) {
  Value x = n.operand(0);
  RankedTensorType type = typeOf(x);
  RankedTensorType truth = type.clone(n.builder().getI1Type());
  double infinity = std::numeric_limits<double>::infinity();
  Value isNaN = n.create<nd::CompareOp>(truth, nd::Comparison::NE, x, x);
  Value isInf = n.create<nd::CompareOp>(
      truth, nd::Comparison::EQ, n.create<nd::AbsOp>(type, x),
      n.scalar(type.getElementType(), infinity));
  Value hasNaN = findAny(n, isNaN), hasInf = findAny(n, isInf);
  Value hasBoth = n.create<arith::AndIOp>(hasNaN, hasInf);
  // A brace before a number would refer to a value of the check.
  std::string prefix;
  for (char c : n.node().getAttr<StringRef>("message")) {
    if (llvm::isDigit(c) && StringRef(prefix).ends_with("{"))
      prefix += ' ';
    prefix += c;
  }
  prefix += " : Tensor had ";
  n.check(negate(n, hasBoth), ErrorCode::InvalidArgument,
          prefix + "Inf and NaN values");
  n.check(negate(n, hasNaN), ErrorCode::InvalidArgument, prefix + "NaN values");
  n.check(negate(n, hasInf), ErrorCode::InvalidArgument, prefix + "Inf values");
  n.setResult(x);
  return success();
}

template <typename OpT>
static LogicalResult lowerDivision(NodeLowering &n) {
  checkDivisor(n, 1, n.resultShape());
  return lowerElementwise<OpT>(n);
}

/// The quotient rounded toward zero; nd's division of integers does that.
static LogicalResult lowerTruncateDiv(NodeLowering &n) {
  checkDivisor(n, 1, n.resultShape());
  if (!isa<FloatType>(n.resultType().getElementType()))
    return lowerElementwise<nd::DivOp>(n);
  RankedTensorType type = n.resultType();
  Value quotient =
      n.create<nd::DivOp>(type, n.broadcastOperand(0, n.resultShape()),
                          n.broadcastOperand(1, n.resultShape()));
  Value below = n.create<nd::FloorOp>(type, quotient);
  Value above = n.create<nd::CeilOp>(type, quotient);
  Value isNegative = n.create<nd::CompareOp>(
      nd::Comparison::LT, quotient, n.scalar(type.getElementType(), 0));
  n.setResult(n.create<nd::SelectOp>(type, isNegative, above, below));
  return success();
}

/// Succeeds if `isAdmitted`; `those` names the types that are.
static LogicalResult require(NodeLowering &n, DataType type, bool isAdmitted,
                             StringRef those) {
  if (isAdmitted)
    return success();
  return n.error() << "is supported for " << those << " only, found "
                   << ::vf::dataTypeName(type);
}

static Type elementOf(NodeLowering &n, DataType type) {
  return lookupElementType(n.builder().getContext(), type);
}

LogicalResult mlir::vf::requireFloat(NodeLowering &n, DataType type) {
  return require(n, type, isa_and_present<FloatType>(elementOf(n, type)),
                 "floating point types");
}

LogicalResult mlir::vf::requireFloatOrComplex(NodeLowering &n, DataType type) {
  Type element = elementOf(n, type);
  return require(n, type, isa_and_present<FloatType, ComplexType>(element),
                 "floating point and complex types");
}

LogicalResult mlir::vf::requireReal(NodeLowering &n, DataType type) {
  return require(n, type, !isa_and_present<ComplexType>(elementOf(n, type)),
                 "real numbers");
}

LogicalResult mlir::vf::requireNumber(NodeLowering &n, DataType type) {
  Type element = elementOf(n, type);
  return require(n, type, element && !element.isInteger(1), "numbers");
}

/// `lower` where the result has elements that `require` admits.
template <auto require, auto lower>
static LogicalResult lowerIf(NodeLowering &n) {
  if (failed(require(n, n.node().outputTypes()[0])))
    return failure();
  return lower(n);
}

template <typename OpT>
static LogicalResult lowerFloat(NodeLowering &n) {
  return lowerIf<requireFloat, lowerElementwise<OpT>>(n);
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

/// An op between complex numbers and real ones that have half their size.
template <typename OpT>
static LogicalResult lowerParts(NodeLowering &n) {
  DataType from = n.node().inputTypes()[0], to = n.node().outputTypes()[0];
  unsigned size = ::vf::dataTypeSize(from), newSize = ::vf::dataTypeSize(to);
  if (size != 2 * newSize && newSize != 2 * size)
    return n.error() << "'T' is " << ::vf::dataTypeName(from)
                     << ", but 'Tout' is " << ::vf::dataTypeName(to);
  return lowerElementwise<OpT>(n);
}

//===----------------------------------------------------------------------===//
// Gradients of elementwise functions, from the result y and its gradient dy
//===----------------------------------------------------------------------===//

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
  ops.setLowering("Sign", lowerIf<requireReal, lowerElementwise<nd::SignOp>>);
  ops.setLowering("Square", lowerElementwise<nd::SquareOp>);
  ops.setLowering("Exp", lowerFloat<nd::ExpOp>);
  ops.setLowering("Expm1", lowerFloat<nd::Expm1Op>);
  ops.setLowering("Log", lowerFloat<nd::LogOp>);
  ops.setLowering("Log1p", lowerFloat<nd::Log1pOp>);
  ops.setLowering("Sqrt",
                  lowerIf<requireFloatOrComplex, lowerElementwise<nd::SqrtOp>>);
  ops.setLowering(
      "Rsqrt", lowerIf<requireFloatOrComplex, lowerElementwise<nd::RsqrtOp>>);
  setLowerings(ops, {"Reciprocal", "Inv"}, lowerFloat<nd::ReciprocalOp>);
  ops.setLowering("Tanh", lowerFloat<nd::TanhOp>);
  ops.setLowering("Sigmoid", lowerFloat<nd::SigmoidOp>);
  ops.setLowering("Floor", lowerElementwise<nd::FloorOp>);
  ops.setLowering("Ceil", lowerElementwise<nd::CeilOp>);
  ops.setLowering("Sin", lowerFloat<nd::SinOp>);
  ops.setLowering("Cos", lowerFloat<nd::CosOp>);
  ops.setLowering("LogicalNot", lowerElementwise<nd::NotOp>);
  ops.setLowering("IsNan", lowerIsNan);
  ops.setLowering("TanhGrad", lowerIf<requireFloat, lowerTanhGrad>);
  ops.setLowering("SigmoidGrad", lowerIf<requireFloat, lowerSigmoidGrad>);
  ops.setLowering("SqrtGrad", lowerIf<requireFloat, lowerSqrtGrad>);
  ops.setLowering("RsqrtGrad", lowerIf<requireFloat, lowerRsqrtGrad>);
  setLowerings(ops, {"ReciprocalGrad", "InvGrad"},
               lowerIf<requireFloat, lowerReciprocalGrad>);
}

static void registerBinary(::vf::OpRegistry &ops) {
  setLowerings(ops, {"Add", "AddV2"}, lowerElementwise<nd::AddOp>);
  ops.setLowering("Sub", lowerElementwise<nd::SubOp>);
  ops.setLowering("Mul", lowerElementwise<nd::MulOp>);
  setLowerings(ops, {"RealDiv", "Div"}, lowerDivision<nd::DivOp>);
  ops.setLowering("TruncateDiv", lowerIf<requireReal, lowerTruncateDiv>);
  ops.setLowering("FloorDiv",
                  lowerIf<requireReal, lowerDivision<nd::FloorDivOp>>);
  ops.setLowering("FloorMod", lowerDivision<nd::FloorModOp>);
  ops.setLowering("Pow", lowerFloat<nd::PowOp>);
  ops.setLowering("CheckNumerics", lowerIf<requireFloat, lowerCheckNumerics>);
  ops.setLowering("Maximum", lowerElementwise<nd::MaxOp>);
  ops.setLowering("Minimum", lowerElementwise<nd::MinOp>);
  ops.setLowering("SquaredDifference",
                  lowerElementwise<nd::SquaredDifferenceOp>);
  ops.setLowering("LogicalAnd", lowerElementwise<nd::AndOp>);
  ops.setLowering("LogicalOr", lowerElementwise<nd::OrOp>);
  setLowerings(ops, {"AddN", "AccumulateNV2"}, lowerAddN);
}

static void registerComplex(::vf::OpRegistry &ops) {
  ops.setLowering("Complex", lowerParts<nd::ComplexOp>);
  ops.setLowering("Real", lowerParts<nd::RealOp>);
  ops.setLowering("Imag", lowerParts<nd::ImagOp>);
  ops.setLowering("ComplexAbs", lowerParts<nd::MagnitudeOp>);
  ops.setLowering("Conj", lowerElementwise<nd::ConjOp>);
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
  ops.setLowering("ClipByValue", lowerIf<requireReal, lowerClipByValue>);
}

void mlir::vf::registerMathLowerings(::vf::OpRegistry &ops) {
  registerUnary(ops);
  registerBinary(ops);
  registerComplex(ops);
  registerChoice(ops);
  ops.setLowering("Cast", lowerCast);
  ops.setLowering("MatMul", lowerMatMul);
}
