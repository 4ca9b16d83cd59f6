// Temporary names and who owns them.
#include "TemporaryFile.h"

#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace vf::ckpt {

// The process and a counter tell writers apart. TensorFlow's own temporary
// names end in one number.
static std::string temporaryStem(const std::string &finalName) {
  return finalName + ".tempstate";
}

/// The process that made a file with `suffix` behind the stem; 0 for a suffix
/// that is none of ours.
static pid_t writerOf(std::string_view suffix) {
  pid_t process = 0;
  unsigned count = 0;
  const char *end = suffix.data() + suffix.size();
  auto [dash, error] = std::from_chars(suffix.data(), end, process);
  if (error != std::errc() || process <= 0 || dash == end || *dash != '-')
    return 0;
  auto [stop, countError] = std::from_chars(dash + 1, end, count);
  return countError == std::errc() && stop == end ? process : 0;
}

static bool hasEnded(pid_t process) {
  return ::kill(process, 0) != 0 && errno == ESRCH;
}

/// Removes what killed processes have left of earlier attempts to write
/// `finalName`.
static void removeAbandoned(const std::string &finalName) {
  namespace fs = std::filesystem;
  const std::string stem =
      temporaryStem(finalName.substr(finalName.rfind('/') + 1));
  std::error_code error;
  fs::directory_iterator entry(folderOf(finalName), error), end;
  for (; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename();
    if (name.compare(0, stem.size(), stem) != 0)
      continue;
    pid_t writer = writerOf(std::string_view(name).substr(stem.size()));
    if (writer != 0 && hasEnded(writer))
      ::unlink(entry->path().c_str());
  }
}

StatusOr<TemporaryFile> TemporaryFile::create(const std::string &finalName) {
  static std::atomic<unsigned> counter{0};
  removeAbandoned(finalName);
  const std::string stem =
      temporaryStem(finalName) + std::to_string(::getpid()) + "-";
  while (true) {
    StatusOr<PosixFile> file =
        PosixFile::createNew(stem + std::to_string(counter++));
    if (file.ok())
      return TemporaryFile(finalName, std::move(*file));
    // An earlier process with the same number may have left its file.
    if (file.status().code() != VF_ALREADY_EXISTS)
      return file.status();
  }
}

TemporaryFile::TemporaryFile(std::string finalName, PosixFile content)
    : finalName(std::move(finalName)), temporaryName(content.path()),
      content(std::move(content)) {}

TemporaryFile::TemporaryFile(TemporaryFile &&other) noexcept
    : finalName(std::move(other.finalName)),
      temporaryName(std::exchange(other.temporaryName, std::string())),
      content(std::move(other.content)) {}

TemporaryFile::~TemporaryFile() {
  if (!temporaryName.empty())
    ::unlink(temporaryName.c_str());
}

Status TemporaryFile::commit() {
  Status status = renameFile(temporaryName, finalName);
  if (status.ok())
    temporaryName.clear();
  return status;
}

} // namespace vf::ckpt
