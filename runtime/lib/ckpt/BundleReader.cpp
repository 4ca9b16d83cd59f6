// Opens bundles and moves values from data files, a chunk at a time.
#include "vf/ckpt/BundleReader.h"

#include "BundleNames.h"
#include "BundleProtos.h"
#include "Crc32c.h"
#include "IndexTable.h"
#include "PosixFile.h"
#include "ReplacedBundle.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <map>

namespace vf::ckpt {

struct BundleReader::State {
  std::string prefix;
  int32_t shardCount = 0;
  std::vector<BundleEntry> entries;
  /// The data files that entries lie in, or why one cannot be opened.
  std::map<int32_t, StatusOr<PosixFile>> shards;
  std::unique_ptr<char[]> chunk; ///< what verify reads into

  Status addRecord(std::string_view key, std::string_view value);
  Status readIndex(const PosixFile &index);
  Status openShards(const PosixFile &index);
  StatusOr<bool> isCurrent(const PosixFile &index) const;
  Status transfer(const BundleEntry &entry, char *destination, bool keep);
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
  if (key.front() == '\0')
    return Status();
  StatusOr<BundleEntry> entry = decodeEntry(key, value, shardCount);
  if (!entry.ok())
    return entry.status().withContext("key '" + std::string(key) + "'");
  entries.push_back(std::move(*entry));
  return Status();
}

Status BundleReader::State::readIndex(const PosixFile &index) {
  Status status = readIndexTable(
      index, [this](std::string_view key, std::string_view value) {
        return addRecord(key, value);
      });
  if (status.ok() && shardCount == 0)
    return Status(VF_DATA_LOSS, "cannot read the checkpoint index '" +
                                    index.path() + "': the header is missing");
  return status;
}

/// Opens every data file now: later their names may mean other files.
Status BundleReader::State::openShards(const PosixFile &index) {
  for (const BundleEntry &entry : entries) {
    if (shards.count(entry.shard) != 0)
      continue;
    StatusOr<std::string> name =
        currentDataFile(prefix, index, entry.shard, shardCount);
    if (!name.ok())
      return name.status();
    shards.emplace(entry.shard, PosixFile::openForReading(std::move(*name)));
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

const BundleEntry *BundleReader::lookup(std::string_view key) const {
  const auto found =
      std::lower_bound(state->entries.begin(), state->entries.end(), key,
                       [](const BundleEntry &entry, std::string_view key) {
                         return entry.key < key;
                       });
  return found != state->entries.end() && found->key == key ? &*found : nullptr;
}

/// Unimplemented for what has no plain bytes in a data file.
static Status checkReadable(const BundleEntry &entry) {
  if (entry.sliced)
    return Status(VF_UNIMPLEMENTED,
                  "it is stored in slices, which are not supported");
  return byteSize(entry.spec).status();
}

static Status checksumError(const BundleEntry &entry, const PosixFile &file,
                            uint32_t calculated) {
  char text[128];
  std::snprintf(text, sizeof(text),
                "Checksum does not match: stored %08" PRIu32
                " vs. calculated on the restored bytes %08" PRIu32,
                entry.checksum, calculated);
  return Status(VF_DATA_LOSS, "'" + file.path() + "' (" +
                                  std::to_string(entry.size) +
                                  " bytes at offset " +
                                  std::to_string(entry.offset) + "): " + text);
}

/// Reads all bytes of `entry` and compares their checksum. Keeps them one after
/// the other at `destination`, or else reads each chunk over the one before.
Status BundleReader::State::transfer(const BundleEntry &entry,
                                     char *destination, bool keep) {
  if (Status status = checkReadable(entry); !status.ok())
    return status;
  const StatusOr<PosixFile> &file = shards.at(entry.shard);
  if (!file.ok())
    return file.status();
  uint32_t calculated = 0;
  for (int64_t done = 0; done < entry.size;) {
    const int64_t count = std::min(kChunkBytes, entry.size - done);
    char *bytes = keep ? destination + done : destination;
    if (Status status = file->readAt(entry.offset + done, bytes,
                                     static_cast<size_t>(count));
        !status.ok())
      return status;
    calculated = extendCrc32c(calculated, bytes, static_cast<size_t>(count));
    done += count;
  }
  return calculated == entry.checksum ? Status()
                                      : checksumError(entry, *file, calculated);
}

Status BundleReader::verify(const BundleEntry &entry) {
  if (!state->chunk)
    state->chunk = std::make_unique<char[]>(kChunkBytes);
  return state->transfer(entry, state->chunk.get(), /*keep=*/false)
      .withContext("key '" + entry.key + "'");
}

Status BundleReader::read(const BundleEntry &entry, void *destination) {
  return state->transfer(entry, static_cast<char *>(destination), /*keep=*/true)
      .withContext("key '" + entry.key + "'");
}

} // namespace vf::ckpt
