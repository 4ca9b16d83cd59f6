// Copies what is wanted of a stored slice out of the chunks in which its bytes
// are read.
#ifndef VF_LIB_CKPT_TRANSFER_H
#define VF_LIB_CKPT_TRANSFER_H

#include "SharedRuns.h"

namespace vf::ckpt {

struct Transfer {
  SharedRuns runs; ///< the stored slice's bytes first
  char *data;      ///< where the second box of the runs lies

  /// Copies what is wanted of the stored bytes [at, at + count), which lie at
  /// `bytes`. Chunks come in ascending order.
  void copyChunk(int64_t at, const char *bytes, int64_t count);
};

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_TRANSFER_H
