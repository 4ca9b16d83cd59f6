// Lowering of products of matrices on buffers; MatmulLowering.td describes it.
#ifndef VF_CONVERSION_MATMULLOWERING_H
#define VF_CONVERSION_MATMULLOWERING_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Pass/Pass.h"

namespace mlir::vf {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "vf/Conversion/MatmulLowering.h.inc"

} // namespace mlir::vf

#endif // VF_CONVERSION_MATMULLOWERING_H
