// The loop of an op that several threads may share, and how much work it is.
#ifndef VF_LIB_CONVERSION_PARALLELLOOPS_PARALLELLOOP_H
#define VF_LIB_CONVERSION_PARALLELLOOPS_PARALLELLOOP_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace mlir::vf {

/// Loop `dim` of `op`, a linalg op on buffers: every operand whose indexing map
/// names the loop can be sliced along it, and slices of results are disjoint.
struct ParallelLoop {
  linalg::LinalgOp op;
  unsigned dim;
};

/// The loop to cut, or nullopt if there is none that may be.
std::optional<ParallelLoop> lookupParallelLoop(linalg::LinalgOp op);

/// The axis of `operand` that goes along with `loop`, if one does.
std::optional<unsigned> lookupAxis(const ParallelLoop &loop,
                                   OpOperand &operand);

/// The buffer that `value` is a view of: an argument, a temporary's place in
/// the workspace, or what else no view made.
Value getRootBuffer(Value value);

/// True if what is known of the sizes says that the loop never has two parts of
/// `minWork`.
bool isTooShort(const ParallelLoop &loop, int64_t minWork);

/// Emits the number of iterations of `loop`.
Value createCount(OpBuilder &builder, const ParallelLoop &loop);

/// Emits the number of iterations that do `minWork`, rounded up.
Value createGrain(OpBuilder &builder, const ParallelLoop &loop,
                  int64_t minWork);

} // namespace mlir::vf

#endif // VF_LIB_CONVERSION_PARALLELLOOPS_PARALLELLOOP_H
