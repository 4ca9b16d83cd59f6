// Elementwise ops, their gradients, and products of matrices.
#include "../Shapes/ShapeFunctions.h"
#include "OpBuilder.h"

using namespace vf;
using llvm::ArrayRef;
using llvm::StringRef;

static void unary(OpRegistry &ops, TypeSet allowed, ArrayRef<StringRef> names,
                  ShapeFn shape = shapes::unary) {
  for (StringRef name : names)
    op(ops, name, "x: T -> y: T").shape(shape).type("T", allowed);
}

static void binary(OpRegistry &ops, TypeSet allowed, ArrayRef<StringRef> names,
                   ShapeFn shape = shapes::binary) {
  for (StringRef name : names)
    op(ops, name, "x: T, y: T -> z: T").shape(shape).type("T", allowed);
}

static void registerUnary(OpRegistry &ops) {
  unary(ops, types::floating | types::signedInteger, {"Abs"});
  unary(ops, types::signedOrComplex, {"Sign", "Inv", "Reciprocal", "Round"});
  unary(ops, types::signedOrComplex, {"Neg"}, shapes::neg);
  unary(ops, types::arithmetic, {"Square"});
  unary(ops, types::floatingOrComplex,
        {"Sqrt", "Rsqrt", "Exp", "Expm1", "Log", "Log1p", "Sin", "Cos", "Tan",
         "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh",
         "Tanh", "Sigmoid"});
  unary(ops, types::floating,
        {"Erf", "Erfc", "Lgamma", "Digamma", "Floor", "Ceil", "Rint"});
  unary(ops, types::integer, {"Invert"});
  for (StringRef name : {"IsNan", "IsInf", "IsFinite"})
    op(ops, name, "x: T -> y: bool")
        .shape(shapes::unary)
        .type("T", types::floating);
  for (StringRef name : {"SigmoidGrad", "TanhGrad", "InvGrad", "ReciprocalGrad",
                         "SqrtGrad", "RsqrtGrad"})
    op(ops, name, "y: T, dy: T -> z: T")
        .shape(shapes::activationGrad)
        .type("T", types::floatingOrComplex);
}

static void registerBinary(OpRegistry &ops) {
  binary(ops,
         types::signedOrComplex | TypeSet{DataType::UInt8, DataType::String},
         {"Add"}, shapes::add);
  binary(ops, types::arithmetic, {"AddV2"}, shapes::add);
  binary(ops, types::arithmetic, {"Sub"}, shapes::sub);
  binary(ops, types::arithmetic, {"Mul"}, shapes::mul);
  binary(ops, types::arithmetic, {"FloorDiv"}, shapes::floorDiv);
  binary(ops, types::arithmetic, {"Div", "RealDiv", "TruncateDiv"},
         shapes::truncateDiv);
  binary(ops, types::floatingOrComplex,
         {"MulNoNan", "DivNoNan", "Xdivy", "Xlogy"});
  binary(ops, types::real, {"FloorMod"}, shapes::floorMod);
  binary(ops, types::real, {"Maximum"}, shapes::maximum);
  binary(ops, types::real, {"Minimum"}, shapes::minimum);
  binary(ops, types::floating | types::index, {"Mod", "TruncateMod"},
         shapes::truncateMod);
  binary(ops, types::signedOrComplex, {"Pow"});
  binary(ops, types::floatingOrComplex | types::index, {"SquaredDifference"});
  binary(ops, types::integer,
         {"BitwiseAnd", "BitwiseOr", "BitwiseXor", "LeftShift", "RightShift"});
  op(ops, "Atan2", "y: T, x: T -> z: T")
      .shape(shapes::binary)
      .type("T", types::floating);
}

static void registerComplex(OpRegistry &ops) {
  constexpr TypeSet parts{DataType::Float, DataType::Double};
  op(ops, "Complex", "real: T, imag: T -> out: Tout")
      .shape(shapes::binary)
      .type("T", parts, DataType::Float)
      .type("Tout", types::complex, DataType::Complex64);
  for (StringRef name : {"Real", "Imag", "Angle"})
    op(ops, name, "input: T -> output: Tout")
        .shape(shapes::unary)
        .type("T", types::complex, DataType::Complex64)
        .type("Tout", parts, DataType::Float);
  op(ops, "ComplexAbs", "x: T -> y: Tout")
      .shape(shapes::unary)
      .type("T", types::complex, DataType::Complex64)
      .type("Tout", parts, DataType::Float);
  op(ops, "Conj", "input: T -> output: T")
      .shape(shapes::unary)
      .type("T", types::complex | TypeSet{DataType::Variant},
            DataType::Complex64);
}

static void registerComparisonsAndLogic(OpRegistry &ops) {
  for (auto [name, function] : {NamedShape("Equal", shapes::equal),
                                NamedShape("NotEqual", shapes::notEqual)})
    op(ops, name, "x: T, y: T -> z: bool")
        .shape(function)
        .type("T")
        .attr("incompatible_shape_error", true);
  op(ops, "ApproximateEqual", "x: T, y: T -> z: bool")
      .shape(shapes::binary)
      .type("T", types::numeric)
      .attr("tolerance", 1e-05f);
  for (auto [name, function] :
       {NamedShape("Less", shapes::less),
        NamedShape("LessEqual", shapes::lessEqual),
        NamedShape("Greater", shapes::greater),
        NamedShape("GreaterEqual", shapes::greaterEqual)})
    op(ops, name, "x: T, y: T -> z: bool")
        .shape(function)
        .type("T", types::real);
  for (auto [name, function] : {NamedShape("LogicalAnd", shapes::logicalAnd),
                                NamedShape("LogicalOr", shapes::logicalOr)})
    op(ops, name, "x: bool, y: bool -> z: bool").shape(function);
  op(ops, "LogicalNot", "x: bool -> y: bool").shape(shapes::logicalNot);
  for (auto [name, function] : {NamedShape("Select", shapes::select),
                                NamedShape("SelectV2", shapes::selectV2)})
    op(ops, name, "condition: bool, t: T, e: T -> output: T")
        .shape(function)
        .type("T");
}

static void registerConversions(OpRegistry &ops) {
  op(ops, "Cast", "x: SrcT -> y: DstT")
      .shape(shapes::cast)
      .type("SrcT")
      .type("DstT")
      .attr("Truncate", false);
  op(ops, "Bitcast", "input: T -> output: type")
      .type("T", types::numeric)
      .type("type", types::numeric);
  op(ops, "ClipByValue",
     "t: T, clip_value_min: T, clip_value_max: T -> output: T")
      .shape(shapes::clipByValue)
      .type("T", types::numeric);
}

static void registerSums(OpRegistry &ops) {
  op(ops, "AddN", "inputs: N * T -> sum: T")
      .shape(shapes::addN)
      .number("N", 1)
      .type("T", types::numeric | TypeSet{DataType::Variant});
  op(ops, "AccumulateNV2", "inputs: N * T -> sum: T")
      .shape(shapes::addN)
      .number("N", 1)
      .type("T", types::numeric)
      .attr("shape", AttrKind::Shape);
  for (StringRef name : {"Cumsum", "Cumprod"})
    op(ops, name, "x: T, axis: Tidx -> out: T")
        .shape(shapes::scan)
        .attr("exclusive", false)
        .attr("reverse", false)
        .type("T", types::numeric)
        .type("Tidx", types::index, DataType::Int32);
}

static void registerMatrixProducts(OpRegistry &ops) {
  op(ops, "MatMul", "a: T, b: T -> product: T")
      .shape(shapes::matMul)
      .attr("transpose_a", false)
      .attr("transpose_b", false)
      .type("T", types::arithmetic)
      .attr("grad_a", false)
      .attr("grad_b", false);
  for (auto [name, function] :
       {NamedShape("BatchMatMul", shapes::batchMatMul),
        NamedShape("BatchMatMulV2", shapes::batchMatMulV2)})
    op(ops, name, "x: T, y: T -> output: T")
        .shape(function)
        .type("T", types::arithmetic)
        .attr("adj_x", false)
        .attr("adj_y", false)
        .attr("grad_x", false)
        .attr("grad_y", false);
}

void vf::registerMathOps(OpRegistry &ops) {
  registerUnary(ops);
  registerBinary(ops);
  registerComplex(ops);
  registerComparisonsAndLogic(ops);
  registerConversions(ops);
  registerSums(ops);
  registerMatrixProducts(ops);
}
