// Keeps the list of the newest checkpoints and removes the others' files.
#include "vf/ckpt/Retention.h"

#include "PosixFile.h"
#include "vf/ckpt/Names.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <limits>
#include <unistd.h>

namespace vf::ckpt {

double currentTime() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

Retention::Retention(RetentionOptions settings, double now)
    : options(std::move(settings)),
      nextKept(now + double(options.keepEveryHours) * 3600) {}

//===- The list -----------------------------------------------------------===//

std::vector<std::string> Retention::lastCheckpoints() const {
  std::vector<std::string> paths;
  for (const TimedCheckpoint &checkpoint : last)
    paths.push_back(checkpoint.path);
  return paths;
}

void Retention::setLastCheckpoints(const std::vector<std::string> &paths) {
  last.clear();
  for (const std::string &path : paths)
    last.push_back({path, std::numeric_limits<double>::infinity()});
}

void Retention::setLastCheckpointsWithTime(
    std::vector<TimedCheckpoint> checkpoints) {
  last = std::move(checkpoints);
}

void Retention::recoverLastCheckpoints(const std::vector<std::string> &paths) {
  last.clear();
  for (const std::string &path : paths)
    if (std::optional<double> time = checkpointTime(path))
      last.push_back({path, *time});
}

/// Takes the oldest from the list: to be removed, or kept for good where it is
/// the first of its span of time.
void Retention::dropOldest() {
  const TimedCheckpoint oldest = std::move(last.front());
  last.erase(last.begin());
  if (oldest.time > nextKept)
    nextKept += double(options.keepEveryHours) * 3600;
  else
    doomed.push_back(oldest.path);
}

/// Takes `path`, about to be recorded anew, out of both lists. A folder may be
/// written in another way than last time: what was saved under one name must
/// not be removed under the other.
void Retention::forget(const std::string &path) {
  const auto isTimed = [&](const TimedCheckpoint &checkpoint) {
    return isSameCheckpoint(checkpoint.path, path);
  };
  const auto isDoomed = [&](const std::string &old) {
    return isSameCheckpoint(old, path);
  };
  last.erase(std::remove_if(last.begin(), last.end(), isTimed), last.end());
  doomed.erase(std::remove_if(doomed.begin(), doomed.end(), isDoomed),
               doomed.end());
}

/// `path`, which a state file in `folder` records, or the path beside the state
/// file where only that exists.
static std::string locate(const std::string &path, const std::string &folder) {
  const std::string beside = joinPath(folder, path.substr(path.rfind('/') + 1));
  return !checkpointTime(path) && checkpointTime(beside) ? beside : path;
}

Status Retention::resume(const std::string &folder) {
  if (options.maxToKeep == 0)
    return Status();
  StatusOr<CheckpointState> state =
      readCheckpointState(folder, options.stateFile);
  if (!state.ok())
    return state.status().code() == VF_NOT_FOUND ? Status() : state.status();
  std::vector<std::string> &paths = state->allModelCheckpointPaths;
  for (std::string &path : paths)
    path = locate(path, folder);
  recoverLastCheckpoints(paths);
  for (const std::string &path : paths)
    if (!checkpointTime(path))
      doomed.push_back(path);
  while (last.size() > static_cast<size_t>(options.maxToKeep))
    dropOldest();
  return Status();
}

//===- A save -------------------------------------------------------------===//

Status Retention::updateState(const std::string &latest) const {
  CheckpointState state = {latest, doomed};
  for (const TimedCheckpoint &checkpoint : last)
    state.allModelCheckpointPaths.push_back(checkpoint.path);
  return updateCheckpointState(folderOf(latest), std::move(state),
                               options.stateFile);
}

/// Removes a file; one that is gone already is no failure.
static Status removeFile(const std::string &path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT)
    return Status();
  return fileError("remove", path, errno);
}

void Retention::remove(const std::string &path,
                       std::vector<Status> &ignored) const {
  std::vector<std::string> files = checkpointFiles(path, options.version);
  files.insert(files.begin(), metaGraphFileName(path, options.metaGraphSuffix));
  for (const std::string &file : files)
    if (Status status = removeFile(file); !status.ok())
      ignored.push_back(std::move(status));
}

Status Retention::record(const std::string &path, double now,
                         std::vector<Status> &ignored) {
  if (options.maxToKeep == 0)
    return updateState(path);
  forget(path);
  last.push_back({path, now});
  if (last.size() > static_cast<size_t>(options.maxToKeep))
    dropOldest();
  if (Status status = updateState(path); !status.ok() || doomed.empty())
    return status;
  for (const std::string &old : doomed)
    remove(old, ignored);
  doomed.clear();
  return updateState(path);
}

} // namespace vf::ckpt
