// Arithmetic on single elements. Nothing here can trap or be poison: divisors
// are replaced where a division would trap, floats are compared with the
// integer's range before they are converted.
#include "ElementArithmetic.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace mlir::vf;
using nd::Comparison;
using nd::Reduction;

Type vf::dropSign(Type type) {
  if (auto integer = dyn_cast<IntegerType>(type))
    return IntegerType::get(type.getContext(), integer.getWidth());
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return tensor.clone(dropSign(tensor.getElementType()));
  return type;
}

//===----------------------------------------------------------------------===//
// Memory and compute type
//===----------------------------------------------------------------------===//

Type ElementArithmetic::getComputeType() const {
  if (element.isF16() || element.isBF16())
    return Float32Type::get(element.getContext());
  return dropSign(element);
}

/// The bits of a bf16 are the upper half of those of the f32.
Value ElementArithmetic::widen(Value inMemory) {
  if (element.isF16())
    return arith::ExtFOp::create(builder, builder.getF32Type(), inMemory);
  if (!element.isBF16())
    return inMemory;
  Value bits =
      arith::BitcastOp::create(builder, builder.getI16Type(), inMemory);
  Value wide = arith::ExtUIOp::create(builder, builder.getI32Type(), bits);
  Value shift = arith::ConstantIntOp::create(builder, 16, 32);
  Value shifted = arith::ShLIOp::create(builder, wide, shift);
  return arith::BitcastOp::create(builder, builder.getF32Type(), shifted);
}

Value ElementArithmetic::narrow(Value computed) {
  if (element.isF16())
    return arith::TruncFOp::create(builder, element, computed);
  if (element.isBF16())
    return roundToBFloat16(computed);
  return computed;
}

/// Rounds to nearest, ties to even, in integers: the compiler's own conversion
/// is a call that Debian 12's libgcc lacks.
Value ElementArithmetic::roundToBFloat16(Value a) {
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIntOp::create(builder, value, 32);
  };
  Value bits = arith::BitcastOp::create(builder, builder.getI32Type(), a);
  Value upper = arith::ShRUIOp::create(builder, bits, constant(16));
  Value isOdd = arith::AndIOp::create(builder, upper, constant(1));
  Value bias = arith::AddIOp::create(builder, isOdd, constant(0x7FFF));
  Value rounded = arith::ShRUIOp::create(
      builder, arith::AddIOp::create(builder, bits, bias), constant(16));
  // Rounding could carry a NaN into infinity: any quiet NaN of the same sign
  // will do.
  Value quiet = arith::OrIOp::create(builder, upper, constant(0x0040));
  Value result = arith::SelectOp::create(builder, isNaN(a), quiet, rounded);
  Value narrow = arith::TruncIOp::create(builder, builder.getI16Type(), result);
  return arith::BitcastOp::create(builder, element, narrow);
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

Value ElementArithmetic::number(int64_t value) {
  Type type = getComputeType();
  if (isComplex()) {
    Value real = getParts().number(value), imaginary = getParts().number(0);
    return complex::CreateOp::create(builder, type, real, imaginary);
  }
  if (auto floating = dyn_cast<FloatType>(type))
    return arith::ConstantOp::create(
        builder, builder.getFloatAttr(floating, static_cast<double>(value)));
  return arith::ConstantOp::create(builder,
                                   builder.getIntegerAttr(type, value));
}

Value ElementArithmetic::floatLimit(bool negative) {
  auto type = cast<FloatType>(getComputeType());
  return arith::ConstantOp::create(
      builder, builder.getFloatAttr(
                   type, APFloat::getInf(type.getFloatSemantics(), negative)));
}

Value ElementArithmetic::identity(Reduction kind) {
  if (kind == Reduction::Prod || kind == Reduction::All)
    return number(1);
  if (kind != Reduction::Max && kind != Reduction::Min)
    return number(0);
  bool isMax = kind == Reduction::Max;
  if (isFloat())
    return floatLimit(/*negative=*/isMax);
  unsigned width = element.getIntOrFloatBitWidth();
  APInt lowest = isUnsigned() ? APInt::getMinValue(width)
                              : APInt::getSignedMinValue(width);
  APInt highest = isUnsigned() ? APInt::getMaxValue(width)
                               : APInt::getSignedMaxValue(width);
  return arith::ConstantOp::create(
      builder,
      builder.getIntegerAttr(getComputeType(), isMax ? lowest : highest));
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

template <typename ComplexOp, typename FloatOp, typename IntegerOp>
Value ElementArithmetic::buildFor(Value a, Value b) {
  if (isComplex())
    return ComplexOp::create(builder, a, b);
  if (isFloat())
    return FloatOp::create(builder, a, b);
  return IntegerOp::create(builder, a, b);
}

/// The sum of truth values is true where one of them is.
Value ElementArithmetic::add(Value a, Value b) {
  if (element.isInteger(1))
    return arith::OrIOp::create(builder, a, b);
  return buildFor<complex::AddOp, arith::AddFOp, arith::AddIOp>(a, b);
}

Value ElementArithmetic::sub(Value a, Value b) {
  return buildFor<complex::SubOp, arith::SubFOp, arith::SubIOp>(a, b);
}

Value ElementArithmetic::mul(Value a, Value b) {
  return buildFor<complex::MulOp, arith::MulFOp, arith::MulIOp>(a, b);
}

/// Divides by 1 instead where the division would trap: by zero, and INT_MIN /
/// -1, whose result is INT_MIN / 1.
Value ElementArithmetic::integerDivision(Value a, Value b, bool remainder) {
  Value zero = number(0), one = number(1);
  Value isZero = compare(Comparison::EQ, b, zero);
  Value traps = isZero;
  if (!isUnsigned()) {
    Value lowest = identity(Reduction::Max);
    Value overflows =
        arith::AndIOp::create(builder, compare(Comparison::EQ, a, lowest),
                              compare(Comparison::EQ, b, number(-1)));
    traps = arith::OrIOp::create(builder, isZero, overflows);
  }
  Value divisor = select(traps, one, b);
  Value result;
  if (remainder)
    result = isUnsigned() ? Value(arith::RemUIOp::create(builder, a, divisor))
                          : Value(arith::RemSIOp::create(builder, a, divisor));
  else
    result = isUnsigned() ? Value(arith::DivUIOp::create(builder, a, divisor))
                          : Value(arith::DivSIOp::create(builder, a, divisor));
  return select(isZero, zero, result);
}

Value ElementArithmetic::div(Value a, Value b) {
  if (isComplex())
    return complex::DivOp::create(builder, a, b);
  if (isFloat())
    return arith::DivFOp::create(builder, a, b);
  return integerDivision(a, b, /*remainder=*/false);
}

Value ElementArithmetic::needsFloor(Value remainder, Value divisor) {
  Value zero = number(0);
  Value isInexact = compare(Comparison::NE, remainder, zero);
  Value signsDiffer =
      arith::XOrIOp::create(builder, compare(Comparison::LT, remainder, zero),
                            compare(Comparison::LT, divisor, zero));
  return arith::AndIOp::create(builder, isInexact, signsDiffer);
}

Value ElementArithmetic::floorDiv(Value a, Value b) {
  // A quotient of half precision is rounded to it before it is rounded down.
  if (isFloat())
    return math::FloorOp::create(builder, widen(narrow(div(a, b))));
  Value quotient = integerDivision(a, b, /*remainder=*/false);
  if (isUnsigned())
    return quotient;
  Value remainder = integerDivision(a, b, /*remainder=*/true);
  return select(needsFloor(remainder, b), sub(quotient, number(1)), quotient);
}

Value ElementArithmetic::floorMod(Value a, Value b) {
  Value remainder = isFloat() ? Value(arith::RemFOp::create(builder, a, b))
                              : integerDivision(a, b, /*remainder=*/true);
  if (isUnsigned())
    return remainder;
  return select(needsFloor(remainder, b), add(remainder, b), remainder);
}

Value ElementArithmetic::isNaN(Value a) {
  return arith::CmpFOp::create(builder, arith::CmpFPredicate::UNO, a, a);
}

Value ElementArithmetic::max(Value a, Value b) {
  Value larger = select(compare(Comparison::LT, a, b), b, a);
  return isFloat() ? select(isNaN(b), b, larger) : larger;
}

Value ElementArithmetic::min(Value a, Value b) {
  Value smaller = select(compare(Comparison::GT, a, b), b, a);
  return isFloat() ? select(isNaN(b), b, smaller) : smaller;
}

Value ElementArithmetic::neg(Value a) {
  if (isComplex())
    return complex::NegOp::create(builder, a);
  if (isFloat())
    return arith::NegFOp::create(builder, a);
  return sub(number(0), a);
}

Value ElementArithmetic::abs(Value a) {
  if (isFloat())
    return math::AbsFOp::create(builder, a);
  if (isUnsigned())
    return a;
  return select(compare(Comparison::LT, a, number(0)), neg(a), a);
}

Value ElementArithmetic::sign(Value a) {
  Value zero = number(0);
  Value rest = isFloat() ? select(isNaN(a), a, zero) : zero;
  if (!isUnsigned())
    rest = select(compare(Comparison::LT, a, zero), number(-1), rest);
  return select(compare(Comparison::GT, a, zero), number(1), rest);
}

Value ElementArithmetic::conjugate(Value a) {
  return complex::ConjOp::create(builder, a);
}

Value ElementArithmetic::exp(Value a) {
  return math::ExpOp::create(builder, a);
}

Value ElementArithmetic::log(Value a) {
  return math::LogOp::create(builder, a);
}

Value ElementArithmetic::sqrt(Value a) {
  return isComplex() ? complexSqrt(a) : math::SqrtOp::create(builder, a);
}

/// The larger part of the root is sqrt((|a| + |re|) / 2), the other one follows
/// from their product, im / 2: nothing cancels. The root lies to the right of
/// the imaginary axis, above or below the real one as `a` does.
Value ElementArithmetic::complexSqrt(Value a) {
  ElementArithmetic parts = getParts();
  Value zero = parts.number(0), two = parts.number(2);
  Value re = complex::ReOp::create(builder, a);
  Value im = complex::ImOp::create(builder, a);
  Value height = parts.abs(im);
  // Halved before they are added: the sum does not overflow.
  Value half = parts.div(complex::AbsOp::create(builder, a), two);
  Value larger = parts.sqrt(parts.add(half, parts.div(parts.abs(re), two)));
  Value quotient = parts.div(height, parts.add(larger, larger));
  // 0 / 0 and infinity / infinity.
  Value smaller = parts.select(parts.isNaN(quotient), height, quotient);
  Value isRight = parts.compare(Comparison::GE, re, zero);
  Value imaginary = math::CopySignOp::create(
      builder, parts.select(isRight, smaller, larger), im);
  return complex::CreateOp::create(builder, getComputeType(),
                                   parts.select(isRight, larger, smaller),
                                   imaginary);
}

static arith::CmpFPredicate getFloatPredicate(Comparison predicate) {
  switch (predicate) {
  case Comparison::EQ:
    return arith::CmpFPredicate::OEQ;
  case Comparison::NE:
    return arith::CmpFPredicate::UNE;
  case Comparison::LT:
    return arith::CmpFPredicate::OLT;
  case Comparison::LE:
    return arith::CmpFPredicate::OLE;
  case Comparison::GT:
    return arith::CmpFPredicate::OGT;
  case Comparison::GE:
    return arith::CmpFPredicate::OGE;
  }
  llvm_unreachable("unknown comparison");
}

static arith::CmpIPredicate getIntegerPredicate(Comparison predicate,
                                                bool isUnsigned) {
  using P = arith::CmpIPredicate;
  switch (predicate) {
  case Comparison::EQ:
    return P::eq;
  case Comparison::NE:
    return P::ne;
  case Comparison::LT:
    return isUnsigned ? P::ult : P::slt;
  case Comparison::LE:
    return isUnsigned ? P::ule : P::sle;
  case Comparison::GT:
    return isUnsigned ? P::ugt : P::sgt;
  case Comparison::GE:
    return isUnsigned ? P::uge : P::sge;
  }
  llvm_unreachable("unknown comparison");
}

Value ElementArithmetic::compare(Comparison predicate, Value a, Value b) {
  if (isComplex() && predicate == Comparison::EQ)
    return complex::EqualOp::create(builder, a, b);
  if (isComplex())
    return complex::NotEqualOp::create(builder, a, b);
  if (isFloat())
    return arith::CmpFOp::create(builder, getFloatPredicate(predicate), a, b);
  return arith::CmpIOp::create(
      builder, getIntegerPredicate(predicate, isUnsigned()), a, b);
}

Value ElementArithmetic::select(Value condition, Value a, Value b) {
  return arith::SelectOp::create(builder, condition, a, b);
}

Value ElementArithmetic::combine(Reduction kind, Value a, Value b) {
  switch (kind) {
  case Reduction::Sum:
  case Reduction::Mean:
    return add(a, b);
  case Reduction::Prod:
    return mul(a, b);
  case Reduction::Max:
    return max(a, b);
  case Reduction::Min:
    return min(a, b);
  case Reduction::All:
    return arith::AndIOp::create(builder, a, b);
  case Reduction::Any:
    return arith::OrIOp::create(builder, a, b);
  }
  llvm_unreachable("unknown reduction");
}

//===----------------------------------------------------------------------===//
// Conversion
//===----------------------------------------------------------------------===//

/// Converts only what is in range, so that no conversion is poison; NaN is in
/// no range.
Value ElementArithmetic::floatToInteger(const ElementArithmetic &to, Value a) {
  Type type = to.getComputeType();
  auto floating = cast<FloatType>(getComputeType());
  unsigned width = type.getIntOrFloatBitWidth();
  bool isUnsignedResult = to.isUnsigned();
  double bound = std::ldexp(1.0, isUnsignedResult ? width : width - 1);
  auto constant = [&](double value) -> Value {
    return arith::ConstantOp::create(builder,
                                     builder.getFloatAttr(floating, value));
  };
  Value isHigh = compare(Comparison::GE, a, constant(bound));
  Value isLow =
      compare(Comparison::LT, a, constant(isUnsignedResult ? 0.0 : -bound));
  Value isOutside = arith::OrIOp::create(
      builder, isNaN(a), arith::OrIOp::create(builder, isHigh, isLow));
  Value inside = select(isOutside, constant(0.0), a);
  Value result = isUnsignedResult
                     ? Value(arith::FPToUIOp::create(builder, type, inside))
                     : Value(arith::FPToSIOp::create(builder, type, inside));
  ElementArithmetic integers = to;
  result = select(isHigh, integers.identity(Reduction::Min), result);
  return select(isLow, integers.identity(Reduction::Max), result);
}

ElementArithmetic ElementArithmetic::getParts() const {
  ElementArithmetic parts = *this;
  if (auto complex = dyn_cast<ComplexType>(element))
    parts.element = complex.getElementType();
  return parts;
}

/// Part by part; a real number has the imaginary part 0.
Value ElementArithmetic::castComplex(const ElementArithmetic &to, Value a) {
  ElementArithmetic from = getParts(), target = to.getParts();
  Value real = isComplex() ? Value(complex::ReOp::create(builder, a)) : a;
  real = from.castTo(target, real);
  if (!to.isComplex())
    return real;
  Value imaginary = isComplex()
                        ? from.castTo(target, complex::ImOp::create(builder, a))
                        : target.number(0);
  return complex::CreateOp::create(builder, to.element, real, imaginary);
}

Value ElementArithmetic::castTo(const ElementArithmetic &to, Value a) {
  if (isComplex() || to.isComplex())
    return castComplex(to, a);
  Type from = getComputeType(), type = to.getComputeType();
  if (to.element.isInteger(1))
    return compare(Comparison::NE, a, number(0));
  if (isFloat() && to.isFloat()) {
    if (from == type)
      return a;
    return from.getIntOrFloatBitWidth() < type.getIntOrFloatBitWidth()
               ? Value(arith::ExtFOp::create(builder, type, a))
               : Value(arith::TruncFOp::create(builder, type, a));
  }
  if (isFloat())
    return floatToInteger(to, a);
  if (to.isFloat())
    return isUnsigned() ? Value(arith::UIToFPOp::create(builder, type, a))
                        : Value(arith::SIToFPOp::create(builder, type, a));
  unsigned width = from.getIntOrFloatBitWidth();
  unsigned newWidth = type.getIntOrFloatBitWidth();
  if (width == newWidth)
    return a;
  if (newWidth < width)
    return arith::TruncIOp::create(builder, type, a);
  return isUnsigned() ? Value(arith::ExtUIOp::create(builder, type, a))
                      : Value(arith::ExtSIOp::create(builder, type, a));
}

Value ElementArithmetic::fromIndex(Value index) {
  Type i64 = builder.getI64Type();
  Value wide = arith::IndexCastOp::create(builder, i64, index);
  return ElementArithmetic(builder, builder.getLoc(), i64).castTo(*this, wide);
}
