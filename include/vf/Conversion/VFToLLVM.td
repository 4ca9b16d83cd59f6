// The conversion of entries to LLVM.
#ifndef VF_CONVERSION_VFTOLLVM_TD
#define VF_CONVERSION_VFTOLLVM_TD

include "mlir/Pass/PassBase.td"

def ConvertVFToLLVM : Pass<"convert-vf-to-llvm", "::mlir::ModuleOp"> {
  let summary = "Lowers entries to functions of the model ABI";
  let description = [{
    Each `vf.entry` becomes `i32 vf.entry_<number>(ctx, feeds, fetches)` as vf/rt/abi.h describes, numbered in module
    order, and the functions of the stage modules move up beside it, never inlined. What an entry allocates is settled at its
    head: the arena, where the values that cross stages and the stages' workspace have their places, and the buffers
    of the fetches, into which the last stage to touch them writes. Then follow the entry's ops in their order: a check
    branches to a report and returns its code, a stage call passes bare pointers and sizes. At the end the variables
    written are marked initialized.

    Declarations (`vf.variable`, `vf.generator`, `vf.saver`) disappear; the model's descriptor, which is made from
    them beforehand, is not IR.

    Preconditions: stages are `llvm.func`s in their modules; `--vf-verify-commit`.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect"];
}

#endif // VF_CONVERSION_VFTOLLVM_TD
