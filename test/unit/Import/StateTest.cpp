// Variables, the order of reads and updates, generators and Savers.
#include "ImportTesting.h"

using namespace vf::test;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

TEST(State, DeclaresVariablesWithInitializers) {
  Imported module = importGraph(refVariable("w", "2", "1.5"), {"get: -> w"});
  EXPECT_THAT(module.ir, HasSubstr("vf.variable @w : tensor<2xf32>"));
  EXPECT_THAT(module.ir, ContainsRegex("nd.constant dense<1.5.*> : "
                                       "tensor<2xf32>\n *vf.yield"));
  EXPECT_THAT(module.ir, HasSubstr("vf.saver @save variables = [@w] keys = "
                                   "[\"w\"]"));
}

// Each consumer of a reference reads the variable when its own turn comes; the
// second `neg` stands after the update.
TEST(State, ReadsOfAReferenceAreLive) {
  std::string graph = refVariable("w", "2") + number("c", "1") +
                      node("before", "Neg", "w/read", "T=FLOAT") +
                      node("fill", "AddV2", "before c", "T=FLOAT") +
                      node("add", "AssignAdd", "w fill", "T=FLOAT") +
                      node("after", "Neg", "w/read ^add", "T=FLOAT");
  Imported module = importGraph(graph, {"f: -> before, after"});
  EXPECT_EQ(module.count("vf.read @w"), 2u) << module.ir;
  EXPECT_THAT(module.ir, ContainsRegex("vf.read @w(.|\n)*vf.assign_add "
                                       "@w(.|\n)*vf.read @w(.|\n)*nd.neg"));
  EXPECT_THAT(module.ir, HasSubstr("node = \"w/read\", op = \"Identity\""));
}

TEST(State, ReadVariableOpReadsAtItsNode) {
  std::string graph =
      resourceVariable("v", "2") +
      node("value", "ReadVariableOp", "v", "dtype=FLOAT") +
      node("add", "AssignAddVariableOp", "v value", "dtype=FLOAT") +
      node("old", "Neg", "value ^add", "T=FLOAT") +
      node("value_1", "ReadVariableOp", "v ^add", "dtype=FLOAT");
  Imported module = importGraph(graph, {"f: -> old, value_1"});
  EXPECT_EQ(module.count("vf.read @v"), 2u) << module.ir;
  EXPECT_THAT(module.ir,
              ContainsRegex("%0 = vf.read @v(.|\n)*nd.neg %0(.|\n)*return"));
}

// The result of an update is the value right after it; the variable itself is
// fetched at the end.
TEST(State, UpdatesYieldTheValueAfterThem) {
  std::string graph = refVariable("w", "2") + input("d", "2") +
                      node("a", "AssignAdd", "w d", "T=FLOAT") +
                      node("s", "AssignSub", "a d", "T=FLOAT");
  Imported module = importGraph(graph, {"f: d -> a, s, w"});
  EXPECT_THAT(module.ir,
              ContainsRegex("%0 = vf.assign_add @w, %arg0.*\n *%1 = "
                            "vf.assign_sub @w, %arg0.*\n *%2 = vf.read @w.*\n "
                            "*vf.return %0, %1, %2"));
}

TEST(State, ImportsOptimizers) {
  std::string graph =
      refVariable("w", "3") + refVariable("m", "3") + refVariable("v", "3") +
      number("c", "0.5") + input("g", "3") +
      node("sgd", "ApplyGradientDescent", "w c g", "T=FLOAT") +
      node("momentum", "ApplyMomentum", "w m c g c", "T=FLOAT") +
      node("adam", "ApplyAdam", "w m v c c c c c c g", "T=FLOAT");
  Imported module = importGraph(graph, {"f: g -> ; run sgd, momentum, adam"});
  EXPECT_THAT(module.ir, HasSubstr("vf.apply_gradient_descent @w"));
  EXPECT_THAT(module.ir, HasSubstr("vf.apply_momentum @w, @m"));
  EXPECT_THAT(module.ir, HasSubstr("vf.apply_adam @w, @m, @v"));
}

TEST(State, ChecksTheIndicesOfScatters) {
  std::string graph =
      refVariable("w", "6 4") + input("i", "?", "INT32") + input("u", "? 4") +
      node("add", "ScatterAdd", "w i u", "T=FLOAT Tindices=INT32");
  Imported module = importGraph(graph, {"f: i, u -> ; run add"});
  EXPECT_THAT(module.ir, HasSubstr("nd.find_out_of_range"));
  EXPECT_THAT(module.ir, HasSubstr("indices[{0..1}] = {1} is not in [0, {2})"));
  EXPECT_THAT(module.ir, ContainsRegex("vf.scatter +add @w"));
}

TEST(State, DrawsFromOneGeneratorPerRandomNode) {
  std::string graph =
      ints("shape", {2, 3}) +
      node("u", "RandomUniform", "shape", "dtype=FLOAT T=INT32 seed:7") +
      node("twice", "AddV2", "u u", "T=FLOAT");
  Imported module = importGraph(graph, {"f: -> twice", "g: -> u"});
  EXPECT_EQ(module.count("vf.generator @u seed = 7 seed2 = 0"), 1u)
      << module.ir;
  EXPECT_EQ(module.count("vf.draw @u"), 2u);
}

// An initializer that reads another variable does not run its initializer.
TEST(State, InitializersReadOtherVariables) {
  std::string graph =
      refVariable("a", "2", "3") +
      "node { name: 'b' op: 'VariableV2' attr { key: 'dtype' value { type: "
      "DT_FLOAT } } attr { key: 'shape' value { shape { dim { size: 2 } } } } "
      "}\n" +
      node("initialized", "Identity", "a ^a/Assign", "T=FLOAT") +
      node("b/Assign", "Assign", "b initialized", "T=FLOAT");
  Imported module = importGraph(graph, {"get: -> b"});
  EXPECT_THAT(module.ir, ContainsRegex("vf.variable @b.*init .\n *%0 = vf.read "
                                       "@a.*\n *vf.yield %0"));
}

TEST(State, EveryEntryFedWithWhatItReadsUsesTheFeed) {
  Imported module =
      importGraph(refVariable("w", "2") + node("y", "Neg", "w/read", "T=FLOAT"),
                  {"f: w/read -> y"});
  EXPECT_THAT(module.ir, Not(HasSubstr("vf.read")));
}
