// The pass that finds loops for several threads.
#ifndef VF_CONVERSION_PARALLELLOOPS_TD
#define VF_CONVERSION_PARALLELLOOPS_TD

include "mlir/Pass/PassBase.td"

def ParallelizeLoops : Pass<"vf-parallelize-loops", "::mlir::ModuleOp"> {
  let summary = "Hands heavy loops of a core to the threads of the instance";
  let description = [{
    A linalg op on buffers becomes a function of its own, which computes the part of it between two bounds of one loop,
    and a `vf.parallel_for` that runs the function over the whole loop. The loop is the outermost parallel one of at
    least 16 iterations (or of unknown size) along which every operand can be sliced. Loops of a reduction are never
    cut, so each element of a result is computed by one thread in the order of the whole op: results are the same, bit
    for bit, for every number of threads. A fill right before the op, of the same result, goes along.

    ```mlir
    func.func @s(%w: memref<4096x64xf32>, %x: memref<4096xf32>) {
      linalg.generic ... ins(%x) outs(%w) {...}
    ```
    becomes
    ```mlir
    func.func @s(%w: memref<4096x64xf32>, %x: memref<4096xf32>) {
      vf.parallel_for @s.parallel_0 to %c4096 grain %c513 captures(%x, %w : memref<4096xf32>, memref<4096x64xf32>)
    ...
    func.func private @s.parallel_0(%begin: index, %end: index, %x: memref<4096xf32>, %w: memref<4096x64xf32>) {
      %size = arith.subi %end, %begin : index
      %xs = memref.subview %x[%begin] [%size] [1] ...
      %ws = memref.subview %w[%begin, 0] [%size, 64] [1, 1] ...
      linalg.generic ... ins(%xs) outs(%ws) {...}
    ```

    A part does at least `min-work` units of work, a unit being one multiply-add of a product of matrices (a fraction
    of a nanosecond); elements of other ops count 8 units, and 64 more for each mathematical function. An op of known
    sizes that has no two such parts stays exactly as it is. For unknown sizes the grain is computed where the op
    stands, and the runtime runs a loop of one part on its caller's thread.

    Views of buffers are made anew in the function, so what it captures are scalars and the core's own arguments, with
    what their attributes promise (`llvm.noalias`). An op on a buffer that is no view of an argument stays; so does one
    that reads its result's buffer in another way than element by element.

    Preconditions: `--vf-plan-workspace`; products are still `linalg.matmul`.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect",
    "::mlir::vf::VFDialect"];
  let options = [
    Option<"minWork", "min-work", "int64_t", /*default=*/"262144", "Units of work in a part, at least">];
  let statistics = [Statistic<"numLoops", "loops", "Loops handed to the threads">];
}

#endif // VF_CONVERSION_PARALLELLOOPS_TD
