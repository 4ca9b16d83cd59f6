// What a checkpoint knows about a tensor besides its values: element type and
// shape.
#ifndef VF_CKPT_TENSORSPEC_H
#define VF_CKPT_TENSORSPEC_H

#include "vf/ckpt/Status.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vf::ckpt {

struct TensorSpec {
  /// A vf_dtype, or another number of TensorFlow's, which cannot be read.
  int32_t dtype = 0;
  std::vector<int64_t> dims;
};

/// The number of elements of shape `dims`; InvalidArgument where a size is
/// negative or the product exceeds int64.
StatusOr<int64_t> elementCount(const std::vector<int64_t> &dims);

/// The bytes of a tensor of `spec`; Unimplemented where its elements have no
/// fixed size or its type is unknown.
StatusOr<int64_t> byteSize(const TensorSpec &spec);

/// "[2,3]", as TensorFlow prints shapes; "[]" for a scalar.
std::string shapeText(const std::vector<int64_t> &dims);

} // namespace vf::ckpt

#endif // VF_CKPT_TENSORSPEC_H
