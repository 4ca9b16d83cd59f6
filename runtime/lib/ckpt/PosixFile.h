// Files by POSIX calls: whole transfers despite interruptions and short counts,
// 64-bit offsets, errors with the path.
#ifndef VF_LIB_CKPT_POSIXFILE_H
#define VF_LIB_CKPT_POSIXFILE_H

#include "vf/ckpt/Status.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace vf::ckpt {

/// Bytes moved at a time where a checksum is taken of them: few enough to be in
/// the cache still for the second use.
inline constexpr int64_t kChunkBytes = 256 * 1024;

/// The failure of `action` ("write", "rename" …) on `path` with the error
/// number `error`.
Status fileError(const char *action, const std::string &path, int error);

/// An open file; closed by the destructor.
class PosixFile {
public:
  static StatusOr<PosixFile> openForReading(std::string path);
  /// Opens what is there, to append to it: a pipe, a device.
  static StatusOr<PosixFile> openForWriting(std::string path);
  /// Creates the file `path`; AlreadyExists where that name is taken.
  static StatusOr<PosixFile> createNew(std::string path);

  PosixFile(PosixFile &&other) noexcept;
  PosixFile &operator=(PosixFile &&other) noexcept;
  ~PosixFile();

  const std::string &path() const { return name; }
  StatusOr<int64_t> size() const;
  /// Another descriptor of this open file, which has the same lock.
  StatusOr<PosixFile> duplicate() const;
  /// Locks this file, open for writing, until its last descriptor is closed;
  /// false while it is locked by somebody else who opened it. Fails where the
  /// file system has no locks.
  StatusOr<bool> tryLock() const;
  /// Whether this very file has the name `path` now.
  bool isAt(const std::string &path) const;

  /// Fills `buffer` with the `size` bytes at `offset`; DataLoss where the file
  /// ends before.
  Status readAt(int64_t offset, void *buffer, size_t size) const;
  Status append(const void *data, size_t size);
  /// Makes what was appended durable and closes the file.
  Status syncAndClose();

private:
  PosixFile(std::string path, int descriptor)
      : name(std::move(path)), fd(descriptor) {}
  std::string name;
  int fd = -1;
};

/// The folder part of `path`: "." where it has none.
std::string folderOf(const std::string &path);

/// `path` as seen from `folder`; an absolute path stays.
std::string joinPath(const std::string &folder, const std::string &path);

bool isRegularFile(const std::string &path);
bool isFolder(const std::string &path);

/// Creates a missing folder (not its parents), durably.
Status createFolder(const std::string &folder);

/// Makes the renames inside `folder` durable.
Status syncFolder(const std::string &folder);

/// Renames within one folder, replacing `to`.
Status renameFile(const std::string &from, const std::string &to);

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_POSIXFILE_H
