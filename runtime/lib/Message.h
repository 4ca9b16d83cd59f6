// Texts of failures that compiled code reports.
#ifndef VF_RT_LIB_MESSAGE_H
#define VF_RT_LIB_MESSAGE_H

#include "vf/rt/abi.h"

#include <string>
#include <string_view>

namespace vf::rt {

/// Replaces "{2}" by values[2] and "{0..3}" by values[0], values[1], values[2]
/// separated by commas. A brace that begins no such reference stands for
/// itself; a reference past `count` prints "?".
std::string formatMessage(std::string_view format, const int64_t *values,
                          int32_t count);

/// "node 'x' (Op): message"; the message alone where the site names no node.
std::string formatSite(const vf_site_desc &site, const int64_t *values,
                       int32_t count);

} // namespace vf::rt

#endif // VF_RT_LIB_MESSAGE_H
