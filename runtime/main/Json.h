// JSON: strings, and the objects that tell a program of a run's events.
#ifndef VF_RT_MAIN_JSON_H
#define VF_RT_MAIN_JSON_H

#include <cstdint>
#include <optional>
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

/// The text that `quoted`, a whole JSON string with its quotes, stands for, in
/// UTF-8; none if it is no JSON string.
std::optional<std::string> parseJsonString(std::string_view quoted);

/// {"event":NAME,...}: fields are added one by one.
class JsonEvent {
public:
  explicit JsonEvent(std::string_view name)
      : fields("{\"event\":" + jsonString(name)) {}

  JsonEvent &string(std::string_view name, std::string_view value) {
    return json(name, jsonString(value));
  }
  JsonEvent &number(std::string_view name, int64_t value) {
    return json(name, std::to_string(value));
  }
  /// A value that is JSON already.
  JsonEvent &json(std::string_view name, std::string_view value) {
    fields += ',' + jsonString(name) + ':';
    fields += value;
    return *this;
  }

  std::string text() const { return fields + '}'; }

private:
  std::string fields;
};

} // namespace vf::rt

#endif // VF_RT_MAIN_JSON_H
