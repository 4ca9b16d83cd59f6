// Formats a site's message: one pass over the text, one reference at a time.
#include "Message.h"

#include <charconv>
#include <optional>

using namespace vf;

namespace {
/// The values [first, last) that a reference names, and its length in the text.
struct Reference {
  int32_t first;
  int32_t last;
  size_t length;
};
} // namespace

/// Reads a reference at the start of `text`, which begins with a brace.
static std::optional<Reference> parseReference(std::string_view text) {
  size_t end = text.find('}');
  if (end == std::string_view::npos)
    return std::nullopt;
  const char *last = text.data() + end;
  int32_t from = 0;
  auto first = std::from_chars(text.data() + 1, last, from);
  if (first.ec != std::errc() || from < 0)
    return std::nullopt;
  if (first.ptr == last)
    return Reference{from, from + 1, end + 1};
  std::string_view rest(first.ptr, last - first.ptr);
  int32_t to = 0;
  if (rest.substr(0, 2) != "..")
    return std::nullopt;
  auto second = std::from_chars(first.ptr + 2, last, to);
  if (second.ec != std::errc() || second.ptr != last || to < from)
    return std::nullopt;
  return Reference{from, to, end + 1};
}

std::string rt::formatMessage(std::string_view format, const int64_t *values,
                              int32_t count) {
  std::string text;
  while (!format.empty()) {
    size_t brace = std::min(format.find('{'), format.size());
    text += format.substr(0, brace);
    format.remove_prefix(brace);
    if (format.empty())
      break;
    std::optional<Reference> reference = parseReference(format);
    if (!reference) {
      text += '{';
      format.remove_prefix(1);
      continue;
    }
    // A range past the values would be a fault of the compiler; it must not
    // print without end.
    for (int32_t i = reference->first; i < reference->last; ++i) {
      if (i > reference->first)
        text += ',';
      text += i < count ? std::to_string(values[i]) : "?";
      if (i >= count)
        break;
    }
    format.remove_prefix(reference->length);
  }
  return text;
}

std::string rt::formatSite(const vf_site_desc &site, const int64_t *values,
                           int32_t count) {
  std::string message = formatMessage(site.message, values, count);
  if (!*site.node)
    return message;
  return "node '" + std::string(site.node) + "' (" + site.op + "): " + message;
}
