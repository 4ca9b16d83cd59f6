// Memory that starts at a 64-byte boundary, for variables, arenas and fetches.
//
// It comes from calloc: large blocks are then untouched zero pages, so that a
// variable of gigabytes costs nothing until something is written into it.
#ifndef VF_RT_LIB_ALIGNEDBUFFER_H
#define VF_RT_LIB_ALIGNEDBUFFER_H

#include <cstdint>
#include <cstdlib>
#include <memory>

namespace vf::rt {

constexpr int64_t kAlignment = 64;

class AlignedBuffer {
public:
  /// Replaces the memory by `bytes` zero bytes (at least one cache line, so
  /// that data() is never null). On failure keeps what it has and returns
  /// false.
  [[nodiscard]] bool allocate(int64_t bytes);

  /// Makes room for `bytes` bytes; the content is lost if it must grow. Grows
  /// to twice the size at least, so that repeated calls allocate rarely.
  [[nodiscard]] bool reserve(int64_t bytes);

  void *data() const { return aligned; }
  int64_t capacity() const { return size; }

private:
  struct Free {
    void operator()(void *block) const { std::free(block); }
  };

  std::unique_ptr<void, Free> block;
  void *aligned = nullptr;
  int64_t size = 0;
};

} // namespace vf::rt

#endif // VF_RT_LIB_ALIGNEDBUFFER_H
