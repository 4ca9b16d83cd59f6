// Accesses to variables and generators. Effects stand on the symbol itself, so CSE and dead-code removal work unaided.
#ifndef VF_STATE_OPS_TD
#define VF_STATE_OPS_TD

include "nd/IR/NDAttrs.td"

def VF_ReadVariable : Arg<FlatSymbolRefAttr, "the variable read", [MemRead<VF_VariableResource>]>;
def VF_WriteVariable : Arg<FlatSymbolRefAttr, "the variable overwritten", [MemWrite<VF_VariableResource>]>;
def VF_UpdateVariable
    : Arg<FlatSymbolRefAttr, "the variable updated", [MemRead<VF_VariableResource>, MemWrite<VF_VariableResource>]>;

class VF_AccessOp<string mnemonic, list<Trait> traits = []> : VF_Op<mnemonic, traits # [
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]>;

class VF_UpdateOp<string mnemonic, list<Trait> traits = []> : VF_AccessOp<mnemonic, traits # [
    DeclareOpInterfaceMethods<VariableAccessOpInterface>, DeclareOpInterfaceMethods<VariableUpdateOpInterface>]>;

//===----------------------------------------------------------------------===//
// Reads
//===----------------------------------------------------------------------===//

def VF_ReadOp : VF_AccessOp<"read", [DeclareOpInterfaceMethods<VariableAccessOpInterface>]> {
  let summary = "the value of a variable at this point";
  let description = [{
    ```mlir
    %w = vf.read @w : tensor<4xf32>
    ```
    1. The result has the variable's type.
    Source: TensorFlow `ReadVariableOp`, and every consumer of a ref variable.
  }];
  let arguments = (ins VF_ReadVariable:$variable);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$variable attr-dict `:` type($result)";
}

//===----------------------------------------------------------------------===//
// Updates
//===----------------------------------------------------------------------===//

def VF_AssignOp : VF_UpdateOp<"assign", [AllTypesMatch<["value", "result"]>]> {
  let summary = "overwrites a variable; initializes it";
  let description = [{
    ```mlir
    %w1 = vf.assign @w, %v : tensor<4xf32>
    ```
    1. The value has the variable's type.
    Source: TensorFlow `Assign`, `AssignVariableOp`.
  }];
  let arguments = (ins VF_WriteVariable:$variable, AnyRankedTensor:$value);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$variable `,` $value attr-dict `:` type($value)";
}

class VF_ArithmeticAssignOp<string mnemonic, string what, string source>
    : VF_UpdateOp<mnemonic, [AllTypesMatch<["delta", "result"]>]> {
  let summary = what;
  let description = "`variable " # what # "`. The delta has the variable's type: no broadcasting. Source: TensorFlow `"
                    # source # "`.";
  let arguments = (ins VF_UpdateVariable:$variable, AnyRankedTensor:$delta);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$variable `,` $delta attr-dict `:` type($delta)";
}
def VF_AssignAddOp : VF_ArithmeticAssignOp<"assign_add", "+= delta", "AssignAdd, AssignAddVariableOp">;
def VF_AssignSubOp : VF_ArithmeticAssignOp<"assign_sub", "-= delta", "AssignSub, AssignSubVariableOp">;

def VF_ScatterOp : VF_AccessOp<"scatter", [
    DeclareOpInterfaceMethods<VariableAccessOpInterface>,
    DeclareOpInterfaceMethods<VariableUpdateOpInterface, ["updatesDestination"]>]> {
  let summary = "updates rows of a variable";
  let description = [{
    For each index, in row-major order: `variable[index] = combiner(variable[index], update row)`. Duplicates
    accumulate; for `update` the last wins. Indices are in range: checked beforehand by a `vf.check`.
    ```mlir
    %w1 = vf.scatter add @w, %ids, %rows : tensor<?xi32>, tensor<?x16xf32> -> tensor<1000x16xf32>
    ```
    1. The variable's rank is at least 1, and the result has its type.
    2. updates.shape = indices.shape + variable.shape[1:], or updates is a scalar.
    Source: TensorFlow `ScatterAdd` and its kin, `ResourceScatterAdd`.
  }];
  let arguments = (ins ND_CombinerAttr:$combiner, VF_UpdateVariable:$variable, RankedTensorOf<[I32, I64]>:$indices,
                       AnyRankedTensor:$updates);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    custom<Keyword>($combiner) $variable `,` $indices `,` $updates attr-dict
    `:` type($indices) `,` type($updates) `->` type($result)
  }];
}

def VF_ApplyGradientDescentOp : VF_UpdateOp<"apply_gradient_descent"> {
  let summary = "variable -= delta * alpha";
  let description = [{
    ```mlir
    %w1 = vf.apply_gradient_descent @w, %lr, %g : tensor<f32>, tensor<4xf32>
    ```
    Source: TensorFlow `ApplyGradientDescent`, `ResourceApplyGradientDescent`.
  }];
  let arguments = (ins VF_UpdateVariable:$variable, AnyRankedTensor:$alpha, AnyRankedTensor:$delta);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$variable `,` $alpha `,` $delta attr-dict `:` type($alpha) `,` type($delta) `->` type($result)";
}

def VF_ApplyMomentumOp : VF_UpdateOp<"apply_momentum"> {
  let summary = "gradient descent with momentum";
  let description = [{
    `accum = accum * momentum + grad`; `variable -= accum * lr`, or with `nesterov`
    `variable -= grad * lr + accum * momentum * lr`.
    ```mlir
    %w1, %a1 = vf.apply_momentum @w, @a, %lr, %g, %m : tensor<f32>, tensor<4xf32>, tensor<f32>
        -> tensor<4xf32>, tensor<4xf32>
    ```
    Source: TensorFlow `ApplyMomentum`, `ResourceApplyMomentum`.
  }];
  let arguments = (ins VF_UpdateVariable:$variable, VF_UpdateVariable:$accumulator, AnyRankedTensor:$learning_rate,
                       AnyRankedTensor:$gradient, AnyRankedTensor:$momentum, UnitAttr:$nesterov);
  let results = (outs AnyRankedTensor:$result, AnyRankedTensor:$accumulated);
  let assemblyFormat = [{
    $variable `,` $accumulator `,` $learning_rate `,` $gradient `,` $momentum (`nesterov` $nesterov^)? attr-dict
    `:` type($learning_rate) `,` type($gradient) `,` type($momentum) `->` type($result) `,` type($accumulated)
  }];
}

def VF_ApplyAdamOp : VF_UpdateOp<"apply_adam"> {
  let summary = "Adam";
  let description = [{
    `alpha = lr * sqrt(1 - beta2_power) / (1 - beta1_power)`; `m += (grad - m) * (1 - beta1)`;
    `v += (grad^2 - v) * (1 - beta2)`; `variable -= (m * alpha) / (sqrt(v) + epsilon)`, or with `nesterov`
    `variable -= ((grad * (1 - beta1) + beta1 * m) * alpha) / (sqrt(v) + epsilon)`.
    Source: TensorFlow `ApplyAdam`, `ResourceApplyAdam`; Kingma and Ba, "Adam" (ICLR 2015), the "epsilon hat" form.
  }];
  let arguments = (ins VF_UpdateVariable:$variable, VF_UpdateVariable:$m, VF_UpdateVariable:$v,
                       AnyRankedTensor:$beta1_power, AnyRankedTensor:$beta2_power, AnyRankedTensor:$learning_rate,
                       AnyRankedTensor:$beta1, AnyRankedTensor:$beta2, AnyRankedTensor:$epsilon,
                       AnyRankedTensor:$gradient, UnitAttr:$nesterov);
  let results = (outs AnyRankedTensor:$result, AnyRankedTensor:$new_m, AnyRankedTensor:$new_v);
  let assemblyFormat = [{
    $variable `,` $m `,` $v `powers` $beta1_power `,` $beta2_power `rate` $learning_rate `betas` $beta1 `,` $beta2
    `epsilon` $epsilon `gradient` $gradient (`nesterov` $nesterov^)? attr-dict
    `:` type($beta1_power) `,` type($beta2_power) `,` type($learning_rate) `,` type($beta1) `,` type($beta2) `,`
    type($epsilon) `,` type($gradient) `->` type($result) `,` type($new_m) `,` type($new_v)
  }];
}

//===----------------------------------------------------------------------===//
// Random numbers
//===----------------------------------------------------------------------===//

def VF_DrawOp : VF_AccessOp<"draw"> {
  let summary = "takes a generator's key and counter and advances it";
  let description = [{
    Advances by 256 blocks per element, whatever the distribution: TensorFlow's reservation.
    ```mlir
    %key, %lo, %hi = vf.draw @"random_uniform/RandomUniform" elements %n
    ```
    Source: TensorFlow `GuardedPhiloxRandom::ReserveSamples128`.
  }];
  let arguments = (ins
    Arg<FlatSymbolRefAttr, "the generator", [MemRead<VF_GeneratorResource>, MemWrite<VF_GeneratorResource>]>:$generator,
    Index:$elements);
  let results = (outs I64:$key, I64:$counter_lo, I64:$counter_hi);
  let assemblyFormat = "$generator `elements` $elements attr-dict";
}

#endif // VF_STATE_OPS_TD
