// The elements of a tensor of strings, in the form that checkpoints give and
// that the rest of the runtime keeps. Header only.
#ifndef VF_CKPT_STRINGVALUES_H
#define VF_CKPT_STRINGVALUES_H

#include "vf/rt/abi.h"

#include <memory>
#include <vector>

namespace vf::ckpt {

/// Row-major elements, which refer to `bytes`; moving keeps both in place.
struct StringValues {
  std::vector<vf_string> elements;
  std::unique_ptr<char[]> bytes;
};

} // namespace vf::ckpt

#endif // VF_CKPT_STRINGVALUES_H
