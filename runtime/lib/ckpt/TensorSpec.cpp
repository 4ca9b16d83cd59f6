// Sizes of tensors, guarded against shapes that a damaged or hostile file may
// claim.
#include "vf/ckpt/TensorSpec.h"

#include "vf/ckpt/DType.h"

namespace vf::ckpt {

StatusOr<int64_t> elementCount(const std::vector<int64_t> &dims) {
  // A zero anywhere makes the product 0, so only the other sizes can overflow
  // it; TensorFlow refuses those too.
  int64_t product = 1;
  bool empty = false;
  for (int64_t dim : dims) {
    if (dim < 0)
      return Status(VF_INVALID_ARGUMENT,
                    "shape " + shapeText(dims) + " has a negative size");
    if (dim == 0)
      empty = true;
    else if (__builtin_mul_overflow(product, dim, &product))
      return Status(VF_INVALID_ARGUMENT,
                    "shape " + shapeText(dims) +
                        " has more than 2^63 - 1 elements");
  }
  return empty ? 0 : product;
}

StatusOr<int64_t> byteSize(const TensorSpec &spec) {
  const int64_t elementSize = dtypeSize(spec.dtype);
  if (elementSize == 0)
    return Status(VF_UNIMPLEMENTED, std::string("tensors of dtype ") +
                                        dtypeName(spec.dtype) + " (" +
                                        std::to_string(spec.dtype) +
                                        ") are not supported");
  StatusOr<int64_t> count = elementCount(spec.dims);
  if (!count.ok())
    return count;
  int64_t bytes;
  if (__builtin_mul_overflow(*count, elementSize, &bytes))
    return Status(VF_INVALID_ARGUMENT, "shape " + shapeText(spec.dims) +
                                           " has more than 2^63 - 1 bytes");
  return bytes;
}

std::string shapeText(const std::vector<int64_t> &dims) {
  std::string text = "[";
  for (int64_t dim : dims) {
    if (text.size() > 1)
      text += ',';
    text += std::to_string(dim);
  }
  return text + "]";
}

} // namespace vf::ckpt
