// Accesses to variables and generators. Effects stand on the symbol itself, so CSE and dead-code removal work unaided.
#ifndef VF_STATE_OPS_TD
#define VF_STATE_OPS_TD

include "nd/IR/NDAttrs.td"

def VF_ReadVariable : Arg<FlatSymbolRefAttr, "the variable read", [MemRead<VF_VariableResource>]>;
def VF_WriteVariable : Arg<FlatSymbolRefAttr, "the variable overwritten", [MemWrite<VF_VariableResource>]>;
def VF_UpdateVariable
    : Arg<FlatSymbolRefAttr, "the variable updated", [MemRead<VF_VariableResource>, MemWrite<VF_VariableResource>]>;

/// Its symbols name variables, whose types are those of the values read or written.
class VF_AccessOp<string mnemonic, list<Trait> traits = []> : VF_Op<mnemonic, traits # [
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::verifySymbolUses(::mlir::SymbolTableCollection &symbolTables) {
      return verifyVariableAccess(*this, symbolTables);
    }
  }];
}

class VF_UpdateOp<string mnemonic, list<Trait> traits = [], list<string> methods = []> : VF_AccessOp<mnemonic, traits # [
    DeclareOpInterfaceMethods<VariableAccessOpInterface>,
    DeclareOpInterfaceMethods<VariableUpdateOpInterface, methods>]>;

/// Constrains `scalar` to the rank-0 tensor of the element type of `tensor`.
class VF_ScalarOf<string tensor, string scalar> : TypesMatchWith<
    "'" # scalar # "' is a scalar of the element type of '" # tensor # "'", tensor, scalar,
    "::mlir::vf::getScalarType($_self)">;

//===----------------------------------------------------------------------===//
// Reads
//===----------------------------------------------------------------------===//

def VF_ReadOp : VF_AccessOp<"read", [
    DeclareOpInterfaceMethods<VariableAccessOpInterface, ["getVariableValues", "getConsumer", "needsValue"]>]> {
  let summary = "the value of a variable at this point";
  let description = [{
    `node` and `op` are those of the consumer that the read serves: what an error about an uninitialized variable names.
    ```mlir
    %w = vf.read @w {node = "w/read", op = "Identity"} : tensor<4xf32>
    ```
    With `if_initialized` the variable may be without a value: what is read is then unspecified, and whoever reads does
    not use it.
    1. The result has the variable's type.
    Source: TensorFlow `ReadVariableOp`, and every consumer of a ref variable.
  }];
  let arguments = (ins VF_ReadVariable:$variable, OptionalAttr<StrAttr>:$node, OptionalAttr<StrAttr>:$op,
                       UnitAttr:$if_initialized);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$variable attr-dict `:` type($result)";
  let builders = [OpBuilder<(ins "::mlir::Type":$type, "::mlir::FlatSymbolRefAttr":$variable,
                                 "::llvm::StringRef":$node, "::llvm::StringRef":$op), [{
    build($_builder, $_state, type, variable, $_builder.getStringAttr(node), $_builder.getStringAttr(op));
  }]>];
}

def VF_InitializedValueOp : VF_AccessOp<"initialized_value", [
    DeclareOpInterfaceMethods<VariableAccessOpInterface, ["getVariableValues"]>]> {
  let summary = "the value of a variable, or else its initial value";
  let description = [{
    What a `vf.read` yields if the variable has a value here, else what its initializer computes. It assigns nothing, and
    draws random numbers only if the initializer is asked. `--vf-resolve-init-order` makes it a read in initializers,
    whose sources are initialized before; `--vf-expand-initialized-values` makes it a choice elsewhere.
    ```mlir
    %w = vf.initialized_value @w : tensor<4xf32>
    ```
    1. The result has the variable's type.
    Source: TensorFlow `Variable.initialized_value` from 1.0 on.
  }];
  let arguments = (ins VF_ReadVariable:$variable);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$variable attr-dict `:` type($result)";
}

def VF_IsInitializedOp : VF_Op<"is_initialized", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "whether a variable has a value";
  let description = [{
    Looks at the variable as it is when the entry is called: `--vf-forward-state` replaces it where the entry has written
    the variable before.
    ```mlir
    %p = vf.is_initialized @w
    ```
    Source: TensorFlow `IsVariableInitialized`, `VarIsInitializedOp`.
  }];
  let arguments = (ins VF_ReadVariable:$variable);
  let results = (outs I1:$result);
  let assemblyFormat = "$variable attr-dict";
}

def VF_CopyOp : VF_Op<"copy", [Pure, SameOperandsAndResultType]> {
  let summary = "a marked copy of a variable's old value";
  let description = [{
    Stands before a write whose variable's earlier value is used after it. The only copies of a variable's size that
    `--vf-verify-in-place` accepts are these.
    ```mlir
    %old = vf.copy %w : tensor<4xf32>
    ```
  }];
  let arguments = (ins AnyRankedTensor:$operand);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand)";
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
  let arguments = (ins VF_WriteVariable:$variable, AnyRankedTensor:$value, UnitAttr:$use_locking);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$variable `,` $value attr-dict `:` type($value)";
}

class VF_ArithmeticAssignOp<string mnemonic, string what, string source>
    : VF_UpdateOp<mnemonic, [AllTypesMatch<["delta", "result"]>]> {
  let summary = what;
  let description = "`variable " # what # "`. The delta has the variable's type: no broadcasting. Source: TensorFlow `"
                    # source # "`.";
  let arguments = (ins VF_UpdateVariable:$variable, AnyRankedTensor:$delta, UnitAttr:$use_locking);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$variable `,` $delta attr-dict `:` type($delta)";
}
def VF_AssignAddOp : VF_ArithmeticAssignOp<"assign_add", "+= delta", "AssignAdd, AssignAddVariableOp">;
def VF_AssignSubOp : VF_ArithmeticAssignOp<"assign_sub", "-= delta", "AssignSub, AssignSubVariableOp">;

def VF_ScatterOp : VF_AccessOp<"scatter", [
    DeclareOpInterfaceMethods<VariableAccessOpInterface, ["getConsumer"]>,
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
                       AnyRankedTensor:$updates, UnitAttr:$use_locking);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $combiner $variable `,` $indices `,` $updates attr-dict
    `:` type($indices) `,` type($updates) `->` type($result)
  }];
  let hasVerifier = 1;
}

def VF_ScatterNdOp : VF_AccessOp<"scatter_nd", [
    DeclareOpInterfaceMethods<VariableAccessOpInterface, ["getConsumer"]>,
    DeclareOpInterfaceMethods<VariableUpdateOpInterface, ["updatesDestination"]>]> {
  let summary = "updates parts of a variable";
  let description = [{
    `vf.scatter` where the last axis of the indices holds the coordinates of a part: of a row, of an element.
    ```mlir
    %w1 = vf.scatter_nd add @w, %places, %values : tensor<?x2xi32>, tensor<?xf32> -> tensor<8x4xf32>
    ```
    1. The indices have `k` coordinates each, a static number from 1 to the variable's rank.
    2. updates.shape = indices.shape[:-1] + variable.shape[k:].
    Source: TensorFlow `ScatterNdUpdate`, `ScatterNdAdd`, `ScatterNdSub` and their resource forms.
  }];
  let arguments = (ins ND_CombinerAttr:$combiner, VF_UpdateVariable:$variable, RankedTensorOf<[I32, I64]>:$indices,
                       AnyRankedTensor:$updates, UnitAttr:$use_locking);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $combiner $variable `,` $indices `,` $updates attr-dict
    `:` type($indices) `,` type($updates) `->` type($result)
  }];
  let hasVerifier = 1;
}

def VF_SliceAssignOp : VF_UpdateOp<"slice_assign", [], ["updatesDestination"]> {
  let summary = "overwrites regular places of a variable";
  let description = [{
    `variable[offset + i * stride] = value[i]` per axis.
    ```mlir
    %w1 = vf.slice_assign @w, %x offsets = [1, 0] strides = [2, 1] : tensor<2x4xf32> -> tensor<6x4xf32>
    ```
    1. Value and variable have the same rank and element type, with one offset and one stride per axis.
    2. Strides are positive, and the places lie in the variable.
    Source: TensorFlow `StridedSliceAssign`, `ResourceStridedSliceAssign`.
  }];
  let arguments = (ins VF_UpdateVariable:$variable, AnyStaticShapeTensor:$value, DenseI64ArrayAttr:$offsets,
                       DenseI64ArrayAttr:$strides);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = [{
    $variable `,` $value `offsets` `=` $offsets `strides` `=` $strides attr-dict `:` type($value) `->` type($result)
  }];
  let hasVerifier = 1;
}

def VF_CountUpToOp : VF_UpdateOp<"count_up_to", [], ["usesLocking"]> {
  let summary = "counts a variable up by one";
  let description = [{
    The variable is below `limit`: checked beforehand by a `vf.check`. What TensorFlow's op yields, the value from
    before, is a `vf.read` before it. Locks its variable always: callers get distinct values.
    ```mlir
    %n1 = vf.count_up_to @n limit = 3 : tensor<i64>
    ```
    1. The variable is a scalar of type `i32` or `i64`, and the limit fits it.
    Source: TensorFlow `CountUpTo`, `ResourceCountUpTo`.
  }];
  let arguments = (ins VF_UpdateVariable:$variable, I64Attr:$limit);
  let results = (outs 0DTensorOf<[I32, I64]>:$result);
  let assemblyFormat = "$variable `limit` `=` $limit attr-dict `:` type($result)";
  let hasVerifier = 1;
}

def VF_ApplyGradientDescentOp : VF_UpdateOp<"apply_gradient_descent", [
    AllTypesMatch<["delta", "result"]>, VF_ScalarOf<"delta", "alpha">]> {
  let summary = "variable -= delta * alpha";
  let description = [{
    ```mlir
    %w1 = vf.apply_gradient_descent @w, %lr, %g : tensor<4xf32>
    ```
    1. The delta has the variable's type: no broadcasting. 2. Alpha is a scalar of its element type.
    Source: TensorFlow `ApplyGradientDescent`, `ResourceApplyGradientDescent`.
  }];
  let arguments = (ins VF_UpdateVariable:$variable, AnyRankedTensor:$alpha, AnyRankedTensor:$delta,
                       UnitAttr:$use_locking);
  let results = (outs AnyRankedTensor:$result);
  let assemblyFormat = "$variable `,` $alpha `,` $delta attr-dict `:` type($delta)";
}

include "vf/IR/VFOptimizers.td"

//===----------------------------------------------------------------------===//
// Random numbers
//===----------------------------------------------------------------------===//

def VF_DrawOp : VF_Op<"draw", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
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
