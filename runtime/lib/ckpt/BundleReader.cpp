// Opens bundles and moves values from data files, a chunk at a time.
#include "vf/ckpt/BundleReader.h"

#include "BundleNames.h"
#include "BundleProtos.h"
#include "Crc32c.h"
#include "IndexTable.h"
#include "PosixFile.h"
#include "ReplacedBundle.h"
#include "SliceKey.h"
#include "StringTensor.h"
#include "Transfer.h"
#include "vf/ckpt/DType.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <map>

namespace vf::ckpt {

struct BundleReader::State {
  std::string prefix;
  int32_t shardCount = 0;
  std::vector<BundleEntry> entries;
  std::vector<BundleEntry> sliceRecords; ///< by their keys
  /// The data files that records lie in, or why one cannot be opened.
  std::map<int32_t, StatusOr<PosixFile>> shards;
  std::unique_ptr<char[]> chunk; ///< what is read at a time

  Status addRecord(std::string_view key, std::string_view value);
  Status readIndex(const PosixFile &index);
  Status openShards(const PosixFile &index);
  StatusOr<bool> isCurrent(const PosixFile &index) const;
  StatusOr<const BundleEntry *> findRecord(const TensorEntry &entry,
                                           size_t slice,
                                           const TensorSlice &stored) const;
  Status scan(const BundleEntry &record, std::vector<Transfer> transfers);
  StatusOr<StringValues> readStrings(const BundleEntry &entry) const;
};

/// The empty key comes first and holds the header. The keys of single slices
/// begin with a zero byte.
Status BundleReader::State::addRecord(std::string_view key,
                                      std::string_view value) {
  if (shardCount == 0) {
    if (!key.empty())
      return Status(VF_DATA_LOSS, "the header is missing");
    StatusOr<int32_t> shards = decodeHeader(value);
    if (shards.ok())
      shardCount = *shards;
    return shards.status();
  }
  const bool isSlice = key.front() == '\0';
  StatusOr<BundleEntry> entry = decodeEntry(key, value, shardCount);
  if (!entry.ok())
    return entry.status().withContext(
        isSlice ? "record of a slice" : "key '" + std::string(key) + "'");
  (isSlice ? sliceRecords : entries).push_back(std::move(*entry));
  return Status();
}

Status BundleReader::State::readIndex(const PosixFile &index) {
  Status status = readIndexTable(
      index, [this](std::string_view key, std::string_view value) {
        return addRecord(key, value);
      });
  if (status.ok() && shardCount == 0)
    return Status(VF_DATA_LOSS, "cannot read the checkpoint file '" +
                                    index.path() + "': the header is missing");
  return status;
}

/// Opens every data file now: later their names may mean other files.
Status BundleReader::State::openShards(const PosixFile &index) {
  for (const auto *records : {&entries, &sliceRecords})
    for (const BundleEntry &record : *records) {
      if (!record.slices.empty() || shards.count(record.shard) != 0)
        continue;
      StatusOr<std::string> name =
          currentDataFile(prefix, index, record.shard, shardCount);
      if (!name.ok())
        return name.status();
      shards.emplace(record.shard, PosixFile::openForReading(std::move(*name)));
    }
  return Status();
}

/// Whether the data files that were opened are those of `index`. A save first
/// makes other files current, then replaces the index; here the order is the
/// same, so that no save slips through between the two looks.
StatusOr<bool> BundleReader::State::isCurrent(const PosixFile &index) const {
  for (const auto &[shard, file] : shards) {
    StatusOr<std::string> name =
        currentDataFile(prefix, index, shard, shardCount);
    if (!name.ok())
      return name.status();
    const bool isOther = file.ok() ? file->path() != *name
                                   : file.status().code() == VF_NOT_FOUND &&
                                         isRegularFile(*name);
    if (isOther)
      return false;
  }
  return index.isAt(index.path());
}

StatusOr<BundleReader> BundleReader::open(std::string prefix) {
  // Each attempt but the last met a save of another process.
  constexpr int kMostAttempts = 100;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    auto state = std::make_unique<State>();
    state->prefix = prefix;
    StatusOr<PosixFile> index =
        PosixFile::openForReading(indexFileName(prefix));
    if (!index.ok())
      return index.status();
    if (Status status = state->readIndex(*index); !status.ok())
      return status;
    if (Status status = state->openShards(*index); !status.ok())
      return status;
    StatusOr<bool> isCurrent = state->isCurrent(*index);
    if (!isCurrent.ok())
      return isCurrent.status();
    if (*isCurrent)
      return BundleReader(std::move(state));
  }
  return Status(VF_UNAVAILABLE, "checkpoint '" + prefix +
                                    "' is replaced faster than it can be "
                                    "opened");
}

BundleReader::BundleReader(std::unique_ptr<State> state)
    : state(std::move(state)) {}
BundleReader::BundleReader(BundleReader &&) noexcept = default;
BundleReader &BundleReader::operator=(BundleReader &&) noexcept = default;
BundleReader::~BundleReader() = default;

const std::string &BundleReader::prefix() const { return state->prefix; }
int32_t BundleReader::shardCount() const { return state->shardCount; }
const std::vector<BundleEntry> &BundleReader::entries() const {
  return state->entries;
}

std::vector<std::string> BundleReader::keys() const {
  return keysOf(state->entries);
}

/// The record of `key` among `records`, which are sorted by their keys.
static const BundleEntry *lookupIn(const std::vector<BundleEntry> &records,
                                   std::string_view key) {
  const auto found =
      std::lower_bound(records.begin(), records.end(), key,
                       [](const BundleEntry &entry, std::string_view key) {
                         return entry.key < key;
                       });
  return found != records.end() && found->key == key ? &*found : nullptr;
}

const BundleEntry *BundleReader::lookup(std::string_view key) const {
  return lookupIn(state->entries, key);
}

static Status checkSliceRecord(const BundleEntry *record,
                               const TensorEntry &entry,
                               const TensorSlice &slice) {
  const std::string context = "slice " + sliceText(slice);
  if (!record)
    return Status(VF_DATA_LOSS, context + " has no record");
  if (record->spec.dtype != entry.spec.dtype ||
      record->spec.dims != sliceDims(slice) || !record->slices.empty())
    return Status(VF_DATA_LOSS, context + " is recorded as " +
                                    dtypeName(record->spec.dtype) +
                                    shapeText(record->spec.dims));
  return Status();
}

/// The record of the slice #`slice` of `entry`, or of all of it.
StatusOr<const BundleEntry *>
BundleReader::State::findRecord(const TensorEntry &entry, size_t slice,
                                const TensorSlice &stored) const {
  if (entry.slices.empty())
    return lookupIn(entries, entry.key);
  const BundleEntry *record =
      lookupIn(sliceRecords, encodeSliceKey(entry.key, entry.slices[slice]));
  if (Status status = checkSliceRecord(record, entry, stored); !status.ok())
    return status;
  return record;
}

//===- Values -------------------------------------------------------------===//

static Status checksumError(const BundleEntry &record, const PosixFile &file,
                            uint32_t calculated) {
  char text[128];
  std::snprintf(text, sizeof(text),
                "Checksum does not match: stored %08" PRIu32
                " vs. calculated on the restored bytes %08" PRIu32,
                record.checksum, calculated);
  return Status(VF_DATA_LOSS, "'" + file.path() + "' (" +
                                  std::to_string(record.size) +
                                  " bytes at offset " +
                                  std::to_string(record.offset) + "): " + text);
}

/// Reads all bytes of `record`, copies what is wanted of them and compares
/// their checksum.
Status BundleReader::State::scan(const BundleEntry &record,
                                 std::vector<Transfer> transfers) {
  const StatusOr<PosixFile> &file = shards.at(record.shard);
  if (!file.ok())
    return file.status();
  if (!chunk)
    chunk = std::make_unique<char[]>(kChunkBytes);
  uint32_t calculated = 0;
  for (int64_t done = 0; done < record.size;) {
    const int64_t count = std::min(kChunkBytes, record.size - done);
    if (Status status = file->readAt(record.offset + done, chunk.get(),
                                     static_cast<size_t>(count));
        !status.ok())
      return status;
    calculated =
        extendCrc32c(calculated, chunk.get(), static_cast<size_t>(count));
    for (Transfer &transfer : transfers)
      transfer.copyChunk(done, chunk.get(), count);
    done += count;
  }
  return calculated == record.checksum
             ? Status()
             : checksumError(record, *file, calculated);
}

Status BundleReader::scan(const TensorEntry &entry, size_t slice,
                          const TensorSlice &stored,
                          std::vector<Transfer> transfers) {
  StatusOr<const BundleEntry *> record =
      state->findRecord(entry, slice, stored);
  if (!record.ok())
    return record.status();
  return state->scan(**record, std::move(transfers));
}

//===- Strings ------------------------------------------------------------===//

StatusOr<StringValues>
BundleReader::State::readStrings(const BundleEntry &entry) const {
  if (!entry.slices.empty())
    return Status(VF_UNIMPLEMENTED, "strings in slices are not supported");
  const StatusOr<PosixFile> &file = shards.at(entry.shard);
  if (!file.ok())
    return file.status();
  StatusOr<int64_t> fileSize = file->size();
  if (!fileSize.ok())
    return fileSize.status();
  const std::string place = "'" + file->path() + "' (" +
                            std::to_string(entry.size) + " bytes at offset " +
                            std::to_string(entry.offset) + ")";
  // Before memory is taken for what an index claims.
  if (entry.size > *fileSize - entry.offset)
    return Status(VF_DATA_LOSS, place + ": the file ends before");
  std::unique_ptr<char[]> bytes(new char[static_cast<size_t>(entry.size)]);
  if (Status status = file->readAt(entry.offset, bytes.get(),
                                   static_cast<size_t>(entry.size));
      !status.ok())
    return status;
  StatusOr<StringValues> values =
      decodeStrings(std::move(bytes), entry.size,
                    *elementCount(entry.spec.dims), entry.checksum);
  if (!values.ok())
    return values.status().withContext(place);
  return values;
}

StatusOr<StringValues> BundleReader::loadStrings(const TensorEntry &entry) {
  return state->readStrings(*lookup(entry.key));
}

} // namespace vf::ckpt
