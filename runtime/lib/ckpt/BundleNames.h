// The names of a bundle's files.
#ifndef VF_LIB_CKPT_BUNDLENAMES_H
#define VF_LIB_CKPT_BUNDLENAMES_H

#include <cstdint>
#include <string>
#include <string_view>

namespace vf::ckpt {

/// "PREFIX.index"
std::string indexFileName(const std::string &prefix);

/// "PREFIX.data-00000-of-00001"
std::string dataFileName(const std::string &prefix, int32_t shard,
                         int32_t shardCount);

/// The prefix of a file with one of these names; empty for any other name.
std::string_view prefixOfFileName(std::string_view path);

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_BUNDLENAMES_H
