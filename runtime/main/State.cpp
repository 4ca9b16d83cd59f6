// Drives the C interface for a program.
#include "State.h"

#include "Shape.h"
#include "ckpt/PosixFile.h"
#include "vf/ckpt/CheckpointReader.h"
#include "vf/ckpt/KeyMap.h"
#include "vf/ckpt/Names.h"

#include <algorithm>
#include <map>

using namespace vf;
using rt::State;
using rt::Status;
using rt::StatusOr;

constexpr int32_t kDefaultSaver = 0;

StatusOr<State> State::create(const vf_model_desc &model,
                              const InstanceOptions &options,
                              const Console &console) {
  vf_instance_options settings = {};
  settings.struct_size = sizeof(settings);
  settings.num_threads = options.threads;
  settings.has_seed = options.seed.has_value();
  settings.seed = options.seed.value_or(0);
  State state(model, console);
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

bool State::isInitialized(int32_t variable) {
  int32_t initialized = 0;
  vf_variable_is_initialized(ctx.get(), variable, &initialized);
  return initialized;
}

std::vector<std::string> State::uninitialized() {
  std::vector<std::string> names;
  for (int32_t i = 0; i < model.num_variables; ++i)
    if (!isInitialized(i))
      names.push_back(model.variables[i].name);
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
  if (!hasInitialized && !hasRestored)
    return text + "give --init to run the initializers, or --restore PATH to "
                  "read a checkpoint (in a script: init, restore PATH)";
  if (!hasInitialized)
    return text + "the checkpoint does not have them; give --init too";
  return text + "they have no initializer; give --restore PATH with a "
                "checkpoint that has them";
}

//===- Initialize and restore ---------------------------------------------===//

/// Whether a variable with an initializer and without a value is outside of
/// what is restored, or a table is empty: local variables begin at their
/// initial values in a restored run too. `isPartial`: none is sure to be
/// restored.
bool State::needsInitializers(bool isPartial) {
  const vf_saver_desc &saver = model.savers[kDefaultSaver];
  std::vector<bool> covered(model.num_variables);
  for (int32_t i = 0; i < saver.num_tensors; ++i)
    covered[saver.tensors[i].variable] = !isPartial;
  for (int32_t i = 0; i < model.num_variables; ++i)
    if (!covered[i] &&
        (model.variables[i].flags & VF_VARIABLE_HAS_INITIALIZER) &&
        !isInitialized(i))
      return true;
  for (int32_t i = 0; i < model.num_tables; ++i) {
    int32_t initialized = 0;
    vf_table_is_initialized(ctx.get(), i, &initialized);
    if (!initialized && (model.tables[i].flags & VF_VARIABLE_HAS_INITIALIZER))
      return true;
  }
  return false;
}

Status State::initialize() {
  if (vf_initialize(ctx.get()) != VF_OK)
    return lastFailure();
  hasInitialized = true;
  return Status();
}

void State::warnOfUninitialized() {
  if (std::vector<std::string> names = uninitialized(); !names.empty())
    console.warning("left uninitialized, having no initializer: " +
                    firstNames(names));
}

/// For each record of `saver` the key in the checkpoint `prefix` that `rules`
/// rename to it; empty where there is none.
static StatusOr<std::vector<std::string>>
renamedKeys(const std::string &prefix, const std::vector<std::string> &rules,
            const vf_saver_desc &saver) {
  StatusOr<ckpt::KeyMap> map = ckpt::KeyMap::parse(rules);
  if (!map.ok())
    return map.status();
  StatusOr<std::unique_ptr<ckpt::CheckpointReader>> reader =
      ckpt::openCheckpoint(prefix);
  if (!reader.ok())
    return reader.status();
  StatusOr<std::map<std::string, std::string>> names =
      map->apply((*reader)->keys());
  if (!names.ok())
    return names.status().withContext("--map: checkpoint '" + prefix + "'");
  std::vector<std::string> wanted;
  for (int32_t i = 0; i < saver.num_tensors; ++i) {
    const auto found = names->find(saver.tensors[i].key);
    wanted.push_back(found == names->end() ? "" : found->second);
  }
  return wanted;
}

Status State::readCheckpoint(const std::string &prefix,
                             const RestoreOptions &options,
                             std::vector<uint8_t> &restored) {
  const vf_saver_desc &saver = model.savers[kDefaultSaver];
  restored.resize(saver.num_tensors);
  vf_restore_options settings = {sizeof(settings), options.partial, nullptr,
                                 restored.data()};
  std::vector<std::string> names;
  std::vector<const char *> keys;
  if (!options.maps.empty()) {
    StatusOr<std::vector<std::string>> renamed =
        renamedKeys(prefix, options.maps, saver);
    if (!renamed.ok())
      return renamed.status();
    names = std::move(*renamed);
    for (const std::string &name : names)
      keys.push_back(name.empty() ? nullptr : name.c_str());
    settings.keys = keys.data();
  }
  int32_t code =
      vf_restore_with(ctx.get(), prefix.c_str(), kDefaultSaver, &settings);
  return code == VF_OK ? Status() : lastFailure();
}

Status State::restore(const RestoreOptions &options) {
  if (model.num_savers == 0)
    return Status(VF_INVALID_ARGUMENT,
                  "--restore: the model saves no variables");
  StatusOr<ckpt::ResolvedCheckpoint> found =
      ckpt::resolveCheckpoint(options.path);
  if (!found.ok())
    return found.status();
  if (needsInitializers(options.partial) && vf_initialize(ctx.get()) != VF_OK)
    return lastFailure();
  std::vector<uint8_t> restored;
  if (Status status = readCheckpoint(found->prefix, options, restored);
      !status.ok())
    return status;
  hasRestored = true;
  stepRestored = ckpt::stepOfPath(found->prefix).value_or(0);
  tellRestored(*found, restored);
  return Status();
}

void State::tellRestored(const ckpt::ResolvedCheckpoint &found,
                         const std::vector<uint8_t> &restored) {
  const vf_saver_desc &saver = model.savers[kDefaultSaver];
  std::vector<std::string> missing;
  for (int32_t i = 0; i < saver.num_tensors; ++i)
    if (!restored[i])
      missing.push_back(saver.tensors[i].key);
  const auto count = static_cast<int64_t>(restored.size() - missing.size());
  std::string origin = found.origin.empty() ? "" : ", " + found.origin;
  console.tell("restored " + std::to_string(count) + " tensors from '" +
                   found.prefix + "'" + origin,
               JsonEvent("restored")
                   .number("tensors", count)
                   .string("path", found.prefix));
  if (!missing.empty())
    console.warning("not in the checkpoint: " + firstNames(missing));
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

Status State::save(const std::string &prefix, const std::string &stateFile) {
  vf_save_options options = {sizeof(options), 0, stateFile.c_str()};
  if (vf_save_with(ctx.get(), prefix.c_str(), kDefaultSaver, &options) == VF_OK)
    return Status();
  Status failure = lastFailure();
  if (failure.code() != VF_FAILED_PRECONDITION)
    return failure;
  return Status(failure.code(), failure.message() + uninitializedNotes());
}

StatusOr<std::optional<int64_t>> State::globalStep() {
  if (model.global_step < 0)
    return std::optional<int64_t>();
  const int32_t dtype = model.variables[model.global_step].dtype;
  vf_arg value = {};
  if (dtype != VF_INT64 && dtype != VF_INT32)
    return std::optional<int64_t>();
  if (vf_variable_read(ctx.get(), model.global_step, &value) != VF_OK)
    return lastFailure();
  if (tensorBytes(dtype, value.dims, value.rank) != vf_dtype_size(dtype))
    return std::optional<int64_t>();
  return std::optional<int64_t>(
      dtype == VF_INT64 ? *static_cast<const int64_t *>(value.data)
                        : *static_cast<const int32_t *>(value.data));
}

Status rt::checkSaveFolder(const std::string &prefix) {
  // The last missing folder is made by the save.
  std::string folder = ckpt::folderOf(prefix);
  std::string parent = ckpt::folderOf(folder);
  if (ckpt::isFolder(folder) || ckpt::isFolder(parent))
    return Status();
  return Status(VF_NOT_FOUND, "cannot save '" + prefix +
                                  "': there is no folder '" + parent + "'");
}
