// Binds fetches to files and to standard output.
#include "Outputs.h"

#include "Shape.h"

#include <algorithm>

using namespace vf;
using rt::Binding;
using rt::Outputs;
using rt::PrintedValue;
using rt::Status;
using rt::StatusOr;

static Status checkFolders(const std::vector<Binding> &fetches) {
  for (const Binding &fetch : fetches)
    if (Status status = rt::checkFolderOf(fetch.value); !status.ok())
      return status;
  return Status();
}

StatusOr<Outputs> Outputs::bind(const vf_entry_desc &entry,
                                const ResolvedRun &run, const Inputs &inputs) {
  if (Status status = checkFolders(run.fetches); !status.ok())
    return status;
  Outputs outputs(entry, inputs);
  for (const Binding &fetch : run.fetches)
    outputs.files.push_back(
        {fetch.index, fetch.value, std::nullopt, false, {}});
  outputs.printed = run.prints;
  return outputs;
}

//===- Files --------------------------------------------------------------===//

Status Outputs::begin(File &file) {
  const DataWalk &data = *inputs.data();
  const vf_arg &value = arguments[file.fetch];
  file.perRow =
      data.isPerRow(entry, entry.fetches[file.fetch], value, data.rowsOf(0));
  file.callDims.assign(value.dims, value.dims + value.rank);
  std::vector<int64_t> dims = file.callDims;
  if (file.perRow)
    dims[0] = data.rowsBefore(inputs.calls());
  else
    dims.insert(dims.begin(), inputs.calls());
  StatusOr<NpyWriter> writer = NpyWriter::create(file.path, value.dtype, dims);
  if (!writer.ok())
    return writer.status();
  file.writer.emplace(std::move(*writer));
  return Status();
}

Status Outputs::append(File &file, int64_t call) {
  if (entry.fetches[file.fetch].dtype == VF_STRING)
    return Status(VF_UNIMPLEMENTED,
                  "fetch '" + std::string(entry.fetches[file.fetch].name) +
                      "': strings of many calls cannot be collected");
  if (!file.writer)
    if (Status status = begin(file); !status.ok())
      return status;
  const vf_arg &value = arguments[file.fetch];
  if (file.perRow)
    file.callDims[0] = inputs.data()->rowsOf(call);
  auto rank = static_cast<int32_t>(file.callDims.size());
  if (!shapeFits(value.dims, value.rank, file.callDims.data(), rank))
    return Status(
        VF_INVALID_ARGUMENT,
        "fetch '" + std::string(entry.fetches[file.fetch].name) +
            "': results of different shapes cannot be collected: expected " +
            shapeText(file.callDims.data(), rank) + ", found " +
            shapeText(value.dims, value.rank) + " in call " +
            std::to_string(call + 1));
  return file.writer->append(value.data,
                             tensorBytes(value.dtype, value.dims, value.rank));
}

Status Outputs::collect(int64_t call) {
  if (!inputs.data())
    return Status();
  for (File &file : files)
    if (Status status = append(file, call); !status.ok())
      return status;
  return Status();
}

Status Outputs::writeLast(File &file) {
  const vf_arg &value = arguments[file.fetch];
  if (value.dtype == VF_STRING)
    return writeNpyStrings(file.path, value);
  StatusOr<NpyWriter> writer = NpyWriter::create(
      file.path, value.dtype, {value.dims, value.dims + value.rank});
  if (!writer.ok())
    return writer.status();
  if (Status status = writer->append(
          value.data, tensorBytes(value.dtype, value.dims, value.rank));
      !status.ok())
    return status;
  return writer->finish();
}

Status Outputs::finish() {
  for (File &file : files) {
    Status status = file.writer ? file.writer->finish() : writeLast(file);
    if (!status.ok())
      return status;
    written.push_back(file.path);
  }
  return Status();
}

//===- Printed values -----------------------------------------------------===//

std::vector<PrintedValue> Outputs::values() const {
  std::vector<PrintedValue> values;
  for (int32_t index : printed) {
    const vf_arg &value = arguments[index];
    std::string text = formatTensor(value);
    char last = text.back();
    bool isNumber = value.rank == 0 && last >= '0' && last <= '9';
    values.push_back({entry.fetches[index].name, std::move(text), isNumber});
  }
  return values;
}

std::string rt::valuesText(const std::vector<PrintedValue> &values) {
  std::string text;
  for (const PrintedValue &value : values)
    text += (text.empty() ? "" : ", ") + value.name + " = " + value.text;
  return text;
}
