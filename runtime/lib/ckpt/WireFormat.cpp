// Encoding and decoding of wire-format fields. Every length is compared with
// what is left before it is used.
#include "WireFormat.h"

namespace vf::ckpt {

bool takeVarint(std::string_view &text, uint64_t &value) {
  value = 0;
  for (size_t i = 0; i < text.size() && i < 10; ++i) {
    const uint64_t group = static_cast<unsigned char>(text[i]);
    if (i == 9 && group > 1)
      return false; // a 65th bit
    value |= (group & 0x7f) << (7 * i);
    if (group < 0x80) {
      text.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

void appendVarint(std::string &out, uint64_t value) {
  for (; value >= 0x80; value >>= 7)
    out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

int varintLength(uint64_t value) {
  int length = 1;
  while (value >>= 7)
    ++length;
  return length;
}

void appendFixed32(std::string &out, uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8)
    out += static_cast<char>(value >> shift);
}

bool WireReader::next(WireField &field) {
  if (rest.empty() || malformed)
    return false;
  uint64_t tag;
  malformed = !takeVarint(rest, tag) || tag >> 32 || (tag >> 3) == 0;
  if (malformed)
    return false;
  field.number = static_cast<uint32_t>(tag >> 3);
  field.type = static_cast<WireType>(tag & 7);
  malformed = !readPayload(field);
  return !malformed;
}

bool WireReader::readPayload(WireField &field) {
  switch (field.type) {
  case WireType::Varint:
    return takeVarint(rest, field.integer);
  case WireType::Fixed64:
    return readFixed(8, field.integer);
  case WireType::Fixed32:
    return readFixed(4, field.integer);
  case WireType::Bytes: {
    uint64_t size;
    if (!takeVarint(rest, size) || size > rest.size())
      return false;
    field.bytes = rest.substr(0, size);
    rest.remove_prefix(size);
    return true;
  }
  }
  return false; // a group, or a type that does not exist
}

bool WireReader::readFixed(size_t size, uint64_t &value) {
  if (rest.size() < size)
    return false;
  value = 0;
  for (size_t i = size; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(rest[i]);
  rest.remove_prefix(size);
  return true;
}

static void appendTag(std::string &out, uint32_t number, WireType type) {
  appendVarint(out, static_cast<uint64_t>(number) << 3 |
                        static_cast<uint64_t>(type));
}

void appendVarintField(std::string &out, uint32_t number, uint64_t value) {
  if (value == 0)
    return;
  appendTag(out, number, WireType::Varint);
  appendVarint(out, value);
}

void appendFixed32Field(std::string &out, uint32_t number, uint32_t value) {
  appendTag(out, number, WireType::Fixed32);
  appendFixed32(out, value);
}

void appendBytesField(std::string &out, uint32_t number,
                      std::string_view bytes) {
  appendBytesHeader(out, number, bytes.size());
  out += bytes;
}

void appendBytesHeader(std::string &out, uint32_t number, size_t size) {
  appendTag(out, number, WireType::Bytes);
  appendVarint(out, size);
}

} // namespace vf::ckpt
