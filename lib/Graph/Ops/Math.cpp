// Elementwise ops, their gradients, and products of matrices.
#include "OpBuilder.h"

using namespace vf;
using llvm::ArrayRef;
using llvm::StringRef;

static void unary(OpRegistry &ops, TypeSet allowed, ArrayRef<StringRef> names) {
  for (StringRef name : names)
    op(ops, name, "x: T -> y: T").type("T", allowed);
}

static void binary(OpRegistry &ops, TypeSet allowed,
                   ArrayRef<StringRef> names) {
  for (StringRef name : names)
    op(ops, name, "x: T, y: T -> z: T").type("T", allowed);
}

static void registerUnary(OpRegistry &ops) {
  unary(ops, types::floating | types::signedInteger, {"Abs"});
  unary(ops, types::signedOrComplex,
        {"Neg", "Sign", "Inv", "Reciprocal", "Round"});
  unary(ops, types::arithmetic, {"Square"});
  unary(ops, types::floatingOrComplex,
        {"Sqrt", "Rsqrt", "Exp", "Expm1", "Log", "Log1p", "Sin", "Cos", "Tan",
         "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh",
         "Tanh", "Sigmoid"});
  unary(ops, types::floating,
        {"Erf", "Erfc", "Lgamma", "Digamma", "Floor", "Ceil", "Rint"});
  unary(ops, types::integer, {"Invert"});
  for (StringRef name : {"IsNan", "IsInf", "IsFinite"})
    op(ops, name, "x: T -> y: bool").type("T", types::floating);
  for (StringRef name : {"SigmoidGrad", "TanhGrad", "InvGrad", "ReciprocalGrad",
                         "SqrtGrad", "RsqrtGrad"})
    op(ops, name, "y: T, dy: T -> z: T").type("T", types::floatingOrComplex);
}

static void registerBinary(OpRegistry &ops) {
  binary(ops,
         types::signedOrComplex | TypeSet{DataType::UInt8, DataType::String},
         {"Add"});
  binary(ops, types::arithmetic,
         {"AddV2", "Sub", "Mul", "Div", "RealDiv", "FloorDiv", "TruncateDiv"});
  binary(ops, types::floatingOrComplex,
         {"MulNoNan", "DivNoNan", "Xdivy", "Xlogy"});
  binary(ops, types::real, {"FloorMod", "Maximum", "Minimum"});
  binary(ops, types::floating | types::index, {"Mod", "TruncateMod"});
  binary(ops, types::signedOrComplex, {"Pow"});
  binary(ops, types::floatingOrComplex | types::index, {"SquaredDifference"});
  binary(ops, types::integer,
         {"BitwiseAnd", "BitwiseOr", "BitwiseXor", "LeftShift", "RightShift"});
  op(ops, "Atan2", "y: T, x: T -> z: T").type("T", types::floating);
}

static void registerComparisonsAndLogic(OpRegistry &ops) {
  for (StringRef name : {"Equal", "NotEqual"})
    op(ops, name, "x: T, y: T -> z: bool")
        .type("T")
        .attr("incompatible_shape_error", true);
  op(ops, "ApproximateEqual", "x: T, y: T -> z: bool")
      .type("T", types::numeric)
      .attr("tolerance", 1e-05f);
  for (StringRef name : {"Less", "LessEqual", "Greater", "GreaterEqual"})
    op(ops, name, "x: T, y: T -> z: bool").type("T", types::real);
  for (StringRef name : {"LogicalAnd", "LogicalOr"})
    op(ops, name, "x: bool, y: bool -> z: bool");
  op(ops, "LogicalNot", "x: bool -> y: bool");
  for (StringRef name : {"Select", "SelectV2"})
    op(ops, name, "condition: bool, t: T, e: T -> output: T").type("T");
}

static void registerConversions(OpRegistry &ops) {
  op(ops, "Cast", "x: SrcT -> y: DstT")
      .type("SrcT")
      .type("DstT")
      .attr("Truncate", false);
  op(ops, "Bitcast", "input: T -> output: type")
      .type("T", types::numeric)
      .type("type", types::numeric);
  op(ops, "ClipByValue",
     "t: T, clip_value_min: T, clip_value_max: T -> output: T")
      .type("T", types::numeric);
}

static void registerSums(OpRegistry &ops) {
  op(ops, "AddN", "inputs: N * T -> sum: T")
      .number("N", 1)
      .type("T", types::numeric | TypeSet{DataType::Variant});
  op(ops, "AccumulateNV2", "inputs: N * T -> sum: T")
      .number("N", 1)
      .type("T", types::numeric)
      .attr("shape", AttrKind::Shape);
  for (StringRef name : {"Cumsum", "Cumprod"})
    op(ops, name, "x: T, axis: Tidx -> out: T")
        .attr("exclusive", false)
        .attr("reverse", false)
        .type("T", types::numeric)
        .type("Tidx", types::index, DataType::Int32);
}

static void registerMatrixProducts(OpRegistry &ops) {
  op(ops, "MatMul", "a: T, b: T -> product: T")
      .attr("transpose_a", false)
      .attr("transpose_b", false)
      .type("T", types::arithmetic)
      .attr("grad_a", false)
      .attr("grad_b", false);
  for (StringRef name : {"BatchMatMul", "BatchMatMulV2"})
    op(ops, name, "x: T, y: T -> output: T")
        .type("T", types::arithmetic)
        .attr("adj_x", false)
        .attr("adj_y", false)
        .attr("grad_x", false)
        .attr("grad_y", false);
}

void vf::registerMathOps(OpRegistry &ops) {
  registerUnary(ops);
  registerBinary(ops);
  registerComparisonsAndLogic(ops);
  registerConversions(ops);
  registerSums(ops);
  registerMatrixProducts(ops);
}
