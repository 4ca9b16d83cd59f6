// What each elementwise op of the nd dialect computes for one element.
#ifndef VF_LIB_CONVERSION_NDTOLINALG_ELEMENTOPS_H
#define VF_LIB_CONVERSION_NDTOLINALG_ELEMENTOPS_H

#include "mlir/IR/Builders.h"

namespace mlir::vf {

/// The result element of `op`, an nd op with the Broadcasting trait, for one
/// element of each operand. Elements are as in memory.
Value buildElementOp(OpBuilder &builder, Operation *op, ValueRange elements);

} // namespace mlir::vf

#endif // VF_LIB_CONVERSION_NDTOLINALG_ELEMENTOPS_H
