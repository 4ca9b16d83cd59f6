// Joins the descriptions of a V1 checkpoint's files, and takes values out of
// messages, a chunk at a time.
#include "vf/ckpt/V1Reader.h"

#include "IndexTable.h"
#include "PosixFile.h"
#include "SavedSlices.h"
#include "SliceKey.h"
#include "Transfer.h"
#include "TypedValues.h"
#include "V1Names.h"
#include "vf/ckpt/DType.h"

#include <functional>
#include <map>

namespace vf::ckpt {

namespace {
/// An open file; the table refers to it.
struct Shard {
  explicit Shard(PosixFile file) : file(std::move(file)) {}
  PosixFile file;
  std::unique_ptr<TableReader> table;
};
} // namespace

struct V1Reader::State {
  std::string path;
  std::vector<std::unique_ptr<Shard>> shards;
  std::vector<V1Entry> entries;
  std::map<std::string, size_t, std::less<>> numbers; ///< of the entries
  std::unique_ptr<char[]> chunk;                      ///< values on their way

  Status addShard(const std::string &name);
  Status addTensor(TensorEntry tensor);
  Status scanRecord(const TensorEntry &entry, const TensorSlice &slice,
                    int64_t size, std::string_view record,
                    std::vector<Transfer> &transfers);
  Status
  visitRecord(const V1Entry &entry, size_t slice,
              const std::function<Status(std::string_view record)> &visit);
};

//===- Descriptions -------------------------------------------------------===//

/// Adds what the file opened last has of a tensor.
Status V1Reader::State::addTensor(TensorEntry tensor) {
  const auto [number, isNew] = numbers.try_emplace(tensor.key, entries.size());
  if (isNew) {
    V1Entry &entry = entries.emplace_back();
    entry.key = tensor.key;
    entry.spec = tensor.spec;
  }
  V1Entry &entry = entries[number->second];
  if (entry.spec.dtype != tensor.spec.dtype ||
      entry.spec.dims != tensor.spec.dims)
    return Status(VF_DATA_LOSS, "key '" + tensor.key + "' is described as " +
                                    dtypeName(entry.spec.dtype) +
                                    shapeText(entry.spec.dims) + " and as " +
                                    dtypeName(tensor.spec.dtype) +
                                    shapeText(tensor.spec.dims));
  entry.files.resize(entry.files.size() + tensor.slices.size(),
                     shards.size() - 1);
  for (TensorSlice &slice : tensor.slices)
    entry.slices.push_back(std::move(slice));
  return Status();
}

Status V1Reader::State::addShard(const std::string &name) {
  StatusOr<PosixFile> file = PosixFile::openForReading(name);
  if (!file.ok())
    return file.status();
  shards.push_back(std::make_unique<Shard>(std::move(*file)));
  Shard &shard = *shards.back();
  StatusOr<TableReader> table = TableReader::open(shard.file);
  if (!table.ok())
    return table.status();
  shard.table = std::make_unique<TableReader>(std::move(*table));
  Status status =
      shard.table->visit("", [&](std::string_view, std::string_view record) {
        StatusOr<std::vector<TensorEntry>> tensors = decodeTensors(record);
        if (!tensors.ok())
          return tensors.status();
        for (TensorEntry &tensor : *tensors)
          if (Status status = addTensor(std::move(tensor)); !status.ok())
            return status;
        return Status();
      });
  if (status.code() == VF_NOT_FOUND)
    return Status(VF_DATA_LOSS, "cannot read the checkpoint file '" + name +
                                    "': it describes no tensors");
  return status;
}

StatusOr<V1Reader> V1Reader::open(std::string path) {
  auto state = std::make_unique<State>();
  std::vector<std::string> names = v1ShardNames(path);
  if (names.empty() || isRegularFile(path))
    names = {path};
  for (const std::string &name : names)
    if (Status status = state->addShard(name); !status.ok())
      return status;
  state->path = std::move(path);
  return V1Reader(std::move(state));
}

V1Reader::V1Reader(std::unique_ptr<State> state) : state(std::move(state)) {}
V1Reader::V1Reader(V1Reader &&) noexcept = default;
V1Reader &V1Reader::operator=(V1Reader &&) noexcept = default;
V1Reader::~V1Reader() = default;

const std::string &V1Reader::prefix() const { return state->path; }
const std::vector<V1Entry> &V1Reader::entries() const { return state->entries; }

std::vector<std::string> V1Reader::keys() const {
  return keysOf(state->entries);
}

const V1Entry *V1Reader::lookup(std::string_view key) const {
  const auto number = state->numbers.find(key);
  return number == state->numbers.end() ? nullptr
                                        : &state->entries[number->second];
}

//===- Values -------------------------------------------------------------===//

/// Moves the values of `record`, which must take `size` bytes.
Status V1Reader::State::scanRecord(const TensorEntry &entry,
                                   const TensorSlice &slice, int64_t size,
                                   std::string_view record,
                                   std::vector<Transfer> &transfers) {
  StatusOr<std::string_view> values =
      decodeSavedSlice(record, entry.key, slice);
  if (!values.ok())
    return values.status();
  if (!chunk)
    chunk = std::make_unique<char[]>(kChunkBytes);
  TypedValueReader reader(valueFieldOf(entry.spec.dtype), *values);
  int64_t done = 0;
  for (int64_t count = -1; count != 0; done += count) {
    StatusOr<int64_t> taken = reader.read(chunk.get(), kChunkBytes);
    if (!taken.ok())
      return taken.status();
    count = *taken;
    for (Transfer &transfer : transfers)
      transfer.copyChunk(done, chunk.get(), count);
  }
  if (done != size)
    return Status(VF_DATA_LOSS, "Invalid size in saved slice " +
                                    sliceText(slice) + ": stored values of " +
                                    std::to_string(done) + " bytes, expected " +
                                    std::to_string(size));
  return Status();
}

/// Visits the record of the slice #`slice` of `entry`.
Status V1Reader::State::visitRecord(
    const V1Entry &entry, size_t slice,
    const std::function<Status(std::string_view record)> &visit) {
  const TensorSlice &box = entry.slices[slice];
  const Shard &shard = *shards[entry.files[slice]];
  Status status = shard.table->visit(
      encodeSliceKey(entry.key, box),
      [&](std::string_view, std::string_view record) { return visit(record); });
  if (status.code() == VF_NOT_FOUND)
    return Status(VF_DATA_LOSS, "slice " + sliceText(box) +
                                    " has no record in '" + shard.file.path() +
                                    "'");
  return status;
}

Status V1Reader::scan(const TensorEntry &entry, size_t slice,
                      const TensorSlice &stored,
                      std::vector<Transfer> transfers) {
  if (Status status = checkValueType(entry.spec.dtype); !status.ok())
    return status;
  StatusOr<int64_t> size = byteSize({entry.spec.dtype, sliceDims(stored)});
  if (!size.ok())
    return size.status();
  return state->visitRecord(
      *lookup(entry.key), slice, [&](std::string_view record) {
        return state->scanRecord(entry, entry.slices[slice], *size, record,
                                 transfers);
      });
}

StatusOr<StringValues> V1Reader::loadStrings(const TensorEntry &entry) {
  const std::vector<int64_t> &dims = entry.spec.dims;
  if (entry.slices.size() != 1 ||
      !(*resolveSlice(entry.slices[0], dims) == wholeSlice(dims)))
    return Status(VF_UNIMPLEMENTED, "strings in slices are not supported");
  StringValues values;
  Status status =
      state->visitRecord(*lookup(entry.key), 0, [&](std::string_view record) {
        StatusOr<std::string_view> proto =
            decodeSavedSlice(record, entry.key, entry.slices[0]);
        if (!proto.ok())
          return proto.status();
        StatusOr<StringValues> decoded =
            decodeStringValues(*proto, *elementCount(dims));
        if (decoded.ok())
          values = std::move(*decoded);
        return decoded.status();
      });
  if (!status.ok())
    return status;
  return values;
}

} // namespace vf::ckpt
