// Splits a line into words as a shell does.
#ifndef VF_RT_MAIN_SHELLWORDS_H
#define VF_RT_MAIN_SHELLWORDS_H

#include "vf/rt/Status.h"

#include <string>
#include <string_view>
#include <vector>

namespace vf::rt {

/// The words of a line: blanks separate; '...' takes everything as it is, "..."
/// everything but a backslash before " or \, and a backslash the next
/// character; # at the beginning of a word begins a comment. Nothing is
/// expanded. Fails where a quote is not closed or nothing follows a backslash.
/// Source: POSIX.1-2017, Shell Command Language, 2.2 and 2.3.
StatusOr<std::vector<std::string>> splitShellWords(std::string_view line);

} // namespace vf::rt

#endif // VF_RT_MAIN_SHELLWORDS_H
