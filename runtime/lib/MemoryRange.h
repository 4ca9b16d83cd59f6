// Ranges of memory, for the check that what a call reads and what it writes
// are apart.
#ifndef VF_RT_LIB_MEMORYRANGE_H
#define VF_RT_LIB_MEMORYRANGE_H

#include <algorithm>
#include <cstdint>
#include <vector>

namespace vf::rt {

/// [begin, end), which belongs to a variable, feed or fetch of that index.
struct MemoryRange {
  enum class Kind { Variable, Feed, Fetch };

  MemoryRange(const void *data, int64_t bytes, Kind kind, int32_t index)
      : begin(reinterpret_cast<uintptr_t>(data)),
        end(begin + static_cast<uintptr_t>(bytes)), kind(kind), index(index) {}

  bool overlaps(const MemoryRange &other) const {
    return begin < other.end && other.begin < end;
  }
  bool operator<(const MemoryRange &other) const { return begin < other.begin; }

  uintptr_t begin;
  uintptr_t end;
  Kind kind;
  int32_t index;
};

/// The range of `sorted` (disjoint, by address) that overlaps `range`, or null.
inline const MemoryRange *lookupOverlap(const std::vector<MemoryRange> &sorted,
                                        const MemoryRange &range) {
  auto after = std::lower_bound(sorted.begin(), sorted.end(), range.end,
                                [](const MemoryRange &other, uintptr_t end) {
                                  return other.begin < end;
                                });
  if (after == sorted.begin())
    return nullptr;
  const MemoryRange &last = *std::prev(after);
  return last.overlaps(range) ? &last : nullptr;
}

} // namespace vf::rt

#endif // VF_RT_LIB_MEMORYRANGE_H
