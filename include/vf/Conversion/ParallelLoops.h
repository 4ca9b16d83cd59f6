// Loops for several threads; ParallelLoops.td describes the pass.
#ifndef VF_CONVERSION_PARALLELLOOPS_H
#define VF_CONVERSION_PARALLELLOOPS_H

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "vf/IR/VFOps.h"

namespace mlir::vf {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "vf/Conversion/ParallelLoops.h.inc"

} // namespace mlir::vf

#endif // VF_CONVERSION_PARALLELLOOPS_H
