// Ops of a core as a function of bounds: what it captures, and its body.
#ifndef VF_LIB_CONVERSION_PARALLELLOOPS_LOOPOUTLINING_H
#define VF_LIB_CONVERSION_PARALLELLOOPS_LOOPOUTLINING_H

#include "ParallelLoop.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/SetVector.h"

namespace mlir::vf {

/// What a function needs to stand for ops: values to capture (scalars, and
/// arguments of the core), and views and constants to make anew, in order.
struct Environment {
  SetVector<Value> captures;
  SetVector<Operation *> recomputed;
};

/// The environment of `ops`, or nullopt if they use a buffer that is no view of
/// an argument.
std::optional<Environment> lookupEnvironment(ArrayRef<Operation *> ops);

/// Creates, behind `core`, the function of `loop` between two bounds, preceded
/// by that of `fill`, which may be null. It takes the bounds and the captures.
func::FuncOp outlineLoop(func::FuncOp core, StringRef name,
                         const ParallelLoop &loop, linalg::FillOp fill,
                         const Environment &environment);

} // namespace mlir::vf

#endif // VF_LIB_CONVERSION_PARALLELLOOPS_LOOPOUTLINING_H
