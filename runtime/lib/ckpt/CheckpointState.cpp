// Reading and replacing the state file, with TensorFlow's rules for relative
// paths.
#include "vf/ckpt/CheckpointState.h"

#include "BundleNames.h"
#include "PosixFile.h"
#include "StateText.h"
#include "TemporaryFile.h"

#include <filesystem>

namespace vf::ckpt {

namespace fs = std::filesystem;

// A state file has one line for each kept checkpoint; what is longer than this
// is something else.
static constexpr int64_t kMaxStateBytes = 64 << 20;

Status checkStateFileName(const std::string &name) {
  if (name.find('/') != std::string::npos)
    return Status(VF_INVALID_ARGUMENT,
                  "state file '" + name +
                      "': expected a name without path components");
  if (!prefixOfFileName(name).empty())
    return Status(VF_INVALID_ARGUMENT,
                  "state file '" + name +
                      "': that is a name for a file of a checkpoint");
  return Status();
}

static StatusOr<std::string> readText(const std::string &path) {
  StatusOr<PosixFile> file = PosixFile::openForReading(path);
  if (!file.ok())
    return file.status();
  StatusOr<int64_t> size = file->size();
  if (!size.ok())
    return size.status();
  if (*size > kMaxStateBytes)
    return Status(VF_INVALID_ARGUMENT,
                  "'" + path + "' is too long for a checkpoint state");
  std::string text(static_cast<size_t>(*size), '\0');
  if (Status status = file->readAt(0, text.data(), text.size()); !status.ok())
    return status;
  return text;
}

StatusOr<CheckpointState> readCheckpointState(const std::string &directory,
                                              const std::string &fileName) {
  const std::string path = joinPath(directory, fileName);
  StatusOr<std::string> text = readText(path);
  if (!text.ok())
    return text.status();
  StatusOr<CheckpointState> state = parseStateText(*text);
  if (!state.ok())
    return state.status().withContext("checkpoint state '" + path + "'");
  if (state->modelCheckpointPath.empty())
    return Status(VF_INVALID_ARGUMENT,
                  "Invalid checkpoint state loaded from '" + path +
                      "': no model_checkpoint_path");
  state->modelCheckpointPath = joinPath(directory, state->modelCheckpointPath);
  for (std::string &kept : state->allModelCheckpointPaths)
    kept = joinPath(directory, kept);
  return state;
}

static StatusOr<fs::path> absolutePath(const std::string &path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path.empty() ? "." : path, error);
  if (error)
    return Status(VF_NOT_FOUND,
                  "cannot find the working directory: " + error.message());
  return absolute.lexically_normal();
}

/// `path` seen from `directory`, both relative to the working directory;
/// absolute paths stay.
static StatusOr<std::string> relativeTo(const std::string &directory,
                                        const std::string &path) {
  if (fs::path(path).is_absolute())
    return path;
  StatusOr<fs::path> from = absolutePath(directory), to = absolutePath(path);
  if (!from.ok() || !to.ok())
    return from.ok() ? to.status() : from.status();
  return to->lexically_relative(*from).string();
}

/// Applies TensorFlow's rules for what a state file records.
static StatusOr<CheckpointState> recordedState(const std::string &directory,
                                               CheckpointState state) {
  std::vector<std::string> &kept = state.allModelCheckpointPaths;
  if (kept.empty() || kept.back() != state.modelCheckpointPath)
    kept.push_back(state.modelCheckpointPath);
  if (fs::path(directory).is_absolute())
    return state;
  for (std::string &path : kept) {
    StatusOr<std::string> relative = relativeTo(directory, path);
    if (!relative.ok())
      return relative.status();
    path = std::move(*relative);
  }
  state.modelCheckpointPath = kept.back();
  return state;
}

Status updateCheckpointState(const std::string &directory,
                             CheckpointState state,
                             const std::string &fileName) {
  const std::string path = joinPath(directory, fileName);
  StatusOr<CheckpointState> recorded =
      recordedState(directory, std::move(state));
  if (!recorded.ok())
    return recorded.status();
  if (recorded->modelCheckpointPath == path)
    return Status(VF_INVALID_ARGUMENT,
                  "Save path '" + path +
                      "' conflicts with path used for checkpoint state");
  StatusOr<TemporaryFile> file = TemporaryFile::create(path);
  if (!file.ok())
    return file.status();
  const std::string text = printStateText(*recorded);
  if (Status status = file->file().append(text.data(), text.size());
      !status.ok())
    return status;
  if (Status status = file->file().syncAndClose(); !status.ok())
    return status;
  if (Status status = file->commit(); !status.ok())
    return status;
  return syncFolder(folderOf(path));
}

} // namespace vf::ckpt
