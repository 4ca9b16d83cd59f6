// The state file `checkpoint`, which names a folder's latest checkpoint and
// those still kept, and the ways in which a user names a checkpoint.
#ifndef VF_CKPT_CHECKPOINTSTATE_H
#define VF_CKPT_CHECKPOINTSTATE_H

#include "vf/ckpt/Status.h"

#include <string>
#include <vector>

namespace vf::ckpt {

/// The name of the state file unless the user chooses another.
inline constexpr const char *kDefaultStateFile = "checkpoint";

/// Fails where `name` cannot name a state file: it has a folder, or is the name
/// of a checkpoint's own file.
Status checkStateFileName(const std::string &name);

/// The content of a state file. Relative paths are relative to the file's
/// folder.
struct CheckpointState {
  /// The prefix of the latest checkpoint.
  std::string modelCheckpointPath;
  /// The prefixes of all that are kept, oldest first.
  std::vector<std::string> allModelCheckpointPaths;
};

/// Reads `directory`/`fileName` and joins relative paths to `directory`.
/// NotFound without the file, InvalidArgument (naming the line) for a text that
/// is no state.
StatusOr<CheckpointState>
readCheckpointState(const std::string &directory,
                    const std::string &fileName = kDefaultStateFile);

/// Replaces the state file atomically and durably. The paths in `state` are
/// relative to the working directory or absolute; as TensorFlow does, the
/// latest is appended to the kept ones unless it is their last, and relative
/// paths are recorded relative to `directory` where that is itself relative.
Status updateCheckpointState(const std::string &directory,
                             CheckpointState state,
                             const std::string &fileName = kDefaultStateFile);

/// A checkpoint that exists, and how it was found.
struct ResolvedCheckpoint {
  std::string prefix; ///< or a V1 checkpoint's file or pattern
  /// For a person: "the latest in 'ckpt/checkpoint'". Empty where the path was
  /// the prefix itself.
  std::string origin;
};

/// The latest checkpoint that the state file of `directory` records. A recorded
/// path that is gone is tried beside the state file. NotFound names every path
/// that was tried.
StatusOr<ResolvedCheckpoint>
latestCheckpoint(const std::string &directory,
                 const std::string &fileName = kDefaultStateFile);

/// Finds the checkpoint that `path` means: a prefix, its ".index", one of its
/// ".data-?????-of-?????", a V1 checkpoint's file or the pattern of its files
/// (PREFIX-?????-of-00002), a folder with a state file, or a SavedModel's
/// folder.
StatusOr<ResolvedCheckpoint> resolveCheckpoint(const std::string &path);

} // namespace vf::ckpt

#endif // VF_CKPT_CHECKPOINTSTATE_H
