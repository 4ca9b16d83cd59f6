// Passes that take a functional core from tensors to bare buffers, in the
// order in which the pipeline runs them.
#ifndef VF_CONVERSION_STAGETOBUFFERS_TD
#define VF_CONVERSION_STAGETOBUFFERS_TD

include "mlir/Pass/PassBase.td"

def FuseElementwise : Pass<"vf-fuse-elementwise", "::mlir::func::FuncOp"> {
  let summary = "Fuses elementwise producers into their consumers";
  let description = [{
    Upstream's elementwise fusion with one more condition: a producer that reads the value of a variable is not moved
    past an update of that variable. Moved there, it would need the old value, and bufferization would have to copy
    the variable. A producer is fused if it has one use, or if it reads no tensor but scalars.

    A producer with several uses is then joined with the first of them: one loop yields both values, at most four, so
    an optimizer's step is one pass over its variables. Only loops whose elements do not depend on other places are.

    ```mlir
    %t = linalg.generic ... ins(%w) ...          // reads %w
    %v = bufferization.materialize_in_destination %u in %w
    %r = linalg.generic ... ins(%t) ...          // %t stays where it is

    %a = linalg.generic ... ins(%g) ...
    %b = linalg.generic ... ins(%a, %g) ...
    return %a, %b
    ```
    The last two become one
    ```mlir
    %ab:2 = linalg.generic ... ins(%g) outs(..., ...) ...
    ```
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
}

def VerifyInPlace : Pass<"vf-verify-in-place", "::mlir::func::FuncOp"> {
  let summary = "Proves that a core updates its variables in place";
  let description = [{
    Runs right after bufferization and before results are dropped. Result k of a core must be the very buffer of the
    k-th written variable or of its destination, through casts, loops and branches. No `memref.copy` may read a whole
    variable into a temporary unless it is marked as the copy of an old value. Anything else would lose an update or
    cost a variable's size of memory, silently; here it is an error that names the node.
  }];
}

def LowerStageSignature : Pass<"vf-lower-stage-signature", "::mlir::func::FuncOp"> {
  let summary = "Gives a core its bare calling convention";
  let description = [{
    Results, which `--vf-verify-in-place` has proved to be arguments, are dropped. An argument with a `?` becomes a
    buffer without sizes, and its sizes become `index` arguments at the end, in the order of the arguments. No memref
    descriptor crosses a stage.

    ```mlir
    func.func @s(%w: memref<4xf32>, %x: memref<?x4xf32>) -> memref<4xf32>
    ```
    becomes
    ```mlir
    func.func @s(%w: memref<4xf32>, %x: memref<f32>, %x0: index) {
      %0 = memref.reinterpret_cast %x to offset: [0], sizes: [%x0, 4], strides: [4, 1] ...
    ```
    Precondition: `--vf-verify-in-place`.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
}

def PlanWorkspace : Pass<"vf-plan-workspace", "::mlir::ModuleOp"> {
  let summary = "Gives the temporaries of cores places in one workspace each";
  let description = [{
    Every `memref.alloc` of a core becomes a view of one workspace, a last argument: no allocation in a step.
    Temporaries of static size share space where their lives do not overlap, at offsets that are multiples of 64.
    Temporaries of dynamic size follow one after another.

    The size of the static part is the attribute `vf.workspace` of the function. If there are dynamic ones, the
    function `<core>_workspace` beside it computes the whole size from the `index` arguments, in their order.

    Preconditions: `--vf-lower-stage-signature`; allocations whose sizes follow from `index` arguments.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
  let statistics = [Statistic<"numTemporaries", "temporaries", "Temporaries placed in a workspace">];
}

def LowerStridedCopies : Pass<"vf-lower-strided-copies", "::mlir::func::FuncOp"> {
  let summary = "Turns copies of buffers that are not contiguous into loops";
  let description = [{
    A `memref.copy` between contiguous buffers becomes a `memcpy`. Any other would become a call of a function in MLIR's
    runner library, which a program does not have; it becomes a `linalg.generic` here.

    ```mlir
    memref.copy %part, %x : memref<4x8xf32, strided<[16, 1]>> to memref<4x8xf32>
    ```
    becomes
    ```mlir
    linalg.generic ... ins(%part) outs(%x) { linalg.yield %in }
    ```
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect"];
}

#endif // VF_CONVERSION_STAGETOBUFFERS_TD
