// The nd dialect: pure values, n-dimensional arrays with NumPy broadcasting.
#ifndef ND_DIALECT_TD
#define ND_DIALECT_TD

include "mlir/IR/OpBase.td"

def ND_Dialect : Dialect {
  let name = "nd";
  let cppNamespace = "::mlir::nd";
  let summary = "Pure n-dimensional values";
  let description = [{
    A small closed set of operations on ranked tensors: what a TensorFlow graph computes between its variables. Every
    op is pure; state is the `vf` dialect's.

    **Types.** Elements carry their sign: `i8`…`i64` are signed, `ui8`…`ui64` unsigned; `i1` is a truth value; floats
    are `f16`, `bf16`, `f32`, `f64`, complex numbers `complex<f32>` and `complex<f64>`. One place, the lowering to linalg, picks signed or unsigned arithmetic and drops
    the sign.

    **Sizes.** A dimension is a number or `?`. Elementwise ops broadcast where the types say so: an operand's axis of
    size 1, or a missing leading axis, repeats. Two axes that are both not statically 1 are *equal*: that is an
    obligation of whoever built the op, and `--nd-verify-shape-checks` proves it. Where a size may turn out to be 1 or
    N only at run time, the operand passes through `nd.broadcast`, and its gradient through `nd.unbroadcast`.

    **Arithmetic.** Integers wrap. Integer division by zero yields 0 and INT_MIN / -1 yields INT_MIN: the error that
    TensorFlow raises for a zero divisor is a `vf.check` of its own. Float to integer saturates and turns NaN into 0. A complex
    product is the textbook formula; a quotient neither overflows on the way nor loses an infinity (C99, Annex G).
  }];
  // Reified sizes are tensor.dim and sums of them.
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::tensor::TensorDialect"];
  let hasConstantMaterializer = 1;
  let useDefaultAttributePrinterParser = 1;
}

class ND_Op<string mnemonic, list<Trait> traits = []> : Op<ND_Dialect, mnemonic, traits>;

#endif // ND_DIALECT_TD
