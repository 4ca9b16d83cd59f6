// One case per elementwise op: an op is added here, and every pass that
// computes elements knows it.
#include "ElementOps.h"
#include "ElementArithmetic.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vf;
using nd::Comparison;

template <typename MathOp>
static Value buildMath(OpBuilder &builder, Location loc, ValueRange x) {
  return MathOp::create(builder, loc, x);
}

/// ln(1 + x), exact also where 1 + x rounds: the error of u = 1 + x cancels in
/// x * (ln u / (u - 1)). Source: Kahan; TensorFlow's Eigen does the same.
static Value buildLog1p(OpBuilder &builder, Location loc,
                        ElementArithmetic &arithmetic, Value x) {
  Value one = arithmetic.number(1);
  Value u = arithmetic.add(one, x);
  Value log = math::LogOp::create(builder, loc, u);
  Value isTiny = arithmetic.compare(Comparison::EQ, u, one);
  Value isInfinite = arithmetic.compare(Comparison::EQ, u, log);
  Value ratio = arithmetic.div(log, arithmetic.sub(u, one));
  Value result = arithmetic.mul(x, ratio);
  return arithmetic.select(isTiny, x,
                           arithmetic.select(isInfinite, log, result));
}

/// e^x - 1 in the same manner: (u - 1) * (x / ln u) with u = e^x.
static Value buildExpm1(OpBuilder &builder, Location loc,
                        ElementArithmetic &arithmetic, Value x) {
  Value one = arithmetic.number(1);
  Value u = math::ExpOp::create(builder, loc, x);
  Value difference = arithmetic.sub(u, one);
  Value log = math::LogOp::create(builder, loc, u);
  Value isTiny = arithmetic.compare(Comparison::EQ, u, one);
  Value isMinusOne =
      arithmetic.compare(Comparison::EQ, difference, arithmetic.number(-1));
  Value isInfinite = arithmetic.compare(Comparison::EQ, u, log);
  Value result = arithmetic.mul(difference, arithmetic.div(x, log));
  result = arithmetic.select(isInfinite, u, result);
  result = arithmetic.select(isMinusOne, difference, result);
  return arithmetic.select(isTiny, x, result);
}

/// NaN is not less than zero and stays.
static Value buildRelu(ElementArithmetic &arithmetic, Value x) {
  Value zero = arithmetic.number(0);
  return arithmetic.select(arithmetic.compare(Comparison::LT, x, zero), zero,
                           x);
}

static Value buildSigmoid(OpBuilder &builder, Location loc,
                          ElementArithmetic &arithmetic, Value x) {
  Value one = arithmetic.number(1);
  Value power = math::ExpOp::create(builder, loc, arithmetic.neg(x));
  return arithmetic.div(one, arithmetic.add(one, power));
}

static Value buildSquaredDifference(ElementArithmetic &arithmetic, Value a,
                                    Value b) {
  Value difference = arithmetic.sub(a, b);
  return arithmetic.mul(difference, arithmetic.isComplex()
                                        ? arithmetic.conjugate(difference)
                                        : difference);
}

/// Ops from complex numbers to real ones and back; null for any other op.
static Value buildComplexOp(OpBuilder &builder, Operation *op, ValueRange x) {
  Location loc = op->getLoc();
  using R = Value;
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case([&](nd::ComplexOp complex) -> R {
        Type element = getElementTypeOrSelf(complex.getType());
        return complex::CreateOp::create(builder, loc, element, x[0], x[1]);
      })
      .Case([&](nd::RealOp) -> R {
        return complex::ReOp::create(builder, loc, x[0]);
      })
      .Case([&](nd::ImagOp) -> R {
        return complex::ImOp::create(builder, loc, x[0]);
      })
      .Case([&](nd::MagnitudeOp) -> R {
        return complex::AbsOp::create(builder, loc, x[0]);
      })
      .Default(Value());
}

/// Ops whose operands and result are of one type, on elements of its compute
/// type.
static Value buildUniformOp(OpBuilder &builder, Operation *op,
                            ElementArithmetic &arithmetic, ValueRange x) {
  Location loc = op->getLoc();
  using R = Value;
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case([&](nd::NegOp) -> R { return arithmetic.neg(x[0]); })
      .Case([&](nd::AbsOp) -> R { return arithmetic.abs(x[0]); })
      .Case([&](nd::ConjOp) -> R { return arithmetic.conjugate(x[0]); })
      .Case([&](nd::SignOp) -> R { return arithmetic.sign(x[0]); })
      .Case([&](nd::SquareOp) -> R { return arithmetic.mul(x[0], x[0]); })
      .Case([&](nd::ExpOp) { return buildMath<math::ExpOp>(builder, loc, x); })
      .Case([&](nd::Expm1Op) -> R {
        return buildExpm1(builder, loc, arithmetic, x[0]);
      })
      .Case([&](nd::LogOp) { return buildMath<math::LogOp>(builder, loc, x); })
      .Case([&](nd::Log1pOp) -> R {
        return buildLog1p(builder, loc, arithmetic, x[0]);
      })
      .Case([&](nd::SqrtOp) -> R { return arithmetic.sqrt(x[0]); })
      .Case([&](nd::RsqrtOp) -> R {
        Value one = arithmetic.number(1);
        return arithmetic.div(one, arithmetic.sqrt(x[0]));
      })
      .Case([&](nd::ReciprocalOp) -> R {
        return arithmetic.div(arithmetic.number(1), x[0]);
      })
      .Case(
          [&](nd::TanhOp) { return buildMath<math::TanhOp>(builder, loc, x); })
      .Case([&](nd::SigmoidOp) -> R {
        return buildSigmoid(builder, loc, arithmetic, x[0]);
      })
      .Case([&](nd::ReluOp) -> R { return buildRelu(arithmetic, x[0]); })
      .Case([&](nd::FloorOp) {
        return buildMath<math::FloorOp>(builder, loc, x);
      })
      .Case(
          [&](nd::CeilOp) { return buildMath<math::CeilOp>(builder, loc, x); })
      .Case([&](nd::SinOp) { return buildMath<math::SinOp>(builder, loc, x); })
      .Case([&](nd::CosOp) { return buildMath<math::CosOp>(builder, loc, x); })
      .Case([&](nd::NotOp) -> R {
        return arith::XOrIOp::create(builder, loc, x[0], arithmetic.number(1));
      })
      .Case([&](nd::AddOp) -> R { return arithmetic.add(x[0], x[1]); })
      .Case([&](nd::SubOp) -> R { return arithmetic.sub(x[0], x[1]); })
      .Case([&](nd::MulOp) -> R { return arithmetic.mul(x[0], x[1]); })
      .Case([&](nd::DivOp) -> R { return arithmetic.div(x[0], x[1]); })
      .Case(
          [&](nd::FloorDivOp) -> R { return arithmetic.floorDiv(x[0], x[1]); })
      .Case(
          [&](nd::FloorModOp) -> R { return arithmetic.floorMod(x[0], x[1]); })
      .Case([&](nd::PowOp) { return buildMath<math::PowFOp>(builder, loc, x); })
      .Case([&](nd::MaxOp) -> R { return arithmetic.max(x[0], x[1]); })
      .Case([&](nd::MinOp) -> R { return arithmetic.min(x[0], x[1]); })
      .Case([&](nd::SquaredDifferenceOp) -> R {
        return buildSquaredDifference(arithmetic, x[0], x[1]);
      })
      .Case(
          [&](nd::AndOp) { return buildMath<arith::AndIOp>(builder, loc, x); })
      .Case([&](nd::OrOp) { return buildMath<arith::OrIOp>(builder, loc, x); });
}

Value vf::buildElementOp(OpBuilder &builder, Operation *op,
                         ValueRange elements) {
  Location loc = op->getLoc();
  if (isa<nd::SelectOp>(op))
    return arith::SelectOp::create(builder, loc, elements);
  if (Value result = buildComplexOp(builder, op, elements))
    return result;
  ElementArithmetic operand(builder, loc,
                            getElementTypeOrSelf(op->getOperand(0)));
  ElementArithmetic result(builder, loc,
                           getElementTypeOrSelf(op->getResult(0)));
  SmallVector<Value> wide;
  for (Value element : elements)
    wide.push_back(operand.widen(element));
  if (auto compare = dyn_cast<nd::CompareOp>(op))
    return operand.compare(compare.getPredicate(), wide[0], wide[1]);
  if (isa<nd::CastOp>(op))
    return result.narrow(operand.castTo(result, wide[0]));
  return result.narrow(buildUniformOp(builder, op, operand, wide));
}
