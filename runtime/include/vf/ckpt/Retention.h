// Which checkpoints are kept: the bookkeeping of TensorFlow's Saver.
//
// TensorFlow's algorithm, with one difference that nobody sees who looks
// between two saves: files that are to be removed stay in the state file's list
// until they are gone. So whatever a killed program has left to remove, the
// next one finds there.
#ifndef VF_CKPT_RETENTION_H
#define VF_CKPT_RETENTION_H

#include "vf/ckpt/CheckpointState.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vf::ckpt {

/// The arguments of a Saver that decide what is kept.
struct RetentionOptions {
  /// The newest checkpoints to keep. 0 (TensorFlow's None, too): all of them;
  /// nothing is ever removed and the state file lists only the newest.
  int32_t maxToKeep = 5;
  /// Of those no longer among the newest, one for each such span of time is
  /// kept for good. (SaverDef's number has 32 bits, too.)
  float keepEveryHours = 10000;
  int32_t version = 2; ///< the format of the checkpoints, 1 or 2
  std::string stateFile = kDefaultStateFile; ///< beside the checkpoints
  std::string metaGraphSuffix = "meta";
};

/// A checkpoint and when it was saved, in seconds since 1970.
struct TimedCheckpoint {
  std::string path;
  double time;
};

/// Seconds since 1970.
double currentTime();

/// The checkpoints that one program saves, one after the other. Not
/// thread-safe. Two of these must not use one state file.
class Retention {
public:
  /// The first span of `keepEveryHours` begins at `now`.
  Retention(RetentionOptions options, double now);

  /// The paths of those that may still be removed, oldest first.
  std::vector<std::string> lastCheckpoints() const;

  /// Replaces that list. Without times, none of them will ever be removed.
  void setLastCheckpoints(const std::vector<std::string> &paths);
  void setLastCheckpointsWithTime(std::vector<TimedCheckpoint> checkpoints);
  /// The same with those of `paths` whose files exist and the times of these.
  void recoverLastCheckpoints(const std::vector<std::string> &paths);

  /// Goes on from the state file in `folder`, if there is one: the checkpoints
  /// it lists are ours, also where the folder was moved since. The next save
  /// removes what is too many and what a killed program has removed in part.
  Status resume(const std::string &folder);

  /// Records the checkpoint `path`, which has just been written, as the latest:
  /// replaces the state file durably, then removes what is no longer kept. What
  /// cannot be removed is described in `ignored` and forgotten.
  Status record(const std::string &path, double now,
                std::vector<Status> &ignored);

private:
  void dropOldest();
  void forget(const std::string &path);
  Status updateState(const std::string &latest) const;
  void remove(const std::string &path, std::vector<Status> &ignored) const;

  RetentionOptions options;
  double nextKept; ///< what is newer than this is kept for good
  std::vector<TimedCheckpoint> last;
  std::vector<std::string> doomed; ///< to be removed after the state file
};

} // namespace vf::ckpt

#endif // VF_CKPT_RETENTION_H
