// A tensor that the command line owns: what a feed's file or literal becomes.
#ifndef VF_RT_MAIN_OWNEDTENSOR_H
#define VF_RT_MAIN_OWNEDTENSOR_H

#include "AlignedBuffer.h"
#include "vf/ckpt/StringValues.h"
#include "vf/rt/Status.h"
#include "vf/rt/vf.h"

#include <vector>

namespace vf::rt {

struct OwnedTensor {
  /// A tensor of zeros; fails where the memory does not suffice.
  static StatusOr<OwnedTensor> create(int32_t dtype, std::vector<int64_t> dims);
  /// A tensor of strings, as many as the sizes say.
  static StatusOr<OwnedTensor> create(ckpt::StringValues strings,
                                      std::vector<int64_t> dims);

  /// Those of the elements, of strings those of their descriptions.
  int64_t bytes() const;
  /// The tensor as an argument of a call; refers to this tensor's memory.
  vf_arg arg() const;

  int32_t dtype = 0;
  std::vector<int64_t> dims;  ///< at most VF_MAX_RANK
  AlignedBuffer memory;       ///< the elements but for strings
  ckpt::StringValues strings; ///< the elements of a tensor of strings
};

/// The texts as elements of a tensor.
ckpt::StringValues copyTexts(const std::vector<std::string> &texts);

/// The values of `value` as nested lists, "[[1, 2], [3, 4]]"; numbers are the
/// shortest that read back the same, strings are in quotes. Rows in the middle
/// of a tensor with more than 1000 elements are left out ("...").
std::string formatTensor(const vf_arg &value);

} // namespace vf::rt

#endif // VF_RT_MAIN_OWNEDTENSOR_H
