// The records of a V1 checkpoint's file: SavedTensorSlices, with the tensors'
// descriptions under the empty key and the values of one slice under each slice
// key (tensorflow/core/util/saved_tensor_slice.proto).
#ifndef VF_LIB_CKPT_SAVEDSLICES_H
#define VF_LIB_CKPT_SAVEDSLICES_H

#include "SharedRuns.h"
#include "vf/ckpt/CheckpointReader.h"

#include <string>
#include <string_view>
#include <vector>

namespace vf::ckpt {

/// The record of the empty key: `tensors` with the slices that this file has of
/// them.
std::string encodeTensors(const std::vector<TensorEntry> &tensors);

/// The tensors of a file, each with one slice or more. DataLoss for absurd
/// shapes and for slices that do not lie in them.
StatusOr<std::vector<TensorEntry>> decodeTensors(std::string_view record);

/// The record of the slice `slice` of the tensor `key`, whose elements are the
/// second box's of `runs` at `data`. InvalidArgument where it is longer than a
/// message may be.
StatusOr<std::string> encodeSavedSlice(std::string_view key, int32_t dtype,
                                       const TensorSlice &slice,
                                       const SharedRuns &runs,
                                       const char *data);

/// The record of all of the tensor `key` of `count` strings; `slice` is of
/// whole axes.
StatusOr<std::string> encodeSavedStrings(std::string_view key,
                                         const TensorSlice &slice,
                                         const vf_string *elements,
                                         int64_t count);

/// The TensorProto with the values of the slice `slice` of `key`. DataLoss
/// where `record` is another's.
StatusOr<std::string_view> decodeSavedSlice(std::string_view record,
                                            std::string_view key,
                                            const TensorSlice &slice);

/// The strings in such a TensorProto. DataLoss unless there are `count`.
StatusOr<StringValues> decodeStringValues(std::string_view tensorProto,
                                          int64_t count);

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_SAVEDSLICES_H
