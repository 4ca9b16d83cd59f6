// Names checkpoints after their steps and hands them to the retention.
#include "Saves.h"

#include "ckpt/PosixFile.h"
#include "vf/ckpt/Names.h"

using namespace vf;
using rt::Saves;
using rt::Status;
using rt::StatusOr;

/// What is kept: as the command line says, else as the graph's Saver does.
static ckpt::RetentionOptions retentionOptions(const vf_model_desc &model,
                                               const rt::SaveOptions &options) {
  ckpt::RetentionOptions kept;
  if (model.num_savers > 0) {
    kept.version = model.savers[0].version;
    kept.maxToKeep = model.savers[0].max_to_keep;
    kept.keepEveryHours = model.savers[0].keep_checkpoint_every_n_hours;
  }
  kept.maxToKeep = options.keep.value_or(kept.maxToKeep);
  kept.keepEveryHours = options.keepEveryHours.value_or(kept.keepEveryHours);
  kept.stateFile = options.stateFile;
  return kept;
}

/// The folder of `prefix` as it is written there; empty where it has none.
static std::string writtenFolder(const std::string &prefix) {
  return prefix.find('/') == std::string::npos ? "" : ckpt::folderOf(prefix);
}

StatusOr<Saves> Saves::plan(const vf_model_desc &model,
                            const SaveOptions &options, State &state,
                            const Console &console) {
  Saves saves(
      options,
      ckpt::Retention(retentionOptions(model, options), ckpt::currentTime()),
      state, console);
  if (options.prefix.empty())
    return saves;
  if (model.num_savers == 0)
    return Status(VF_INVALID_ARGUMENT, "--save: the model saves no variables");
  if (Status status = checkSaveFolder(options.prefix); !status.ok())
    return status;
  if (!options.every)
    return saves;
  Status status = saves.retention.resume(writtenFolder(options.prefix));
  if (!status.ok())
    return Status(status.code(),
                  "--save-every: cannot go on from " + status.message());
  return saves;
}

bool Saves::isDue(int64_t done) const {
  if (!options.every)
    return false;
  if (!options.every->isTime)
    return done % options.every->count == 0;
  return Clock::now() - lastTime >= std::chrono::seconds(options.every->count);
}

Status Saves::write(int64_t done) {
  StatusOr<std::optional<int64_t>> globalStep = state.globalStep();
  if (!globalStep.ok())
    return globalStep.status();
  const int64_t step = globalStep->value_or(state.restoredStep() + done);
  const std::string path =
      ckpt::stepPrefix(options.prefix, step, options.padStep);
  if (Status status = state.save(path, /*stateFile=*/""); !status.ok())
    return status;
  std::vector<Status> ignored;
  if (Status status = retention.record(path, ckpt::currentTime(), ignored);
      !status.ok())
    return status;
  for (const Status &status : ignored)
    console.warning("left an old checkpoint: " + status.message());
  last = path;
  lastCall = done;
  lastTime = Clock::now();
  return Status();
}

Status Saves::save(int64_t done) {
  if (Status status = write(done); !status.ok())
    return status;
  console.tell("saved '" + last + "'", JsonEvent("saved").string("path", last));
  return Status();
}

Status Saves::finish(int64_t done) {
  if (options.prefix.empty() || (options.every && lastCall == done))
    return Status();
  if (options.every)
    return write(done);
  if (Status status = state.save(options.prefix, options.stateFile);
      !status.ok())
    return status;
  last = options.prefix;
  return Status();
}

Status Saves::withLastPath(const Status &status) const {
  if (status.ok() || last.empty())
    return status;
  return Status(status.code(), status.message() + "\nnote: the checkpoint '" +
                                   last + "' is written");
}
