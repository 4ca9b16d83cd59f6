// Saves and restores what a Saver of the model covers.
#include "Context.h"
#include "Shape.h"
#include "vf/ckpt/CheckpointState.h"
#include "vf/ckpt/CheckpointWriter.h"
#include "vf/ckpt/Restore.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

using namespace vf;
using rt::Context;
using rt::Status;
using rt::StatusOr;

/// The saver #`index`, if it is one whose checkpoints can be read and written.
static StatusOr<const vf_saver_desc *> getSaver(const vf_model_desc &model,
                                                int32_t index) {
  if (index < 0 || index >= model.num_savers)
    return Status(VF_INVALID_ARGUMENT,
                  model.num_savers == 0
                      ? "the model has no saver"
                      : "there is no saver #" + std::to_string(index));
  return &model.savers[index];
}

namespace {
/// Where a record of a Saver lies in the tensor of its key, and in memory.
struct Place {
  std::vector<int64_t> dims; ///< of the tensor
  ckpt::TensorSlice slice;   ///< the record's part of it
  ckpt::TensorSlice held;    ///< the variable's part of it
};
} // namespace

/// The place of a record whose variable has the sizes `dims`: a variable is the
/// record's slice, or the whole tensor, of which the record is one shard.
static StatusOr<Place> findPlace(const vf_saver_tensor &tensor,
                                 const std::vector<int64_t> &dims) {
  ckpt::TensorSlice whole = ckpt::wholeSlice(dims);
  if (!*tensor.slice)
    return Place{dims, whole, whole};
  // The model was refused if it fits neither.
  StatusOr<ckpt::ShapeAndSlice> parsed = ckpt::parseShapeAndSlice(tensor.slice);
  if (!parsed.ok())
    return parsed.status();
  return Place{parsed->dims, parsed->slice,
               parsed->dims == dims ? whole : parsed->slice};
}

//===- Save ---------------------------------------------------------------===//

/// As in TensorFlow, saving is a use of every value.
static Status checkInitialized(const vf_instance &instance,
                               const vf_saver_desc &saver) {
  for (int32_t i = 0; i < saver.num_tensors; ++i) {
    int32_t variable = saver.tensors[i].variable;
    if (!(instance.slots[variable].flags & VF_SLOT_INITIALIZED))
      return Status(VF_FAILED_PRECONDITION,
                    "Attempting to use uninitialized value " +
                        std::string(instance.model.variables[variable].name));
  }
  return Status();
}

static Status checkWhole(const vf_saver_tensor &tensor) {
  if (!*tensor.slice)
    return Status();
  return Status(VF_UNIMPLEMENTED, "key '" + std::string(tensor.key) +
                                      "': strings in slices are not supported");
}

static Status writeStrings(ckpt::CheckpointWriter &writer,
                           const vf_saver_tensor &tensor, const vf_slot &slot) {
  if (Status status = checkWhole(tensor); !status.ok())
    return status;
  const auto *strings = static_cast<const vf_strings *>(slot.data);
  return writer.addStrings(tensor.key, strings->dims,
                           strings->values.elements.data());
}

/// Adds what the Saver saves as `tensor`.
static Status writeTensor(ckpt::CheckpointWriter &writer,
                          const vf_instance &instance,
                          const vf_saver_tensor &tensor) {
  const vf_slot &slot = instance.slots[tensor.variable];
  if (instance.isStrings(tensor.variable))
    return writeStrings(writer, tensor, slot);
  StatusOr<Place> place = findPlace(tensor, {slot.dims, slot.dims + slot.rank});
  if (!place.ok())
    return place.status();
  ckpt::TensorSpec spec = {instance.model.variables[tensor.variable].dtype,
                           place->dims};
  // V1 tells a slice that is all of its tensor from a tensor that has none.
  return *tensor.slice ? writer.addSlice(tensor.key, spec, place->slice,
                                         place->held, slot.data)
                       : writer.add(tensor.key, spec, slot.data);
}

static Status writeCheckpoint(const vf_instance &instance,
                              const vf_saver_desc &saver,
                              const std::string &prefix) {
  if (Status status = checkInitialized(instance, saver); !status.ok())
    return status;
  StatusOr<std::unique_ptr<ckpt::CheckpointWriter>> writer =
      ckpt::openCheckpointWriter(ckpt::CheckpointFormat(saver.version), prefix);
  if (!writer.ok())
    return writer.status();
  for (int32_t i = 0; i < saver.num_tensors; ++i)
    if (Status status = writeTensor(**writer, instance, saver.tensors[i]);
        !status.ok())
      return status;
  return (*writer)->finish();
}

/// Records the checkpoint as the latest. Like a Saver's first save, this starts
/// the list of kept checkpoints anew.
static Status recordLatest(const std::string &prefix,
                           const std::string &stateFile) {
  ckpt::CheckpointState state;
  state.modelCheckpointPath = prefix;
  return ckpt::updateCheckpointState(
      std::filesystem::path(prefix).parent_path().string(), state, stateFile);
}

/// The options of the caller, or the defaults, which are all zero but the size.
template <typename Options>
static StatusOr<Options> readOptions(const Options *given) {
  if (!given)
    return Options{};
  if (given->struct_size < sizeof(Options))
    return Status(VF_INVALID_ARGUMENT, "options: struct_size is " +
                                           std::to_string(given->struct_size) +
                                           ", expected " +
                                           std::to_string(sizeof(Options)));
  return *given;
}

static Status save(Context &context, const char *prefix, int32_t index,
                   const vf_save_options *given) {
  StatusOr<const vf_saver_desc *> saver =
      getSaver(context.instance.model, index);
  if (!saver.ok())
    return saver.status();
  StatusOr<vf_save_options> options = readOptions(given);
  if (!options.ok())
    return options.status();
  const std::string stateFile =
      options->state_file ? options->state_file : ckpt::kDefaultStateFile;
  if (Status status = ckpt::checkStateFileName(stateFile); !status.ok())
    return status;
  Status status = lockedForReading(context, [&] {
    return writeCheckpoint(context.instance, **saver, prefix);
  });
  return !status.ok() || stateFile.empty() ? status
                                           : recordLatest(prefix, stateFile);
}

//===- Restore ------------------------------------------------------------===//

/// The key of the saver's record #`index` in the checkpoint; null where the
/// caller says that it has none.
static const char *keyInCheckpoint(const vf_saver_desc &saver, int32_t index,
                                   const vf_restore_options &options) {
  return options.keys ? options.keys[index] : saver.tensors[index].key;
}

/// The indices of the records to restore: all, or those that the checkpoint
/// has. Fills options.restored.
static StatusOr<std::vector<int32_t>>
selectRecords(const vf_saver_desc &saver, const ckpt::CheckpointReader &reader,
              const vf_restore_options &options) {
  std::vector<int32_t> records;
  for (int32_t i = 0; i < saver.num_tensors; ++i) {
    const char *key = keyInCheckpoint(saver, i, options);
    if (!key && !options.partial)
      return Status(VF_NOT_FOUND, "cannot restore checkpoint '" +
                                      reader.prefix() + "': Key " +
                                      saver.tensors[i].key +
                                      " not found in checkpoint, whose keys "
                                      "are renamed");
    const bool isThere = key && reader.lookup(key);
    if (options.restored)
      options.restored[i] = isThere;
    if (isThere || !options.partial)
      records.push_back(i);
  }
  if (records.empty() && saver.num_tensors > 0)
    return Status(VF_NOT_FOUND, "cannot restore checkpoint '" +
                                    reader.prefix() + "': it has none of the " +
                                    std::to_string(saver.num_tensors) +
                                    " keys of the model");
  return records;
}

namespace {
/// What one saver tensor is read into: the variable's memory where its sizes
/// are fixed, memory of its own, adopted at the end, where they are not, and
/// for strings.
struct Target {
  int32_t variable;
  rt::AlignedBuffer own;
  std::shared_ptr<vf_strings> strings;
};
} // namespace

/// The sizes wanted from the checkpoint: the variable's, or those of the entry
/// where the variable leaves them open.
static std::vector<int64_t> wantedDims(const vf_variable_desc &desc,
                                       const ckpt::TensorEntry *entry) {
  if (rt::isStaticShape(desc.dims, desc.rank))
    return {desc.dims, desc.dims + desc.rank};
  if (!entry || entry->spec.dims.size() > VF_MAX_RANK)
    return {};
  const std::vector<int64_t> &found = entry->spec.dims;
  auto rank = static_cast<int32_t>(found.size());
  bool fits =
      desc.rank < 0 || rt::shapeFits(found.data(), rank, desc.dims, desc.rank);
  return fits ? found : std::vector<int64_t>(desc.rank, 0);
}

static Status planRestore(Context &context, const vf_saver_desc &saver,
                          const ckpt::CheckpointReader &reader,
                          const vf_restore_options &options,
                          std::vector<ckpt::RestoreItem> &items,
                          std::vector<Target> &targets) {
  StatusOr<std::vector<int32_t>> records =
      selectRecords(saver, reader, options);
  if (!records.ok())
    return records.status();
  const vf_instance &instance = context.instance;
  for (int32_t i : *records) {
    const vf_saver_tensor &tensor = saver.tensors[i];
    const char *key = keyInCheckpoint(saver, i, options);
    const vf_variable_desc &desc = instance.model.variables[tensor.variable];
    const ckpt::TensorEntry *entry = reader.lookup(key);
    StatusOr<Place> place = findPlace(tensor, wantedDims(desc, entry));
    if (!place.ok())
      return place.status();
    ckpt::TensorSpec spec = {desc.dtype, place->dims};
    Target target = {tensor.variable, {}, nullptr};
    void *destination = instance.slots[tensor.variable].data;
    if (desc.dtype == VF_STRING) {
      if (Status status = checkWhole(tensor); !status.ok())
        return status;
      target.strings = std::make_shared<vf_strings>(
          spec.dims.data(), static_cast<int32_t>(spec.dims.size()));
    } else if (!rt::isStaticShape(desc.dims, desc.rank)) {
      StatusOr<int64_t> bytes = ckpt::byteSize(spec);
      if (!bytes.ok())
        return bytes.status().withContext("key '" + std::string(key) + "'");
      if (!target.own.allocate(*bytes))
        return Status(VF_RESOURCE_EXHAUSTED,
                      "key '" + std::string(key) + "': no memory for " +
                          std::to_string(*bytes) + " bytes");
      destination = target.own.data();
    }
    items.push_back({key, std::move(spec), destination, std::move(place->slice),
                     std::move(place->held),
                     target.strings ? &target.strings->values : nullptr});
    targets.push_back(std::move(target));
  }
  return Status();
}

static void adopt(vf_instance &instance,
                  const std::vector<ckpt::RestoreItem> &items,
                  std::vector<Target> &targets) {
  for (size_t i = 0; i < targets.size(); ++i) {
    Target &target = targets[i];
    const std::vector<int64_t> &dims = items[i].spec.dims;
    if (target.strings)
      instance.replace(target.variable, std::move(target.strings));
    else if (target.own.data())
      instance.replace(target.variable, std::move(target.own), dims.data(),
                       static_cast<int32_t>(dims.size()));
    instance.slots[target.variable].flags |= VF_SLOT_INITIALIZED;
  }
}

static Status restore(Context &context, const char *prefix, int32_t index,
                      const vf_restore_options *given) {
  StatusOr<const vf_saver_desc *> saver =
      getSaver(context.instance.model, index);
  if (!saver.ok())
    return saver.status();
  StatusOr<vf_restore_options> options = readOptions(given);
  if (!options.ok())
    return options.status();
  StatusOr<std::unique_ptr<ckpt::CheckpointReader>> reader =
      ckpt::openCheckpoint(prefix);
  if (!reader.ok())
    return reader.status();
  return lockedForWriting(context, [&] {
    std::vector<ckpt::RestoreItem> items;
    std::vector<Target> targets;
    if (Status status =
            planRestore(context, **saver, **reader, *options, items, targets);
        !status.ok())
      return status;
    if (Status status = ckpt::restoreAll(**reader, items); !status.ok())
      return status;
    adopt(context.instance, items, targets);
    return Status();
  });
}

//===- C interface --------------------------------------------------------===//

int32_t vf_save_with(vf_ctx *ctx, const char *prefix, int32_t saver,
                     const vf_save_options *options) {
  Context &context = rt::contextOf(ctx);
  return context.perform([&] { return save(context, prefix, saver, options); });
}

int32_t vf_save(vf_ctx *ctx, const char *prefix, int32_t saver) {
  return vf_save_with(ctx, prefix, saver, nullptr);
}

int32_t vf_restore_with(vf_ctx *ctx, const char *prefix, int32_t saver,
                        const vf_restore_options *options) {
  Context &context = rt::contextOf(ctx);
  return context.perform(
      [&] { return restore(context, prefix, saver, options); });
}

int32_t vf_restore(vf_ctx *ctx, const char *prefix, int32_t saver) {
  return vf_restore_with(ctx, prefix, saver, nullptr);
}
