// The records of a bundle's index: BundleHeaderProto under the empty key,
// BundleEntryProto under each tensor's name
// (tensorflow/core/protobuf/tensor_bundle.proto).
#ifndef VF_LIB_CKPT_BUNDLEPROTOS_H
#define VF_LIB_CKPT_BUNDLEPROTOS_H

#include "vf/ckpt/BundleReader.h"

#include <string>
#include <string_view>

namespace vf::ckpt {

/// The header of what we write: one shard, little endian, format version 1.
std::string encodeHeader();

/// The number of shards, once the header says that we can read the bundle.
StatusOr<int32_t> decodeHeader(std::string_view record);

/// The record of a tensor: where its bytes are, or in which slices it is
/// stored.
std::string encodeEntry(const BundleEntry &entry);

/// The entry of `key`, with everything checked that the record alone tells:
/// DataLoss for negative or absurd shapes, positions and sizes, and for a size
/// that is not what dtype and shape need.
StatusOr<BundleEntry> decodeEntry(std::string_view key, std::string_view record,
                                  int32_t shardCount);

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_BUNDLEPROTOS_H
