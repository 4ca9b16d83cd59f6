// Emits the loops of one product of matrices on buffers.
#ifndef VF_LIB_CONVERSION_MATMULLOWERING_MATMULEMITTER_H
#define VF_LIB_CONVERSION_MATMULLOWERING_MATMULEMITTER_H

#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::vf {

/// result += op(lhs) op(rhs), or = where `overwrites`. Buffers of f32 or f64
/// whose last axis is contiguous.
struct MatmulDescription {
  Value lhs, rhs, result;
  bool transposesLhs, transposesRhs;
  bool overwrites;
};

/// True if the right matrix is to be copied into a tile of `tileInner` x
/// `tileColumns` elements: if it is transposed, or so large that its rows fall
/// out of the cache between two tiles of the result.
bool needsPacking(const MatmulDescription &matmul);

/// The type of that tile, for vectors of `vectorBytes`.
MemRefType getPackedTileType(const MatmulDescription &matmul,
                             unsigned vectorBytes);

/// Emits the product at the insertion point. `tile` is null or a buffer of the
/// packed tile's type; with a tile the result is added to, never overwritten.
void emitMatmul(ImplicitLocOpBuilder &builder, const MatmulDescription &matmul,
                unsigned vectorBytes, Value tile);

} // namespace mlir::vf

#endif // VF_LIB_CONVERSION_MATMULLOWERING_MATMULEMITTER_H
