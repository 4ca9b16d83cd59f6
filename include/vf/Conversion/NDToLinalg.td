// The pass that lowers the nd dialect.
#ifndef VF_CONVERSION_NDTOLINALG_TD
#define VF_CONVERSION_NDTOLINALG_TD

include "mlir/Pass/PassBase.td"

def ConvertNDToLinalg : Pass<"convert-nd-to-linalg", "::mlir::func::FuncOp"> {
  let summary = "Lowers nd values to linalg, tensor and scf";
  let description = [{
    Every nd op of a function becomes destination-passing ops on tensors: elementwise ops, reductions and the softmax
    family become `linalg.generic`, a product of matrices one `linalg.matmul`, indexing and random numbers `scf.for`
    loops that carry their result. All sizes come from operands or from the `sizes` of sized ops.

    Signs leave the types here: unsigned elements become signless, in the signature too, and the ops on them are the
    unsigned ones. Half precision is computed in f32 and rounded after each op.

    ```mlir
    %r = nd.add %a, %b : tensor<?x4xf32>, tensor<4xf32> -> tensor<?x4xf32>
    ```
    becomes
    ```mlir
    %n = tensor.dim %a, %c0 : tensor<?x4xf32>
    %e = tensor.empty(%n) : tensor<?x4xf32>
    %r = linalg.generic {indexing_maps = [(i, j) -> (i, j), (i, j) -> (j), (i, j) -> (i, j)], ...}
        ins(%a, %b) outs(%e) { arith.addf }
    ```
    Precondition: `--nd-verify-shape-checks`; a linalg op takes its loop bounds from its first operand.
    `math` ops stay; what follows chooses between libm and approximation.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::bufferization::BufferizationDialect",
    "::mlir::complex::ComplexDialect", "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
}

#endif // VF_CONVERSION_NDTOLINALG_TD
