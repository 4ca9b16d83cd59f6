// From functional cores on tensors to functions on bare buffers;
// StageToBuffers.td describes each pass.
#ifndef VF_CONVERSION_STAGETOBUFFERS_H
#define VF_CONVERSION_STAGETOBUFFERS_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Pass/Pass.h"

namespace mlir::vf {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "vf/Conversion/StageToBuffers.h.inc"

/// On a core: bytes of its workspace, where they are known at compile time.
inline constexpr llvm::StringLiteral kWorkspaceAttrName = "vf.workspace";

} // namespace mlir::vf

#endif // VF_CONVERSION_STAGETOBUFFERS_H
