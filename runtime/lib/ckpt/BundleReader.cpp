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
  std::map<int32_t, PosixFile> shards; ///< those that were needed so far
  std::unique_ptr<char[]> chunk;       ///< what verify reads into

  Status addRecord(std::string_view key, std::string_view value);
  StatusOr<const PosixFile *> openShard(int32_t shard);
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

StatusOr<BundleReader> BundleReader::open(std::string prefix) {
  auto state = std::make_unique<State>();
  state->prefix = std::move(prefix);
  StatusOr<PosixFile> index =
      PosixFile::openForReading(indexFileName(state->prefix));
  if (!index.ok())
    return index.status();
  State &records = *state;
  Status status = readIndexTable(
      *index, [&records](std::string_view key, std::string_view value) {
        return records.addRecord(key, value);
      });
  if (!status.ok())
    return status;
  if (state->shardCount == 0)
    return Status(VF_DATA_LOSS, "cannot read the checkpoint index '" +
                                    index->path() + "': the header is missing");
  return BundleReader(std::move(state));
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

StatusOr<const PosixFile *> BundleReader::State::openShard(int32_t shard) {
  if (const auto found = shards.find(shard); found != shards.end())
    return &found->second;
  StatusOr<PosixFile> file =
      PosixFile::openForReading(currentDataFile(prefix, shard, shardCount));
  if (!file.ok())
    return file.status();
  return &shards.emplace(shard, std::move(*file)).first->second;
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
  StatusOr<const PosixFile *> file = openShard(entry.shard);
  if (!file.ok())
    return file.status();
  uint32_t calculated = 0;
  for (int64_t done = 0; done < entry.size;) {
    const int64_t count = std::min(kChunkBytes, entry.size - done);
    char *bytes = keep ? destination + done : destination;
    if (Status status = (*file)->readAt(entry.offset + done, bytes,
                                        static_cast<size_t>(count));
        !status.ok())
      return status;
    calculated = extendCrc32c(calculated, bytes, static_cast<size_t>(count));
    done += count;
  }
  return calculated == entry.checksum
             ? Status()
             : checksumError(entry, **file, calculated);
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
