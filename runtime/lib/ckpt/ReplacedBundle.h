// Keeps a checkpoint loadable while a new one takes its names.
//
// A bundle is two files and no file system renames two at once. So before the
// first rename the old bundle gets a second prefix, PREFIX.previous: its data
// file by a hard link (a copy where there are none), its index as a copy. While
// PREFIX.index still has the content of PREFIX.previous.index, the values that
// it describes are those of PREFIX.previous, whatever has the data file's own
// name: a crash at any instant leaves one bundle that a reader finds. Content
// decides, not the identity of files: what others copy over PREFIX later is a
// checkpoint of its own.
#ifndef VF_LIB_CKPT_REPLACEDBUNDLE_H
#define VF_LIB_CKPT_REPLACEDBUNDLE_H

#include "TemporaryFile.h"

#include <cstdint>
#include <string>

namespace vf::ckpt {

/// Gives the flushed files of the one-shard bundle `prefix` their names,
/// durably. On failure the bundle that had them is in place, unless only the
/// last flush of the folder has failed.
Status replaceBundle(const std::string &prefix, TemporaryFile &data,
                     TemporaryFile &index);

/// The name of the file that holds the values of shard `shard` for `index`, the
/// open index of `prefix`.
StatusOr<std::string> currentDataFile(const std::string &prefix,
                                      const PosixFile &index, int32_t shard,
                                      int32_t shardCount);

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_REPLACEDBUNDLE_H
