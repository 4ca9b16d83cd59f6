// The messages that the records of both formats contain: VersionDef,
// TensorShapeProto, TensorSliceProto (tensorflow/core/framework).
#ifndef VF_LIB_CKPT_TENSORPROTOS_H
#define VF_LIB_CKPT_TENSORPROTOS_H

#include "vf/ckpt/TensorSlice.h"

#include <string>
#include <string_view>

namespace vf::ckpt {

/// DataLoss: "MESSAGE is malformed".
Status malformed(const char *message);

/// The version of what we write.
std::string encodeVersion();

/// Success if a checkpoint of that version may be read by this reader.
Status checkVersion(std::string_view record);

std::string encodeShape(const std::vector<int64_t> &dims);
StatusOr<std::vector<int64_t>> decodeShape(std::string_view record);

std::string encodeSlice(const TensorSlice &slice);
StatusOr<TensorSlice> decodeSlice(std::string_view record);

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_TENSORPROTOS_H
