// Finds the stored slices that hold what is wanted.
#include "vf/ckpt/CheckpointReader.h"

#include "BundleNames.h"
#include "PosixFile.h"
#include "SliceSet.h"
#include "Transfer.h"
#include "V1Names.h"
#include "vf/ckpt/BundleReader.h"
#include "vf/ckpt/DType.h"
#include "vf/ckpt/V1Reader.h"

#include <algorithm>
#include <cstring>

namespace vf::ckpt {

void Transfer::copyChunk(int64_t at, const char *bytes, int64_t count) {
  for (; !runs.done(); runs.next()) {
    const SharedRuns::Run &run = runs.run();
    const int64_t begin = std::max(run.first, at);
    const int64_t end = std::min(run.first + run.bytes, at + count);
    if (begin < end)
      std::memcpy(data + run.second + (begin - run.first), bytes + (begin - at),
                  static_cast<size_t>(end - begin));
    if (run.first + run.bytes > at + count)
      return; // the rest comes with the next chunk
  }
}

namespace {
/// The slices in which a tensor is stored, one if it is stored whole.
struct StoredSlices {
  std::vector<TensorSlice> boxes; ///< resolved
  SliceSet set;
};
} // namespace

/// Unimplemented for what has no plain bytes.
static StatusOr<StoredSlices> findSlices(const TensorEntry &entry) {
  if (StatusOr<int64_t> bytes = byteSize(entry.spec); !bytes.ok())
    return bytes.status();
  StoredSlices stored;
  // A checkpoint is refused when it is opened if a slice does not lie in its
  // tensor.
  for (const TensorSlice &slice : entry.slices)
    stored.boxes.push_back(*resolveSlice(slice, entry.spec.dims));
  if (entry.slices.empty())
    stored.boxes.push_back(wholeSlice(entry.spec.dims));
  StatusOr<SliceSet> set = SliceSet::create(stored.boxes);
  if (!set.ok())
    return Status(VF_DATA_LOSS, set.status().message());
  stored.set = std::move(*set);
  return stored;
}

static std::string keyContext(const TensorEntry &entry) {
  return "key '" + entry.key + "'";
}

Status CheckpointReader::verify(const TensorEntry &entry,
                                const std::vector<TensorSlice> &wanted) {
  StatusOr<StoredSlices> stored = findSlices(entry);
  if (!stored.ok())
    return stored.status().withContext(keyContext(entry));
  for (const TensorSlice &slice : wanted)
    if (!stored->set.covers(slice))
      return Status(VF_INVALID_ARGUMENT,
                    keyContext(entry) +
                        ": Does not have sufficient slices for partitioned "
                        "tensor " +
                        entry.key +
                        " to restore in slice_spec: " + sliceText(slice));
  for (size_t i = 0; i < stored->boxes.size(); ++i)
    if (Status status = scan(entry, i, stored->boxes[i], {}); !status.ok())
      return status.withContext(keyContext(entry));
  return Status();
}

Status CheckpointReader::read(const TensorEntry &entry,
                              const std::vector<ReadTarget> &targets) {
  StatusOr<StoredSlices> stored = findSlices(entry);
  if (!stored.ok())
    return stored.status().withContext(keyContext(entry));
  std::vector<std::vector<Transfer>> transfers(stored->boxes.size());
  for (const ReadTarget &target : targets)
    stored->set.visitOverlaps(
        target.slice, [&](size_t slice, const TensorSlice &shared) {
          transfers[slice].push_back(
              {SharedRuns(shared, stored->boxes[slice], target.held,
                          dtypeSize(entry.spec.dtype)),
               static_cast<char *>(target.data)});
        });
  for (size_t i = 0; i < transfers.size(); ++i)
    if (!transfers[i].empty())
      if (Status status =
              scan(entry, i, stored->boxes[i], std::move(transfers[i]));
          !status.ok())
        return status.withContext(keyContext(entry));
  return Status();
}

Status CheckpointReader::read(const TensorEntry &entry, void *destination) {
  const TensorSlice whole = wholeSlice(entry.spec.dims);
  return read(entry, {{whole, whole, destination}});
}

StatusOr<StringValues> CheckpointReader::readStrings(const TensorEntry &entry) {
  StatusOr<StringValues> values = loadStrings(entry);
  if (!values.ok())
    return values.status().withContext(keyContext(entry));
  return values;
}

//===- Formats ------------------------------------------------------------===//

template <typename Reader>
static StatusOr<std::unique_ptr<CheckpointReader>>
boxed(StatusOr<Reader> reader) {
  if (!reader.ok())
    return reader.status();
  return std::unique_ptr<CheckpointReader>(
      std::make_unique<Reader>(std::move(*reader)));
}

StatusOr<std::unique_ptr<CheckpointReader>> openCheckpoint(std::string path) {
  const bool isV1 = !isRegularFile(indexFileName(path)) &&
                    (isRegularFile(path) || !v1ShardNames(path).empty());
  return isV1 ? boxed(V1Reader::open(std::move(path)))
              : boxed(BundleReader::open(std::move(path)));
}

} // namespace vf::ckpt
