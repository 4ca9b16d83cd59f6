// Text as a JSON string.
#ifndef VF_RT_MAIN_JSON_H
#define VF_RT_MAIN_JSON_H

#include <string>
#include <string_view>

namespace vf::rt {

/// `text` in quotes, with everything escaped that JSON wants escaped.
inline std::string jsonString(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string result = "\"";
  for (char c : text) {
    auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (code < 0x20) {
      result += "\\u00";
      result += kHex[code >> 4];
      result += kHex[code & 15];
    } else {
      result += c;
    }
  }
  return result + '"';
}

} // namespace vf::rt

#endif // VF_RT_MAIN_JSON_H
