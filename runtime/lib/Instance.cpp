// Creates instances: memory of the variables, streams of the random nodes, the
// number of threads.
#include "Instance.h"

#include "CBoundary.h"
#include "Model.h"
#include "Shape.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>

using namespace vf;
using rt::kMaxThreads;
using rt::MemoryRange;
using rt::Status;
using rt::StatusOr;

Status vf_instance::allocate(rt::SeedSource &seeds) {
  slots.resize(model.num_variables);
  buffers.resize(model.num_variables);
  strings.resize(model.num_variables);
  tables.resize(model.num_tables);
  for (int32_t i = 0; i < model.num_variables; ++i)
    if (Status status = allocateVariable(i); !status.ok())
      return status;
  indexRanges();
  for (int32_t i = 0; i < model.num_generators; ++i)
    generators.push_back(rt::makeGenerator(model.generators[i], seeds));
  for (int32_t i = 0; i < model.num_strings; ++i) {
    const vf_strings_desc &desc = model.strings[i];
    constants.push_back(rt::copyStrings(desc.elements, desc.dims, desc.rank));
  }
  return Status();
}

static Status outOfMemory(const vf_variable_desc &variable, int64_t bytes) {
  return Status(VF_RESOURCE_EXHAUSTED,
                "variable '" + std::string(variable.name) +
                    "': no memory for its " + std::to_string(bytes) + " bytes");
}

Status vf_instance::allocateVariable(int32_t variable) {
  const vf_variable_desc &desc = model.variables[variable];
  vf_slot &slot = slots[variable];
  slot = {};
  slot.rank = desc.rank;
  if (desc.rank > 0)
    std::copy(desc.dims, desc.dims + desc.rank, slot.dims);
  if (isStrings(variable)) {
    if (rt::isStaticShape(slot.dims, slot.rank) &&
        rt::tensorBytes(desc.dtype, slot.dims, slot.rank) == 0)
      replace(variable, rt::copyStrings(nullptr, slot.dims, slot.rank));
    return Status();
  }
  // Where a size is unknown the memory comes with the first value.
  bool known = rt::isStaticShape(desc.dims, desc.rank);
  int64_t bytes = known ? rt::tensorBytes(desc.dtype, desc.dims, desc.rank) : 0;
  if (!buffers[variable].allocate(bytes))
    return outOfMemory(desc, bytes);
  slot.data = buffers[variable].data();
  slot.capacity = buffers[variable].capacity();
  slot.flags = known && bytes == 0 ? VF_SLOT_INITIALIZED : 0u;
  return Status();
}

void vf_instance::replace(int32_t variable, rt::AlignedBuffer value,
                          const int64_t *dims, int32_t rank) {
  vf_slot &slot = slots[variable];
  slot.data = value.data();
  slot.capacity = value.capacity();
  slot.rank = rank;
  std::copy_n(dims, rank, slot.dims);
  slot.flags |= VF_SLOT_INITIALIZED;
  buffers[variable] = std::move(value);
  indexRanges();
}

rt::StringsRef vf_instance::replace(int32_t variable, rt::StringsRef value) {
  vf_slot &slot = slots[variable];
  slot.data = const_cast<vf_strings *>(value.get());
  slot.rank = value->rank();
  std::copy(value->dims.begin(), value->dims.end(), slot.dims);
  slot.flags |= VF_SLOT_INITIALIZED;
  strings[variable].swap(value);
  return value;
}

void vf_instance::indexRanges() {
  ranges.clear();
  ranges.reserve(model.num_variables);
  for (int32_t i = 0; i < model.num_variables; ++i)
    if (!isStrings(i))
      ranges.emplace_back(slots[i].data, slots[i].capacity,
                          MemoryRange::Kind::Variable, i);
  std::sort(ranges.begin(), ranges.end());
}

static StatusOr<int32_t> parseThreads(const char *text) {
  const char *end = text + std::strlen(text);
  int32_t count = 0;
  auto [stop, error] = std::from_chars(text, end, count);
  if (error != std::errc() || stop != end || count < 1 || count > kMaxThreads)
    return Status(VF_INVALID_ARGUMENT,
                  "VF_THREADS: expected a number from 1 to " +
                      std::to_string(kMaxThreads) + ", found '" + text + "'");
  return count;
}

static StatusOr<int32_t> resolveThreads(int32_t option) {
  if (option < 0 || option > kMaxThreads)
    return Status(VF_INVALID_ARGUMENT,
                  "num_threads: expected a number from 0 to " +
                      std::to_string(kMaxThreads) + ", found " +
                      std::to_string(option));
  if (option > 0)
    return option;
  const char *environment = std::getenv("VF_THREADS");
  return environment && *environment ? parseThreads(environment) : 1;
}

/// Whether state is passed by reference, which one writer must not take from
/// under another.
static bool sharesState(const vf_model_desc &model) {
  return model.num_tables > 0 ||
         std::any_of(model.variables, model.variables + model.num_variables,
                     [](const vf_variable_desc &variable) {
                       return variable.dtype == VF_STRING;
                     });
}

static StatusOr<std::unique_ptr<vf_instance>>
createInstance(const vf_model_desc *model, const vf_instance_options &options) {
  if (options.struct_size < sizeof(vf_instance_options))
    return Status(VF_INVALID_ARGUMENT,
                  "options: struct_size is " +
                      std::to_string(options.struct_size) + ", expected " +
                      std::to_string(sizeof(vf_instance_options)));
  if (Status status = rt::verifyModel(model); !status.ok())
    return status;
  StatusOr<int32_t> threads = resolveThreads(options.num_threads);
  if (!threads.ok())
    return threads.status();
  std::optional<uint64_t> seed;
  if (options.has_seed)
    seed = options.seed;
  rt::SeedSource seeds(seed);
  auto instance = std::make_unique<vf_instance>(
      *model, *threads, options.lock_free && !sharesState(*model));
  if (Status status = instance->allocate(seeds); !status.ok())
    return status;
  return instance;
}

int32_t vf_instance_create(const vf_model_desc *model,
                           const vf_instance_options *options,
                           vf_instance **instance, char *message,
                           int64_t capacity) {
  *instance = nullptr;
  vf_instance_options defaults = {};
  defaults.struct_size = sizeof(defaults);
  Status status = rt::catchAll([&]() -> Status {
    auto created = createInstance(model, options ? *options : defaults);
    if (created.ok())
      *instance = created->release();
    return created.status();
  });
  if (message && capacity > 0)
    std::snprintf(message, static_cast<size_t>(capacity), "%s",
                  status.message().c_str());
  return status.code();
}

void vf_instance_destroy(vf_instance *instance) { delete instance; }

const vf_model_desc *vf_instance_model(const vf_instance *instance) {
  return &instance->model;
}

int32_t vf_instance_num_threads(const vf_instance *instance) {
  return instance->threads.size();
}

int32_t vf_find_entry(const vf_model_desc *model, const char *name) {
  for (int32_t i = 0; i < model->num_public_entries; ++i)
    if (std::strcmp(model->entries[i].name, name) == 0)
      return i;
  return -1;
}

int32_t vf_find_variable(const vf_model_desc *model, const char *name) {
  for (int32_t i = 0; i < model->num_variables; ++i)
    if (std::strcmp(model->variables[i].name, name) == 0)
      return i;
  return -1;
}
