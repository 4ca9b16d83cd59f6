// Encoding and decoding of tensors of strings.
#include "StringTensor.h"

#include "Crc32c.h"
#include "WireFormat.h"

#include <string_view>

namespace vf::ckpt {

static constexpr size_t kLengthsCrcBytes = 4;

/// Extends a checksum by a length, in the width that checksums see.
static uint32_t extendByLength(uint32_t crc, uint64_t length) {
  unsigned char bytes[8];
  for (int i = 0; i < 8; ++i)
    bytes[i] = static_cast<unsigned char>(length >> (8 * i));
  return extendCrc32c(crc, bytes, length <= UINT32_MAX ? 4 : 8);
}

StringTensorHead encodeStringHead(const vf_string *elements, int64_t count) {
  StringTensorHead head;
  for (int64_t i = 0; i < count; ++i) {
    auto length = static_cast<uint64_t>(elements[i].size);
    appendVarint(head.bytes, length);
    head.checksum = extendByLength(head.checksum, length);
  }
  std::string lengthsCrc;
  appendFixed32(lengthsCrc, maskCrc(head.checksum));
  head.checksum =
      extendCrc32c(head.checksum, lengthsCrc.data(), lengthsCrc.size());
  head.bytes += lengthsCrc;
  return head;
}

static Status damaged(const char *what) { return Status(VF_DATA_LOSS, what); }

/// Takes the lengths off the front of `rest` into `elements` and extends `crc`
/// by them.
static Status takeLengths(std::string_view &rest,
                          std::vector<vf_string> &elements, uint32_t &crc) {
  for (vf_string &element : elements) {
    uint64_t length;
    if (!takeVarint(rest, length) || length > INT64_MAX)
      return damaged("a string's length is malformed");
    element.size = static_cast<int64_t>(length);
    crc = extendByLength(crc, length);
  }
  return Status();
}

/// Compares the checksum of the lengths, and extends `crc` by it.
static Status takeLengthsCrc(std::string_view &rest, uint32_t &crc) {
  std::string expected;
  appendFixed32(expected, maskCrc(crc));
  if (rest.substr(0, kLengthsCrcBytes) != expected)
    return damaged("Checksum of the strings' lengths does not match");
  crc = extendCrc32c(crc, expected.data(), expected.size());
  rest.remove_prefix(kLengthsCrcBytes);
  return Status();
}

StatusOr<StringValues> decodeStrings(std::unique_ptr<char[]> bytes,
                                     int64_t size, int64_t count,
                                     uint32_t checksum) {
  std::string_view rest(bytes.get(), static_cast<size_t>(size));
  // Each length takes a byte at least: a small file asks for no large memory.
  if (count > size)
    return damaged("there are fewer bytes than strings");
  StringValues values;
  values.elements.resize(static_cast<size_t>(count));
  uint32_t crc = 0;
  if (Status status = takeLengths(rest, values.elements, crc); !status.ok())
    return status;
  if (Status status = takeLengthsCrc(rest, crc); !status.ok())
    return status;
  if (extendCrc32c(crc, rest.data(), rest.size()) != checksum)
    return damaged("Checksum does not match");
  for (vf_string &element : values.elements) {
    if (static_cast<uint64_t>(element.size) > rest.size())
      return damaged("a string ends behind its tensor");
    element.data = rest.data();
    rest.remove_prefix(static_cast<size_t>(element.size));
  }
  if (!rest.empty())
    return damaged("there are more bytes than strings");
  values.bytes = std::move(bytes);
  return values;
}

} // namespace vf::ckpt
