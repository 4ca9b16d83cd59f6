// Checkpoint names. Only what TensorFlow itself puts at the end of a path is a
// pattern here: a prefix may have any characters.
#include "vf/ckpt/Names.h"

#include "BundleNames.h"
#include "PosixFile.h"

#include <algorithm>
#include <charconv>
#include <cinttypes>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <sys/stat.h>

namespace vf::ckpt {

namespace fs = std::filesystem;

static constexpr std::string_view kDigits = "0123456789";
static constexpr std::string_view kOf = "-of-";

std::string stepPrefix(const std::string &prefix, int64_t step, bool isPadded) {
  char suffix[32];
  std::snprintf(suffix, sizeof(suffix), isPadded ? "-%08" PRId64 : "-%" PRId64,
                step);
  return prefix + suffix;
}

/// `path` without "-00001-of-00002" or "-?????-of-00002" at its end.
static std::string_view withoutShards(std::string_view path) {
  const size_t countBegin = path.find_last_not_of(kDigits) + 1;
  if (countBegin == path.size() || countBegin < kOf.size() ||
      path.substr(countBegin - kOf.size(), kOf.size()) != kOf)
    return path;
  std::string_view head = path.substr(0, countBegin - kOf.size());
  const size_t dash = head.find_last_not_of("0123456789?");
  if (dash == head.npos || head[dash] != '-' || dash + 1 == head.size())
    return path;
  return head.substr(0, dash);
}

std::optional<int64_t> stepOfPath(const std::string &path) {
  const std::string_view name = withoutShards(path);
  const size_t begin = name.find_last_not_of(kDigits) + 1;
  if (begin == 0 || name[begin - 1] != '-')
    return std::nullopt;
  int64_t step = 0;
  const char *end = name.data() + name.size();
  const auto [stop, error] = std::from_chars(name.data() + begin, end, step);
  if (error != std::errc() || stop != end)
    return std::nullopt;
  return step;
}

std::string metaGraphFileName(const std::string &path,
                              const std::string &suffix) {
  return std::string(withoutShards(path)) + "." + suffix;
}

static std::string baseName(const std::string &path) {
  return path.substr(path.rfind('/') + 1);
}

/// Whether `name` is `pattern`, the name of a V1 checkpoint: as it is, or with
/// a digit for each "?" of its shards.
static bool isV1File(std::string_view name, std::string_view pattern) {
  const size_t shards = withoutShards(pattern).size();
  if (name.size() != pattern.size())
    return false;
  for (size_t i = 0; i < name.size(); ++i) {
    const bool isDigit = kDigits.find(name[i]) != kDigits.npos;
    if (name[i] != pattern[i] && !(i > shards && pattern[i] == '?' && isDigit))
      return false;
  }
  return true;
}

std::vector<std::string> checkpointFiles(const std::string &path,
                                         int32_t version) {
  const std::string base = baseName(path);
  const std::string folder = path.substr(0, path.size() - base.size());
  std::vector<std::string> files;
  std::error_code error;
  fs::directory_iterator entry(folderOf(path), error), end;
  for (; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename();
    if (version == 1 ? isV1File(name, base) : prefixOfFileName(name) == base)
      files.push_back(folder + name);
  }
  std::sort(files.begin(), files.end());
  const auto index = std::find(files.begin(), files.end(), indexFileName(path));
  if (index != files.end())
    std::rotate(files.begin(), index, index + 1);
  return files;
}

static std::optional<double> modificationTime(const std::string &path) {
  struct stat info;
  if (::stat(path.c_str(), &info) != 0)
    return std::nullopt;
  return static_cast<double>(info.st_mtim.tv_sec) +
         static_cast<double>(info.st_mtim.tv_nsec) / 1e9;
}

std::optional<double> checkpointTime(const std::string &path) {
  if (std::optional<double> time = modificationTime(indexFileName(path)))
    return time;
  const std::vector<std::string> files = checkpointFiles(path, /*version=*/1);
  return files.empty() ? std::nullopt : modificationTime(files.front());
}

bool isSameCheckpoint(const std::string &a, const std::string &b) {
  if (a == b)
    return true;
  std::error_code error;
  return baseName(a) == baseName(b) &&
         fs::equivalent(folderOf(a), folderOf(b), error);
}

} // namespace vf::ckpt
