// Writes bundles: values go to the data file as they are added, the index
// follows when all are known.
#include "vf/ckpt/BundleWriter.h"

#include "BundleNames.h"
#include "BundleProtos.h"
#include "Crc32c.h"
#include "IndexTable.h"
#include "PosixFile.h"
#include "ReplacedBundle.h"
#include "SharedRuns.h"
#include "SliceKey.h"
#include "SliceSet.h"
#include "StringTensor.h"
#include "TemporaryFile.h"
#include "vf/ckpt/DType.h"

#include <algorithm>
#include <map>

namespace vf::ckpt {

struct BundleWriter::State {
  State(std::string prefix, TemporaryFile data)
      : prefix(std::move(prefix)), data(std::move(data)) {}

  std::string prefix;
  TemporaryFile data;
  int64_t dataBytes = 0;
  std::map<std::string, std::string> records;  ///< of the index
  std::map<std::string, BundleEntry> inSlices; ///< recorded when all are known
  std::string staged; ///< short runs, to be appended together

  Status add(std::string_view key, const TensorSpec &spec,
             const TensorSlice &slice, const TensorSlice &held,
             const char *bytes);
  Status addStrings(std::string_view key, const std::vector<int64_t> &dims,
                    const vf_string *elements);
  Status registerSlice(std::string_view key, const TensorSpec &spec,
                       const TensorSlice &slice);
  Status append(const char *bytes, int64_t size, uint32_t &checksum);
  Status flush(uint32_t &checksum);
  StatusOr<uint32_t> appendRuns(SharedRuns runs, const char *bytes);
  StatusOr<uint32_t> appendStrings(const vf_string *elements, int64_t count);
  Status recordSliced();
  Status finish();
};

StatusOr<BundleWriter> BundleWriter::open(std::string prefix) {
  if (Status status = createFolder(folderOf(prefix)); !status.ok())
    return status;
  StatusOr<TemporaryFile> data =
      TemporaryFile::create(dataFileName(prefix, 0, 1));
  if (!data.ok())
    return data.status();
  auto state = std::make_unique<State>(std::move(prefix), std::move(*data));
  state->records.emplace("", encodeHeader());
  return BundleWriter(std::move(state));
}

BundleWriter::BundleWriter(std::unique_ptr<State> state)
    : state(std::move(state)) {}
BundleWriter::BundleWriter(BundleWriter &&) noexcept = default;
BundleWriter &BundleWriter::operator=(BundleWriter &&) noexcept = default;
BundleWriter::~BundleWriter() = default;

//===- Values -------------------------------------------------------------===//

Status BundleWriter::State::append(const char *bytes, int64_t size,
                                   uint32_t &checksum) {
  for (int64_t done = 0; done < size;) {
    const auto count = static_cast<size_t>(std::min(kChunkBytes, size - done));
    checksum = extendCrc32c(checksum, bytes + done, count);
    if (Status status = data.file().append(bytes + done, count); !status.ok())
      return status;
    done += static_cast<int64_t>(count);
  }
  dataBytes += size;
  return Status();
}

Status BundleWriter::State::flush(uint32_t &checksum) {
  Status status =
      append(staged.data(), static_cast<int64_t>(staged.size()), checksum);
  staged.clear();
  return status;
}

/// Appends the second box's bytes of `runs` and returns their checksum. Short
/// runs, the rows of a slice, go together.
StatusOr<uint32_t> BundleWriter::State::appendRuns(SharedRuns runs,
                                                   const char *bytes) {
  constexpr int64_t kShortRun = kChunkBytes / 4;
  uint32_t checksum = 0;
  for (; !runs.done(); runs.next()) {
    const SharedRuns::Run &run = runs.run();
    const bool isShort = run.bytes < kShortRun;
    if (isShort)
      staged.append(bytes + run.second, static_cast<size_t>(run.bytes));
    if (!isShort || staged.size() >= kChunkBytes)
      if (Status status = flush(checksum); !status.ok())
        return status;
    if (!isShort)
      if (Status status = append(bytes + run.second, run.bytes, checksum);
          !status.ok())
        return status;
  }
  if (Status status = flush(checksum); !status.ok())
    return status;
  return checksum;
}

/// Appends a tensor of strings and returns its checksum, which is not that of
/// its bytes.
StatusOr<uint32_t> BundleWriter::State::appendStrings(const vf_string *elements,
                                                      int64_t count) {
  StringTensorHead head = encodeStringHead(elements, count);
  staged = std::move(head.bytes);
  uint32_t ignored = 0;
  if (Status status = flush(ignored); !status.ok())
    return status;
  for (int64_t i = 0; i < count; ++i) {
    staged.append(elements[i].data, static_cast<size_t>(elements[i].size));
    if (staged.size() >= kChunkBytes)
      if (Status status = flush(head.checksum); !status.ok())
        return status;
  }
  if (Status status = flush(head.checksum); !status.ok())
    return status;
  return head.checksum;
}

//===- Records ------------------------------------------------------------===//

static Status duplicateKey(std::string_view key) {
  return Status(VF_INVALID_ARGUMENT,
                "Adding duplicate key: " + std::string(key));
}

/// Lists the slice in the entry of its tensor.
Status BundleWriter::State::registerSlice(std::string_view key,
                                          const TensorSpec &spec,
                                          const TensorSlice &slice) {
  auto [position, isNew] = inSlices.try_emplace(std::string(key));
  BundleEntry &entry = position->second;
  if (isNew)
    entry.spec = spec;
  if (entry.spec.dtype != spec.dtype || entry.spec.dims != spec.dims)
    return Status(VF_INVALID_ARGUMENT, "key '" + std::string(key) +
                                           "' has slices of " +
                                           shapeText(entry.spec.dims) +
                                           " and of " + shapeText(spec.dims));
  entry.slices.push_back(slice);
  return Status();
}

Status BundleWriter::State::add(std::string_view key, const TensorSpec &spec,
                                const TensorSlice &slice,
                                const TensorSlice &held, const char *bytes) {
  const bool isWhole = slice == wholeSlice(spec.dims);
  const std::string record =
      isWhole ? std::string(key) : encodeSliceKey(key, slice);
  if (records.count(record) != 0 || (isWhole && inSlices.count(record) != 0) ||
      (!isWhole && records.count(std::string(key)) != 0))
    return duplicateKey(key);
  BundleEntry entry;
  entry.spec = {spec.dtype, sliceDims(slice)};
  entry.offset = dataBytes;
  StatusOr<int64_t> size = byteSize(spec);
  if (!size.ok())
    return size.status().withContext("key '" + std::string(key) + "'");
  if (!isWhole)
    if (Status status = registerSlice(key, spec, slice); !status.ok())
      return status;
  StatusOr<uint32_t> checksum =
      appendRuns(SharedRuns(slice, slice, held, dtypeSize(spec.dtype)), bytes);
  if (!checksum.ok())
    return checksum.status().withContext("key '" + std::string(key) + "'");
  entry.size = dataBytes - entry.offset;
  entry.checksum = *checksum;
  records.emplace(record, encodeEntry(entry));
  return Status();
}

Status BundleWriter::State::addStrings(std::string_view key,
                                       const std::vector<int64_t> &dims,
                                       const vf_string *elements) {
  if (records.count(std::string(key)) + inSlices.count(std::string(key)) != 0)
    return duplicateKey(key);
  const std::string context = "key '" + std::string(key) + "'";
  StatusOr<int64_t> count = elementCount(dims);
  if (!count.ok())
    return count.status().withContext(context);
  BundleEntry entry;
  entry.spec = {VF_STRING, dims};
  entry.offset = dataBytes;
  StatusOr<uint32_t> checksum = appendStrings(elements, *count);
  if (!checksum.ok())
    return checksum.status().withContext(context);
  entry.size = dataBytes - entry.offset;
  entry.checksum = *checksum;
  records.emplace(key, encodeEntry(entry));
  return Status();
}

Status BundleWriter::State::recordSliced() {
  for (const auto &[key, entry] : inSlices) {
    if (StatusOr<SliceSet> set = SliceSet::create(entry.slices); !set.ok())
      return set.status().withContext("key '" + key + "'");
    records.emplace(key, encodeEntry(entry));
  }
  return Status();
}

Status BundleWriter::State::finish() {
  if (Status status = recordSliced(); !status.ok())
    return status;
  StatusOr<TemporaryFile> index = TemporaryFile::create(indexFileName(prefix));
  if (!index.ok())
    return index.status();
  if (Status status = writeIndexTable(index->file(), records); !status.ok())
    return status;
  for (TemporaryFile *file : {&data, &*index})
    if (Status status = file->file().syncAndClose(); !status.ok())
      return status;
  return replaceBundle(prefix, data, *index);
}

Status BundleWriter::append(std::string_view key, const TensorSpec &spec,
                            const TensorSlice *slice, const TensorSlice &held,
                            const char *bytes) {
  return state->add(key, spec, slice ? *slice : held, held, bytes);
}

Status BundleWriter::appendStrings(std::string_view key,
                                   const std::vector<int64_t> &dims,
                                   const vf_string *elements) {
  return state->addStrings(key, dims, elements);
}

Status BundleWriter::complete() { return state->finish(); }

} // namespace vf::ckpt
