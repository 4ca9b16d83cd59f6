// Passes over the vf dialect; Passes.td describes each.
#ifndef VF_TRANSFORMS_PASSES_H
#define VF_TRANSFORMS_PASSES_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"
#include "nd/IR/NDOps.h"
#include "vf/IR/VFOps.h"

namespace mlir::vf {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "vf/Transforms/Passes.h.inc"

/// Attributes of a core's arguments: `vf.variable` names the variable that the
/// argument is, `vf.output` marks one that a result is written to. Results are
/// in the order of the output arguments.
inline constexpr llvm::StringLiteral kVariableAttrName = "vf.variable";
inline constexpr llvm::StringLiteral kOutputAttrName = "vf.output";

/// The location of a copy that --vf-preserve-old-values asked for, and back.
Location markCopy(Location loc);
bool isMarkedCopy(Location loc);

} // namespace mlir::vf

#endif // VF_TRANSFORMS_PASSES_H
