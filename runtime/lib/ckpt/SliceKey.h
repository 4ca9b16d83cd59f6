// The key of a slice's record in a bundle's index: tensor name, rank, and start
// and length of each axis, in a code whose order is that of the values
// (tensorflow/core/util/saved_tensor_slice_util.h, lib/strings/ordered_code.h).
#ifndef VF_LIB_CKPT_SLICEKEY_H
#define VF_LIB_CKPT_SLICEKEY_H

#include "vf/ckpt/TensorSlice.h"

namespace vf::ckpt {

/// The key under which the slice `slice` of the tensor `name` is recorded. An
/// extent of a whole axis and one that spells its length out differ.
std::string encodeSliceKey(std::string_view name, const TensorSlice &slice);

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_SLICEKEY_H
