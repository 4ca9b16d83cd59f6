// Declarations, entries, checks and stages of the vf dialect; the accesses to variables are in VFStateOps.td.
#ifndef VF_OPS_TD
#define VF_OPS_TD

include "vf/IR/VFAttrs.td"
include "vf/IR/VFInterfaces.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/FunctionInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def VF_VariableResource : Resource<"::mlir::vf::VariableResource">;
def VF_GeneratorResource : Resource<"::mlir::vf::GeneratorResource">;
def VF_StatusResource : Resource<"::mlir::vf::StatusResource">;

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

def VF_VariableOp : VF_Op<"variable", [Symbol, IsolatedFromAbove, SingleBlock, NoRegionArguments]> {
  let summary = "declares a variable";
  let description = [{
    The symbol is the variable's node name; `vf.saver` has its checkpoint keys. The `init` region computes its initial
    value from `nd` ops, `vf.draw` and reads of other variables; without one the variable has no initializer.
    ```mlir
    vf.variable @w : tensor<4xf32> {trainable} init {
      %c = nd.constant dense<1.0> : tensor<4xf32>
      vf.yield %c : tensor<4xf32>
    }
    ```
    `partition` cuts it into shards, the parts in which checkpoints hold it (`--vf-partition-variables`).
    1. The `init` region, if present, ends in one `vf.yield` of the variable's type. 2. It changes no variable. 3. Its
    type can be partitioned so.
    Source: TensorFlow `Variable`, `VariableV2`, `VarHandleOp`; spec section "Variable".
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<AnyRankedTensor>:$type, UnitAttr:$trainable,
                       DefaultValuedAttr<StrArrayAttr, "{}">:$collections, OptionalAttr<StrAttr>:$device,
                       OptionalAttr<PartitionerAttrInterface>:$partition);
  let regions = (region MaxSizedRegion<1>:$init);
  let assemblyFormat = "$sym_name `:` $type attr-dict (`init` $init^)?";
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::RankedTensorType getValueType() { return ::llvm::cast<::mlir::RankedTensorType>(getType()); }
    bool hasInitializer() { return !getInit().empty(); }
  }];
}

def VF_YieldOp : VF_Op<"yield", [Pure, Terminator, ReturnLike, ParentOneOf<["VariableOp", "TableOp", "StageOp"]>]> {
  let summary = "ends an initializer or a stage";
  let arguments = (ins Variadic<AnyType>:$operands);
  let assemblyFormat = "($operands^ `:` type($operands))? attr-dict";
}

def VF_GeneratorOp : VF_Op<"generator", [Symbol]> {
  let summary = "declares the stream of one random node";
  let description = [{
    State of the instance, not of checkpoints. Both seeds 0: seeded when the instance is made.
    ```mlir
    vf.generator @"dropout/random_uniform" seed = 87654321 seed2 = 1
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, I64Attr:$seed, I64Attr:$seed2);
  let assemblyFormat = "$sym_name `seed` `=` $seed `seed2` `=` $seed2 attr-dict";
}

def VF_SaverOp : VF_Op<"saver", [Symbol, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "declares what a Saver saves";
  let description = [{
    Record k is variable `variables[k]` under the checkpoint key `keys[k]`, as the part `slices[k]` of the tensor of
    that key (`""`: the whole), in the order they are written.
    ```mlir
    vf.saver @save variables = [@W, @b] keys = ["W", "b"] slices = ["", ""] version = 2 max_to_keep = 5
    ```
    1. The three lists are of one length. 2. Each variable exists.
    Source: TensorFlow `SaverDef` and the nodes that it names.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, FlatSymbolRefArrayAttr:$variables, StrArrayAttr:$keys,
                       StrArrayAttr:$slices, I32Attr:$version, I32Attr:$max_to_keep, UnitAttr:$sharded,
                       DefaultValuedAttr<F32Attr, "10000.0f">:$keep_checkpoint_every_n_hours);
  let assemblyFormat = [{
    $sym_name `variables` `=` $variables `keys` `=` $keys `slices` `=` $slices `version` `=` $version
    `max_to_keep` `=` $max_to_keep (`sharded` $sharded^)? attr-dict
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

def VF_EntryOp : VF_Op<"entry", [FunctionOpInterface, IsolatedFromAbove, AffineScope, AutomaticAllocationScope]> {
  let summary = "an entry point of the program";
  let description = [{
    Its ops run in the order they stand. Argument and result attributes describe feeds and fetches: `vf.name` (public
    name), `vf.tensor` (the graph's tensor), and for arguments `vf.symbols`, one string per axis: the name of the size
    where the command line gave one, else "". `initializer` marks the entry that runs every initializer; `races` has the
    accesses that the graph leaves unordered, for `--vf-check-races`. These and other attributes follow the results as
    `attributes {initializer}`.
    ```mlir
    vf.entry @train(%x: tensor<?xf32> {vf.name = "x", vf.tensor = "x:0", vf.symbols = ["B"]})
        -> (tensor<f32> {vf.name = "loss", vf.tensor = "loss:0"}) {
      ...
      vf.return %loss : tensor<f32>
    }
    ```
    1. `vf.symbols` has one string per axis.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<FunctionType>:$function_type,
                       OptionalAttr<DictArrayAttr>:$arg_attrs, OptionalAttr<DictArrayAttr>:$res_attrs,
                       UnitAttr:$initializer, OptionalAttr<VF_RaceArrayAttr>:$races);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() { return getFunctionType().getInputs(); }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() { return getFunctionType().getResults(); }
    ::mlir::Region *getCallableRegion() { return &getBody(); }
    ::mlir::Block &getBlock() { return getBody().front(); }
  }];
}

def VF_ReturnOp : VF_Op<"return", [Pure, Terminator, ReturnLike, HasParent<"EntryOp">]> {
  let summary = "ends an entry with its fetches";
  let arguments = (ins Variadic<AnyRankedTensor>:$operands);
  let assemblyFormat = "($operands^ `:` type($operands))? attr-dict";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

def VF_CheckOp : VF_Op<"check", [MemoryEffects<[MemWrite<VF_StatusResource>]>]> {
  let summary = "fails the entry unless a condition holds";
  let description = [{
    The message may name the values: `{1}` prints `values[1]`, `{0..2}` prints `values[0],values[1]`. A brace that
    begins no such mark stands for itself.
    ```mlir
    vf.check %ok, invalid_argument, "label {0} is not below {1}" (%a, %b) node = "xent" op = "SparseXent"
    ```
    1. The marks of the message name values that the op has.
    Source: the error texts of TensorFlow's kernels.
  }];
  let arguments = (ins I1:$condition, VF_ErrorCodeAttr:$code, StrAttr:$message, Variadic<Index>:$values,
                       StrAttr:$node, StrAttr:$op);
  let assemblyFormat = [{
    $condition `,` custom<Keyword>($code) `,` $message (`(` $values^ `)`)? `node` `=` $node `op` `=` $op attr-dict
  }];
  let hasCanonicalizeMethod = 1;
  let hasVerifier = 1;
}

def VF_CheckInitializedOp
    : VF_Op<"check_initialized", [DeclareOpInterfaceMethods<SymbolUserOpInterface>,
                                  MemoryEffects<[MemWrite<VF_StatusResource>]>]> {
  let summary = "fails the entry if a variable is uninitialized";
  let description = [{
    `node` and `op` are those of the first consumer, which TensorFlow's message names.
    ```mlir
    vf.check_initialized @w node = "w/read" op = "Identity"
    ```
    Source: TensorFlow's executor, "Attempting to use uninitialized value".
  }];
  let arguments = (ins Arg<FlatSymbolRefAttr, "the variable tested", [MemRead<VF_VariableResource>]>:$variable,
                       StrAttr:$node, StrAttr:$op);
  let assemblyFormat = "$variable `node` `=` $node `op` `=` $op attr-dict";
}

//===----------------------------------------------------------------------===//
// Stages
//===----------------------------------------------------------------------===//

def VF_StageOp : VF_Op<"stage", [SingleBlock, NoRegionArguments, RecursiveMemoryEffects]> {
  let summary = "a run of an entry's ops that is compiled as one function";
  let description = [{
    Groups ops between `--vf-cut-stages` and `--vf-functionalize`. It captures the values it uses; its results are the
    values that later ops use, and `sizes` has one index per `?` of their types, in order. The value of a variable is
    no result unless it is fetched: a later stage reads the variable again.
    ```mlir
    %d = vf.stage @train_0 -> tensor<4xf32> {
      %0 = nd.mul %x, %lr : tensor<4xf32>, tensor<f32> -> tensor<4xf32>
      vf.yield %0 : tensor<4xf32>
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, Variadic<Index>:$sizes);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name (`sizes` `(` $sizes^ `)`)? (`->` type($results)^)? $body attr-dict";
  let hasRegionVerifier = 1;
}

def VF_CallStageOp : VF_Op<"call_stage", [AttrSizedOperandSegments, DeclareOpInterfaceMethods<SymbolUserOpInterface>,
                                          DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "runs a stage's functional core";
  let description = [{
    The core `@stage::@stage` takes, in this order: one tensor per variable of `variables`, the `inputs`, the
    `scalars`, and one destination per result. It returns the written variables (`writes[k]` true), then the results.
    `sizes` has one index per `?` of the result types, in order: the entry knows every size before the call.
    ```mlir
    %o = vf.call_stage @train_0 variables [@w] writes [true] ins(%x : tensor<?xf32>) scalars(%n : index)
        sizes(%n) -> tensor<?xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$stage, FlatSymbolRefArrayAttr:$variables, DenseBoolArrayAttr:$writes,
                       Variadic<AnyRankedTensor>:$inputs, Variadic<AnyTypeOf<[Index, AnySignlessInteger]>>:$scalars,
                       Variadic<Index>:$sizes);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    $stage `variables` $variables `writes` $writes (`ins` `(` $inputs^ `:` type($inputs) `)`)?
    (`scalars` `(` $scalars^ `:` type($scalars) `)`)? (`sizes` `(` $sizes^ `)`)? (`->` type($results)^)? attr-dict
  }];
  let hasVerifier = 1;
}

def VF_ParallelForOp : VF_Op<"parallel_for", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "runs a function over a range, on several threads";
  let description = [{
    Calls `body(begin, end, captures...)` for parts of [0, `count`) that are all of it together, and goes on when all
    have returned. The range is cut at multiples of `grain`, which is at least 1; parts may run at the same time, and
    what one writes no other touches. Stands in cores, from `--vf-parallelize-loops` to
    `--convert-vf-parallel-to-llvm`.
    ```mlir
    vf.parallel_for @train_0.parallel_0 to %rows grain %grain captures(%w, %x : memref<4096x64xf32>, memref<4096xf32>)
    ```
    1. The body takes two indices and the captures, and returns nothing.
  }];
  let arguments = (ins FlatSymbolRefAttr:$body, Index:$count, Index:$grain, Variadic<AnyType>:$captures);
  let assemblyFormat = [{
    $body `to` $count `grain` $grain (`captures` `(` $captures^ `:` type($captures) `)`)? attr-dict
  }];
}

include "vf/IR/VFStateOps.td"
include "vf/IR/VFStringOps.td"
include "vf/IR/VFTableOps.td"

#endif // VF_OPS_TD
