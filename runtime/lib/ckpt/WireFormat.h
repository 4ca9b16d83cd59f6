// The wire format of protocol buffers, as far as the messages in checkpoints
// need it: varints, fixed32 and length-delimited fields are read and written,
// fixed64 is skipped, groups are an error.
#ifndef VF_LIB_CKPT_WIREFORMAT_H
#define VF_LIB_CKPT_WIREFORMAT_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vf::ckpt {

enum class WireType { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

/// A field of a message. Which of the values is set depends on its type.
struct WireField {
  uint32_t number = 0;
  WireType type = WireType::Varint;
  uint64_t integer = 0;   ///< Varint, Fixed32, Fixed64
  std::string_view bytes; ///< Bytes: a view into the message

  bool isVarint(uint32_t wanted) const {
    return number == wanted && type == WireType::Varint;
  }
  bool isBytes(uint32_t wanted) const {
    return number == wanted && type == WireType::Bytes;
  }
};

/// Walks over the fields of a message:  WireReader r(text); while
/// (r.next(field)) …; if (r.failed()) …
class WireReader {
public:
  explicit WireReader(std::string_view message) : rest(message) {}

  /// Reads the next field; false at the end and at the first malformed byte.
  bool next(WireField &field);
  bool failed() const { return malformed; }
  /// The bytes after the last field that was read.
  std::string_view remaining() const { return rest; }

private:
  bool readPayload(WireField &field);
  bool readFixed(size_t size, uint64_t &value);
  std::string_view rest;
  bool malformed = false;
};

/// Takes a varint of at most 64 bits off the front of `text`; false where there
/// is none.
bool takeVarint(std::string_view &text, uint64_t &value);
void appendVarint(std::string &out, uint64_t value);
/// How many bytes appendVarint() appends.
int varintLength(uint64_t value);
/// Appends the four bytes of `value`, lowest first.
void appendFixed32(std::string &out, uint32_t value);

/// Append a field. As proto3 does, an integer of zero is left out; a Fixed32 or
/// Bytes field is always written.
void appendVarintField(std::string &out, uint32_t number, uint64_t value);
void appendFixed32Field(std::string &out, uint32_t number, uint32_t value);
void appendBytesField(std::string &out, uint32_t number,
                      std::string_view bytes);
/// Appends what stands before the `size` bytes of such a field.
void appendBytesHeader(std::string &out, uint32_t number, size_t size);

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_WIREFORMAT_H
