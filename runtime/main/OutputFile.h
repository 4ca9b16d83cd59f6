// A file of results that the user names.
//
// A file is replaced when the new one is complete, behind symbolic links if its
// name is one. Pipes and devices cannot be replaced: they are written as the
// results come.
#ifndef VF_RT_MAIN_OUTPUTFILE_H
#define VF_RT_MAIN_OUTPUTFILE_H

#include "ckpt/TemporaryFile.h"
#include "vf/rt/Status.h"

#include <variant>

namespace vf::rt {

class OutputFile {
public:
  static StatusOr<OutputFile> create(const std::string &path);
  Status append(const void *data, size_t size);
  /// The file is complete.
  Status finish();

private:
  explicit OutputFile(ckpt::TemporaryFile file) : file(std::move(file)) {}
  explicit OutputFile(ckpt::PosixFile file) : file(std::move(file)) {}

  ckpt::PosixFile &open();

  std::variant<ckpt::TemporaryFile, ckpt::PosixFile> file;
};

} // namespace vf::rt

#endif // VF_RT_MAIN_OUTPUTFILE_H
