// Operations that move elements and make them from sizes; included by NDOps.td.
#ifndef ND_SHAPE_OPS_TD
#define ND_SHAPE_OPS_TD

//===----------------------------------------------------------------------===//
// Shape
//===----------------------------------------------------------------------===//

/// A value op whose result has sizes that no operand has: one index per `?` of the result type.
class ND_SizedOp<string mnemonic, list<Trait> traits = []> : ND_ValueOp<mnemonic, traits> {
  let hasVerifier = 1;
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::reifyResultShapes(
        ::mlir::OpBuilder &builder, ::mlir::ReifiedRankedShapedTypeDims &shapes) {
      shapes.push_back(::mlir::getMixedValues(getType().getShape(), getSizes(), builder));
      return ::mlir::success();
    }
  }];
}

def ND_BroadcastOp : ND_SizedOp<"broadcast", [AllElementTypesMatch<["operand", "result"]>]> {
  let summary = "repeats along axes of size 1 and new leading axes";
  let description = [{
    Axes align at the last one. An operand's axis is statically 1, or of the result's size, or -- where it is `?` --
    either, decided at run time.
    ```mlir
    %r = nd.broadcast %x sizes [%n] : tensor<?x10xf32> -> tensor<?x10xf32>
    ```
    1. The result's rank is no less than the operand's.
    2. Aligned static sizes are equal, or the operand's is 1.
    3. One size per `?` of the result.
    Source: TensorFlow `BroadcastTo`, `Fill`, and implicit broadcasting.
  }];
  let arguments = (ins ND_Tensor:$operand, Variadic<Index>:$sizes);
  let results = (outs ND_Tensor:$result);
  let assemblyFormat = "$operand (`sizes` `[` $sizes^ `]`)? attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
}

def ND_UnbroadcastOp : ND_SizedOp<"unbroadcast", [AllElementTypesMatch<["operand", "result"]>]> {
  let summary = "sums over what broadcasting repeated: the gradient of nd.broadcast";
  let description = [{
    The operand is summed over its leading axes that the result lacks and over each axis where the result's size is 1,
    be that known at compile time or only at run time.
    ```mlir
    %dx = nd.unbroadcast %g sizes [%n] : tensor<?x10xf32> -> tensor<?xf32>
    ```
    1. The result's rank is no more than the operand's.
    2. Aligned static sizes are equal, or the result's is 1.
    3. One size per `?` of the result.
    Source: TensorFlow's `BroadcastGradientArgs`, `Sum`, `Reshape` in gradients of broadcasting ops.
  }];
  let arguments = (ins ND_NumberTensor:$operand, Variadic<Index>:$sizes);
  let results = (outs ND_NumberTensor:$result);
  let assemblyFormat = "$operand (`sizes` `[` $sizes^ `]`)? attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
}

def ND_ReshapeOp : ND_SizedOp<"reshape", [AllElementTypesMatch<["operand", "result"]>]> {
  let summary = "the same elements, row-major, in another shape";
  let description = [{
    ```mlir
    %r = nd.reshape %x sizes [%n] : tensor<?x8x8xf32> -> tensor<?x64xf32>
    ```
    1. Both have the same number of elements (proved by whoever builds the op, checked where both are static).
    2. One size per `?` of the result.
    Source: TensorFlow `Reshape`, `ExpandDims`, `Squeeze`.
  }];
  let arguments = (ins ND_Tensor:$operand, Variadic<Index>:$sizes);
  let results = (outs ND_Tensor:$result);
  let assemblyFormat = "$operand (`sizes` `[` $sizes^ `]`)? attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
}

def ND_TransposeOp : ND_InferredOp<"transpose", [SameOperandsAndResultElementType]> {
  let summary = "reorders axes";
  let description = [{
    Axis `k` of the result is axis `permutation[k]` of the operand.
    ```mlir
    %t = nd.transpose %x permutation = [1, 0] : tensor<4x?xf32> -> tensor<?x4xf32>
    ```
    Source: TensorFlow `Transpose`.
  }];
  let arguments = (ins ND_Tensor:$operand, DenseI64ArrayAttr:$permutation);
  let results = (outs ND_Tensor:$result);
  let assemblyFormat = "$operand `permutation` `=` $permutation attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
}

def ND_ConcatOp : ND_InferredOp<"concat", [SameOperandsAndResultElementType]> {
  let summary = "joins along one axis";
  let description = [{
    ```mlir
    %c = nd.concat %a, %b axis = 1 : tensor<4x2xf32>, tensor<4x3xf32> -> tensor<4x5xf32>
    ```
    Source: TensorFlow `Concat`, `ConcatV2`, `Pack` (after reshapes).
  }];
  let arguments = (ins Variadic<ND_Tensor>:$operands, I64Attr:$axis);
  let results = (outs ND_Tensor:$result);
  let assemblyFormat = "$operands `axis` `=` $axis attr-dict `:` type($operands) `->` type($result)";
}

/// A sized op that relates the places of a tensor to regular places of a larger one: on each axis, element `i` of the
/// smaller is element `offset + i * stride` of the larger.
class ND_PlacedOp<string mnemonic> : ND_SizedOp<mnemonic, [
    AttrSizedOperandSegments, AllElementTypesMatch<["operand", "result"]>]> {
  let results = (outs ND_Tensor:$result);
  let extraClassDeclaration = [{
    /// The offset of each axis: a number, or a value where only the run knows it.
    ::llvm::SmallVector<::mlir::OpFoldResult> getMixedOffsets() {
      return ::mlir::getMixedValues(getStaticOffsets(), getOffsets(), getContext());
    }
  }];
}

def ND_SliceOp : ND_PlacedOp<"slice"> {
  let summary = "a regular part";
  let description = [{
    `result[i] = operand[offset + i * stride]` per axis; strides may be negative.
    ```mlir
    %s = nd.slice %x offsets = [%o, 2] strides = [1, 2] sizes [%n] : tensor<?x9xf32> -> tensor<?x3xf32>
    ```
    1. Operand and result have the same rank, with one offset and one stride per axis.
    2. No stride is 0, no static offset is negative.
    3. What is taken lies in the operand (proved by whoever builds the op, checked where all is static). Nothing is
       taken from where an empty slice starts.
    4. One size per `?` of the result.
    Source: TensorFlow `Slice`, `StridedSlice`, `Split`, `Unpack`, `ReverseV2`.
  }];
  let arguments = (ins ND_Tensor:$operand, Variadic<Index>:$offsets, DenseI64ArrayAttr:$static_offsets,
                       DenseI64ArrayAttr:$strides, Variadic<Index>:$sizes);
  let assemblyFormat = [{
    $operand `offsets` `=` custom<DynamicIndexList>($offsets, $static_offsets) `strides` `=` $strides
    (`sizes` `[` $sizes^ `]`)? attr-dict `:` type($operand) `->` type($result)
  }];
}

def ND_PadOp : ND_PlacedOp<"pad"> {
  let summary = "a tensor at regular places of a filled one: the gradient of nd.slice";
  let description = [{
    `result[offset + i * stride] = operand[i]` per axis; the other elements are `filling`.
    ```mlir
    %p = nd.pad %x, %zero offsets = [1, %o] strides = [1, 2] sizes [%n]
        : tensor<4x?xf32>, tensor<f32> -> tensor<6x?xf32>
    ```
    1. Operand and result have the same rank, with one offset and one stride per axis.
    2. Every stride is positive, no static offset is negative.
    3. The operand's places lie in the result (proved by whoever builds the op, checked where all is static).
    4. One size per `?` of the result.
    Source: TensorFlow `Pad`, `PadV2`, `StridedSliceGrad`.
  }];
  let arguments = (ins ND_Tensor:$operand, 0DTensorOf<[ND_Element]>:$filling, Variadic<Index>:$offsets,
                       DenseI64ArrayAttr:$static_offsets, DenseI64ArrayAttr:$strides, Variadic<Index>:$sizes);
  let assemblyFormat = [{
    $operand `,` $filling `offsets` `=` custom<DynamicIndexList>($offsets, $static_offsets) `strides` `=` $strides
    (`sizes` `[` $sizes^ `]`)? attr-dict `:` type($operand) `,` type($filling) `->` type($result)
  }];
}

def ND_InsertOp : ND_PlacedOp<"insert"> {
  let summary = "a tensor with regular places overwritten";
  let description = [{
    `result[offset + i * stride] = operand[i]` per axis; the other elements are those of `dest`. A destination-passing
    update: the result takes the place of `dest`.
    ```mlir
    %r = nd.insert %x, %w offsets = [1, 0] strides = [2, 1] : tensor<2x4xf32>, tensor<6x4xf32> -> tensor<6x4xf32>
    ```
    1. The result has the type of `dest`. Otherwise as for `nd.pad`.
    Source: TensorFlow `StridedSliceAssign`.
  }];
  let arguments = (ins ND_Tensor:$operand, ND_Tensor:$dest, Variadic<Index>:$offsets,
                       DenseI64ArrayAttr:$static_offsets, DenseI64ArrayAttr:$strides, Variadic<Index>:$sizes);
  let assemblyFormat = [{
    $operand `,` $dest `offsets` `=` custom<DynamicIndexList>($offsets, $static_offsets) `strides` `=` $strides
    (`sizes` `[` $sizes^ `]`)? attr-dict `:` type($operand) `,` type($dest) `->` type($result)
  }];
}

def ND_IotaOp : ND_SizedOp<"iota"> {
  let summary = "each element's index along one axis";
  let description = [{
    ```mlir
    %i = nd.iota axis = 0 sizes [%n] -> tensor<?xi32>
    ```
    Source: TensorFlow `Range`, `OneHot`.
  }];
  let arguments = (ins I64Attr:$axis, Variadic<Index>:$sizes);
  let results = (outs ND_RealTensor:$result);
  let assemblyFormat = "`axis` `=` $axis (`sizes` `[` $sizes^ `]`)? attr-dict `->` type($result)";
}

def ND_SizeOp : ND_Op<"size", [Pure]> {
  let summary = "a size as a value";
  let description = [{
    Where a graph computes with a shape (the divisor of a mean over a batch), the size enters the values here.
    ```mlir
    %n = nd.size %d : tensor<i32>
    ```
    Source: TensorFlow `Shape`, `Size`.
  }];
  let arguments = (ins Index:$size);
  let results = (outs 0DTensorOf<[ND_Real]>:$result);
  let assemblyFormat = "$size attr-dict `:` type($result)";
  let hasFolder = 1;
}

#endif // ND_SHAPE_OPS_TD
