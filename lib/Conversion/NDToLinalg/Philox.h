// The Philox4x32-10 generator and the conversions of its words to samples, as
// arithmetic on scalars. Salmon et al., "Parallel random numbers: as easy as 1,
// 2, 3" (SC 2011); conversions as in TensorFlow.
#ifndef VF_LIB_CONVERSION_NDTOLINALG_PHILOX_H
#define VF_LIB_CONVERSION_NDTOLINALG_PHILOX_H

#include "mlir/IR/Builders.h"

#include <array>

namespace mlir::vf {

/// Four words (i32) of a stream.
using PhiloxBlock = std::array<Value, 4>;

/// A stream: a key and the 128-bit counter where it starts.
class PhiloxStream {
public:
  PhiloxStream(OpBuilder &builder, Location loc, Value key, Value counterLow,
               Value counterHigh);

  /// Block `number` (i64) of the stream.
  PhiloxBlock buildBlock(OpBuilder &builder, Location loc, Value number) const;

private:
  Value counterLow, counterHigh;
  std::array<Value, 2> key;
};

/// Samples of [0, 1): four of a block, or two of f64. In f32 for half
/// precision.
SmallVector<Value> buildUniformSamples(OpBuilder &builder, Location loc,
                                       Type element, const PhiloxBlock &block);

/// Samples of the normal distribution by Box and Muller's method: as many, in
/// the same types.
SmallVector<Value> buildNormalSamples(OpBuilder &builder, Location loc,
                                      Type element, const PhiloxBlock &block);

} // namespace mlir::vf

#endif // VF_LIB_CONVERSION_NDTOLINALG_PHILOX_H
