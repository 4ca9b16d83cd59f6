// From what a user types to a checkpoint's prefix.
#include "BundleNames.h"
#include "IndexTable.h"
#include "PosixFile.h"
#include "V1Names.h"
#include "vf/ckpt/CheckpointState.h"

#include <algorithm>

namespace vf::ckpt {

static std::string quote(const std::string &text) { return "'" + text + "'"; }

static bool isTable(const std::string &path) {
  if (!isRegularFile(path))
    return false;
  StatusOr<PosixFile> file = PosixFile::openForReading(path);
  return file.ok() && hasTableMagic(*file);
}

/// Whether `path` is a V1 checkpoint: one table file, or the pattern of
/// several, some of which exist.
static bool isV1Checkpoint(const std::string &path) {
  const std::vector<std::string> shards = v1ShardNames(path);
  const bool isFileOfBundle = !prefixOfFileName(path).empty();
  return (!isFileOfBundle && isTable(path)) ||
         std::any_of(shards.begin(), shards.end(), isRegularFile);
}

/// Success where `prefix` is the prefix of a checkpoint that we can try to
/// open.
static Status probePrefix(const std::string &prefix) {
  if (isRegularFile(indexFileName(prefix)) || isV1Checkpoint(prefix))
    return Status();
  if (isRegularFile(prefix))
    return Status(
        VF_DATA_LOSS,
        quote(prefix) +
            " is not a checkpoint: not an sstable (bad magic number)");
  return Status(VF_NOT_FOUND, "Failed to find any matching files for " +
                                  quote(prefix) + ": no " +
                                  quote(indexFileName(prefix)));
}

StatusOr<ResolvedCheckpoint> latestCheckpoint(const std::string &directory,
                                              const std::string &fileName) {
  StatusOr<CheckpointState> state = readCheckpointState(directory, fileName);
  if (!state.ok())
    return state.status();
  const std::string &recorded = state->modelCheckpointPath;
  const std::string origin =
      "the latest in " + quote(joinPath(directory, fileName));
  Status status = probePrefix(recorded);
  if (status.ok())
    return ResolvedCheckpoint{recorded, origin};
  if (status.code() != VF_NOT_FOUND)
    return status;
  const std::string beside =
      joinPath(directory, recorded.substr(recorded.rfind('/') + 1));
  if (probePrefix(beside).ok())
    return ResolvedCheckpoint{beside,
                              origin + ", which records " + quote(recorded)};
  return Status(VF_NOT_FOUND,
                quote(joinPath(directory, fileName)) + " records " +
                    quote(recorded) +
                    " as the latest checkpoint, but neither it nor " +
                    quote(beside) + " exists");
}

static StatusOr<ResolvedCheckpoint> resolveFolder(const std::string &folder) {
  if (isRegularFile(joinPath(folder, kDefaultStateFile)))
    return latestCheckpoint(folder);
  const std::string savedModel = joinPath(folder, "variables/variables");
  if (probePrefix(savedModel).ok())
    return ResolvedCheckpoint{savedModel, "the variables of the SavedModel " +
                                              quote(folder)};
  return Status(VF_NOT_FOUND, "folder " + quote(folder) +
                                  " has no state file '" + kDefaultStateFile +
                                  "' and is no SavedModel");
}

StatusOr<ResolvedCheckpoint> resolveCheckpoint(const std::string &path) {
  Status status = probePrefix(path);
  if (status.ok())
    return ResolvedCheckpoint{path, ""};
  if (const std::string prefix(prefixOfFileName(path));
      !prefix.empty() && isRegularFile(path)) {
    if (Status found = probePrefix(prefix); !found.ok())
      return found;
    return ResolvedCheckpoint{prefix, "the checkpoint of " + quote(path)};
  }
  if (isFolder(path))
    return resolveFolder(path);
  return status;
}

} // namespace vf::ckpt
