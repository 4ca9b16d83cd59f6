// The names of a V1 checkpoint's files: one file of any name, or several that
// one pattern PREFIX-?????-of-00002 stands for.
#ifndef VF_LIB_CKPT_V1NAMES_H
#define VF_LIB_CKPT_V1NAMES_H

#include <string>
#include <vector>

namespace vf::ckpt {

/// The files that the pattern `path` stands for, whether they exist or not;
/// none if it is no pattern.
std::vector<std::string> v1ShardNames(const std::string &path);

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_V1NAMES_H
