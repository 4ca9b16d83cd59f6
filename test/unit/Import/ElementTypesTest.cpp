// Element types of the graph in the module: complex and quantized numbers,
// and the ops that do not take every number that TensorFlow's tables allow.
#include "ImportTesting.h"

using namespace vf::test;
using testing::HasSubstr;

/// A variable `v` of shape [2] whose initial value is written as `values`, and
/// an update of it by itself.
static std::string variableOf(const std::string &type,
                              const std::string &values) {
  return "node { name: 'v' op: 'VariableV2' attr { key: 'dtype' value { type: "
         "DT_" +
         type +
         " } } attr { key: 'shape' value { shape { dim { size: 2 } } } "
         "} }\n" +
         constant("c", type, "2", values) +
         node("v/Assign", "Assign", "v c", "T=" + type) +
         node("v/read", "Identity", "v", "T=" + type) +
         node("sum", "AssignAdd", "v c", "T=" + type);
}

TEST(ElementTypes, ComplexListsArePairs) {
  Imported module = importGraph(
      variableOf("COMPLEX64", "scomplex_val: 1 scomplex_val: 2 scomplex_val: "
                              "-1 scomplex_val: 0.5"),
      {"f: -> sum"});
  EXPECT_THAT(module.ir, HasSubstr("vf.variable @v : tensor<2xcomplex<f32>>"));
  EXPECT_THAT(module.ir, HasSubstr("dense<[(1.000000e+00,2.000000e+00), "
                                   "(-1.000000e+00,5.000000e-01)]>"));
  EXPECT_THAT(module.ir, HasSubstr("vf.assign_add @v"));
}

TEST(ElementTypes, OneComplexValueRepeats) {
  Imported module = importGraph(
      variableOf("COMPLEX128", "dcomplex_val: 1 dcomplex_val: 2"), {"f: -> v"});
  EXPECT_THAT(module.ir, HasSubstr("dense<(1.000000e+00,2.000000e+00)> : "
                                   "tensor<2xcomplex<f64>>"));
}

// The module computes on what stores a quantized number; its name stays where
// the program meets the world.
TEST(ElementTypes, QuantizedNumbersAreTheirStorage) {
  const std::pair<const char *, const char *> types[] = {{"QINT8", "i8"},
                                                         {"QUINT8", "ui8"},
                                                         {"QINT16", "i16"},
                                                         {"QUINT16", "ui16"},
                                                         {"QINT32", "i32"}};
  for (auto [type, storage] : types) {
    Imported module =
        importGraph(variableOf(type, "int_val: 1 int_val: 7"), {"f: -> v"});
    std::string name = llvm::StringRef(type).lower();
    EXPECT_THAT(module.ir,
                HasSubstr("vf.variable @v : tensor<2x" + std::string(storage)));
    EXPECT_EQ(module.count("vf.quantized = \"" + name + "\""), 2u) << name;
  }
}

TEST(ElementTypes, PartsHaveHalfTheSize) {
  std::string graph = input("z", "2", "COMPLEX128") +
                      node("right", "Real", "z", "T=COMPLEX128 Tout=DOUBLE") +
                      node("wrong", "Real", "z", "T=COMPLEX128 Tout=FLOAT");
  EXPECT_THAT(importGraph(graph, {"f: z -> right"}).ir,
              HasSubstr("nd.real %arg0 : tensor<2xcomplex<f64>> -> "
                        "tensor<2xf64>"));
  EXPECT_EQ(importGraph(graph, {"f: z -> wrong"}).diagnostics,
            "error: node 'wrong' (Real): 'T' is complex128, but 'Tout' is "
            "float\n");
}

TEST(ElementTypes, OpsWithoutComplexKernelsSaySo) {
  std::string graph = input("z", "2", "COMPLEX64") +
                      node("exp", "Exp", "z", "T=COMPLEX64") +
                      node("sign", "Sign", "z", "T=COMPLEX64") +
                      node("floor", "FloorDiv", "z z", "T=COMPLEX64");
  EXPECT_EQ(importGraph(graph, {"f: z -> exp"}).diagnostics,
            "error: node 'exp' (Exp): is supported for floating point types "
            "only, found complex64\n");
  EXPECT_EQ(importGraph(graph, {"f: z -> sign"}).diagnostics,
            "error: node 'sign' (Sign): is supported for real numbers only, "
            "found complex64\n");
  EXPECT_EQ(importGraph(graph, {"f: z -> floor"}).diagnostics,
            "error: node 'floor' (FloorDiv): is supported for real numbers "
            "only, found complex64\n");
}

TEST(ElementTypes, UpdatesSayWhichTypesTheirFormulasLack) {
  std::string ints = variableOf("INT32", "int_val: 1") +
                     constant("one", "INT32", "", "int_val: 1") +
                     node("adagrad", "ApplyAdagrad", "v v one c", "T=INT32");
  EXPECT_EQ(importGraph(ints, {"f: -> ; run adagrad"}).diagnostics,
            "error: node 'adagrad' (ApplyAdagrad): is supported for floating "
            "point and complex types only, found int32\n");
  std::string numbers = "scomplex_val: 1 scomplex_val: 0";
  std::string complex =
      variableOf("COMPLEX64", numbers) +
      constant("one", "COMPLEX64", "", numbers) +
      node("ftrl", "ApplyFtrl", "v v v c one one one one", "T=COMPLEX64");
  EXPECT_EQ(importGraph(complex, {"f: -> ; run ftrl"}).diagnostics,
            "error: node 'ftrl' (ApplyFtrl): is supported for floating point "
            "types only, found complex64\n");
}

// TensorFlow's op takes any type, but has code for numbers only.
TEST(ElementTypes, TruthValuesAreNotAdded) {
  std::string graph =
      "node { name: 'b' op: 'VarHandleOp' attr { key: 'dtype' value { type: "
      "DT_BOOL } } attr { key: 'shape' value { shape { dim { size: 2 } } } } "
      "}\n" +
      constant("c", "BOOL", "2", "bool_val: true") +
      node("init", "AssignVariableOp", "b c", "dtype=BOOL") +
      node("sum", "AssignAddVariableOp", "b c", "dtype=BOOL");
  EXPECT_EQ(importGraph(graph, {"f: -> ; run sum"}).diagnostics,
            "error: node 'sum' (AssignAddVariableOp): is supported for numbers "
            "only, found bool\n");
}
