// Unknown sizes: run-time broadcasting with one guard per obligation, gradients
// of broadcasting, and sizes as values.
#include "ImportTesting.h"

using namespace vf::test;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

TEST(Sizes, SymbolsNameTheSizesOfFeeds) {
  Imported module =
      importGraph(input("x", "? 4") + node("y", "Neg", "x", "T=FLOAT"),
                  {"f: x -> y"}, {"x=Bx4"});
  EXPECT_THAT(module.ir, HasSubstr("vf.symbols = [\"B\", \"\"]"));
  EXPECT_THAT(module.ir, HasSubstr("vf.tensor = \"x:0\""));
  EXPECT_THAT(module.ir, Not(HasSubstr("tensor.dim")));
}

// Two unknown sizes meet: one guard with TensorFlow's text, for both ops.
TEST(Sizes, OneGuardPerObligation) {
  Imported module = importGraph(input("x", "?") + input("y", "?") +
                                    node("a", "AddV2", "x y", "T=FLOAT") +
                                    node("s", "Sub", "x y", "T=FLOAT"),
                                {"f: x, y -> a, s"});
  EXPECT_EQ(module.count("vf.check"), 1u) << module.ir;
  EXPECT_THAT(module.ir,
              HasSubstr("Incompatible shapes: [{0..1}] vs. [{1..2}]"));
  EXPECT_EQ(module.count("tensor.dim"), 2u);
  EXPECT_EQ(module.count("nd.broadcast"), 4u);
}

TEST(Sizes, EqualSymbolsNeedNoGuard) {
  Imported module = importGraph(input("x", "?") + input("y", "?") +
                                    node("a", "AddV2", "x y", "T=FLOAT"),
                                {"f: x, y -> a"}, {"x=B", "y=B"});
  EXPECT_THAT(module.ir, Not(HasSubstr("vf.check")));
  EXPECT_THAT(module.ir, Not(HasSubstr("nd.broadcast")));
}

// [?,10] + [10] + [?,1] + [1,?]: only the last two meet what they may not fit.
TEST(Sizes, BroadcastsWhereSizesMayDiffer) {
  Imported module = importGraph(input("a", "? 10") + input("b", "10") +
                                    input("c", "? 1") + input("d", "1 ?") +
                                    node("ab", "AddV2", "a b", "T=FLOAT") +
                                    node("abc", "AddV2", "ab c", "T=FLOAT") +
                                    node("all", "AddV2", "abc d", "T=FLOAT"),
                                {"f: a, b, c, d -> all"});
  EXPECT_EQ(module.count("vf.check"), 2u) << module.ir;
  EXPECT_THAT(module.ir, HasSubstr("nd.add %arg0, %arg1 : tensor<?x10xf32>, "
                                   "tensor<10xf32> -> tensor<?x10xf32>"));
  EXPECT_THAT(module.ir, HasSubstr("nd.broadcast %arg3"));
}

// Sum and Reshape over axes that only the run decides.
TEST(Sizes, GradientsOfUndecidedBroadcastingUnbroadcast) {
  std::string graph =
      input("x", "?") + input("y", "?") + node("z", "Mul", "x y", "T=FLOAT") +
      node("sx", "Shape", "x", "T=FLOAT") +
      node("sy", "Shape", "y", "T=FLOAT") +
      node("axes", "BroadcastGradientArgs", "sx sy", "T=INT32") +
      node("sum", "Sum", "z axes", "T=FLOAT Tidx=INT32") +
      node("dx", "Reshape", "sum sx", "T=FLOAT Tshape=INT32");
  Imported module = importGraph(graph, {"f: x, y -> dx"});
  EXPECT_EQ(module.count("nd.unbroadcast"), 1u) << module.ir;
  EXPECT_THAT(module.ir, Not(HasSubstr("nd.reduce")));
}

TEST(Sizes, ASizeBecomesAValueWhereDataNeedsIt) {
  std::string graph = input("x", "? 3") + node("n", "Size", "x", "T=FLOAT") +
                      node("f", "Cast", "n", "SrcT=INT32 DstT=FLOAT") +
                      node("y", "RealDiv", "x f", "T=FLOAT");
  Imported module = importGraph(graph, {"f: x -> y"});
  EXPECT_THAT(module.ir, ContainsRegex("arith.muli(.|\n)*nd.size.* : "
                                       "tensor<i32>(.|\n)*nd.cast"));
}

// The product of two unknown sizes may leave 64 bits, that of one and a
// constant not: feeds are no longer than 2^47.
TEST(Sizes, ProductsThatMayWrapAreChecked) {
  std::string flat = input("x", "? ?") + ints("all", {-1}) +
                     node("y", "Reshape", "x all", "T=FLOAT Tshape=INT32");
  Imported product = importGraph(flat, {"f: x -> y"});
  EXPECT_EQ(product.count("arith.mulsi_extended"), 1u) << product.ir;
  EXPECT_EQ(product.count("vf.check"), 1u);
  EXPECT_THAT(product.ir, HasSubstr("does not fit into 64 bits"));
  EXPECT_THAT(product.ir, HasSubstr("node = \"y\""));

  Imported multiple = importGraph(flat, {"f: x -> y"}, {"x=?x1000"});
  EXPECT_THAT(multiple.ir, Not(HasSubstr("vf.check")));
  EXPECT_THAT(multiple.ir, Not(HasSubstr("arith.mulsi_extended")));
}

// Offsets are sizes too: where a slice starts that counts from the end.
TEST(Sizes, SlicesCountFromTheEndOfAnUnknownAxis) {
  Imported module = importGraph(input("x", "?") + ints("b", {-2}) +
                                    ints("e", {0}) + ints("s", {1}) +
                                    node("y", "StridedSlice", "x b e s",
                                         "T=FLOAT Index=INT32 end_mask:1"),
                                {"f: x -> y"});
  EXPECT_THAT(module.ir, ContainsRegex("arith.maxsi(.|\n)*nd.slice %arg0 "
                                       "offsets = .%.*. strides = .1."));
  EXPECT_THAT(module.ir, Not(HasSubstr("vf.check")));
}

TEST(Sizes, ShapesBecomeTensorsWhereFetched) {
  Imported module = importGraph(
      input("x", "? 3") + node("s", "Shape", "x", "T=FLOAT"), {"f: x -> s"});
  EXPECT_THAT(module.ir, HasSubstr("nd.concat"));
  EXPECT_THAT(module.ir, HasSubstr("vf.return %"));
  EXPECT_THAT(module.ir, HasSubstr("tensor<2xi32>"));
}

TEST(Sizes, MatricesThatMayNotFitAreGuarded) {
  Imported module = importGraph(input("a", "4 ?") + input("b", "? 5") +
                                    node("p", "MatMul", "a b", "T=FLOAT"),
                                {"f: a, b -> p"});
  EXPECT_EQ(module.count("vf.check"), 1u) << module.ir;
  EXPECT_THAT(module.ir, HasSubstr("nd.matmul"));
}
