// Restores a set of tensors from a checkpoint, all or none.
#ifndef VF_CKPT_RESTORE_H
#define VF_CKPT_RESTORE_H

#include "vf/ckpt/CheckpointReader.h"

#include <string>
#include <vector>

namespace vf::ckpt {

/// A wanted tensor, or part of one, and the memory for it, which the caller
/// owns. Strings are wanted as a whole.
struct RestoreItem {
  std::string key;
  TensorSpec spec; ///< of the whole tensor
  void *destination = nullptr;
  TensorSlice slice = {}; ///< the part that is wanted, resolved; empty: all
  /// The part that lies, row-major, at `destination`, resolved; it contains
  /// `slice`. Empty: all.
  TensorSlice held = {};
  StringValues *strings = nullptr; ///< if the spec says strings
};

/// Restores every item, whatever slices its tensor is stored in, in two
/// phases. First each key is looked up, its type, shape and size are compared
/// and its stored bytes are verified; all that is wrong comes back in one
/// report, whose code is that of the gravest problem
/// (DataLoss, then NotFound, then InvalidArgument, then any other) and no
/// destination has been touched. Only then are the values read. A failure of
/// the second phase means that the file changed between the two. Strings are
/// read in the first phase already: nothing else has their destination.
Status restoreAll(CheckpointReader &reader,
                  const std::vector<RestoreItem> &items);

} // namespace vf::ckpt

#endif // VF_CKPT_RESTORE_H
