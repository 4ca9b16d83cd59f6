// The updates that optimizers make. One op serves dense and sparse gradients: a sparse one comes with the row of the
// variable that each of its rows is for.
#ifndef VF_OPTIMIZERS_TD
#define VF_OPTIMIZERS_TD

/// An update of a variable and of its `slots`, the variables in which the optimizer remembers, from a gradient and
/// `scalars`. `kernel` is TensorFlow's name without Apply; `flag`, if not empty, a switch of the formula.
class VF_OptimizerOp<string mnemonic, string kernel, list<string> slots, list<string> scalars, string flag = "">
    : VF_Op<mnemonic, [
        DeclareOpInterfaceMethods<SymbolUserOpInterface>,
        DeclareOpInterfaceMethods<VariableAccessOpInterface, ["getConsumer"]>,
        DeclareOpInterfaceMethods<VariableUpdateOpInterface, ["updatesDestination"]>,
        AllTypesMatch<!listconcat(["result"], !foreach(slot, slots, "new_" # slot))>]
        # !foreach(scalar, scalars, VF_ScalarOf<"result", scalar>)> {
  let arguments = !con(
    (ins VF_UpdateVariable:$variable), !dag(ins, !listsplat(VF_UpdateVariable, !size(slots)), slots),
    !dag(ins, !listsplat(AnyRankedTensor, !size(scalars)), scalars),
    (ins AnyRankedTensor:$gradient, Optional<RankedTensorOf<[I32, I64]>>:$indices),
    !if(!empty(flag), (ins), !dag(ins, [UnitAttr], [flag])), (ins UnitAttr:$use_locking));
  let results = !con(
    (outs AnyRankedTensor:$result),
    !dag(outs, !listsplat(AnyRankedTensor, !size(slots)), !foreach(slot, slots, "new_" # slot)));
  let assemblyFormat =
    "$variable" # !foldl("", slots, text, slot, text # " `,` $" # slot)
    # !foldl("", scalars, text, scalar, text # " `" # scalar # "` `=` $" # scalar)
    # " `gradient` $gradient (`at` $indices^)?" # !if(!empty(flag), "", " (`" # flag # "` $" # flag # "^)?")
    # " attr-dict `:` type($gradient) (`,` type($indices)^)? `->` type($result)";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The new values of the variable and its slots, or of one row of each, from the latest ones.
    ::llvm::SmallVector<::mlir::Value> buildStep(::mlir::vf::Formula &f, ::mlir::ValueRange latest,
                                                 ::mlir::Value gradient);
    /// The attributes that name the variable and its slots, in order; and the switch, or "".
    static constexpr ::llvm::StringLiteral kVariables[] = {"variable"}] # !foldl("", slots, text, slot,
      text # ", \"" # slot # "\"") # [{};
    static constexpr ::llvm::StringLiteral kFlag = "}] # flag # [{";
  }];
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::verifySymbolUses(::mlir::SymbolTableCollection &symbolTables) {
      return verifyVariableAccess(*this, symbolTables);
    }
    ::llvm::LogicalResult $cppClass::verify() { return verifyGradient(*this, getGradient(), getIndices()); }
    ::mlir::vf::NodeName $cppClass::getConsumer() {
      return {getNodeName(*this).node, (getIndices() ? "SparseApply" : "Apply") + std::string("}] # kernel # [{")};
    }
    ::llvm::SmallVector<::mlir::Value> $cppClass::buildUpdatedValues(::mlir::OpBuilder &builder,
                                                                     ::mlir::ValueRange latest) {
      auto step = [&](Formula &f, ::mlir::ValueRange values, ::mlir::Value gradient) {
        return buildStep(f, values, gradient);
      };
      return buildOptimizerUpdate(builder, getLoc(), latest, getGradient(), getIndices(), step);
    }
    bool $cppClass::updatesDestination() { return static_cast<bool>(getIndices()); }
  }];
}

def VF_ApplyMomentumOp : VF_OptimizerOp<
    "apply_momentum", "Momentum", ["accumulator"], ["learning_rate", "momentum"], "nesterov"> {
  let summary = "gradient descent with momentum";
  let description = [{
    `accum = accum * momentum + grad`; `variable -= accum * lr`, or with `nesterov`
    `variable -= grad * lr + accum * momentum * lr`.
    ```mlir
    %w1, %a1 = vf.apply_momentum @w, @a learning_rate = %lr momentum = %m gradient %g : tensor<4xf32> -> tensor<4xf32>
    %v1, %b1 = vf.apply_momentum @v, @b learning_rate = %lr momentum = %m gradient %rows at %indices nesterov
        : tensor<?x3xf32>, tensor<?xi32> -> tensor<10x3xf32>
    ```
    With `at`, row `i` of the gradient updates row `indices[i]` of the variable and of each slot, in order: an index
    that comes twice is updated twice, other rows stay. Indices are in range: checked beforehand by a `vf.check`.

    1. The slots have the variable's type, the scalars its element type. 2. The gradient has the variable's type; with
    `at` it is `[n] + variable.shape[1:]`, and the indices are `[n]`. So for every optimizer.

    Source: TensorFlow `ApplyMomentum`, `SparseApplyMomentum` and their resource forms.
  }];
}

def VF_ApplyAdagradOp : VF_OptimizerOp<
    "apply_adagrad", "Adagrad", ["accumulator"], ["learning_rate"], "keep_slots"> {
  let summary = "Adagrad";
  let description = [{
    `accum += grad^2`, unless `keep_slots`; `variable -= grad * lr * rsqrt(accum)`.
    ```mlir
    %w1, %a1 = vf.apply_adagrad @w, @a learning_rate = %lr gradient %g : tensor<4xf32> -> tensor<4xf32>
    ```
    Source: TensorFlow `ApplyAdagrad` and its kin; Duchi et al., JMLR 12 (2011).
  }];
}

def VF_ApplyAdadeltaOp : VF_OptimizerOp<
    "apply_adadelta", "Adadelta", ["accumulator", "accumulated_update"], ["learning_rate", "rho", "epsilon"]> {
  let summary = "Adadelta";
  let description = [{
    `accum = accum * rho + grad^2 * (1 - rho)`; `update = sqrt(accum_update + epsilon) * rsqrt(accum + epsilon) * grad`;
    `variable -= update * lr`; `accum_update = accum_update * rho + update^2 * (1 - rho)`.
    ```mlir
    %w1, %a1, %u1 = vf.apply_adadelta @w, @a, @u learning_rate = %lr rho = %rho epsilon = %e gradient %g
        : tensor<4xf32> -> tensor<4xf32>
    ```
    Source: TensorFlow `ApplyAdadelta` and its kin (from 1.0 on); Zeiler, arXiv:1212.5701.
  }];
}

def VF_ApplyAdamOp : VF_OptimizerOp<
    "apply_adam", "Adam", ["m", "v"],
    ["beta1_power", "beta2_power", "learning_rate", "beta1", "beta2", "epsilon"], "nesterov"> {
  let summary = "Adam";
  let description = [{
    `alpha = lr * sqrt(1 - beta2_power) / (1 - beta1_power)`; `m += (grad - m) * (1 - beta1)`;
    `v += (grad^2 - v) * (1 - beta2)`; `variable -= (m * alpha) / (sqrt(v) + epsilon)`, or with `nesterov`
    `variable -= ((grad * (1 - beta1) + beta1 * m) * alpha) / (sqrt(v) + epsilon)`.
    ```mlir
    %w1, %m1, %v1 = vf.apply_adam @w, @m, @v beta1_power = %b1p beta2_power = %b2p learning_rate = %lr beta1 = %b1
        beta2 = %b2 epsilon = %e gradient %g : tensor<4xf32> -> tensor<4xf32>
    ```
    Source: TensorFlow `ApplyAdam`, `ResourceApplyAdam`; Kingma and Ba, "Adam" (ICLR 2015), the "epsilon hat" form.
  }];
}

def VF_ApplyRMSPropOp : VF_OptimizerOp<
    "apply_rms_prop", "RMSProp", ["mean_square", "moment"], ["learning_rate", "rho", "momentum", "epsilon"]> {
  let summary = "RMSProp";
  let description = [{
    `ms += (grad^2 - ms) * (1 - rho)`; `mom = mom * momentum + grad * lr / sqrt(ms + epsilon)`; `variable -= mom`.
    ```mlir
    %w1, %s1, %m1 = vf.apply_rms_prop @w, @s, @m learning_rate = %lr rho = %rho momentum = %mu epsilon = %e
        gradient %g : tensor<4xf32> -> tensor<4xf32>
    ```
    Source: TensorFlow `ApplyRMSProp` and its kin.
  }];
}

def VF_ApplyCenteredRMSPropOp : VF_OptimizerOp<
    "apply_centered_rms_prop", "CenteredRMSProp", ["mean_gradient", "mean_square", "moment"],
    ["learning_rate", "rho", "momentum", "epsilon"]> {
  let summary = "RMSProp by the gradient's variance";
  let description = [{
    `ms += (grad^2 - ms) * (1 - rho)`; `mg += (grad - mg) * (1 - rho)`;
    `mom = mom * momentum + grad * lr / sqrt((ms - mg^2) + epsilon)`; `variable -= mom`.
    ```mlir
    %w1, %g1, %s1, %m1 = vf.apply_centered_rms_prop @w, @g, @s, @m learning_rate = %lr rho = %rho momentum = %mu
        epsilon = %e gradient %grad : tensor<4xf32> -> tensor<4xf32>
    ```
    Source: TensorFlow `ApplyCenteredRMSProp` and its kin.
  }];
}

class VF_FtrlOp<string mnemonic, string kernel, list<string> shrinkage> : VF_OptimizerOp<
    mnemonic, kernel, ["accumulator", "linear"],
    !listconcat(["learning_rate", "l1", "l2"], shrinkage, ["learning_rate_power"]), "linear_by_rate">;

def VF_ApplyFtrlOp : VF_FtrlOp<"apply_ftrl", "Ftrl", []> {
  let summary = "FTRL-proximal";
  let description = [{
    With `p` for the learning rate's power: `new = accum + grad^2`;
    `linear += grad - (new^-p - accum^-p) / lr * variable`;
    `variable = |linear| > l1 ? (l1 * sign(linear) - linear) / (new^-p / lr + 2 * l2) : 0`; `accum = new`. With
    `linear_by_rate`, `linear` is kept multiplied by the learning rate.
    ```mlir
    %w1, %a1, %l1 = vf.apply_ftrl @w, @a, @l learning_rate = %lr l1 = %c1 l2 = %c2 learning_rate_power = %p gradient %g
        : tensor<4xf32> -> tensor<4xf32>
    ```
    Source: TensorFlow `ApplyFtrl` and its kin; McMahan et al., KDD 2013.
  }];
}

def VF_ApplyFtrlV2Op : VF_FtrlOp<"apply_ftrl_v2", "FtrlV2", ["l2_shrinkage"]> {
  let summary = "FTRL-proximal with shrinkage";
  let description = [{
    `vf.apply_ftrl`, where `grad + 2 * l2_shrinkage * variable` takes the gradient's place in the update of `linear`.
    ```mlir
    %w1, %a1, %l1 = vf.apply_ftrl_v2 @w, @a, @l learning_rate = %lr l1 = %c1 l2 = %c2 l2_shrinkage = %s
        learning_rate_power = %p gradient %g : tensor<4xf32> -> tensor<4xf32>
    ```
    Source: TensorFlow `ApplyFtrlV2` and its kin.
  }];
}

#endif // VF_OPTIMIZERS_TD
