// Encoding and decoding of the index records. Field numbers are those of
// TensorFlow's messages; fields that a later TensorFlow added are passed over,
// as protocol buffers intend.
#include "BundleProtos.h"

#include "Crc32c.h"
#include "WireFormat.h"
#include "vf/ckpt/DType.h"

namespace vf::ckpt {

static constexpr int32_t kBundleVersion = 1;

enum HeaderField {
  HeaderNumShards = 1,
  HeaderEndianness = 2,
  HeaderVersion = 3
};
enum VersionField {
  VersionProducer = 1,
  VersionMinConsumer = 2,
  VersionBadConsumers = 3
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
enum ShapeField { ShapeDim = 2, ShapeUnknownRank = 3 };
enum DimField { DimSize = 1 };
enum SliceField { SliceExtentField = 1 };
enum ExtentField { ExtentStart = 1, ExtentLength = 2 };

static bool isVarint(const WireField &field, uint32_t number) {
  return field.number == number && field.type == WireType::Varint;
}

static bool isBytes(const WireField &field, uint32_t number) {
  return field.number == number && field.type == WireType::Bytes;
}

static Status malformed(const char *message) {
  return Status(VF_DATA_LOSS, std::string(message) + " is malformed");
}

std::string encodeHeader() {
  std::string version;
  appendVarintField(version, VersionProducer, kBundleVersion);
  std::string header;
  appendVarintField(header, HeaderNumShards, 1);
  appendBytesField(header, HeaderVersion, version);
  return header;
}

static Status checkConsumer(int32_t badConsumer) {
  if (badConsumer != kBundleVersion)
    return Status();
  return Status(VF_INVALID_ARGUMENT, "Checkpoint disallows consumer version " +
                                         std::to_string(kBundleVersion) +
                                         ", which this reader is");
}

/// bad_consumers is repeated: packed into one field, or one field each.
static Status checkBadConsumers(const WireField &field) {
  if (field.type == WireType::Varint)
    return checkConsumer(static_cast<int32_t>(field.integer));
  if (field.type != WireType::Bytes)
    return malformed("VersionDef");
  std::string_view packed = field.bytes;
  while (!packed.empty()) {
    uint64_t consumer;
    if (!takeVarint(packed, consumer))
      return malformed("VersionDef");
    if (Status status = checkConsumer(static_cast<int32_t>(consumer));
        !status.ok())
      return status;
  }
  return Status();
}

static Status checkVersion(std::string_view record) {
  int32_t producer = 0, minConsumer = 0;
  WireReader reader(record);
  for (WireField field; reader.next(field);) {
    if (isVarint(field, VersionProducer))
      producer = static_cast<int32_t>(field.integer);
    else if (isVarint(field, VersionMinConsumer))
      minConsumer = static_cast<int32_t>(field.integer);
    else if (field.number == VersionBadConsumers)
      if (Status status = checkBadConsumers(field); !status.ok())
        return status;
  }
  if (reader.failed())
    return malformed("VersionDef");
  if (producer < 0)
    return Status(VF_INVALID_ARGUMENT, "Checkpoint producer version " +
                                           std::to_string(producer) +
                                           " below the first version, 0");
  if (minConsumer > kBundleVersion)
    return Status(VF_INVALID_ARGUMENT, "Checkpoint min consumer version " +
                                           std::to_string(minConsumer) +
                                           " above this reader's version " +
                                           std::to_string(kBundleVersion));
  return Status();
}

StatusOr<int32_t> decodeHeader(std::string_view record) {
  uint64_t shards = 0, endianness = 0;
  std::string_view version;
  WireReader reader(record);
  for (WireField field; reader.next(field);) {
    if (isVarint(field, HeaderNumShards))
      shards = field.integer;
    else if (isVarint(field, HeaderEndianness))
      endianness = field.integer;
    else if (isBytes(field, HeaderVersion))
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

/// The whole of an axis is an extent without fields.
static std::string encodeSlice(const TensorSlice &slice) {
  std::string record;
  for (const SliceExtent &extent : slice) {
    std::string fields;
    if (!extent.isWholeAxis()) {
      appendVarintField(fields, ExtentStart,
                        static_cast<uint64_t>(extent.start));
      appendVarintField(fields, ExtentLength,
                        static_cast<uint64_t>(extent.length));
    }
    appendBytesField(record, SliceExtentField, fields);
  }
  return record;
}

std::string encodeEntry(const BundleEntry &entry) {
  std::string shape;
  for (int64_t dim : entry.spec.dims) {
    std::string size;
    appendVarintField(size, DimSize, static_cast<uint64_t>(dim));
    appendBytesField(shape, ShapeDim, size);
  }
  std::string record;
  appendVarintField(record, EntryDtype,
                    static_cast<uint64_t>(entry.spec.dtype));
  appendBytesField(record, EntryShape, shape);
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

static StatusOr<int64_t> decodeDim(std::string_view record) {
  int64_t size = 0;
  WireReader reader(record);
  for (WireField field; reader.next(field);)
    if (isVarint(field, DimSize))
      size = static_cast<int64_t>(field.integer);
  if (reader.failed())
    return malformed("TensorShapeProto");
  return size;
}

static StatusOr<std::vector<int64_t>> decodeShape(std::string_view record) {
  std::vector<int64_t> dims;
  WireReader reader(record);
  for (WireField field; reader.next(field);) {
    if (isVarint(field, ShapeUnknownRank) && field.integer != 0)
      return Status(VF_DATA_LOSS, "shape has an unknown rank");
    if (!isBytes(field, ShapeDim))
      continue;
    StatusOr<int64_t> dim = decodeDim(field.bytes);
    if (!dim.ok())
      return dim.status();
    dims.push_back(*dim);
  }
  if (reader.failed())
    return malformed("TensorShapeProto");
  return dims;
}

static StatusOr<SliceExtent> decodeExtent(std::string_view record) {
  SliceExtent extent;
  WireReader reader(record);
  for (WireField field; reader.next(field);) {
    if (isVarint(field, ExtentStart))
      extent.start = static_cast<int64_t>(field.integer);
    else if (isVarint(field, ExtentLength))
      extent.length = static_cast<int64_t>(field.integer);
  }
  if (reader.failed())
    return malformed("TensorSliceProto");
  return extent;
}

static StatusOr<TensorSlice> decodeSlice(std::string_view record) {
  TensorSlice slice;
  WireReader reader(record);
  for (WireField field; reader.next(field);) {
    if (!isBytes(field, SliceExtentField))
      continue;
    StatusOr<SliceExtent> extent = decodeExtent(field.bytes);
    if (!extent.ok())
      return extent.status();
    slice.push_back(*extent);
  }
  if (reader.failed())
    return malformed("TensorSliceProto");
  return slice;
}

static StatusOr<BundleEntry> decodeFields(std::string_view record) {
  BundleEntry entry;
  WireReader reader(record);
  for (WireField field; reader.next(field);) {
    if (isVarint(field, EntryDtype))
      entry.spec.dtype = static_cast<int32_t>(field.integer);
    else if (isVarint(field, EntryShard))
      entry.shard = static_cast<int32_t>(field.integer);
    else if (isVarint(field, EntryOffset))
      entry.offset = static_cast<int64_t>(field.integer);
    else if (isVarint(field, EntrySize))
      entry.size = static_cast<int64_t>(field.integer);
    else if (field.number == EntryCrc && field.type == WireType::Fixed32)
      entry.checksum = unmaskCrc(static_cast<uint32_t>(field.integer));
    else if (isBytes(field, EntrySlices)) {
      StatusOr<TensorSlice> slice = decodeSlice(field.bytes);
      if (!slice.ok())
        return slice.status();
      entry.slices.push_back(std::move(*slice));
    } else if (isBytes(field, EntryShape)) {
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
