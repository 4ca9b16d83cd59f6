// Collects what is to be saved; then writes the table.
#include "vf/ckpt/V1Writer.h"

#include "BundleNames.h"
#include "IndexTable.h"
#include "PosixFile.h"
#include "SavedSlices.h"
#include "SliceKey.h"
#include "SliceSet.h"
#include "TemporaryFile.h"
#include "TypedValues.h"
#include "vf/ckpt/DType.h"

#include <map>

namespace vf::ckpt {

namespace {
/// A slice to be saved, and where its values lie.
struct PendingSlice {
  size_t tensor;
  TensorSlice slice; ///< as it is recorded
  SharedRuns runs;   ///< the second box's are at `bytes`
  const char *bytes;
  const vf_string *strings; ///< instead, if the tensor is of strings
};
} // namespace

struct V1Writer::State {
  State(std::string path, TemporaryFile file)
      : path(std::move(path)), file(std::move(file)) {}

  std::string path;
  TemporaryFile file;
  std::vector<TensorEntry> tensors; ///< in the order in which they came
  std::map<std::string, size_t, std::less<>> numbers; ///< of the tensors
  std::map<std::string, PendingSlice> slices;         ///< by their keys

  StatusOr<size_t> findTensor(std::string_view key, const TensorSpec &spec);
  Status append(std::string_view key, const TensorSpec &spec,
                const TensorSlice *slice, const TensorSlice &held,
                const char *bytes);
  Status appendStrings(std::string_view key, const std::vector<int64_t> &dims,
                       const vf_string *elements);
  Status insert(PendingSlice pending);
  StatusOr<std::string> encode(const PendingSlice &pending) const;
  Status checkOverlaps() const;
  Status writeTable();
  Status complete();
};

StatusOr<V1Writer> V1Writer::open(std::string path) {
  if (isRegularFile(indexFileName(path)))
    return Status(VF_ALREADY_EXISTS,
                  "cannot save the V1 checkpoint '" + path +
                      "': there is a V2 checkpoint of that prefix, '" +
                      indexFileName(path) + "', which would be read instead");
  if (Status status = createFolder(folderOf(path)); !status.ok())
    return status;
  StatusOr<TemporaryFile> file = TemporaryFile::create(path);
  if (!file.ok())
    return file.status();
  return V1Writer(std::make_unique<State>(std::move(path), std::move(*file)));
}

V1Writer::V1Writer(std::unique_ptr<State> state) : state(std::move(state)) {}
V1Writer::V1Writer(V1Writer &&) noexcept = default;
V1Writer &V1Writer::operator=(V1Writer &&) noexcept = default;
V1Writer::~V1Writer() = default;

/// The number of the tensor `key`, which is new or has had this spec.
StatusOr<size_t> V1Writer::State::findTensor(std::string_view key,
                                             const TensorSpec &spec) {
  const auto [number, isNew] =
      numbers.try_emplace(std::string(key), tensors.size());
  if (isNew)
    tensors.push_back({std::string(key), spec, {}});
  const TensorSpec &known = tensors[number->second].spec;
  if (known.dtype != spec.dtype || known.dims != spec.dims)
    return Status(VF_INVALID_ARGUMENT, "key '" + std::string(key) +
                                           "' has slices of " +
                                           shapeText(known.dims) + " and of " +
                                           shapeText(spec.dims));
  return number->second;
}

/// What is not sliced is recorded as a slice of whole axes.
static TensorSlice wholeAxes(const std::vector<int64_t> &dims) {
  return TensorSlice(dims.size(), SliceExtent());
}

Status V1Writer::State::append(std::string_view key, const TensorSpec &spec,
                               const TensorSlice *slice,
                               const TensorSlice &held, const char *bytes) {
  const std::string context = "key '" + std::string(key) + "'";
  if (Status status = checkValueType(spec.dtype); !status.ok())
    return status.withContext(context);
  if (StatusOr<int64_t> size = byteSize(spec); !size.ok())
    return size.status().withContext(context);
  StatusOr<size_t> tensor = findTensor(key, spec);
  if (!tensor.ok())
    return tensor.status();
  const TensorSlice &box = slice ? *slice : held;
  const SharedRuns runs(box, box, held, dtypeSize(spec.dtype));
  return insert(
      {*tensor, slice ? *slice : wholeAxes(spec.dims), runs, bytes, nullptr});
}

Status V1Writer::State::appendStrings(std::string_view key,
                                      const std::vector<int64_t> &dims,
                                      const vf_string *elements) {
  if (StatusOr<int64_t> count = elementCount(dims); !count.ok())
    return count.status().withContext("key '" + std::string(key) + "'");
  StatusOr<size_t> tensor = findTensor(key, {VF_STRING, dims});
  if (!tensor.ok())
    return tensor.status();
  return insert(
      {*tensor, wholeAxes(dims), SharedRuns({}, {}, {}, 0), nullptr, elements});
}

Status V1Writer::State::insert(PendingSlice pending) {
  TensorEntry &tensor = tensors[pending.tensor];
  tensor.slices.push_back(pending.slice);
  std::string key = encodeSliceKey(tensor.key, pending.slice);
  if (!slices.try_emplace(std::move(key), std::move(pending)).second)
    return Status(VF_INVALID_ARGUMENT, "Adding duplicate key: " + tensor.key);
  return Status();
}

Status V1Writer::State::checkOverlaps() const {
  for (const TensorEntry &tensor : tensors) {
    std::vector<TensorSlice> boxes;
    for (const TensorSlice &slice : tensor.slices) {
      StatusOr<TensorSlice> box = resolveSlice(slice, tensor.spec.dims);
      if (!box.ok())
        return box.status().withContext("key '" + tensor.key + "'");
      boxes.push_back(std::move(*box));
    }
    if (StatusOr<SliceSet> set = SliceSet::create(boxes); !set.ok())
      return set.status().withContext("key '" + tensor.key + "'");
  }
  return Status();
}

StatusOr<std::string>
V1Writer::State::encode(const PendingSlice &pending) const {
  const TensorEntry &tensor = tensors[pending.tensor];
  if (tensor.spec.dtype == VF_STRING)
    return encodeSavedStrings(tensor.key, pending.slice, pending.strings,
                              *elementCount(tensor.spec.dims));
  return encodeSavedSlice(tensor.key, tensor.spec.dtype, pending.slice,
                          pending.runs, pending.bytes);
}

Status V1Writer::State::writeTable() {
  TableWriter table(file.file());
  if (Status status = table.add("", encodeTensors(tensors)); !status.ok())
    return status;
  for (const auto &[key, pending] : slices) {
    StatusOr<std::string> record = encode(pending);
    if (!record.ok())
      return record.status().withContext("key '" + tensors[pending.tensor].key +
                                         "'");
    if (Status status = table.add(key, *record); !status.ok())
      return status;
  }
  return table.finish();
}

Status V1Writer::State::complete() {
  if (Status status = checkOverlaps(); !status.ok())
    return status;
  if (Status status = writeTable(); !status.ok())
    return status;
  if (Status status = file.file().syncAndClose(); !status.ok())
    return status;
  if (Status status = file.commit(); !status.ok())
    return status;
  return syncFolder(folderOf(path));
}

Status V1Writer::append(std::string_view key, const TensorSpec &spec,
                        const TensorSlice *slice, const TensorSlice &held,
                        const char *bytes) {
  return state->append(key, spec, slice, held, bytes);
}

Status V1Writer::appendStrings(std::string_view key,
                               const std::vector<int64_t> &dims,
                               const vf_string *elements) {
  return state->appendStrings(key, dims, elements);
}

Status V1Writer::complete() { return state->complete(); }

} // namespace vf::ckpt
