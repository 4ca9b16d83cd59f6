// Whole numbers of the command line: decimal digits, nothing else.
#ifndef VF_RT_MAIN_NUMBER_H
#define VF_RT_MAIN_NUMBER_H

#include "vf/rt/Status.h"

#include <charconv>
#include <string>
#include <string_view>

namespace vf::rt {

/// The number from `first` to `last` that `text` is.
template <typename T>
StatusOr<T> parseNumber(std::string_view text, T first, T last) {
  T number = 0;
  const char *end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, number);
  bool isNumber = error == std::errc() && stop == end;
  if (isNumber && number >= first && number <= last)
    return number;
  return Status(VF_INVALID_ARGUMENT, "expected a whole number from " +
                                         std::to_string(first) + " to " +
                                         std::to_string(last) + ", found '" +
                                         std::string(text) + "'");
}

} // namespace vf::rt

#endif // VF_RT_MAIN_NUMBER_H
