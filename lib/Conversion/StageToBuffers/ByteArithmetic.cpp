// A product fits if its upper half is zero and its lower half is not negative;
// a sum of two that are not negative fits if it is not negative.
#include "vf/Conversion/ByteArithmetic.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "vf/Conversion/OffsetPlan.h"

#include <limits>

using namespace mlir;

static Value makeConstant(OpBuilder &builder, Location loc, Type type,
                          int64_t value) {
  return arith::ConstantOp::create(builder, loc,
                                   builder.getIntegerAttr(type, value));
}

/// `value` where `fits`, else the largest number.
static Value saturate(OpBuilder &builder, Location loc, Value fits,
                      Value value) {
  Value largest = makeConstant(builder, loc, value.getType(),
                               std::numeric_limits<int64_t>::max());
  return arith::SelectOp::create(builder, loc, fits, value, largest);
}

static Value isNotNegative(OpBuilder &builder, Location loc, Value value) {
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::sge, value,
                               makeConstant(builder, loc, value.getType(), 0));
}

static Value castTo(OpBuilder &builder, Location loc, Type type, Value value) {
  if (value.getType() == type)
    return value;
  return arith::IndexCastOp::create(builder, loc, type, value);
}

Value mlir::vf::multiplyBytes(OpBuilder &builder, Location loc, Value lhs,
                              Value rhs) {
  // The double-width product is of integers of fixed width.
  Type i64 = builder.getI64Type();
  auto product = arith::MulSIExtendedOp::create(builder, loc,
                                                castTo(builder, loc, i64, lhs),
                                                castTo(builder, loc, i64, rhs));
  Value noUpper = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        product.getHigh(),
                                        makeConstant(builder, loc, i64, 0));
  Value fits = arith::AndIOp::create(
      builder, loc, noUpper, isNotNegative(builder, loc, product.getLow()));
  return castTo(builder, loc, lhs.getType(),
                saturate(builder, loc, fits, product.getLow()));
}

Value mlir::vf::addBytes(OpBuilder &builder, Location loc, Value lhs,
                         Value rhs) {
  Value sum = arith::AddIOp::create(builder, loc, lhs, rhs);
  return saturate(builder, loc, isNotNegative(builder, loc, sum), sum);
}

Value mlir::vf::alignBytes(OpBuilder &builder, Location loc, Value bytes) {
  Type type = bytes.getType();
  Value sum = addBytes(builder, loc, bytes,
                       makeConstant(builder, loc, type, kBufferAlignment - 1));
  return arith::AndIOp::create(
      builder, loc, sum, makeConstant(builder, loc, type, -kBufferAlignment));
}
