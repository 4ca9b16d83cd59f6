// Offsets for buffers that live for a while in one block of memory. Used for a
// stage's temporaries and for the values that cross stages.
#ifndef VF_CONVERSION_OFFSETPLAN_H
#define VF_CONVERSION_OFFSETPLAN_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>

namespace mlir::vf {

/// Every offset is a multiple of this many bytes.
inline constexpr int64_t kBufferAlignment = 64;

/// A buffer of `bytes` that is needed from step `first` to step `last`, both
/// included.
struct LiveBuffer {
  int64_t bytes;
  int64_t first;
  int64_t last;
};

struct OffsetPlan {
  /// One per buffer, in their order.
  llvm::SmallVector<int64_t> offsets;
  int64_t totalBytes = 0;
};

/// Places buffers so that no two that live at the same step overlap: in the
/// order in which they come to life, the larger first, each at the lowest
/// offset that is free. The cost is the number of buffers times the number
/// alive at once.
OffsetPlan planOffsets(llvm::ArrayRef<LiveBuffer> buffers);

} // namespace mlir::vf

#endif // VF_CONVERSION_OFFSETPLAN_H
