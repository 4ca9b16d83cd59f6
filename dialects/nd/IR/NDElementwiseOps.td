// Elementwise operations, on complex numbers too; included by NDOps.td.
#ifndef ND_ELEMENTWISE_OPS_TD
#define ND_ELEMENTWISE_OPS_TD

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
def ND_SqrtOp : ND_UnaryOp<"sqrt", ND_FloatOrComplexTensor, "square root of x; of a complex number the one to the right", "Sqrt">;
def ND_RsqrtOp : ND_UnaryOp<"rsqrt", ND_FloatOrComplexTensor, "1 / sqrt(x)", "Rsqrt">;
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

#endif // ND_ELEMENTWISE_OPS_TD
