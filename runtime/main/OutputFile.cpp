// Decides between replacing a file and writing into what is there.
#include "OutputFile.h"

#include <filesystem>

using namespace vf;
using rt::OutputFile;
using rt::Status;
using rt::StatusOr;

namespace fs = std::filesystem;

/// The name at the end of the symbolic links that begin at `path`; there may be
/// no file yet.
static StatusOr<std::string> followLinks(const std::string &path) {
  constexpr int kMostLinks = 40; // as many as Linux follows
  std::string name = path;
  for (int i = 0; i <= kMostLinks; ++i) {
    std::error_code error;
    const fs::path target = fs::read_symlink(name, error);
    if (error) // no link
      return name;
    name = ckpt::joinPath(ckpt::folderOf(name), target.string());
  }
  return Status(VF_INVALID_ARGUMENT,
                "cannot write '" + path + "': too many symbolic links");
}

StatusOr<OutputFile> OutputFile::create(const std::string &path) {
  std::error_code error;
  const fs::file_status target = fs::status(path, error);
  if (fs::exists(target) && !fs::is_regular_file(target)) {
    StatusOr<ckpt::PosixFile> file = ckpt::PosixFile::openForWriting(path);
    if (!file.ok())
      return file.status();
    return OutputFile(std::move(*file));
  }
  StatusOr<std::string> name = followLinks(path);
  if (!name.ok())
    return name.status();
  StatusOr<ckpt::TemporaryFile> file = ckpt::TemporaryFile::create(*name);
  if (!file.ok())
    return file.status();
  return OutputFile(std::move(*file));
}

ckpt::PosixFile &OutputFile::open() {
  if (auto *temporary = std::get_if<ckpt::TemporaryFile>(&file))
    return temporary->file();
  return std::get<ckpt::PosixFile>(file);
}

Status OutputFile::append(const void *data, size_t size) {
  return open().append(data, size);
}

Status OutputFile::finish() {
  if (Status status = open().syncAndClose(); !status.ok())
    return status;
  auto *temporary = std::get_if<ckpt::TemporaryFile>(&file);
  return temporary ? temporary->commit() : Status();
}
