// Opens bundles and moves values from data files, a chunk at a time.
//
// The checksum of a chunk is taken right after the chunk is read, while it is
// in the cache.
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

static constexpr int64_t kChunkBytes = 256 * 1024;

struct BundleReader::State {
  std::string prefix;
  int32_t shardCount = 0;
  std::vector<BundleEntry> entries;
  std::map<int32_t, PosixFile> shards; ///< those that were needed so far
  std::unique_ptr<char[]> chunk;       ///< what verify reads into

  Status addRecord(std::string_view key, std::string_view value);
  StatusOr<const PosixFile *> openShard(int32_t shard);
  Status readable(const BundleEntry &entry) const;
  Status checksumError(const BundleEntry &entry, const PosixFile &file,
                       uint32_t calculated) const;
  Status transfer(const BundleEntry &entry, char *destination);
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
Status BundleReader::State::readable(const BundleEntry &entry) const {
  if (entry.sliced)
    return Status(VF_UNIMPLEMENTED,
                  "it is stored in slices, which are not supported");
  return byteSize(entry.spec).status();
}

Status BundleReader::State::checksumError(const BundleEntry &entry,
                                          const PosixFile &file,
                                          uint32_t calculated) const {
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

/// Reads all bytes of `entry`, to `destination` or, where that is null, over
/// and over into the chunk buffer.
Status BundleReader::State::transfer(const BundleEntry &entry,
                                     char *destination) {
  if (Status status = readable(entry); !status.ok())
    return status;
  StatusOr<const PosixFile *> file = openShard(entry.shard);
  if (!file.ok())
    return file.status();
  if (!destination && !chunk)
    chunk = std::make_unique<char[]>(kChunkBytes);
  uint32_t calculated = 0;
  for (int64_t done = 0; done < entry.size;) {
    const int64_t count = std::min(kChunkBytes, entry.size - done);
    char *bytes = destination ? destination + done : chunk.get();
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
  return state->transfer(entry, nullptr).withContext("key '" + entry.key + "'");
}

Status BundleReader::read(const BundleEntry &entry, void *destination) {
  return state->transfer(entry, static_cast<char *>(destination))
      .withContext("key '" + entry.key + "'");
}

} // namespace vf::ckpt
