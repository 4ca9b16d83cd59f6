// Lowering of the nd dialect to linalg on tensors; NDToLinalg.td describes it.
#ifndef VF_CONVERSION_NDTOLINALG_H
#define VF_CONVERSION_NDTOLINALG_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/Pass.h"

namespace mlir::vf {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "vf/Conversion/NDToLinalg.h.inc"

} // namespace mlir::vf

#endif // VF_CONVERSION_NDTOLINALG_H
