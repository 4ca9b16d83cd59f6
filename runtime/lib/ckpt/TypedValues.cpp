// Which types have which field is TensorFlow's choice
// (tensorflow/core/util/saved_tensor_slice_util.h); numbers are little-endian
// in the field as in memory.
#include "TypedValues.h"

#include "TensorProtos.h"
#include "vf/ckpt/DType.h"

#include <algorithm>
#include <cstring>

namespace vf::ckpt {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
              "elements are copied between memory and messages");

ValueField valueFieldOf(int32_t dtype) {
  const int64_t size = dtypeSize(dtype);
  switch (dtype) {
  case VF_FLOAT:
    return {5, false, false, size};
  case VF_DOUBLE:
    return {6, false, false, size};
  case VF_INT32:
  case VF_INT16:
  case VF_INT8:
  case VF_QINT8:
  case VF_QINT32:
    return {7, true, true, size};
  case VF_UINT8:
  case VF_UINT16:
  case VF_QUINT8:
    return {7, true, false, size};
  case VF_COMPLEX64: // two values
    return {9, false, false, size / 2};
  case VF_INT64:
    return {10, true, true, size};
  case VF_BOOL:
    return {11, true, false, size};
  case VF_COMPLEX128:
    return {12, false, false, size / 2};
  case VF_HALF:
    return {13, true, false, size};
  default:
    return {};
  }
}

Status checkValueType(int32_t dtype) {
  if (valueFieldOf(dtype).number != 0)
    return Status();
  return Status(VF_UNIMPLEMENTED, std::string("tensors of dtype ") +
                                      dtypeName(dtype) + " (" +
                                      std::to_string(dtype) +
                                      ") are not supported in V1 checkpoints");
}

//===- Writing ------------------------------------------------------------===//

/// The element at `data`, extended to 64 bits as its varint is.
static uint64_t loadUnit(const ValueField &field, const char *data) {
  uint64_t value = 0;
  std::memcpy(&value, data, static_cast<size_t>(field.unitBytes));
  const int unused = 64 - 8 * static_cast<int>(field.unitBytes);
  if (!field.isSigned)
    return value;
  return static_cast<uint64_t>(static_cast<int64_t>(value << unused) >> unused);
}

int64_t packedLength(const ValueField &field, const char *data, int64_t bytes) {
  if (!field.isVarint)
    return bytes;
  int64_t length = 0;
  for (int64_t at = 0; at < bytes; at += field.unitBytes)
    length += varintLength(loadUnit(field, data + at));
  return length;
}

void appendPacked(std::string &out, const ValueField &field, const char *data,
                  int64_t bytes) {
  if (!field.isVarint) {
    out.append(data, static_cast<size_t>(bytes));
    return;
  }
  for (int64_t at = 0; at < bytes; at += field.unitBytes)
    appendVarint(out, loadUnit(field, data + at));
}

//===- Reading ------------------------------------------------------------===//

/// A repeated field may come packed or value by value, and in several parts.
bool TypedValueReader::nextPacked() {
  for (WireField part; proto.next(part);) {
    if (part.number != field.number)
      continue;
    if (part.type == WireType::Bytes) {
      packed = part.bytes;
      return true;
    }
    const WireType expected = field.isVarint         ? WireType::Varint
                              : field.unitBytes == 4 ? WireType::Fixed32
                                                     : WireType::Fixed64;
    isMalformed |= part.type != expected;
    single.clear();
    if (field.isVarint)
      appendVarint(single, part.integer);
    else
      single.assign(reinterpret_cast<const char *>(&part.integer),
                    static_cast<size_t>(field.unitBytes));
    packed = single;
    return true;
  }
  isMalformed |= proto.failed();
  return false;
}

/// Takes what fits off the front of `packed`.
int64_t TypedValueReader::takeUnits(char *out, int64_t capacity) {
  if (!field.isVarint) {
    const auto length = static_cast<int64_t>(packed.size());
    const int64_t count =
        std::min(length, capacity) / field.unitBytes * field.unitBytes;
    isMalformed |= length % field.unitBytes != 0;
    std::memcpy(out, packed.data(), static_cast<size_t>(count));
    packed.remove_prefix(static_cast<size_t>(count));
    return count;
  }
  int64_t count = 0;
  for (uint64_t value;
       !isMalformed && !packed.empty() && count + field.unitBytes <= capacity;
       count += field.unitBytes) {
    isMalformed |= !takeVarint(packed, value);
    std::memcpy(out + count, &value, static_cast<size_t>(field.unitBytes));
  }
  return count;
}

StatusOr<int64_t> TypedValueReader::read(char *out, int64_t capacity) {
  int64_t count = 0;
  while (!isMalformed && count < capacity && (!packed.empty() || nextPacked()))
    count += takeUnits(out + count, capacity - count);
  if (isMalformed)
    return malformed("TensorProto");
  return count;
}

} // namespace vf::ckpt
