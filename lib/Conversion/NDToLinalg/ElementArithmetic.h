// Arithmetic on single elements: the one place that picks signed or unsigned
// ops and that widens half precision.
#ifndef VF_LIB_CONVERSION_NDTOLINALG_ELEMENTARITHMETIC_H
#define VF_LIB_CONVERSION_NDTOLINALG_ELEMENTARITHMETIC_H

#include "nd/IR/NDOps.h"

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::vf {

/// `type` as it is in memory: unsigned integers without their sign.
Type dropSign(Type type);

/// Builds arithmetic on elements of one type of the nd dialect. Values are in
/// the type's *compute type*: f32 for half precision, else the element type
/// without its sign; complex numbers have no order, so neither min, max nor
/// comparison but for equality. `widen` and `narrow` convert from and to
/// memory.
class ElementArithmetic {
public:
  ElementArithmetic(OpBuilder &builder, Location loc, Type element)
      : builder(loc, builder), element(element) {}

  ImplicitLocOpBuilder &getBuilder() { return builder; }
  Type getComputeType() const;
  bool isFloat() const { return isa<FloatType>(element); }
  bool isComplex() const { return isa<ComplexType>(element); }
  /// Truth values count as unsigned.
  bool isUnsigned() const {
    return element.isUnsignedInteger() || element.isInteger(1);
  }

  Value widen(Value inMemory);
  Value narrow(Value computed);

  Value number(int64_t value);
  /// The neutral element of a reduction. For `mean` it is that of `sum`.
  Value identity(nd::Reduction kind);

  /// Of truth values: or.
  Value add(Value a, Value b);
  Value sub(Value a, Value b);
  Value mul(Value a, Value b);
  /// Integers truncate; by zero yields 0, INT_MIN / -1 wraps.
  Value div(Value a, Value b);
  Value floorDiv(Value a, Value b);
  Value floorMod(Value a, Value b);
  /// NaN if either is.
  Value max(Value a, Value b);
  Value min(Value a, Value b);
  Value neg(Value a);
  Value abs(Value a);
  Value sign(Value a);
  Value exp(Value a);
  Value log(Value a);
  Value sqrt(Value a);
  /// An i1. False if either is NaN, but for NE.
  Value compare(nd::Comparison predicate, Value a, Value b);
  Value select(Value condition, Value a, Value b);
  /// Of a complex number.
  Value conjugate(Value a);
  /// Combines two partial results of a reduction; `mean` adds.
  Value combine(nd::Reduction kind, Value a, Value b);
  /// `a` converted to the compute type of `to`; of a complex number the real
  /// part, where that has no other.
  Value castTo(const ElementArithmetic &to, Value a);
  /// An index as a number of this type.
  Value fromIndex(Value index);

private:
  /// The op for the kind of number that the elements are.
  template <typename ComplexOp, typename FloatOp, typename IntegerOp>
  Value buildFor(Value a, Value b);
  /// Arithmetic on the parts of a complex number; on the number if it is real.
  ElementArithmetic getParts() const;
  Value complexSqrt(Value a);
  Value castComplex(const ElementArithmetic &to, Value a);
  Value floatLimit(bool negative);
  Value isNaN(Value a);
  Value integerDivision(Value a, Value b, bool remainder);
  /// +1 where the rounding of a division must be corrected downward.
  Value needsFloor(Value remainder, Value divisor);
  Value floatToInteger(const ElementArithmetic &to, Value a);
  Value roundToBFloat16(Value a);

  ImplicitLocOpBuilder builder;
  Type element;
};

} // namespace mlir::vf

#endif // VF_LIB_CONVERSION_NDTOLINALG_ELEMENTARITHMETIC_H
