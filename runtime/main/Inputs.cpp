// Binds feeds to literals and files.
#include "Inputs.h"

#include "Literal.h"
#include "Npy.h"

using namespace vf;
using rt::Binding;
using rt::Inputs;
using rt::Literal;
using rt::OwnedTensor;
using rt::Status;
using rt::StatusOr;

/// A literal if it reads as one, else a file; "@" forces the file.
static StatusOr<OwnedTensor> readValue(const std::string &value,
                                       int32_t dtype) {
  if (value[0] == '@')
    return rt::readNpy(value.substr(1), dtype);
  if (std::optional<Literal> literal = rt::readLiteral(value))
    return rt::convertLiteral(*literal, dtype);
  StatusOr<OwnedTensor> tensor = rt::readNpy(value, dtype);
  if (tensor.ok() || tensor.status().code() != VF_NOT_FOUND)
    return tensor;
  return Status(VF_NOT_FOUND, tensor.status().message() +
                                  "\nnote: it does not read as a number, true, "
                                  "false, a JSON string or list either");
}

Status Inputs::bindConstants(const vf_entry_desc &entry,
                             const std::vector<Binding> &bindings) {
  for (const Binding &binding : bindings) {
    const vf_tensor_desc &feed = entry.feeds[binding.index];
    StatusOr<OwnedTensor> tensor = readValue(binding.value, feed.dtype);
    if (!tensor.ok())
      return tensor.status().withContext("feed '" + std::string(feed.name) +
                                         "'");
    arguments[binding.index] = tensor->arg();
    constants.push_back(std::move(*tensor));
  }
  return Status();
}

Status Inputs::countCalls(const RunOptions &options) {
  numCalls = options.steps.value_or(1);
  if (!walk || options.steps)
    return Status();
  if (__builtin_mul_overflow(walk->batchesPerEpoch(),
                             options.epochs.value_or(1), &numCalls))
    return Status(VF_INVALID_ARGUMENT, "--epochs: too many calls");
  return Status();
}

StatusOr<Inputs> Inputs::bind(const vf_entry_desc &entry,
                              const ResolvedRun &run) {
  Inputs inputs;
  inputs.arguments.resize(entry.num_feeds);
  if (Status status = inputs.bindConstants(entry, run.feeds); !status.ok())
    return status;
  if (!run.data.empty()) {
    StatusOr<DataWalk> walk = DataWalk::open(entry, run.data, run.options);
    if (!walk.ok())
      return walk.status();
    inputs.walk = std::move(*walk);
  }
  if (Status status = inputs.countCalls(run.options); !status.ok())
    return status;
  return inputs;
}
