// The names that TensorFlow's Saver gives: a checkpoint's after a number of
// steps, and those of the files of one checkpoint, V1 and V2.
//
// A *path* is what Saver.save returns and a state file records: the prefix of a
// V2 checkpoint, the file of a V1 checkpoint, or the pattern
// PREFIX-?????-of-NNNNN of a V1 checkpoint in shards.
#ifndef VF_CKPT_NAMES_H
#define VF_CKPT_NAMES_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vf::ckpt {

/// The name of the checkpoint of `prefix` after `step` steps: PREFIX-STEP, with
/// eight digits at least where it is padded.
std::string stepPrefix(const std::string &prefix, int64_t step,
                       bool isPadded = false);

/// The step in a name that stepPrefix made; none where the path does not end in
/// "-" and digits. The shards of a V1 pattern are passed over.
std::optional<int64_t> stepOfPath(const std::string &path);

/// The MetaGraph's file beside the checkpoint `path`: PREFIX.SUFFIX, one for
/// all shards.
std::string metaGraphFileName(const std::string &path,
                              const std::string &suffix = "meta");

/// The files of the checkpoint `path` that exist, sorted: those of a V2
/// checkpoint (`version` 2), the index first, or of a V1 checkpoint (1).
std::vector<std::string> checkpointFiles(const std::string &path,
                                         int32_t version);

/// When the checkpoint `path` was written, V2 or else V1, in seconds since
/// 1970; none where it does not exist.
std::optional<double> checkpointTime(const std::string &path);

/// Whether two paths mean one checkpoint, though its folder is written in two
/// ways.
bool isSameCheckpoint(const std::string &a, const std::string &b);

} // namespace vf::ckpt

#endif // VF_CKPT_NAMES_H
