// What loops carry stays in the buffers that they were given.
#ifndef VF_TRANSFORMS_LOOPBUFFERS_H
#define VF_TRANSFORMS_LOOPBUFFERS_H

#include "mlir/IR/Operation.h"

namespace mlir::vf {

/// Materializes each tensor that a loop in `root` hands on into the tensor that
/// it was given at that position, in the branch that yields it. A tensor in the
/// buffer of another one, which is about to change, gets a marked copy.
void keepLoopBuffers(Operation *root);

} // namespace mlir::vf

#endif // VF_TRANSFORMS_LOOPBUFFERS_H
