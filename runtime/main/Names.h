// Names that a user may have meant.
#ifndef VF_RT_MAIN_NAMES_H
#define VF_RT_MAIN_NAMES_H

#include <string>
#include <string_view>
#include <vector>

namespace vf::rt {

/// "\nhint: did you mean 'x' or 'y'?" with the candidates nearest to `name` by
/// edit distance; if none is near, "\nhint: there are 'a', 'b'" with the first
/// few; "" without candidates.
std::string suggest(std::string_view name,
                    const std::vector<std::string_view> &candidates);

} // namespace vf::rt

#endif // VF_RT_MAIN_NAMES_H
