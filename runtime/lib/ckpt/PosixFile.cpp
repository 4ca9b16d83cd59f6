// The system calls behind PosixFile. Reading uses pread on purpose: a mapping
// of a file that shrinks ends in SIGBUS.
#include "PosixFile.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vf::ckpt {

static vf_code codeOfErrno(int error) {
  switch (error) {
  case ENOENT:
  case ENOTDIR:
    return VF_NOT_FOUND;
  case EACCES:
  case EPERM:
  case EROFS:
    return VF_PERMISSION_DENIED;
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
  case EMFILE:
  case ENFILE:
  case ENOMEM:
    return VF_RESOURCE_EXHAUSTED;
  case EEXIST:
    return VF_ALREADY_EXISTS;
  case EIO:
    return VF_DATA_LOSS;
  case EISDIR:
  case ENAMETOOLONG:
    return VF_INVALID_ARGUMENT;
  default:
    return VF_UNKNOWN;
  }
}

Status fileError(const char *action, const std::string &path, int error) {
  return Status(codeOfErrno(error), std::string("cannot ") + action + " '" +
                                        path + "': " + std::strerror(error));
}

/// The descriptor, or -1 with errno.
static int openRetrying(const std::string &path, int flags) {
  int fd;
  do
    fd = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
  while (fd < 0 && errno == EINTR);
  return fd;
}

StatusOr<PosixFile> PosixFile::openForReading(std::string path) {
  // O_NONBLOCK: a pipe in the place of a file must not make us wait.
  const int fd = openRetrying(path, O_RDONLY | O_NONBLOCK);
  if (fd < 0)
    return fileError("open", path, errno);
  return PosixFile(std::move(path), fd);
}

StatusOr<PosixFile> PosixFile::openForWriting(std::string path) {
  const int fd = openRetrying(path, O_WRONLY | O_NOCTTY);
  if (fd < 0)
    return fileError("open", path, errno);
  return PosixFile(std::move(path), fd);
}

StatusOr<PosixFile> PosixFile::createNew(std::string path) {
  const int fd = openRetrying(path, O_WRONLY | O_CREAT | O_EXCL);
  if (fd < 0)
    return fileError("create", path, errno);
  return PosixFile(std::move(path), fd);
}

PosixFile::PosixFile(PosixFile &&other) noexcept
    : name(std::move(other.name)), fd(std::exchange(other.fd, -1)) {}

PosixFile &PosixFile::operator=(PosixFile &&other) noexcept {
  std::swap(name, other.name);
  std::swap(fd, other.fd);
  return *this;
}

PosixFile::~PosixFile() {
  if (fd >= 0)
    ::close(fd);
}

StatusOr<int64_t> PosixFile::size() const {
  struct stat info;
  if (::fstat(fd, &info) != 0)
    return fileError("inspect", name, errno);
  if (!S_ISREG(info.st_mode))
    return Status(VF_INVALID_ARGUMENT, "'" + name + "' is not a regular file");
  return static_cast<int64_t>(info.st_size);
}

StatusOr<PosixFile> PosixFile::duplicate() const {
  const int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (copy < 0)
    return fileError("duplicate the descriptor of", name, errno);
  return PosixFile(name, copy);
}

StatusOr<bool> PosixFile::tryLock() const {
  int result;
  do
    result = ::flock(fd, LOCK_EX | LOCK_NB);
  while (result != 0 && errno == EINTR);
  if (result != 0 && errno != EWOULDBLOCK)
    return fileError("lock", name, errno);
  return result == 0;
}

bool PosixFile::isAt(const std::string &path) const {
  struct stat here, there;
  return ::fstat(fd, &here) == 0 && ::stat(path.c_str(), &there) == 0 &&
         here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

Status PosixFile::readAt(int64_t offset, void *buffer, size_t size) const {
  auto *bytes = static_cast<char *>(buffer);
  size_t done = 0;
  while (done < size) {
    const ssize_t count = ::pread(fd, bytes + done, size - done,
                                  offset + static_cast<int64_t>(done));
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return fileError("read", name, errno);
    if (count == 0)
      return Status(VF_DATA_LOSS, "'" + name + "' is too short: expected " +
                                      std::to_string(size) +
                                      " bytes at offset " +
                                      std::to_string(offset) + ", found " +
                                      std::to_string(done));
    done += static_cast<size_t>(count);
  }
  return Status();
}

Status PosixFile::append(const void *data, size_t size) {
  const auto *bytes = static_cast<const char *>(data);
  while (size > 0) {
    const ssize_t count = ::write(fd, bytes, size);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return fileError("write", name, errno);
    bytes += count;
    size -= static_cast<size_t>(count);
  }
  return Status();
}

Status PosixFile::syncAndClose() {
  int result;
  do
    result = ::fsync(fd);
  while (result != 0 && errno == EINTR);
  // EINVAL: a file system that has nothing to flush here (some, for folders).
  if (result != 0 && errno != EINVAL)
    return fileError("flush", name, errno);
  // After a failed close the state of the descriptor is unspecified; on Linux
  // it is gone, so it is not closed again.
  if (::close(std::exchange(fd, -1)) != 0)
    return fileError("close", name, errno);
  return Status();
}

std::string folderOf(const std::string &path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos)
    return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string joinPath(const std::string &folder, const std::string &path) {
  if (folder.empty() || path.compare(0, 1, "/") == 0)
    return path;
  return folder.back() == '/' ? folder + path : folder + "/" + path;
}

bool isRegularFile(const std::string &path) {
  struct stat info;
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

bool isFolder(const std::string &path) {
  struct stat info;
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

Status createFolder(const std::string &folder) {
  if (::mkdir(folder.c_str(), 0777) == 0)
    return syncFolder(folderOf(folder));
  return errno == EEXIST ? Status() : fileError("create folder", folder, errno);
}

Status syncFolder(const std::string &folder) {
  StatusOr<PosixFile> file = PosixFile::openForReading(folder);
  if (!file.ok())
    return file.status();
  return file->syncAndClose();
}

Status renameFile(const std::string &from, const std::string &to) {
  if (::rename(from.c_str(), to.c_str()) != 0)
    return fileError("rename to", to, errno);
  return Status();
}

} // namespace vf::ckpt
