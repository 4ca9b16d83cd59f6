// Passes over the nd dialect; Passes.td describes each.
#ifndef ND_TRANSFORMS_PASSES_H
#define ND_TRANSFORMS_PASSES_H

#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Pass/Pass.h"

namespace mlir::nd {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "nd/Transforms/Passes.h.inc"

} // namespace mlir::nd

#endif // ND_TRANSFORMS_PASSES_H
