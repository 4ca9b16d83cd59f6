// Encoding and decoding of the messages that both formats have. Field numbers
// are those of TensorFlow's messages; fields that a later TensorFlow added are
// passed over, as protocol buffers intend.
#include "TensorProtos.h"

#include "WireFormat.h"

namespace vf::ckpt {

/// Of both formats.
static constexpr int32_t kCheckpointVersion = 1;

enum VersionField {
  VersionProducer = 1,
  VersionMinConsumer = 2,
  VersionBadConsumers = 3
};
enum ShapeField { ShapeDim = 2, ShapeUnknownRank = 3 };
enum DimField { DimSize = 1 };
enum SliceField { SliceExtentField = 1 };
enum ExtentField { ExtentStart = 1, ExtentLength = 2 };

Status malformed(const char *message) {
  return Status(VF_DATA_LOSS, std::string(message) + " is malformed");
}

//===- VersionDef ---------------------------------------------------------===//

std::string encodeVersion() {
  std::string version;
  appendVarintField(version, VersionProducer, kCheckpointVersion);
  return version;
}

static Status checkConsumer(int32_t badConsumer) {
  if (badConsumer != kCheckpointVersion)
    return Status();
  return Status(VF_INVALID_ARGUMENT, "Checkpoint disallows consumer version " +
                                         std::to_string(kCheckpointVersion) +
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

Status checkVersion(std::string_view record) {
  int32_t producer = 0, minConsumer = 0;
  WireReader reader(record);
  for (WireField field; reader.next(field);) {
    if (field.isVarint(VersionProducer))
      producer = static_cast<int32_t>(field.integer);
    else if (field.isVarint(VersionMinConsumer))
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
  if (minConsumer > kCheckpointVersion)
    return Status(VF_INVALID_ARGUMENT, "Checkpoint min consumer version " +
                                           std::to_string(minConsumer) +
                                           " above this reader's version " +
                                           std::to_string(kCheckpointVersion));
  return Status();
}

//===- TensorShapeProto ---------------------------------------------------===//

std::string encodeShape(const std::vector<int64_t> &dims) {
  std::string shape;
  for (int64_t dim : dims) {
    std::string size;
    appendVarintField(size, DimSize, static_cast<uint64_t>(dim));
    appendBytesField(shape, ShapeDim, size);
  }
  return shape;
}

static StatusOr<int64_t> decodeDim(std::string_view record) {
  int64_t size = 0;
  WireReader reader(record);
  for (WireField field; reader.next(field);)
    if (field.isVarint(DimSize))
      size = static_cast<int64_t>(field.integer);
  if (reader.failed())
    return malformed("TensorShapeProto");
  return size;
}

StatusOr<std::vector<int64_t>> decodeShape(std::string_view record) {
  std::vector<int64_t> dims;
  WireReader reader(record);
  for (WireField field; reader.next(field);) {
    if (field.isVarint(ShapeUnknownRank) && field.integer != 0)
      return Status(VF_DATA_LOSS, "shape has an unknown rank");
    if (!field.isBytes(ShapeDim))
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

//===- TensorSliceProto ---------------------------------------------------===//

// The whole of an axis is an extent without fields.
std::string encodeSlice(const TensorSlice &slice) {
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

static StatusOr<SliceExtent> decodeExtent(std::string_view record) {
  SliceExtent extent;
  WireReader reader(record);
  for (WireField field; reader.next(field);) {
    if (field.isVarint(ExtentStart))
      extent.start = static_cast<int64_t>(field.integer);
    else if (field.isVarint(ExtentLength))
      extent.length = static_cast<int64_t>(field.integer);
  }
  if (reader.failed())
    return malformed("TensorSliceProto");
  return extent;
}

StatusOr<TensorSlice> decodeSlice(std::string_view record) {
  TensorSlice slice;
  WireReader reader(record);
  for (WireField field; reader.next(field);) {
    if (!field.isBytes(SliceExtentField))
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

} // namespace vf::ckpt
