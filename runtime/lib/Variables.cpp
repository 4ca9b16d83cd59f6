// Access to an instance's variables from outside its entries.
#include "Context.h"
#include "Shape.h"
#include "vf/ckpt/DType.h"

#include <algorithm>
#include <cstring>

using namespace vf;
using rt::Context;
using rt::Status;

static Status checkIndex(const Context &context, int32_t variable) {
  if (variable >= 0 && variable < context.instance.model.num_variables)
    return Status();
  return Status(VF_INVALID_ARGUMENT,
                "there is no variable #" + std::to_string(variable));
}

/// Hands out the strings themselves, which nobody changes.
static Status readStrings(Context &context, const vf_slot &slot,
                          vf_arg &value) {
  const auto *strings = static_cast<const vf_strings *>(slot.data);
  context.kept.clear();
  context.kept.push_back(strings->shared_from_this());
  strings->describe(value);
  return Status();
}

static Status readVariable(Context &context, int32_t variable, vf_arg &value) {
  const vf_variable_desc &desc = context.instance.model.variables[variable];
  const vf_slot &slot = context.instance.slots[variable];
  if (!(slot.flags & VF_SLOT_INITIALIZED))
    return Status(VF_FAILED_PRECONDITION,
                  "Attempting to use uninitialized value " +
                      std::string(desc.name));
  if (context.instance.isStrings(variable))
    return readStrings(context, slot, value);
  int64_t bytes = rt::tensorBytes(desc.dtype, slot.dims, slot.rank);
  bool isOwn = !value.data || value.data == context.valueBuffer.data();
  if (!isOwn && value.capacity < bytes)
    return Status(VF_INVALID_ARGUMENT,
                  "variable '" + std::string(desc.name) + "': shape " +
                      rt::shapeText(slot.dims, slot.rank) + " needs " +
                      std::to_string(bytes) + " bytes, but the buffer has " +
                      std::to_string(value.capacity));
  if (isOwn && !context.valueBuffer.reserve(bytes))
    return Status(VF_RESOURCE_EXHAUSTED, "variable '" + std::string(desc.name) +
                                             "': no memory for a copy");
  if (isOwn)
    value.data = context.valueBuffer.data();
  value.dtype = desc.dtype;
  value.rank = slot.rank;
  std::copy_n(slot.dims, VF_MAX_RANK, value.dims);
  std::memcpy(value.data, slot.data, static_cast<size_t>(bytes));
  return Status();
}

/// Copies a value of fixed sizes into the variable's memory.
static Status overwrite(Context &context, int32_t variable, const vf_arg &value,
                        int64_t bytes) {
  return lockedForWriting(context, [&] {
    vf_slot &slot = context.instance.slots[variable];
    if (bytes > 0)
      std::memmove(slot.data, value.data, static_cast<size_t>(bytes));
    slot.flags |= VF_SLOT_INITIALIZED;
    return Status();
  });
}

/// Gives a variable of unknown sizes a value in memory of its own.
static Status replace(Context &context, int32_t variable, const vf_arg &value,
                      int64_t bytes) {
  rt::AlignedBuffer copy;
  if (!copy.allocate(bytes))
    return Status(
        VF_RESOURCE_EXHAUSTED,
        "variable '" +
            std::string(context.instance.model.variables[variable].name) +
            "': no memory for its " + std::to_string(bytes) + " bytes");
  if (bytes > 0)
    std::memcpy(copy.data(), value.data, static_cast<size_t>(bytes));
  return lockedForWriting(context, [&] {
    context.instance.replace(variable, std::move(copy), value.dims, value.rank);
    return Status();
  });
}

static Status overwriteStrings(Context &context, int32_t variable,
                               const vf_arg &value) {
  rt::StringsRef copy = rt::copyStrings(
      static_cast<const vf_string *>(value.data), value.dims, value.rank);
  return lockedForWriting(context, [&] {
    copy = context.instance.replace(variable, std::move(copy));
    return Status();
  });
}

static Status writeVariable(Context &context, int32_t variable,
                            const vf_arg &value) {
  const vf_variable_desc &desc = context.instance.model.variables[variable];
  if (Status status = rt::checkTensor("variable", desc.name, value, desc.dtype,
                                      desc.dims, desc.rank);
      !status.ok())
    return status;
  if (context.instance.isStrings(variable))
    return overwriteStrings(context, variable, value);
  int64_t bytes = rt::tensorBytes(value.dtype, value.dims, value.rank);
  return rt::isStaticShape(desc.dims, desc.rank)
             ? overwrite(context, variable, value, bytes)
             : replace(context, variable, value, bytes);
}

int32_t vf_variable_is_initialized(vf_ctx *ctx, int32_t variable,
                                   int32_t *initialized) {
  Context &context = rt::contextOf(ctx);
  return context.perform([&] {
    if (Status status = checkIndex(context, variable); !status.ok())
      return status;
    return lockedForReading(context, [&] {
      *initialized =
          (context.instance.slots[variable].flags & VF_SLOT_INITIALIZED) != 0;
      return Status();
    });
  });
}

int32_t vf_table_is_initialized(vf_ctx *ctx, int32_t table,
                                int32_t *initialized) {
  Context &context = rt::contextOf(ctx);
  return context.perform([&] {
    if (table < 0 || table >= context.instance.model.num_tables)
      return Status(VF_INVALID_ARGUMENT,
                    "there is no table #" + std::to_string(table));
    return lockedForReading(context, [&] {
      *initialized = context.instance.tables[table] != nullptr;
      return Status();
    });
  });
}

int32_t vf_variable_read(vf_ctx *ctx, int32_t variable, vf_arg *value) {
  Context &context = rt::contextOf(ctx);
  return context.perform([&] {
    if (Status status = checkIndex(context, variable); !status.ok())
      return status;
    return lockedForReading(
        context, [&] { return readVariable(context, variable, *value); });
  });
}

int32_t vf_variable_write(vf_ctx *ctx, int32_t variable, const vf_arg *value) {
  Context &context = rt::contextOf(ctx);
  return context.perform([&] {
    if (Status status = checkIndex(context, variable); !status.ok())
      return status;
    return writeVariable(context, variable, *value);
  });
}
