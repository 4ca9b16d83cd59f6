// The conversions of parallel loops and of entries to LLVM.
#ifndef VF_CONVERSION_VFTOLLVM_TD
#define VF_CONVERSION_VFTOLLVM_TD

include "mlir/Pass/PassBase.td"

def ConvertVFToLLVM : Pass<"convert-vf-to-llvm", "::mlir::ModuleOp"> {
  let summary = "Lowers entries to functions of the model ABI";
  let description = [{
    Each `vf.entry` becomes `i32 vf.entry_<number>(ctx, feeds, fetches)` as vf/rt/abi.h describes, numbered in module
    order, and the functions of the stage modules move up beside it, never inlined. What an entry allocates is settled
    at its head: the arena, where the values that cross stages and the stages' workspace have their places, and the
    buffers of the fetches, into which the last stage to touch them writes. Then follow the entry's ops in their order:
    a check branches to a report and returns its code, a stage call passes bare pointers and sizes, and the context
    where the stage asks for it (`vf.context`). At the end the variables written are marked initialized.

    Declarations (`vf.variable`, `vf.generator`, `vf.saver`) disappear; the model's descriptor, which is made from
    them beforehand, is not IR.

    Preconditions: stages are `llvm.func`s in their modules; `--vf-verify-commit`.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect"];
}

def ConvertVFParallelToLLVM : Pass<"convert-vf-parallel-to-llvm", "::mlir::ModuleOp"> {
  let summary = "Lowers the parallel loops of a core";
  let description = [{
    A `vf.parallel_for` becomes a call of `vf.parallel_for`, which `--convert-vf-to-llvm` defines once for the model
    as a call of `vf_runtime_api::parallel_for`. The captures are stored in a struct on the stack; a function
    `<part>.body`, of the type that the runtime calls, loads them and calls the part. The stage's function gets the
    context as a last argument and the attribute `vf.context`.

    ```mlir
    vf.parallel_for @s.parallel_0 to %n grain %g captures(%w : memref<4096xf32>)
    ```
    becomes
    ```mlir
    %state = llvm.alloca %c1 x !llvm.struct<(ptr)> : (i64) -> !llvm.ptr
    llvm.store %w, %state : !llvm.ptr, !llvm.ptr
    %body = llvm.mlir.addressof @s.parallel_0.body : !llvm.ptr
    llvm.call @vf.parallel_for(%context, %n, %g, %body, %state) : (!llvm.ptr, i64, i64, !llvm.ptr, !llvm.ptr) -> ()
    ```
    Preconditions: functions are `llvm.func`s with bare pointers; what is left of buffers are casts.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

#endif // VF_CONVERSION_VFTOLLVM_TD
