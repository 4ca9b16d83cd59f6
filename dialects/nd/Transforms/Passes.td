// Passes over the nd dialect.
#ifndef ND_TRANSFORMS_PASSES_TD
#define ND_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

def VerifyShapeChecks : InterfacePass<"nd-verify-shape-checks", "::mlir::FunctionOpInterface"> {
  let summary = "Proves the equalities of unknown sizes that ops assume";
  let description = [{
    An elementwise op on `tensor<?xf32>` and `tensor<?xf32>` takes the sizes to be equal; a loop over one of them would
    leave the bounds of the other. For each such pair, of elementwise ops, products, concatenations, cross entropies and
    scatters, both sizes must be the same by construction (they reify to the same argument's axis, to arguments' axes of
    one name in `vf.symbols`, to the same arithmetic), or a check before the op must compare them. An `nd.broadcast` of
    an axis of unknown size needs as its size that axis or the broadcast of it with another one, checked to fit.

    Runs on straight code: a function of one block, before anything is lowered. Changes nothing.
    ```mlir
    %ok = arith.cmpi eq, %n, %m : index            // sizes of %x and %y
    vf.check %ok, invalid_argument, "..." ...
    %s = nd.add %x, %y : tensor<?xf32>, tensor<?xf32> -> tensor<?xf32>
    ```
  }];
}

#endif // ND_TRANSFORMS_PASSES_TD
