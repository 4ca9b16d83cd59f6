// Encoding and decoding of SavedTensorSlices. A message of values is built from
// the inside out, lengths first: the values, which may be large, are encoded
// once and in their place.
#include "SavedSlices.h"

#include "TensorProtos.h"
#include "TypedValues.h"
#include "WireFormat.h"

#include <algorithm>

namespace vf::ckpt {

enum SavedTensorSlicesField { SlicesMeta = 1, SlicesData = 2 };
enum MetaField { MetaTensor = 1, MetaVersions = 2 };
enum TensorField {
  TensorName = 1,
  TensorShape = 2,
  TensorType = 3,
  TensorSliceField = 4
};
enum TensorProtoField { StringValue = 8 };
enum SavedSliceField { SavedName = 1, SavedSliceBox = 2, SavedData = 3 };

//===- Descriptions -------------------------------------------------------===//

static std::string encodeTensor(const TensorEntry &tensor) {
  std::string record;
  appendBytesField(record, TensorName, tensor.key);
  appendBytesField(record, TensorShape, encodeShape(tensor.spec.dims));
  appendVarintField(record, TensorType,
                    static_cast<uint64_t>(tensor.spec.dtype));
  for (const TensorSlice &slice : tensor.slices)
    appendBytesField(record, TensorSliceField, encodeSlice(slice));
  return record;
}

std::string encodeTensors(const std::vector<TensorEntry> &tensors) {
  std::string meta;
  for (const TensorEntry &tensor : tensors)
    appendBytesField(meta, MetaTensor, encodeTensor(tensor));
  appendBytesField(meta, MetaVersions, encodeVersion());
  std::string record;
  appendBytesField(record, SlicesMeta, meta);
  return record;
}

static StatusOr<TensorEntry> decodeFields(std::string_view record) {
  TensorEntry tensor;
  WireReader reader(record);
  for (WireField field; reader.next(field);) {
    if (field.isBytes(TensorName))
      tensor.key = field.bytes;
    else if (field.isVarint(TensorType))
      tensor.spec.dtype = static_cast<int32_t>(field.integer);
    else if (field.isBytes(TensorSliceField)) {
      StatusOr<TensorSlice> slice = decodeSlice(field.bytes);
      if (!slice.ok())
        return slice.status();
      tensor.slices.push_back(std::move(*slice));
    } else if (field.isBytes(TensorShape)) {
      StatusOr<std::vector<int64_t>> dims = decodeShape(field.bytes);
      if (!dims.ok())
        return dims.status();
      tensor.spec.dims = std::move(*dims);
    }
  }
  if (reader.failed())
    return malformed("SavedSliceMeta");
  return tensor;
}

static Status checkTensor(const TensorEntry &tensor) {
  const std::string context = "key '" + tensor.key + "'";
  if (StatusOr<int64_t> count = elementCount(tensor.spec.dims); !count.ok())
    return Status(VF_DATA_LOSS, context + ": " + count.status().message());
  if (tensor.slices.empty())
    return Status(VF_DATA_LOSS, context + " has no slice");
  for (const TensorSlice &slice : tensor.slices)
    if (StatusOr<TensorSlice> box = resolveSlice(slice, tensor.spec.dims);
        !box.ok())
      return Status(VF_DATA_LOSS, context + ": " + box.status().message());
  return Status();
}

static StatusOr<std::vector<TensorEntry>> decodeMeta(std::string_view meta) {
  std::vector<TensorEntry> tensors;
  WireReader reader(meta);
  for (WireField field; reader.next(field);) {
    if (field.isBytes(MetaVersions))
      if (Status status = checkVersion(field.bytes); !status.ok())
        return status;
    if (!field.isBytes(MetaTensor))
      continue;
    StatusOr<TensorEntry> tensor = decodeFields(field.bytes);
    if (!tensor.ok())
      return tensor.status();
    if (Status status = checkTensor(*tensor); !status.ok())
      return status;
    tensors.push_back(std::move(*tensor));
  }
  if (reader.failed())
    return malformed("SavedTensorSliceMeta");
  return tensors;
}

/// The submessage `number` of a SavedTensorSlices.
static StatusOr<std::string_view> findPart(std::string_view record,
                                           uint32_t number) {
  std::optional<std::string_view> part;
  WireReader reader(record);
  for (WireField field; reader.next(field);)
    if (field.isBytes(number))
      part = field.bytes;
  if (reader.failed() || !part)
    return malformed("SavedTensorSlices");
  return *part;
}

StatusOr<std::vector<TensorEntry>> decodeTensors(std::string_view record) {
  StatusOr<std::string_view> meta = findPart(record, SlicesMeta);
  if (!meta.ok())
    return meta.status();
  return decodeMeta(*meta);
}

//===- Values -------------------------------------------------------------===//

/// `head`, the beginning of a message that `rest` more bytes belong to, as the
/// beginning of a message that has it as its field `number`, after `before`.
static std::string embed(std::string before, uint32_t number,
                         const std::string &head, int64_t rest) {
  appendBytesHeader(before, number, head.size() + static_cast<size_t>(rest));
  return before += head;
}

/// All of the record but the `length` bytes of values, which end it; they
/// follow `head` in the TensorProto.
static StatusOr<std::string> beginSavedSlice(std::string_view key,
                                             const TensorSlice &slice,
                                             const std::string &head,
                                             int64_t length) {
  std::string described;
  appendBytesField(described, SavedName, key);
  appendBytesField(described, SavedSliceBox, encodeSlice(slice));
  std::string record =
      embed("", SlicesData, embed(described, SavedData, head, length), length);
  if (length > INT32_MAX - static_cast<int64_t>(record.size()))
    return Status(
        VF_INVALID_ARGUMENT,
        "Tensor slice is too large to serialize: a message of a V1 "
        "checkpoint has at most 2^31 - 1 bytes, this one would have " +
            std::to_string(length) + " of values");
  record.reserve(record.size() + static_cast<size_t>(length));
  return record;
}

StatusOr<std::string> encodeSavedSlice(std::string_view key, int32_t dtype,
                                       const TensorSlice &slice,
                                       const SharedRuns &runs,
                                       const char *data) {
  const ValueField field = valueFieldOf(dtype);
  int64_t length = 0;
  for (SharedRuns r = runs; !r.done(); r.next())
    length += packedLength(field, data + r.run().second, r.run().bytes);
  std::string head; // a repeated field without values is left out
  if (length != 0)
    appendBytesHeader(head, field.number, static_cast<size_t>(length));
  StatusOr<std::string> record = beginSavedSlice(key, slice, head, length);
  if (!record.ok())
    return record;
  for (SharedRuns r = runs; !r.done(); r.next())
    appendPacked(*record, field, data + r.run().second, r.run().bytes);
  return record;
}

StatusOr<std::string> encodeSavedStrings(std::string_view key,
                                         const TensorSlice &slice,
                                         const vf_string *elements,
                                         int64_t count) {
  std::string header;
  int64_t length = 0;
  for (int64_t i = 0; i < count; ++i) {
    header.clear();
    appendBytesHeader(header, StringValue,
                      static_cast<size_t>(elements[i].size));
    length += static_cast<int64_t>(header.size()) + elements[i].size;
  }
  StatusOr<std::string> record = beginSavedSlice(key, slice, "", length);
  if (!record.ok())
    return record;
  for (int64_t i = 0; i < count; ++i)
    appendBytesField(*record, StringValue,
                     {elements[i].data, static_cast<size_t>(elements[i].size)});
  return record;
}

StatusOr<std::string_view> decodeSavedSlice(std::string_view record,
                                            std::string_view key,
                                            const TensorSlice &slice) {
  StatusOr<std::string_view> saved = findPart(record, SlicesData);
  if (!saved.ok())
    return saved;
  std::string_view name, box, data;
  WireReader reader(*saved);
  for (WireField field; reader.next(field);) {
    if (field.isBytes(SavedName))
      name = field.bytes;
    else if (field.isBytes(SavedSliceBox))
      box = field.bytes;
    else if (field.isBytes(SavedData))
      data = field.bytes;
  }
  if (reader.failed())
    return malformed("SavedSlice");
  StatusOr<TensorSlice> found = decodeSlice(box);
  if (!found.ok())
    return found.status();
  if (name != key || !(*found == slice))
    return Status(VF_DATA_LOSS, "the record of slice " + sliceText(slice) +
                                    " has slice " + sliceText(*found) +
                                    " of '" + std::string(name) + "'");
  return data;
}

StatusOr<StringValues> decodeStringValues(std::string_view tensorProto,
                                          int64_t count) {
  StringValues values;
  size_t size = 0;
  WireReader reader(tensorProto);
  for (WireField field; reader.next(field);)
    if (field.isBytes(StringValue)) {
      values.elements.push_back(
          {field.bytes.data(), static_cast<int64_t>(field.bytes.size())});
      size += field.bytes.size();
    }
  if (reader.failed())
    return malformed("TensorProto");
  if (static_cast<int64_t>(values.elements.size()) != count)
    return Status(VF_DATA_LOSS,
                  "stored are " + std::to_string(values.elements.size()) +
                      " strings, expected " + std::to_string(count));
  values.bytes = std::make_unique<char[]>(size);
  char *next = values.bytes.get();
  for (vf_string &element : values.elements) {
    std::copy_n(element.data, element.size, next);
    element.data = next;
    next += element.size;
  }
  return values;
}

} // namespace vf::ckpt
