// Shapes and element types: sizes with overflow checks, text for messages.
#include "Shape.h"

#include "vf/ckpt/DType.h"
#include "vf/rt/vf.h"

#include <algorithm>

using namespace vf;

std::string rt::shapeText(const int64_t *dims, int32_t rank) {
  std::string text = "[";
  for (int32_t i = 0; i < rank; ++i) {
    if (i > 0)
      text += ',';
    text += dims[i] < 0 ? "?" : std::to_string(dims[i]);
  }
  return text + ']';
}

bool rt::shapeFits(const int64_t *dims, int32_t rank, const int64_t *pattern,
                   int32_t patternRank) {
  if (rank != patternRank)
    return false;
  return std::equal(dims, dims + rank, pattern,
                    [](int64_t size, int64_t wanted) {
                      return size >= 0 && (wanted < 0 || size == wanted);
                    });
}

/// No axis of a tensor with elements is longer in any address space. Compiled
/// size arithmetic relies on it for tensors without elements too.
static constexpr int64_t kMaxAxisSize = int64_t{1} << 47;

int64_t rt::elementBytes(int32_t dtype) {
  return dtype == VF_STRING ? int64_t{sizeof(vf_string)}
                            : ckpt::dtypeSize(dtype);
}

int64_t rt::tensorBytes(int32_t dtype, const int64_t *dims, int32_t rank) {
  int64_t bytes = elementBytes(dtype);
  bool empty = false;
  for (int32_t i = 0; i < rank; ++i) {
    if (dims[i] < 0 || dims[i] > kMaxAxisSize)
      return -1;
    empty |= dims[i] == 0;
    if (dims[i] > 0 && __builtin_mul_overflow(bytes, dims[i], &bytes))
      return -1;
  }
  return empty ? 0 : bytes;
}

bool rt::isStaticShape(const int64_t *dims, int32_t rank) {
  return rank >= 0 &&
         std::all_of(dims, dims + rank, [](int64_t size) { return size >= 0; });
}

const char *vf_dtype_name(int32_t dtype) { return ckpt::dtypeName(dtype); }

int64_t vf_dtype_size(int32_t dtype) { return ckpt::dtypeSize(dtype); }
