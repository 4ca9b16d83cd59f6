// Arithmetic on numbers of bytes that are computed at run time. It saturates:
// what would leave the range is the largest number of bytes, which every
// request for memory refuses; wrapped, it would be granted too little.
#ifndef VF_CONVERSION_BYTEARITHMETIC_H
#define VF_CONVERSION_BYTEARITHMETIC_H

#include "mlir/IR/Builders.h"

namespace mlir::vf {

/// Operands are not negative and of one type, `index` or `i64`; so is the
/// result.
Value multiplyBytes(OpBuilder &builder, Location loc, Value lhs, Value rhs);
Value addBytes(OpBuilder &builder, Location loc, Value lhs, Value rhs);
/// Rounds up to a multiple of kBufferAlignment.
Value alignBytes(OpBuilder &builder, Location loc, Value bytes);

} // namespace mlir::vf

#endif // VF_CONVERSION_BYTEARITHMETIC_H
