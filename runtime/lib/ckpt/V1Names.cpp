// Expands the pattern of a sharded V1 checkpoint.
#include "V1Names.h"

#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <string_view>

namespace vf::ckpt {

static constexpr std::string_view kAnyShard = "-\?\?\?\?\?-of-";

std::vector<std::string> v1ShardNames(const std::string &path) {
  const size_t pattern = path.rfind(kAnyShard);
  if (pattern == std::string::npos)
    return {};
  const std::string_view digits =
      std::string_view(path).substr(pattern + kAnyShard.size());
  int32_t count = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error != std::errc() || end != digits.data() + digits.size() ||
      digits.size() != 5)
    return {};
  std::vector<std::string> names;
  for (int32_t shard = 0; shard < count; ++shard) {
    char suffix[64];
    std::snprintf(suffix, sizeof(suffix), "-%05" PRId32 "-of-%05" PRId32, shard,
                  count);
    names.push_back(path.substr(0, pattern) + suffix);
  }
  return names;
}

} // namespace vf::ckpt
