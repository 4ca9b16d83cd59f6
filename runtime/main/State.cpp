// Drives the C interface for a run.
#include "State.h"

#include "ckpt/PosixFile.h"
#include "vf/ckpt/CheckpointState.h"

#include <algorithm>

using namespace vf;
using rt::State;
using rt::Status;
using rt::StatusOr;

constexpr int32_t kDefaultSaver = 0;

StatusOr<State> State::create(const vf_model_desc &model,
                              const RunOptions &options,
                              const Console &console) {
  vf_instance_options settings = {};
  settings.struct_size = sizeof(settings);
  settings.num_threads = options.threads;
  settings.has_seed = options.seed.has_value();
  settings.seed = options.seed.value_or(0);
  State state(model, options, console);
  vf_instance *instance;
  vf_ctx *ctx;
  char message[512];
  int32_t code = vf_instance_create(&model, &settings, &instance, message,
                                    sizeof(message));
  if (code != VF_OK)
    return Status(static_cast<vf_code>(code), message);
  state.instance.reset(instance);
  code = vf_ctx_create(instance, &ctx);
  if (code != VF_OK)
    return Status(static_cast<vf_code>(code), "no memory for a context");
  state.ctx.reset(ctx);
  return state;
}

Status State::lastFailure() const {
  int32_t code = vf_ctx_code(ctx.get());
  return code == VF_OK
             ? Status()
             : Status(static_cast<vf_code>(code), vf_ctx_message(ctx.get()));
}

//===- Variables without a value ------------------------------------------===//

std::vector<std::string> State::uninitialized() {
  std::vector<std::string> names;
  for (int32_t i = 0; i < model.num_variables; ++i) {
    int32_t initialized = 0;
    vf_variable_is_initialized(ctx.get(), i, &initialized);
    if (!initialized)
      names.push_back(model.variables[i].name);
  }
  return names;
}

static std::string firstNames(const std::vector<std::string> &names) {
  constexpr size_t kShown = 5;
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kShown); ++i)
    text += (i > 0 ? ", '" : "'") + names[i] + "'";
  if (names.size() > kShown)
    text += " and " + std::to_string(names.size() - kShown) + " more";
  return text;
}

std::string State::uninitializedNotes() {
  std::vector<std::string> names = uninitialized();
  if (names.empty())
    return "";
  std::string text =
      "\nnote: FailedPrecondition: not initialized: " + firstNames(names) +
      "\nhint: ";
  if (!options.init && options.restore.empty())
    return text + "give --init to run the initializers, or --restore PATH to "
                  "read a checkpoint";
  if (!options.init)
    return text + "the checkpoint does not have them; give --init too";
  return text + "they have no initializer; give --restore PATH with a "
                "checkpoint that has them";
}

//===- Initialize and restore ---------------------------------------------===//

/// Whether a variable with an initializer is outside of what is restored: local
/// variables begin at their initial values in a restored run too.
bool State::needsInitializers() const {
  const vf_saver_desc &saver = model.savers[kDefaultSaver];
  std::vector<bool> covered(model.num_variables);
  for (int32_t i = 0; i < saver.num_tensors; ++i)
    covered[saver.tensors[i].variable] = true;
  for (int32_t i = 0; i < model.num_variables; ++i)
    if (!covered[i] && (model.variables[i].flags & VF_VARIABLE_HAS_INITIALIZER))
      return true;
  return false;
}

Status State::restore() {
  StatusOr<ckpt::ResolvedCheckpoint> found =
      ckpt::resolveCheckpoint(options.restore);
  if (!found.ok())
    return found.status();
  if (vf_restore(ctx.get(), found->prefix.c_str(), kDefaultSaver) != VF_OK)
    return lastFailure();
  std::string origin = found->origin.empty() ? "" : ", " + found->origin;
  console.line("restored " +
               std::to_string(model.savers[kDefaultSaver].num_tensors) +
               " tensors from '" + found->prefix + "'" + origin);
  return Status();
}

Status State::prepare() {
  bool restores = !options.restore.empty();
  if (restores && model.num_savers == 0)
    return Status(VF_INVALID_ARGUMENT,
                  "--restore: the model saves no variables");
  if (options.init || (restores && needsInitializers()))
    if (vf_initialize(ctx.get()) != VF_OK)
      return lastFailure();
  if (restores)
    if (Status status = restore(); !status.ok())
      return status;
  if (!options.init)
    return Status();
  if (std::vector<std::string> names = uninitialized(); !names.empty())
    console.warning("left uninitialized, having no initializer: " +
                    firstNames(names));
  return Status();
}

//===- Calls and saves ----------------------------------------------------===//

Status State::call(int32_t entry, const vf_arg *feeds, int32_t numFeeds,
                   vf_arg *fetches, int32_t numFetches) {
  int32_t code =
      vf_call(ctx.get(), entry, feeds, numFeeds, fetches, numFetches);
  if (code == VF_OK)
    return Status();
  Status failure = lastFailure();
  if (code != VF_FAILED_PRECONDITION)
    return failure;
  return Status(failure.code(), failure.message() + uninitializedNotes());
}

Status State::save() {
  if (vf_save(ctx.get(), options.save.c_str(), kDefaultSaver) == VF_OK)
    return Status();
  Status failure = lastFailure();
  if (failure.code() != VF_FAILED_PRECONDITION)
    return failure;
  return Status(failure.code(), failure.message() + uninitializedNotes());
}

Status rt::checkSavePrefix(const std::string &prefix) {
  std::string base = prefix.substr(prefix.rfind('/') + 1);
  if (base.empty())
    return Status(VF_INVALID_ARGUMENT,
                  "--save: expected a prefix for file names, found the folder "
                  "'" +
                      prefix + "'");
  if (base == ckpt::kDefaultStateFile)
    return Status(VF_INVALID_ARGUMENT,
                  "--save: '" + prefix +
                      "' conflicts with the state file beside it");
  // The last missing folder is made by the save.
  std::string folder = ckpt::folderOf(prefix);
  std::string parent = ckpt::folderOf(folder);
  if (ckpt::isFolder(folder) || ckpt::isFolder(parent))
    return Status();
  return Status(VF_NOT_FOUND, "cannot save '" + prefix +
                                  "': there is no folder '" + parent + "'");
}
