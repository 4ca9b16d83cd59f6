// What the binary interface can carry.
#ifndef VF_LIB_DRIVER_LIMITS_H
#define VF_LIB_DRIVER_LIMITS_H

#include "mlir/IR/BuiltinOps.h"
#include "vf/Graph/Graph.h"
#include "vf/Support/Diagnostics.h"

namespace vf {

/// Reports the feeds, fetches and variables of a module in state form that no
/// program could be given: of too many dimensions, or of sizes whose bytes no
/// 64-bit number counts. `graph` is null where the input is a module.
llvm::LogicalResult verifyLimits(mlir::ModuleOp module, const Graph *graph,
                                 DiagnosticEngine &diagnostics);

} // namespace vf

#endif // VF_LIB_DRIVER_LIMITS_H
