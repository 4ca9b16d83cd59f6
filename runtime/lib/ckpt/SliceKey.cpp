// Ordered codes: unsigned numbers with a count of their bytes, signed ones with
// a header of as many one bits, strings with their 00 and ff escaped.
#include "SliceKey.h"

namespace vf::ckpt {

static void appendOrderedString(std::string &out, std::string_view text) {
  for (char c : text) {
    out += c;
    if (c == '\0')
      out += '\xff';
    else if (c == '\xff')
      out += '\0';
  }
  out += '\0';
  out += '\1';
}

static void appendBigEndian(std::string &out, uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out += static_cast<char>(value >> shift);
}

static void appendOrderedUnsigned(std::string &out, uint64_t value) {
  int bytes = 0;
  while (bytes < 8 && value >> (8 * bytes) != 0)
    ++bytes;
  out += static_cast<char>(bytes);
  appendBigEndian(out, value, bytes);
}

/// n bytes hold [-2^(7n-1), 2^(7n-1)): the value in two's complement, its first
/// n bits inverted and the rest of the sign behind them.
static void appendOrderedSigned(std::string &out, int64_t value) {
  const uint64_t magnitude = static_cast<uint64_t>(value < 0 ? ~value : value);
  int bytes = 1;
  while (bytes < 10 && 7 * bytes - 1 < 64 && magnitude >> (7 * bytes - 1) != 0)
    ++bytes;
  std::string code;
  // Sign extension for the two bytes beyond the value's eight.
  const char sign = value < 0 ? '\xff' : '\0';
  for (int i = 8; i < bytes; ++i)
    code += sign;
  appendBigEndian(code, static_cast<uint64_t>(value), bytes < 8 ? bytes : 8);
  for (int bit = 0; bit < bytes; ++bit)
    code[static_cast<size_t>(bit / 8)] ^= static_cast<char>(0x80 >> bit % 8);
  out += code;
}

std::string encodeSliceKey(std::string_view name, const TensorSlice &slice) {
  std::string key;
  appendOrderedUnsigned(key, 0);
  appendOrderedString(key, name);
  appendOrderedUnsigned(key, slice.size());
  for (const SliceExtent &extent : slice) {
    appendOrderedSigned(key, extent.start);
    appendOrderedSigned(key, extent.length);
  }
  return key;
}

} // namespace vf::ckpt
