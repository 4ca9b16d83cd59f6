// Characters as UTF-8.
#ifndef VF_RT_MAIN_UTF8_H
#define VF_RT_MAIN_UTF8_H

#include <cstdint>
#include <string>

namespace vf::rt {

/// Appends the character `code`; false if there is no such character.
inline bool appendUtf8(std::string &text, uint32_t code) {
  if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
    return false;
  auto append = [&text](uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    append(code);
  } else if (code < 0x800) {
    append(0xC0 | code >> 6);
    append(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    append(0xE0 | code >> 12);
    append(0x80 | (code >> 6 & 0x3F));
    append(0x80 | (code & 0x3F));
  } else {
    append(0xF0 | code >> 18);
    append(0x80 | (code >> 12 & 0x3F));
    append(0x80 | (code >> 6 & 0x3F));
    append(0x80 | (code & 0x3F));
  }
  return true;
}

} // namespace vf::rt

#endif // VF_RT_MAIN_UTF8_H
