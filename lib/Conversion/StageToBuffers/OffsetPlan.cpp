// First fit over time.
#include "vf/Conversion/OffsetPlan.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir::vf;

namespace {
/// A placed buffer that is still needed.
struct Placed {
  int64_t begin;
  int64_t end;
  int64_t last;
};
} // namespace

/// The lowest offset with `bytes` free bytes between the placed buffers, which
/// are sorted by offset; and where in that order the new one belongs.
static std::pair<int64_t, size_t> findGap(llvm::ArrayRef<Placed> placed,
                                          int64_t bytes) {
  int64_t offset = 0;
  for (auto [index, other] : llvm::enumerate(placed)) {
    if (other.begin - offset >= bytes)
      return {offset, index};
    offset = std::max(offset, other.end);
  }
  return {offset, placed.size()};
}

OffsetPlan mlir::vf::planOffsets(llvm::ArrayRef<LiveBuffer> buffers) {
  llvm::SmallVector<size_t> order =
      llvm::to_vector(llvm::seq<size_t>(0, buffers.size()));
  llvm::sort(order, [&](size_t a, size_t b) {
    if (buffers[a].first != buffers[b].first)
      return buffers[a].first < buffers[b].first;
    if (buffers[a].bytes != buffers[b].bytes)
      return buffers[a].bytes > buffers[b].bytes;
    return a < b;
  });

  OffsetPlan plan;
  plan.offsets.resize(buffers.size());
  llvm::SmallVector<Placed> alive;
  for (size_t index : order) {
    const LiveBuffer &buffer = buffers[index];
    llvm::erase_if(alive,
                   [&](const Placed &p) { return p.last < buffer.first; });
    int64_t bytes = llvm::alignTo(buffer.bytes, kBufferAlignment);
    auto [offset, position] = findGap(alive, bytes);
    alive.insert(alive.begin() + position,
                 {offset, offset + bytes, buffer.last});
    plan.offsets[index] = offset;
    plan.totalBytes = std::max(plan.totalBytes, offset + bytes);
  }
  return plan;
}
