// Ownership of a temporary name.
#include "TemporaryFile.h"

#include <unistd.h>
#include <utility>

namespace vf::ckpt {

StatusOr<TemporaryFile> TemporaryFile::create(const std::string &finalName) {
  StatusOr<PosixFile> file = PosixFile::createTemporary(finalName);
  if (!file.ok())
    return file.status();
  return TemporaryFile(finalName, std::move(*file));
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
