// The vf dialect: variables, what touches them, and the entries of a program.
#ifndef VF_DIALECT_TD
#define VF_DIALECT_TD

include "mlir/IR/OpBase.td"

def VF_Dialect : Dialect {
  let name = "vf";
  let cppNamespace = "::mlir::vf";
  let summary = "State: variables and what touches them";
  let description = [{
    A program is a module with variables, generators of random numbers, Savers, and entries. A variable is a symbol;
    ops name it and carry read and write effects on that symbol's resource. Every update yields the value after it.

    The dialect has three forms. In *state form* an entry is a straight list of `nd` values and `vf` accesses, in the
    order in which they run. After `--vf-cut-stages` that list is grouped into `vf.stage`s. After `--vf-functionalize`
    each stage is a functional core, a function of tensors in a module of its own, and the entry is a list of
    `vf.call_stage` over variables, with the size arithmetic and the checks between them.

    **Strings.** Tensors of `!vf.string` are values of entries only. Ops on them are calls of the runtime, which owns the
    strings; `vf.read` and `vf.assign` of a variable of strings are such calls too.

    **Failing.** What can fail (`vf.check`, `vf.check_initialized`, what makes new strings) comes before everything that changes state: an
    entry is a prologue followed by a commit. `--vf-hoist-checks` makes it so, `--vf-verify-commit` proves it.

    **Names.** Ops keep the TensorFlow node they come from as their location (`loc("gradients/MatMul_grad/MatMul")`).
  }];
  // Updates are formulas of nd ops.
  let dependentDialects = ["::mlir::nd::NDDialect"];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
}

class VF_Op<string mnemonic, list<Trait> traits = []> : Op<VF_Dialect, mnemonic, traits>;

#endif // VF_DIALECT_TD
