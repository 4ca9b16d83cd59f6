// Operations of the nd dialect: types, constants, contractions, softmax, indexing, random values. Elementwise ones and
// those on shapes have files of their own.
#ifndef ND_OPS_TD
#define ND_OPS_TD

include "nd/IR/NDAttrs.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

def ND_Float : AnyTypeOf<[F16, BF16, F32, F64], "float">;
// Signless integers are the signed ones: TensorFlow's int8 is i8, its uint8 ui8.
def ND_Integer : AnyTypeOf<[I8, I16, I32, I64, UI8, UI16, UI32, UI64], "integer">;
// What has an order.
def ND_Real : AnyTypeOf<[ND_Float, ND_Integer], "real number">;
def ND_Complex : AnyTypeOf<[Complex<F32>, Complex<F64>], "complex number">;
def ND_Number : AnyTypeOf<[ND_Real, ND_Complex], "number">;
def ND_Element : AnyTypeOf<[ND_Number, I1], "number or truth value">;

def ND_Tensor : RankedTensorOf<[ND_Element]>;
def ND_NumberTensor : RankedTensorOf<[ND_Number]>;
def ND_RealTensor : RankedTensorOf<[ND_Real]>;
def ND_ComplexTensor : RankedTensorOf<[ND_Complex]>;
def ND_PartTensor : RankedTensorOf<[F32, F64]>;
def ND_FloatTensor : RankedTensorOf<[ND_Float]>;
def ND_FloatOrComplexTensor : RankedTensorOf<[ND_Float, ND_Complex]>;
def ND_IntegerTensor : RankedTensorOf<[ND_Integer]>;
def ND_BoolTensor : RankedTensorOf<[I1]>;
def ND_IndexTensor : RankedTensorOf<[I32, I64]>;

def ND_OutOfRangeTensor : Type<
    And<[RankedTensorOf<[I64]>.predicate,
         CPred<"::llvm::cast<::mlir::RankedTensorType>($_self).getShape() == ::llvm::ArrayRef<int64_t>{2}">]>,
    "tensor<2xi64>", "::mlir::RankedTensorType">;

//===----------------------------------------------------------------------===//
// Traits and classes
//===----------------------------------------------------------------------===//

/// Marks ops that compute each element from the elements of their operands at the same place, with broadcasting.
def ND_Broadcasting : NativeOpTrait<"Broadcasting", [], [{}], [{
  ::llvm::LogicalResult $cppClass::reifyResultShapes(
      ::mlir::OpBuilder &builder, ::mlir::ReifiedRankedShapedTypeDims &shapes) {
    shapes.push_back(reifyBroadcast(builder, *this));
    return ::mlir::success();
  }
}]> {
  let cppNamespace = "::mlir::nd";
}

/// Infers the broadcast shape, with elements of type `element`: C++ over `last`, the last operand's element type.
class ND_InferBroadcast<string element> {
  code definition = [{
    ::llvm::LogicalResult $cppClass::inferReturnTypes(
        ::mlir::MLIRContext *, std::optional<::mlir::Location> location, Adaptor adaptor,
        ::llvm::SmallVectorImpl<::mlir::Type> &types) {
      ::mlir::Type last = ::mlir::getElementTypeOrSelf(adaptor.getOperands().back());
      return inferBroadcastType(location, getOperationName(), adaptor.getOperands(), }] # element # [{, types);
    }
  }];
}
defvar ND_BroadcastInference = ND_InferBroadcast<"last">.definition;

/// Its result's sizes can be reified: what passes ask of every nd op.
class ND_ValueOp<string mnemonic, list<Trait> traits = []> : ND_Op<mnemonic, traits # [
    Pure, DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface, ["reifyResultShapes"]>]>;

/// A value op whose result type follows from operands and attributes. A result type may be more precise than the
/// inferred one (a number where `?` was inferred), never contradict it.
class ND_InferredOp<string mnemonic, list<Trait> traits = [], code definition = [{}]>
    : ND_ValueOp<mnemonic, traits # [InferTypeOpAdaptorWithIsCompatible]> {
  let hasVerifier = 1;
  let extraClassDefinition = [{
    ::llvm::LogicalResult $cppClass::verify() { return verifyInferredTypes(*this); }
    bool $cppClass::isCompatibleReturnTypes(::mlir::TypeRange inferred, ::mlir::TypeRange actual) {
      return areCompatibleTypes(inferred, actual);
    }
  }] # definition;
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

def ND_ConstantOp : ND_Op<"constant", [Pure, ConstantLike, AllTypesMatch<["value", "result"]>]> {
  let summary = "a value known at compile time";
  let description = [{
    ```mlir
    %c = nd.constant dense<0.1> : tensor<f32>
    ```
    Source: TensorFlow `Const`.
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs ND_Tensor:$result);
  let assemblyFormat = "attr-dict $value";
  let hasFolder = 1;
  let extraClassDeclaration = [{
    /// True if every element is the same.
    bool isSplat() { return ::llvm::isa<::mlir::SplatElementsAttr>(getValue()); }
  }];
}

include "nd/IR/NDElementwiseOps.td"
include "nd/IR/NDShapeOps.td"

//===----------------------------------------------------------------------===//
// Contractions and reductions
//===----------------------------------------------------------------------===//

def ND_MatmulOp : ND_InferredOp<"matmul", [SameOperandsAndResultElementType]> {
  let summary = "matrix product";
  let description = [{
    `result = op(lhs) . op(rhs)` with op the identity or the transposition.
    ```mlir
    %c = nd.matmul %a, %b transpose_b : tensor<?x64xf32>, tensor<10x64xf32> -> tensor<?x10xf32>
    ```
    Source: TensorFlow `MatMul`.
  }];
  let arguments = (ins ND_NumberTensor:$lhs, ND_NumberTensor:$rhs, UnitAttr:$transpose_a, UnitAttr:$transpose_b);
  let results = (outs ND_NumberTensor:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs (`transpose_a` $transpose_a^)? (`transpose_b` $transpose_b^)? attr-dict
    `:` type($lhs) `,` type($rhs) `->` type($result)
  }];
}

def ND_ReduceOp : ND_InferredOp<"reduce", [SameOperandsAndResultElementType]> {
  let summary = "combines the elements along axes";
  let description = [{
    ```mlir
    %s = nd.reduce sum %x dimensions = [0] : tensor<?x10xf32> -> tensor<10xf32>
    ```
    `keep_dims` keeps each reduced axis with size 1. Elements combine in row-major order. Over nothing: 0, 1, the
    lowest value, the highest value, NaN (`mean`), true, false. Complex numbers have no `max` and `min`.
    Source: TensorFlow `Sum`, `Prod`, `Max`, `Min`, `Mean`, `All`, `Any`.
  }];
  let arguments = (ins ND_ReductionAttr:$kind, ND_Tensor:$operand, DenseI64ArrayAttr:$dimensions, UnitAttr:$keep_dims);
  let results = (outs ND_Tensor:$result);
  let assemblyFormat = [{
    custom<Keyword>($kind) $operand `dimensions` `=` $dimensions (`keep_dims` $keep_dims^)? attr-dict
    `:` type($operand) `->` type($result)
  }];
}

def ND_ArgReduceOp : ND_InferredOp<"arg_reduce"> {
  let summary = "index of the extremum along an axis, the first of equals";
  let description = [{
    ```mlir
    %i = nd.arg_reduce max %x axis = 1 as i64 : tensor<?x10xf32> -> tensor<?xi64>
    ```
    Source: TensorFlow `ArgMax`, `ArgMin`.
  }];
  let arguments = (ins ND_ExtremumAttr:$kind, ND_RealTensor:$operand, I64Attr:$axis,
                       TypeAttrOf<AnyTypeOf<[I32, I64]>>:$index_type);
  let results = (outs ND_IndexTensor:$result);
  let assemblyFormat = [{
    custom<Keyword>($kind) $operand `axis` `=` $axis `as` $index_type attr-dict `:` type($operand) `->` type($result)
  }];
}

//===----------------------------------------------------------------------===//
// Softmax family: rows of a matrix of logits
//===----------------------------------------------------------------------===//

class ND_RowwiseOp<string mnemonic, string what, string source>
    : ND_InferredOp<mnemonic, [SameOperandsAndResultElementType], [{
      ::llvm::LogicalResult $cppClass::inferReturnTypes(
          ::mlir::MLIRContext *, std::optional<::mlir::Location> location, Adaptor adaptor,
          ::llvm::SmallVectorImpl<::mlir::Type> &types) {
        return inferRowwiseType(location, getOperationName(), adaptor.getOperand(), types);
      }
      ::llvm::LogicalResult $cppClass::reifyResultShapes(
          ::mlir::OpBuilder &builder, ::mlir::ReifiedRankedShapedTypeDims &shapes) {
        shapes.push_back(reifyBroadcast(builder, *this));
        return ::mlir::success();
      }
    }]> {
  let summary = what;
  let description = "`" # what # "`. The operand has rank 1 or more. Source: TensorFlow `" # source # "`.";
  let arguments = (ins ND_FloatTensor:$operand);
  let results = (outs ND_FloatTensor:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand) `->` type($result)";
}

def ND_SoftmaxOp : ND_RowwiseOp<"softmax", "e^(x - max) / sum of them, along the last axis", "Softmax">;
def ND_LogSoftmaxOp
    : ND_RowwiseOp<"log_softmax", "x - max - ln(sum e^(x - max)), along the last axis", "LogSoftmax">;

def ND_SoftmaxCrossEntropyOp : ND_InferredOp<"softmax_cross_entropy", [SameOperandsAndResultElementType]> {
  let summary = "cross entropy of each row, and its derivative";
  let description = [{
    `loss[r] = sum_c labels[r, c] * -log_softmax(logits)[r, c]`, `backprop = softmax(logits) - labels`.
    ```mlir
    %loss, %d = nd.softmax_cross_entropy %logits, %labels
        : tensor<?x10xf32>, tensor<?x10xf32> -> tensor<?xf32>, tensor<?x10xf32>
    ```
    Source: TensorFlow `SoftmaxCrossEntropyWithLogits`.
  }];
  let arguments = (ins ND_FloatTensor:$logits, ND_FloatTensor:$labels);
  let results = (outs ND_FloatTensor:$loss, ND_FloatTensor:$backprop);
  let assemblyFormat = [{
    $logits `,` $labels attr-dict `:` type($logits) `,` type($labels) `->` type($loss) `,` type($backprop)
  }];
}

def ND_SparseSoftmaxCrossEntropyOp : ND_InferredOp<"sparse_softmax_cross_entropy"> {
  let summary = "cross entropy of each row against a class index, and its derivative";
  let description = [{
    Labels are in `[0, classes)`: checked beforehand by a `vf.check`.
    ```mlir
    %loss, %d = nd.sparse_softmax_cross_entropy %logits, %labels
        : tensor<?x10xf32>, tensor<?xi64> -> tensor<?xf32>, tensor<?x10xf32>
    ```
    Source: TensorFlow `SparseSoftmaxCrossEntropyWithLogits`.
  }];
  let arguments = (ins ND_FloatTensor:$logits, ND_IndexTensor:$labels);
  let results = (outs ND_FloatTensor:$loss, ND_FloatTensor:$backprop);
  let assemblyFormat = [{
    $logits `,` $labels attr-dict `:` type($logits) `,` type($labels) `->` type($loss) `,` type($backprop)
  }];
}

//===----------------------------------------------------------------------===//
// Indexing
//===----------------------------------------------------------------------===//

def ND_GatherOp : ND_InferredOp<"gather"> {
  let summary = "rows by index";
  let description = [{
    `result[i…, j…] = params[indices[i…], j…]`. Indices are in range: checked beforehand by a `vf.check`.
    ```mlir
    %r = nd.gather %table, %ids : tensor<1000x16xf32>, tensor<?xi32> -> tensor<?x16xf32>
    ```
    Source: TensorFlow `Gather`, `GatherV2` on axis 0, `ResourceGather`.
  }];
  let arguments = (ins ND_Tensor:$params, ND_IndexTensor:$indices);
  let results = (outs ND_Tensor:$result);
  let assemblyFormat = "$params `,` $indices attr-dict `:` type($params) `,` type($indices) `->` type($result)";
}

def ND_ScatterOp : ND_InferredOp<"scatter"> {
  let summary = "updates rows by index";
  let description = [{
    For each index, in row-major order: `dest[index] = combiner(dest[index], update row)`; a scalar update serves every
    row. Duplicates accumulate; for `update` the last wins. Indices are in range: checked beforehand by a `vf.check`.
    A destination-passing update: the result takes the place of `dest`.
    ```mlir
    %r = nd.scatter add %table, %ids, %rows
        : tensor<1000x16xf32>, tensor<?xi32>, tensor<?x16xf32> -> tensor<1000x16xf32>
    ```
    1. updates.shape = indices.shape + dest.shape[1:], or updates is a scalar.
    2. Complex numbers, which have no order, are not combined by `min` and `max`.
    Source: TensorFlow `ScatterAdd` and its kin.
  }];
  let arguments = (ins ND_CombinerAttr:$combiner, ND_Tensor:$dest, ND_IndexTensor:$indices, ND_Tensor:$updates);
  let results = (outs ND_Tensor:$result);
  let assemblyFormat = [{
    custom<Keyword>($combiner) $dest `,` $indices `,` $updates attr-dict
    `:` type($dest) `,` type($indices) `,` type($updates) `->` type($result)
  }];
}

def ND_ScatterNdOp : ND_InferredOp<"scatter_nd"> {
  let summary = "updates parts by coordinates";
  let description = [{
    `nd.scatter` where the last axis of the indices holds the coordinates of a part: of a row, of an element.
    ```mlir
    %r = nd.scatter_nd add %table, %places, %values
        : tensor<8x4xf32>, tensor<?x2xi32>, tensor<?xf32> -> tensor<8x4xf32>
    ```
    1. The indices have `k` coordinates each, a static number from 1 to the rank of `dest`.
    2. updates.shape = indices.shape[:-1] + dest.shape[k:].
    3. Complex numbers, which have no order, are not combined by `min` and `max`.
    Source: TensorFlow `ScatterNdUpdate` and its kin.
  }];
  let arguments = (ins ND_CombinerAttr:$combiner, ND_Tensor:$dest, ND_IndexTensor:$indices, ND_Tensor:$updates);
  let results = (outs ND_Tensor:$result);
  let assemblyFormat = [{
    custom<Keyword>($combiner) $dest `,` $indices `,` $updates attr-dict
    `:` type($dest) `,` type($indices) `,` type($updates) `->` type($result)
  }];
}

def ND_FindOutOfRangeOp : ND_ValueOp<"find_out_of_range"> {
  let summary = "the first index outside [0, bound)";
  let description = [{
    Yields its row-major position and its value, or -1 and 0 if all are in range: what a `vf.check` on indices tests
    and prints.
    ```mlir
    %bad = nd.find_out_of_range %ids, %n : tensor<?xi32> -> tensor<2xi64>
    ```
    Source: the index checks of TensorFlow's gather, scatter and sparse cross entropy kernels.
  }];
  let arguments = (ins ND_IndexTensor:$indices, Index:$bound);
  let results = (outs ND_OutOfRangeTensor:$result);
  let assemblyFormat = "$indices `,` $bound attr-dict `:` type($indices) `->` type($result)";
}

//===----------------------------------------------------------------------===//
// Random values
//===----------------------------------------------------------------------===//

def ND_RandomOp : ND_SizedOp<"random"> {
  let summary = "samples of a Philox4x32-10 stream";
  let description = [{
    Draws the result's elements from the stream that `key` and the 128-bit `counter` (low, high) denote, exactly as
    TensorFlow's CPU kernels do; `uniform` is [0, 1), the normal kinds have mean 0 and deviation 1, `truncated_normal`
    is redrawn outside (-2, 2).
    ```mlir
    %u = nd.random uniform %key, %lo, %hi sizes [%n] -> tensor<?x4xf32>
    ```
    Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011); TensorFlow `RandomUniform`,
    `RandomStandardNormal`, `TruncatedNormal`.
  }];
  let arguments = (ins ND_DistributionAttr:$distribution, I64:$key, I64:$counter_lo, I64:$counter_hi,
                       Variadic<Index>:$sizes);
  let results = (outs ND_FloatTensor:$result);
  let assemblyFormat = [{
    custom<Keyword>($distribution) $key `,` $counter_lo `,` $counter_hi (`sizes` `[` $sizes^ `]`)? attr-dict
    `->` type($result)
  }];
}

#endif // ND_OPS_TD
