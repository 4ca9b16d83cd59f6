// Encoding and decoding of the index records. Field numbers are those of
// TensorFlow's messages; fields that a later TensorFlow added are passed over,
// as protocol buffers intend.
#include "BundleProtos.h"

#include "Crc32c.h"
#include "TensorProtos.h"
#include "WireFormat.h"
#include "vf/ckpt/DType.h"

namespace vf::ckpt {

enum HeaderField {
  HeaderNumShards = 1,
  HeaderEndianness = 2,
  HeaderVersion = 3
};
enum EntryField {
  EntryDtype = 1,
  EntryShape = 2,
  EntryShard = 3,
  EntryOffset = 4,
  EntrySize = 5,
  EntryCrc = 6,
  EntrySlices = 7
};

std::string encodeHeader() {
  std::string header;
  appendVarintField(header, HeaderNumShards, 1);
  appendBytesField(header, HeaderVersion, encodeVersion());
  return header;
}

StatusOr<int32_t> decodeHeader(std::string_view record) {
  uint64_t shards = 0, endianness = 0;
  std::string_view version;
  WireReader reader(record);
  for (WireField field; reader.next(field);) {
    if (field.isVarint(HeaderNumShards))
      shards = field.integer;
    else if (field.isVarint(HeaderEndianness))
      endianness = field.integer;
    else if (field.isBytes(HeaderVersion))
      version = field.bytes;
  }
  if (reader.failed())
    return malformed("BundleHeaderProto");
  if (Status status = checkVersion(version); !status.ok())
    return status;
  constexpr uint64_t hostEndianness = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
  if (endianness != hostEndianness)
    return Status(VF_UNIMPLEMENTED,
                  "Reading a bundle with different endianness from the reader");
  // File names have five digits for the shard; TensorFlow's own int32 allows
  // more than any file system would.
  if (shards == 0 || shards > INT32_MAX)
    return Status(VF_DATA_LOSS,
                  "header has " + std::to_string(static_cast<int64_t>(shards)) +
                      " shards");
  return static_cast<int32_t>(shards);
}

std::string encodeEntry(const BundleEntry &entry) {
  std::string record;
  appendVarintField(record, EntryDtype,
                    static_cast<uint64_t>(entry.spec.dtype));
  appendBytesField(record, EntryShape, encodeShape(entry.spec.dims));
  for (const TensorSlice &slice : entry.slices)
    appendBytesField(record, EntrySlices, encodeSlice(slice));
  if (!entry.slices.empty())
    return record;
  appendVarintField(record, EntryShard, static_cast<uint64_t>(entry.shard));
  appendVarintField(record, EntryOffset, static_cast<uint64_t>(entry.offset));
  appendVarintField(record, EntrySize, static_cast<uint64_t>(entry.size));
  appendFixed32Field(record, EntryCrc, maskCrc(entry.checksum));
  return record;
}

static StatusOr<BundleEntry> decodeFields(std::string_view record) {
  BundleEntry entry;
  WireReader reader(record);
  for (WireField field; reader.next(field);) {
    if (field.isVarint(EntryDtype))
      entry.spec.dtype = static_cast<int32_t>(field.integer);
    else if (field.isVarint(EntryShard))
      entry.shard = static_cast<int32_t>(field.integer);
    else if (field.isVarint(EntryOffset))
      entry.offset = static_cast<int64_t>(field.integer);
    else if (field.isVarint(EntrySize))
      entry.size = static_cast<int64_t>(field.integer);
    else if (field.number == EntryCrc && field.type == WireType::Fixed32)
      entry.checksum = unmaskCrc(static_cast<uint32_t>(field.integer));
    else if (field.isBytes(EntrySlices)) {
      StatusOr<TensorSlice> slice = decodeSlice(field.bytes);
      if (!slice.ok())
        return slice.status();
      entry.slices.push_back(std::move(*slice));
    } else if (field.isBytes(EntryShape)) {
      StatusOr<std::vector<int64_t>> dims = decodeShape(field.bytes);
      if (!dims.ok())
        return dims.status();
      entry.spec.dims = std::move(*dims);
    }
  }
  if (reader.failed())
    return malformed("BundleEntryProto");
  return entry;
}

static Status checkEntry(const BundleEntry &entry, int32_t shardCount) {
  if (StatusOr<int64_t> count = elementCount(entry.spec.dims); !count.ok())
    return Status(VF_DATA_LOSS, count.status().message());
  if (entry.shard < 0 || entry.shard >= shardCount)
    return Status(VF_DATA_LOSS, "shard " + std::to_string(entry.shard) +
                                    " of " + std::to_string(shardCount));
  int64_t end;
  if (entry.offset < 0 || entry.size < 0 ||
      __builtin_add_overflow(entry.offset, entry.size, &end))
    return Status(VF_DATA_LOSS, "impossible position: offset " +
                                    std::to_string(entry.offset) + ", size " +
                                    std::to_string(entry.size));
  for (const TensorSlice &slice : entry.slices)
    if (StatusOr<TensorSlice> box = resolveSlice(slice, entry.spec.dims);
        !box.ok())
      return Status(VF_DATA_LOSS, box.status().message());
  if (!entry.slices.empty() || dtypeSize(entry.spec.dtype) == 0)
    return Status();
  StatusOr<int64_t> bytes = byteSize(entry.spec);
  if (!bytes.ok())
    return Status(VF_DATA_LOSS, bytes.status().message());
  if (*bytes != entry.size)
    return Status(VF_DATA_LOSS,
                  "Invalid size in bundle entry: stored size " +
                      std::to_string(entry.size) + ", expected size " +
                      std::to_string(*bytes) + " for " +
                      dtypeName(entry.spec.dtype) + shapeText(entry.spec.dims));
  return Status();
}

StatusOr<BundleEntry> decodeEntry(std::string_view key, std::string_view record,
                                  int32_t shardCount) {
  StatusOr<BundleEntry> entry = decodeFields(record);
  if (!entry.ok())
    return entry;
  entry->key = key;
  if (Status status = checkEntry(*entry, shardCount); !status.ok())
    return status;
  return entry;
}

} // namespace vf::ckpt
