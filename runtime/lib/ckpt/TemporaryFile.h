// A file that is written under a temporary name and takes its final name when
// it is complete.
//
// Its writer holds a lock on it: what has a temporary name and can be locked
// was left by a process that is gone, in this container or another one.
#ifndef VF_LIB_CKPT_TEMPORARYFILE_H
#define VF_LIB_CKPT_TEMPORARYFILE_H

#include "PosixFile.h"

#include <string>

namespace vf::ckpt {

/// Removes its file unless commit() has succeeded.
class TemporaryFile {
public:
  /// Creates the file in the folder of `finalName`, and removes those there
  /// that processes which are gone have left of the same name. Where the file
  /// system has no locks, nothing is removed.
  static StatusOr<TemporaryFile> create(const std::string &finalName);

  TemporaryFile(TemporaryFile &&other) noexcept;
  TemporaryFile &operator=(TemporaryFile &&) = delete;
  ~TemporaryFile();

  PosixFile &file() { return content; }

  /// Gives the file its final name, replacing what has it. The content must
  /// have been flushed.
  Status commit();

private:
  TemporaryFile(std::string finalName, PosixFile content, PosixFile lock);
  std::string finalName;
  std::string temporaryName; ///< empty once there is nothing to remove
  PosixFile content;
  PosixFile lock; ///< keeps `content` locked when it is closed
};

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_TEMPORARYFILE_H
