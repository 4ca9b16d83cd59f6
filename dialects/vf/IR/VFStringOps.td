// Values of strings. Their ops are calls of the runtime: they stand in entries, never in stages.
#ifndef VF_STRING_OPS_TD
#define VF_STRING_OPS_TD

include "vf/IR/VFTypes.td"

def VF_StringResource : Resource<"::mlir::vf::StringResource">;

/// A result whose memory may run out: its op belongs to the prologue.
def VF_NewStrings : Res<VF_Strings, "new strings", [MemAlloc<VF_StringResource>]>;

def VF_StringConstantOp : VF_Op<"string_constant", [RuntimeCall, Pure, AllTypesMatch<["value", "result"]>]> {
  let summary = "constant strings";
  let description = [{
    ```mlir
    %s = vf.string_constant dense<["a", "b"]> : tensor<2x!vf.string>
    ```
    Source: TensorFlow `Const`.
  }];
  let arguments = (ins StringElementsAttr:$value);
  let results = (outs VF_Strings:$result);
  let assemblyFormat = "$value attr-dict";
}

def VF_JoinStringsOp : VF_Op<"join_strings", [RuntimeCall]> {
  let summary = "elements of strings, one behind the other";
  let description = [{
    Element by element; operands broadcast by NumPy's rule. That sizes known only at run time do so has been checked
    beforehand.
    ```mlir
    %s = vf.join_strings %a, %b : tensor<?x!vf.string>, tensor<!vf.string> -> tensor<?x!vf.string>
    ```
    1. There is an operand. 2. The result's shape is what the operands broadcast to.
    Source: TensorFlow `StringJoin`, and `Add` of strings.
  }];
  let arguments = (ins Variadic<VF_Strings>:$operands);
  let results = (outs VF_NewStrings:$result);
  let assemblyFormat = "$operands attr-dict `:` type($operands) `->` type($result)";
  let hasVerifier = 1;
}

def VF_ConcatStringsOp : VF_Op<"concat_strings", [RuntimeCall]> {
  let summary = "tensors of strings, one behind the other along an axis";
  let description = [{
    ```mlir
    %s = vf.concat_strings %a, %b axis = 0 : tensor<2x!vf.string>, tensor<?x!vf.string> -> tensor<?x!vf.string>
    ```
    1. There is an operand, and all have the result's rank. 2. The axis is one of theirs. 3. Their other sizes are the
    result's.
    Source: TensorFlow `ConcatV2`, `Pack`.
  }];
  let arguments = (ins Variadic<VF_Strings>:$operands, I64Attr:$axis);
  let results = (outs VF_NewStrings:$result);
  let assemblyFormat = "$operands `axis` `=` $axis attr-dict `:` type($operands) `->` type($result)";
  let hasVerifier = 1;
}

def VF_ReshapeStringsOp : VF_Op<"reshape_strings", [RuntimeCall]> {
  let summary = "strings in another shape";
  let description = [{
    `sizes` has one index per `?` of the result, in order.
    ```mlir
    %s = vf.reshape_strings %a sizes(%n) : tensor<?x!vf.string> -> tensor<?x1x!vf.string>
    ```
    1. There are as many sizes as `?`. 2. Static shapes have the same number of elements.
    Source: TensorFlow `Reshape`, `ExpandDims`, `Squeeze`.
  }];
  let arguments = (ins VF_Strings:$operand, Variadic<Index>:$sizes);
  let results = (outs VF_NewStrings:$result);
  let assemblyFormat = [{
    $operand (`sizes` `(` $sizes^ `)`)? attr-dict `:` type($operand) `->` type($result)
  }];
  let hasVerifier = 1;
}

def VF_ReportUninitializedOp : VF_Op<"report_uninitialized", [RuntimeCall]> {
  let summary = "the names of the variables that have no value";
  let description = [{
    Name `k` is in the result if flag `k`, what `vf.is_initialized` says of its variable, is false.
    ```mlir
    %r = vf.report_uninitialized %names flags(%f0, %f1) : tensor<2x!vf.string> -> tensor<?x!vf.string>
    ```
    1. There are as many flags as names. 2. Names and result are vectors, the result one of any size.
    Source: TensorFlow `report_uninitialized_variables`.
  }];
  let arguments = (ins VF_Strings:$names, Variadic<I1>:$flags);
  let results = (outs VF_NewStrings:$result);
  let assemblyFormat = "$names `flags` `(` $flags `)` attr-dict `:` type($names) `->` type($result)";
  let hasVerifier = 1;
}

#endif // VF_STRING_OPS_TD
