// Aligned memory from calloc, by over-allocation.
#include "AlignedBuffer.h"

#include <algorithm>
#include <limits>

using namespace vf::rt;

bool AlignedBuffer::allocate(int64_t bytes) {
  bytes = std::max(bytes, kAlignment);
  if (bytes > std::numeric_limits<int64_t>::max() - kAlignment)
    return false;
  size_t space = static_cast<size_t>(bytes + kAlignment);
  void *memory = std::calloc(space, 1);
  if (!memory)
    return false;
  block.reset(memory);
  aligned = std::align(kAlignment, static_cast<size_t>(bytes), memory, space);
  size = bytes;
  return true;
}

bool AlignedBuffer::reserve(int64_t bytes) {
  if (aligned && bytes <= size)
    return true;
  int64_t doubled =
      size > std::numeric_limits<int64_t>::max() / 4 ? size : 2 * size;
  return allocate(std::max(bytes, doubled)) || allocate(bytes);
}
