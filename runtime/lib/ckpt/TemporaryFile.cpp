// Temporary names and the locks that say who writes.
#include "TemporaryFile.h"

#include <atomic>
#include <filesystem>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace vf::ckpt {

/// Files that others may remove before they are locked; then something else is
/// wrong.
constexpr int kMostLosses = 100;

// The process and a counter tell writers apart, mostly: containers number their
// processes alike. TensorFlow's own temporary names end in one number.
static std::string temporaryStem(const std::string &finalName) {
  return finalName + ".tempstate";
}

/// Whether `suffix` is what this library puts behind the stem.
static bool isOwnSuffix(std::string_view suffix) {
  const size_t dash = suffix.find('-');
  auto isNumber = [](std::string_view text) {
    return !text.empty() &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  return dash != std::string_view::npos && isNumber(suffix.substr(0, dash)) &&
         isNumber(suffix.substr(dash + 1));
}

/// Removes the temporary file `path` unless somebody writes it. It may be gone
/// and its name taken again before the lock is there.
static void removeIfAbandoned(const std::string &path) {
  if (!isRegularFile(path)) // opening a pipe would wait
    return;
  StatusOr<PosixFile> file = PosixFile::openForWriting(path);
  if (!file.ok())
    return;
  StatusOr<bool> isLocked = file->tryLock();
  if (isLocked.ok() && *isLocked && file->isAt(path))
    ::unlink(path.c_str());
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
    if (isOwnSuffix(std::string_view(name).substr(stem.size())))
      removeIfAbandoned(entry->path());
  }
}

/// Locks `file`, just created. False if another process has removed it, or is
/// about to, because it was not locked yet; where the file system has no locks
/// nobody removes anything.
static bool lockNew(const PosixFile &file) {
  StatusOr<bool> isLocked = file.tryLock();
  return (!isLocked.ok() || *isLocked) && file.isAt(file.path());
}

StatusOr<TemporaryFile> TemporaryFile::create(const std::string &finalName) {
  static std::atomic<unsigned> counter{0};
  removeAbandoned(finalName);
  const std::string stem =
      temporaryStem(finalName) + std::to_string(::getpid()) + "-";
  for (int losses = 0; losses < kMostLosses;) {
    StatusOr<PosixFile> file =
        PosixFile::createNew(stem + std::to_string(counter++));
    if (!file.ok() && file.status().code() == VF_ALREADY_EXISTS)
      continue; // of another process with the same number
    if (!file.ok())
      return file.status();
    if (!lockNew(*file)) {
      ++losses;
      continue;
    }
    StatusOr<PosixFile> lock = file->duplicate();
    if (lock.ok())
      return TemporaryFile(finalName, std::move(*file), std::move(*lock));
    ::unlink(file->path().c_str());
    return lock.status();
  }
  return Status(VF_UNAVAILABLE,
                "cannot lock '" + stem + "*': other processes remove it");
}

TemporaryFile::TemporaryFile(std::string finalName, PosixFile content,
                             PosixFile lock)
    : finalName(std::move(finalName)), temporaryName(content.path()),
      content(std::move(content)), lock(std::move(lock)) {}

TemporaryFile::TemporaryFile(TemporaryFile &&other) noexcept
    : finalName(std::move(other.finalName)),
      temporaryName(std::exchange(other.temporaryName, std::string())),
      content(std::move(other.content)), lock(std::move(other.lock)) {}

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
