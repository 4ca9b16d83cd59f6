// The pass that lowers products of matrices on buffers.
#ifndef VF_CONVERSION_MATMULLOWERING_TD
#define VF_CONVERSION_MATMULLOWERING_TD

include "mlir/Pass/PassBase.td"

def LowerMatmul : Pass<"vf-lower-matmul", "::mlir::func::FuncOp"> {
  let summary = "Lowers linalg.matmul on buffers to register-tiled loops";
  let description = [{
    Each `linalg.matmul` on `f32` or `f64` buffers whose last axis is contiguous becomes loops over tiles of the result
    that stay in vector registers while the inner axis runs: 6 x 2 vectors, smaller tiles at the lower edge, masked
    vectors at the right one. Sizes may be unknown; what is known leaves out the tiles that cannot occur. A fill with
    zero right before the product is absorbed. The right matrix is read in place; a transposed one, or one too large
    for the cache, is copied block by block into a small tile on the stack. Nothing is allocated.

    Other products stay as they are, for `--convert-linalg-to-loops`.

    Sums are in order along the inner axis, with multiply-adds fused where the target does so.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
  let options = [
    Option<"vectorBytes", "vector-bytes", "unsigned", /*default=*/"32", "Bytes in a vector register of the target">];
}

#endif // VF_CONVERSION_MATMULLOWERING_TD
