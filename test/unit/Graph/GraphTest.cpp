// Building of graphs: edges, attributes, mutation, and one case for each thing
// that can be wrong with a node.
#include "GraphTesting.h"

#include <chrono>

using namespace vf;
using namespace vf::test;
using testing::HasSubstr;

TEST(Graph, HasNodesInFileOrderAndEdgesBothWays) {
  auto graph = build(node("c", "Add", "a b ^go", "T=FLOAT") + placeholder("a") +
                     placeholder("b") + node("go", "NoOp"));
  const Node *c = graph->lookup("c");
  EXPECT_EQ(c->index(), 0u);
  EXPECT_EQ(c->input(0), graph->lookup("a")->output(0));
  EXPECT_EQ(c->input(1).str(), "b:0");
  ASSERT_EQ(c->controlInputs().size(), 1u);
  const Node *go = c->controlInputs().front();
  EXPECT_EQ(go, graph->lookup("go"));
  EXPECT_EQ(go->controlUses().front(), c);
  const Use &use = graph->lookup("b")->uses().front();
  EXPECT_EQ(use.consumer, c);
  EXPECT_EQ(use.input, 1u);
  EXPECT_EQ(graph->lookup("nothing"), nullptr);
}

TEST(Graph, GivesOutputsTheTypesOfTheRecord) {
  auto graph = build(variable("v") + placeholder("x") +
                     node("s", "Split", "d x", "T=FLOAT num_split:3") +
                     node("d", "Placeholder", "", "dtype=INT32"));
  EXPECT_EQ(graph->lookup("v")->output(0).type(), makeRef(DataType::Float));
  EXPECT_EQ(graph->lookup("v/read")->output(0).type(), DataType::Float);
  EXPECT_EQ(graph->lookup("s")->outputTypes().size(), 3u);
}

TEST(Graph, ReadsAttributesAndTheirDefaults) {
  auto graph = build(
      "node { name: 'm' op: 'MatMul' input: 'a' input: 'a' device: '/cpu:0' "
      "attr { key: 'T' value { type: DT_FLOAT } } "
      "attr { key: 'transpose_a' value { b: true } } }" +
      placeholder("a"));
  const Node *m = graph->lookup("m");
  EXPECT_TRUE(m->getAttr<bool>("transpose_a"));
  EXPECT_FALSE(m->getAttr<bool>("transpose_b"));
  EXPECT_EQ(m->getAttr<DataType>("T"), DataType::Float);
  EXPECT_EQ(m->lookupAttr<int64_t>("T"), std::nullopt);
  EXPECT_EQ(m->lookupAttr<bool>("absent"), std::nullopt);
  EXPECT_EQ(m->device(), "/cpu:0");
  EXPECT_FALSE(graph->lookup("a")->getAttr<PartialShape>("shape").hasRank());
}

TEST(Graph, KeepsItsGraphDefInStepWhenItChanges) {
  auto graph = build(placeholder("a") + placeholder("b") +
                     node("c", "Add", "a a", "T=FLOAT"));
  Collected collected;
  tf::NodeDef neg;
  neg.set_name("n");
  neg.set_op("Neg");
  neg.add_input("b:0");
  (*neg.mutable_attr())["T"].set_type(tf::DT_FLOAT);
  auto added = graph->addNode(neg, collected.engine);
  ASSERT_TRUE(succeeded(added)) << collected.str();

  EXPECT_EQ(graph->lookup("n"), *added);
  EXPECT_EQ(graph->lookup("b")->uses().front().consumer, *added);
  EXPECT_EQ(graph->def().node_size(), 4);
  EXPECT_EQ(graph->def().node(3).name(), "n");
}

TEST(Graph, IsLeftAsItWasByANodeThatDoesNotFit) {
  auto graph = build(placeholder("a"));
  for (const char *text :
       {"name: 'a' op: 'NoOp'", "name: 'n' op: 'Neg' input: 'a'",
        "name: 'n' op: 'NoOp' input: '^n'",
        "name: 'n' op: 'Other' input: 'a' input: 'absent'"}) {
    Collected collected;
    EXPECT_TRUE(failed(graph->addNode(parseNodeDef(text), collected.engine)));
    EXPECT_EQ(collected.texts.size(), 1u) << text;
  }
  EXPECT_EQ(graph->numNodes(), 1u);
  EXPECT_EQ(graph->def().node_size(), 1);
  EXPECT_EQ(graph->lookup("n"), nullptr);
  EXPECT_TRUE(graph->lookup("a")->uses().empty());
}

TEST(Graph, AcceptsOpsItDoesNotKnow) {
  auto graph = build(node("q", "FIFOQueueV9", "", "x=FLOAT") +
                     node("n", "Neg", "q:7", "T=FLOAT"));
  EXPECT_EQ(graph->lookup("q")->record(), nullptr);
  EXPECT_EQ(graph->lookup("n")->input(0).type(), DataType::Invalid);
}

TEST(Graph, AcceptsTheCyclesOfLoops) {
  build(placeholder("x") +
        "node { name: 'e' op: 'Enter' input: 'x' "
        "attr { key: 'T' value { type: DT_FLOAT } } "
        "attr { key: 'frame_name' value { s: 'f' } } }" +
        node("m", "Merge", "e n", "T=FLOAT N:2") +
        node("n", "NextIteration", "m", "T=FLOAT"));
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

TEST(GraphErrors, DuplicateNames) {
  EXPECT_EQ(buildErrors(placeholder("a") + node("a", "NoOp")),
            "error: node 'a' (NoOp): expected node names to be unique, found a "
            "second node 'a' (node #1, first node #0)\n");
}

TEST(GraphErrors, MalformedNamesAndInputs) {
  EXPECT_THAT(buildErrors(node("", "NoOp")), HasSubstr("found ''"));
  EXPECT_THAT(buildErrors(node("a:0", "NoOp")), HasSubstr("found 'a:0'"));
  EXPECT_THAT(buildErrors(node("a", "")),
              HasSubstr("node 'a': expected the name of an op, found none"));
  for (const char *input : {"a:", "a:x", "a:-1", "^a:0", "^", ":0", "a:0:0",
                            "a:99999999999999999999"})
    EXPECT_THAT(
        buildErrors(placeholder("a") + node("n", "Unknown", input)),
        HasSubstr("node 'n' (Unknown): expected an input of the form 'node', "
                  "'node:1' or '^node', found '" +
                  std::string(input) + "'"));
  EXPECT_THAT(buildErrors(placeholder("a") + node("g", "NoOp") +
                          node("n", "Neg", "^g a", "T=FLOAT")),
              HasSubstr("expected control inputs after all others, found 'a' "
                        "after '^g'"));
}

TEST(GraphErrors, DanglingInputsHintAtNearNames) {
  EXPECT_EQ(
      buildErrors(placeholder("input") + node("n", "Neg", "inptu", "T=FLOAT")),
      "error: node 'n' (Neg): expected input 'inptu' to name a node of "
      "the graph, found none\nhint: did you mean 'input'?\n");
  EXPECT_THAT(buildErrors(node("n", "NoOp", "^gone")),
              HasSubstr("node 'n' (NoOp): expected input '^gone'"));
}

// One cause, one error: however many inputs name what is not there, and
// whatever else a wrong input makes look wrong.
TEST(GraphErrors, OnePerCause) {
  EXPECT_EQ(buildErrors(placeholder("a") +
                        node("n", "Add", "gone gone", "T=FLOAT") +
                        node("m", "Neg", "gone:0", "T=FLOAT") +
                        node("c", "NoOp", "^gone")),
            "error: node 'n' (Add): expected input 'gone' to name a node of "
            "the graph, found none\nnote: 4 inputs name this node\n");
  EXPECT_EQ(
      buildErrors(placeholder("a") + node("n", "Add", "a:x a", "T=FLOAT")),
      "error: node 'n' (Add): expected an input of the form 'node', "
      "'node:1' or '^node', found 'a:x'\n");
  EXPECT_EQ(buildErrors(placeholder("a") + node("g", "NoOp") +
                        node("n", "Add", "a ^g a", "T=FLOAT")),
            "error: node 'n' (Add): expected control inputs after all others, "
            "found 'a' after '^g'\n");
}

TEST(GraphErrors, OutputsThatDoNotExist) {
  EXPECT_EQ(buildErrors(placeholder("a") + node("n", "Neg", "a:1", "T=FLOAT")),
            "error: node 'n' (Neg): expected input #0 'x' to be an output of "
            "node 'a' (Placeholder), which has 1, found 'a:1'\n");
}

TEST(GraphErrors, NumberOfInputs) {
  EXPECT_EQ(buildErrors(placeholder("a") + node("n", "Add", "a", "T=FLOAT")),
            "error: node 'n' (Add): expected 2 inputs, found 1\n");
  EXPECT_THAT(
      buildErrors(placeholder("a") + node("n", "AddN", "a a", "T=FLOAT N:3")),
      HasSubstr("expected 3 inputs, found 2"));
}

TEST(GraphErrors, TypesOfInputs) {
  EXPECT_EQ(buildErrors(placeholder("a") +
                        node("b", "Placeholder", "", "dtype=INT32") +
                        node("n", "Add", "a b", "T=FLOAT")),
            "error: node 'n' (Add): expected input #1 'y' of type float, found "
            "int32 from 'b:0'\n");
  EXPECT_THAT(
      buildErrors(placeholder("a") + node("n", "Assign", "a a", "T=FLOAT")),
      HasSubstr("expected input #0 'ref' to be a variable, found a "
                "value from 'a:0'"));
}

TEST(GraphErrors, Attributes) {
  EXPECT_EQ(buildErrors(node("p", "Placeholder")),
            "error: node 'p' (Placeholder): expected attribute 'dtype' (type), "
            "found none\n");
  EXPECT_EQ(buildErrors(node("p", "Placeholder", "", "dtype:1")),
            "error: node 'p' (Placeholder): expected attribute 'dtype' to be a "
            "type, found an int\n");
  EXPECT_THAT(buildErrors(node("p", "Placeholder", "", "dtype=FLOAT_REF")),
              HasSubstr("to be an element type, found float_ref"));
  EXPECT_THAT(buildErrors(placeholder("a") + node("n", "LogicalNot", "a") +
                          node("m", "Less", "a a", "T=BOOL")),
              HasSubstr("node 'm' (Less): expected attribute 'T' to be one of "
                        "float, double, int32"));
  EXPECT_THAT(
      buildErrors(placeholder("a") + node("n", "Pack", "a", "T=FLOAT N:0")),
      HasSubstr("expected attribute 'N' to be at least 1, found 0"));
}

TEST(GraphErrors, AbsurdCountsCostNothing) {
  EXPECT_THAT(
      buildErrors(placeholder("a") +
                  node("d", "Placeholder", "", "dtype=INT32") +
                  node("n", "Split", "d a", "T=FLOAT num_split:1000000000000")),
      HasSubstr("to be at most 1048576, found 1000000000000"));
}

TEST(GraphErrors, ConstantsThatAreNone) {
  std::string start = "node { name: 'c' op: 'Const' attr { key: 'dtype' value "
                      "{ type: DT_FLOAT } } attr { key: 'value' value { "
                      "tensor { dtype: ";
  EXPECT_THAT(buildErrors(start + "DT_INT32 int_val: 1 } } } }"),
              HasSubstr("expected attribute 'value' to be of type float, found "
                        "int32"));
  EXPECT_THAT(buildErrors(start + "DT_FLOAT tensor_shape { dim { size: 3 } } "
                                  "tensor_content: '1234' } } } }"),
              HasSubstr("node 'c' (Const): expected attribute 'value' to be a "
                        "constant, but it has 4 bytes of content, but shape "
                        "[3] of float takes 12"));
}

TEST(GraphErrors, Cycles) {
  EXPECT_EQ(buildErrors(node("a", "Neg", "c", "T=FLOAT") +
                        node("b", "Neg", "a", "T=FLOAT") +
                        node("c", "Neg", "b", "T=FLOAT") +
                        node("after", "Neg", "c", "T=FLOAT") +
                        node("x", "NoOp", "^x")),
            "error: node 'b' (Neg): expected a graph without cycles, found 'b' "
            "-> 'c' -> 'a' -> 'b'\n"
            "error: node 'x' (NoOp): expected a graph without cycles, found "
            "'x' -> 'x'\n");
}

TEST(GraphErrors, AllProblemsAreReportedOnce) {
  Collected collected;
  auto graph =
      buildGraph(parseGraphDef(node("p", "Placeholder") + placeholder("p") +
                               node("n", "Neg", "p", "T=FLOAT") +
                               node("m", "Add", "gone p", "T=FLOAT")),
                 registry(), collected.engine);
  EXPECT_TRUE(failed(graph));
  EXPECT_EQ(collected.texts.size(), 3u) << collected.str();
}

//===----------------------------------------------------------------------===//
// Cost
//===----------------------------------------------------------------------===//

/// A chain of negations, all of which also wait for one node.
static double secondsToBuildChain(unsigned length) {
  auto def = parseGraphDef(node("go", "NoOp") + placeholder("n0"));
  for (unsigned i = 0; i < length; ++i) {
    tf::NodeDef &neg = *def->add_node();
    neg.set_name("n" + std::to_string(i + 1));
    neg.set_op("Neg");
    neg.add_input("n" + std::to_string(i));
    neg.add_input("^go");
    (*neg.mutable_attr())["T"].set_type(tf::DT_FLOAT);
  }
  Collected collected;
  auto start = std::chrono::steady_clock::now();
  auto graph = buildGraph(std::move(def), registry(), collected.engine);
  std::chrono::duration<double> elapsed =
      std::chrono::steady_clock::now() - start;
  EXPECT_TRUE(succeeded(graph));
  return elapsed.count();
}

TEST(GraphCost, BuildingIsLinear) {
  double small = secondsToBuildChain(10'000);
  double large = secondsToBuildChain(160'000);
  // 16 times the nodes; quadratic work would take 256 times as long.
  EXPECT_LT(large, 64 * small) << small << " s and " << large << " s";
}
