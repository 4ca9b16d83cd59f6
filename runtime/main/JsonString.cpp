// Reads JSON strings: one pass over the text, escapes as they come.
#include "Json.h"

#include "Utf8.h"

#include <charconv>

using namespace vf;

/// Takes the four digits of a \u escape off the front of `rest`.
static std::optional<uint32_t> takeHex4(std::string_view &rest) {
  uint32_t code = 0;
  if (rest.size() < 4)
    return std::nullopt;
  auto [stop, error] = std::from_chars(rest.data(), rest.data() + 4, code, 16);
  if (error != std::errc() || stop != rest.data() + 4)
    return std::nullopt;
  rest.remove_prefix(4);
  return code;
}

/// Takes what follows "\u"; a character beyond 16 bits is two escapes.
static bool takeUnicode(std::string_view &rest, std::string &text) {
  std::optional<uint32_t> code = takeHex4(rest);
  if (!code)
    return false;
  if (*code < 0xD800 || *code >= 0xDC00)
    return rt::appendUtf8(text, *code);
  if (rest.substr(0, 2) != "\\u")
    return false;
  rest.remove_prefix(2);
  std::optional<uint32_t> low = takeHex4(rest);
  if (!low || *low < 0xDC00 || *low >= 0xE000)
    return false;
  return rt::appendUtf8(text,
                        0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00));
}

/// Takes what follows a backslash.
static bool takeEscape(std::string_view &rest, std::string &text) {
  constexpr std::string_view kEscapes = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (rest.empty())
    return false;
  char escape = rest.front();
  rest.remove_prefix(1);
  if (escape == 'u')
    return takeUnicode(rest, text);
  size_t index = kEscapes.find(escape);
  if (index == std::string_view::npos)
    return false;
  text += kMeanings[index];
  return true;
}

std::optional<std::string> rt::parseJsonString(std::string_view quoted) {
  if (quoted.size() < 2 || quoted.front() != '"' || quoted.back() != '"')
    return std::nullopt;
  std::string text;
  std::string_view rest = quoted.substr(1, quoted.size() - 2);
  while (!rest.empty()) {
    char c = rest.front();
    rest.remove_prefix(1);
    if (c == '"' || (c == '\\' && !takeEscape(rest, text)))
      return std::nullopt;
    if (c != '\\')
      text += c;
  }
  return text;
}
