// Operations of the nd dialect.
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

//===----------------------------------------------------------------------===//
// Elementwise
//===----------------------------------------------------------------------===//

class ND_UnaryOp<string mnemonic, Type operand, string what, string source, list<Trait> traits = []>
    : ND_InferredOp<mnemonic, traits # [ND_Broadcasting, SameOperandsAndResultElementType], ND_BroadcastInference> {
  let summary = what;
  let description = "`result[i] = " # what # "`. Source: TensorFlow `" # source # "`.";
  let arguments = (ins operand:$operand);
  let results = (outs operand:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand) `->` type($result)";
}

def ND_NegOp : ND_UnaryOp<"neg", ND_NumberTensor, "-x", "Neg"> {
  let hasFolder = 1;
}
def ND_AbsOp : ND_UnaryOp<"abs", ND_RealTensor, "|x|", "Abs">;
def ND_SignOp : ND_UnaryOp<"sign", ND_RealTensor, "-1, 0 or 1", "Sign">;
def ND_SquareOp : ND_UnaryOp<"square", ND_NumberTensor, "x * x", "Square">;
def ND_ExpOp : ND_UnaryOp<"exp", ND_FloatTensor, "e^x", "Exp">;
def ND_Expm1Op : ND_UnaryOp<"expm1", ND_FloatTensor, "e^x - 1", "Expm1">;
def ND_LogOp : ND_UnaryOp<"log", ND_FloatTensor, "ln x", "Log">;
def ND_Log1pOp : ND_UnaryOp<"log1p", ND_FloatTensor, "ln(1 + x)", "Log1p">;
def ND_SqrtOp : ND_UnaryOp<"sqrt", ND_FloatTensor, "square root of x", "Sqrt">;
def ND_RsqrtOp : ND_UnaryOp<"rsqrt", ND_FloatTensor, "1 / sqrt(x)", "Rsqrt">;
def ND_ReciprocalOp : ND_UnaryOp<"reciprocal", ND_FloatTensor, "1 / x", "Reciprocal">;
def ND_TanhOp : ND_UnaryOp<"tanh", ND_FloatTensor, "tanh x", "Tanh">;
def ND_SigmoidOp : ND_UnaryOp<"sigmoid", ND_FloatTensor, "1 / (1 + e^-x)", "Sigmoid">;
def ND_ReluOp : ND_UnaryOp<"relu", ND_RealTensor, "max(x, 0), NaN stays NaN", "Relu">;
def ND_FloorOp : ND_UnaryOp<"floor", ND_FloatTensor, "largest integer not above x", "Floor">;
def ND_CeilOp : ND_UnaryOp<"ceil", ND_FloatTensor, "smallest integer not below x", "Ceil">;
def ND_SinOp : ND_UnaryOp<"sin", ND_FloatTensor, "sin x", "Sin">;
def ND_CosOp : ND_UnaryOp<"cos", ND_FloatTensor, "cos x", "Cos">;
def ND_NotOp : ND_UnaryOp<"not", ND_BoolTensor, "not x", "LogicalNot">;

class ND_BinaryOp<string mnemonic, Type operand, string what, string source, list<Trait> traits = []>
    : ND_InferredOp<mnemonic, traits # [ND_Broadcasting, SameOperandsAndResultElementType], ND_BroadcastInference> {
  let summary = what;
  let description = "`result[i] = " # what # "`, with broadcasting. Source: TensorFlow `" # source # "`.";
  let arguments = (ins operand:$lhs, operand:$rhs);
  let results = (outs operand:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)";
}

def ND_AddOp : ND_BinaryOp<"add", ND_NumberTensor, "a + b", "Add, AddV2, BiasAdd", [Commutative]> {
  let hasFolder = 1;
}
def ND_SubOp : ND_BinaryOp<"sub", ND_NumberTensor, "a - b", "Sub"> {
  let hasFolder = 1;
}
def ND_MulOp : ND_BinaryOp<"mul", ND_NumberTensor, "a * b", "Mul", [Commutative]> {
  let hasFolder = 1;
}
def ND_DivOp : ND_BinaryOp<"div", ND_NumberTensor, "a / b, integers truncate", "RealDiv, Div"> {
  let hasFolder = 1;
}
def ND_FloorDivOp : ND_BinaryOp<"floor_div", ND_RealTensor, "floor(a / b)", "FloorDiv">;
def ND_FloorModOp : ND_BinaryOp<"floor_mod", ND_RealTensor, "a - floor(a / b) * b", "FloorMod">;
def ND_PowOp : ND_BinaryOp<"pow", ND_FloatTensor, "a ^ b", "Pow"> {
  let hasCanonicalizeMethod = 1;
  let hasFolder = 1;
}
def ND_MaxOp : ND_BinaryOp<"max", ND_RealTensor, "the larger, NaN if one is NaN", "Maximum", [Commutative]>;
def ND_MinOp : ND_BinaryOp<"min", ND_RealTensor, "the smaller, NaN if one is NaN", "Minimum", [Commutative]>;
def ND_SquaredDifferenceOp
    : ND_BinaryOp<"squared_difference", ND_NumberTensor, "|a - b|^2", "SquaredDifference", [Commutative]>;
def ND_AndOp : ND_BinaryOp<"and", ND_BoolTensor, "a and b", "LogicalAnd", [Commutative]>;
def ND_OrOp : ND_BinaryOp<"or", ND_BoolTensor, "a or b", "LogicalOr", [Commutative]>;

def ND_CompareOp : ND_InferredOp<"compare", [ND_Broadcasting, SameOperandsElementType]> {
  let summary = "elementwise comparison";
  let description = [{
    ```mlir
    %p = nd.compare gt %a, %b : tensor<4xf32>, tensor<f32> -> tensor<4xi1>
    ```
    A comparison with NaN is false, except `ne`. Complex numbers have no order: they compare by `eq` and `ne` only.
    Source: TensorFlow `Equal`, `NotEqual`, `Less`, `LessEqual`,
    `Greater`, `GreaterEqual`.
  }];
  let arguments = (ins ND_ComparisonAttr:$predicate, ND_Tensor:$lhs, ND_Tensor:$rhs);
  let results = (outs ND_BoolTensor:$result);
  let assemblyFormat = [{
    custom<Keyword>($predicate) $lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)
  }];
}

def ND_SelectOp : ND_InferredOp<"select", [ND_Broadcasting], ND_BroadcastInference> {
  let summary = "elementwise choice";
  let description = [{
    `result[i] = condition[i] ? on_true[i] : on_false[i]`, with broadcasting of all three.
    ```mlir
    %r = nd.select %p, %a, %b : tensor<4xi1>, tensor<4xf32>, tensor<f32> -> tensor<4xf32>
    ```
    Source: TensorFlow `Select` (same shapes), `SelectV2`.
  }];
  let arguments = (ins ND_BoolTensor:$condition, ND_Tensor:$on_true, ND_Tensor:$on_false);
  let results = (outs ND_Tensor:$result);
  let assemblyFormat = [{
    $condition `,` $on_true `,` $on_false attr-dict `:` type($condition) `,` type($on_true) `,` type($on_false)
    `->` type($result)
  }];
  let hasFolder = 1;
}

def ND_CastOp : ND_ValueOp<"cast", [ND_Broadcasting, SameOperandsAndResultShape]> {
  let summary = "conversion of the element type";
  let description = [{
    To a truth value: `x != 0`. Float to integer truncates toward zero, saturates, and turns NaN into 0. Of a complex
    number the real part is converted; a real one gets an imaginary part of 0.
    ```mlir
    %f = nd.cast %x : tensor<?x64xui8> -> tensor<?x64xf32>
    ```
    Source: TensorFlow `Cast`.
  }];
  let arguments = (ins ND_Tensor:$operand);
  let results = (outs ND_Tensor:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand) `->` type($result)";
  let hasFolder = 1;
}

//===----------------------------------------------------------------------===//
// Complex numbers and their parts
//===----------------------------------------------------------------------===//

def ND_ComplexOp : ND_InferredOp<"complex", [ND_Broadcasting, SameOperandsElementType],
                                 ND_InferBroadcast<"::mlir::ComplexType::get(last)">.definition> {
  let summary = "complex numbers from their parts";
  let description = [{
    ```mlir
    %z = nd.complex %re, %im : tensor<4xf32>, tensor<f32> -> tensor<4xcomplex<f32>>
    ```
    Source: TensorFlow `Complex`.
  }];
  let arguments = (ins ND_PartTensor:$real, ND_PartTensor:$imaginary);
  let results = (outs ND_ComplexTensor:$result);
  let assemblyFormat = [{
    $real `,` $imaginary attr-dict `:` type($real) `,` type($imaginary) `->` type($result)
  }];
}

class ND_PartOp<string mnemonic, string what, string source>
    : ND_InferredOp<mnemonic, [ND_Broadcasting],
                    ND_InferBroadcast<"::llvm::cast<::mlir::ComplexType>(last).getElementType()">.definition> {
  let summary = what;
  let description = "`result[i] = " # what # "`. Source: TensorFlow `" # source # "`.";
  let arguments = (ins ND_ComplexTensor:$operand);
  let results = (outs ND_PartTensor:$result);
  let assemblyFormat = "$operand attr-dict `:` type($operand) `->` type($result)";
}

def ND_RealOp : ND_PartOp<"real", "the real part of x", "Real">;
def ND_ImagOp : ND_PartOp<"imag", "the imaginary part of x", "Imag">;
def ND_MagnitudeOp : ND_PartOp<"magnitude", "|x|, without overflow on the way", "ComplexAbs">;

def ND_ConjOp : ND_UnaryOp<"conj", ND_ComplexTensor, "the conjugate of x", "Conj">;

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
