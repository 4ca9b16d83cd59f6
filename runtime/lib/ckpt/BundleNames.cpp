// Builds and recognizes the names of a bundle's files.
#include "BundleNames.h"

#include <cinttypes>
#include <cstdio>

namespace vf::ckpt {

static constexpr std::string_view kIndexSuffix = ".index";

std::string indexFileName(const std::string &prefix) {
  return prefix + std::string(kIndexSuffix);
}

std::string dataFileName(const std::string &prefix, int32_t shard,
                         int32_t shardCount) {
  char suffix[64];
  std::snprintf(suffix, sizeof(suffix), ".data-%05" PRId32 "-of-%05" PRId32,
                shard, shardCount);
  return prefix + suffix;
}

/// Whether `text` matches `pattern`, in which '#' stands for a digit.
static bool matches(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size())
    return false;
  for (size_t i = 0; i < text.size(); ++i)
    if (pattern[i] == '#' ? text[i] < '0' || text[i] > '9'
                          : text[i] != pattern[i])
      return false;
  return true;
}

std::string_view prefixOfFileName(std::string_view path) {
  for (std::string_view suffix :
       {kIndexSuffix, std::string_view(".data-#####-of-#####")})
    if (path.size() > suffix.size() &&
        matches(path.substr(path.size() - suffix.size()), suffix))
      return path.substr(0, path.size() - suffix.size());
  return {};
}

} // namespace vf::ckpt
