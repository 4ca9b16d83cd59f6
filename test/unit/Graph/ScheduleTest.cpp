// The one order, pruning, and cutting at feeds.
#include "vf/Graph/Schedule.h"

#include "GraphTesting.h"

using namespace vf;
using namespace vf::test;

static std::string str(const Schedule &schedule) {
  std::string text;
  for (const Node *node : schedule.order)
    text += node->name().str() + " ";
  return text;
}

static std::string order(const Graph &graph, std::vector<TensorRef> feeds,
                         std::vector<std::string> fetches,
                         std::vector<std::string> targets = {}) {
  std::vector<TensorRef> tensors;
  for (const std::string &name : fetches)
    tensors.push_back(graph.lookup(name)->output(0));
  std::vector<const Node *> nodes;
  for (const std::string &name : targets)
    nodes.push_back(graph.lookup(name));
  return str(scheduleNodes(feeds, tensors, nodes));
}

TEST(Schedule, TakesTheReadyNodeOfLowestIndex) {
  // "late" is ready only after "z", though its index is lower than others'.
  auto graph = build(
      node("late", "Neg", "z", "T=FLOAT") + node("b", "Neg", "x", "T=FLOAT") +
      placeholder("x") + node("a", "Neg", "x", "T=FLOAT") +
      node("z", "Neg", "a", "T=FLOAT") + node("all", "NoOp", "^late ^b"));
  EXPECT_EQ(order(*graph, {}, {}, {"all"}), "x b a z late all ");
}

TEST(Schedule, PrunesWhatNothingNeeds) {
  auto graph = build(placeholder("x") + node("a", "Neg", "x", "T=FLOAT") +
                     node("b", "Neg", "x", "T=FLOAT"));
  EXPECT_EQ(order(*graph, {}, {"b"}), "x b ");
}

TEST(Schedule, ControlEdgesCount) {
  auto graph = build(node("fetch", "Neg", "x ^side", "T=FLOAT") +
                     placeholder("x") + node("side", "NoOp"));
  EXPECT_EQ(order(*graph, {}, {"fetch"}), "x side fetch ");
}

TEST(Schedule, AnyTensorCanBeFed) {
  auto graph = build(placeholder("x") + node("a", "Neg", "x", "T=FLOAT") +
                     node("b", "Neg", "a", "T=FLOAT"));
  EXPECT_EQ(order(*graph, {graph->lookup("a")->output(0)}, {"b"}), "b ");
  // Fetching what is fed runs nothing.
  EXPECT_EQ(order(*graph, {graph->lookup("b")->output(0)}, {"b"}), "");
}

TEST(Schedule, ANodeRunsForItsOutputsThatAreNotFed) {
  auto graph =
      build(node("d", "Placeholder", "", "dtype=INT32") + placeholder("x") +
            node("s", "Split", "d x", "T=FLOAT num_split:2") +
            node("sum", "Add", "s s:1", "T=FLOAT"));
  const Node *split = graph->lookup("s");
  EXPECT_EQ(order(*graph, {split->output(0)}, {"sum"}), "d x s sum ");
  EXPECT_EQ(order(*graph, {split->output(0), split->output(1)}, {"sum"}),
            "sum ");
}

TEST(Schedule, ControlEdgesOfFedNodes) {
  auto graph = build(placeholder("x") + node("a", "Neg", "x", "T=FLOAT") +
                     node("b", "Neg", "a ^a ^x", "T=FLOAT"));
  // A fed placeholder is there already; another node still has to run.
  EXPECT_EQ(
      order(*graph,
            {graph->lookup("a")->output(0), graph->lookup("x")->output(0)},
            {"b"}),
      "a b ");
}

TEST(Schedule, LoopsAreCutAtTheBackEdge) {
  auto graph =
      build(placeholder("x") + node("n", "NextIteration", "m", "T=FLOAT") +
            node("m", "Merge", "x n", "T=FLOAT N:2"));
  EXPECT_EQ(order(*graph, {}, {"m"}), "x m n ");
}

TEST(Schedule, UnusedFeedsGetAWarning) {
  auto graph = build(placeholder("x") + placeholder("y") +
                     node("a", "Neg", "x", "T=FLOAT"));
  Entry entry;
  entry.name = "f";
  for (const char *name : {"x", "y"})
    entry.feeds.push_back({graph->lookup(name)->output(0), name, name});
  entry.fetches.push_back({graph->lookup("a")->output(0), "a", "a"});
  Collected collected;
  Schedule schedule = scheduleEntry(entry, collected.engine);
  EXPECT_EQ(str(schedule), "a ");
  ASSERT_EQ(schedule.unusedFeeds.size(), 1u);
  EXPECT_EQ(collected.str(),
            "warning: node 'y' (Placeholder): entry 'f' feeds 'y:0', which "
            "nothing in it needs\n");
}

TEST(Schedule, TrainingGraphOfTheFixture) {
  VF_NEED_FIXTURES();
  MetaGraph metaGraph = loadFixture("linear_regression/checkpoint/model.meta");
  const Graph &graph = *metaGraph.graph;
  Schedule schedule = scheduleNodes(
      {graph.lookup("X")->output(0), graph.lookup("Y")->output(0)},
      {graph.lookup("truediv")->output(0)}, {graph.lookup("GradientDescent")});
  EXPECT_TRUE(schedule.unusedFeeds.empty());
  // Every input stands before its consumer.
  llvm::DenseSet<const Node *> done;
  for (const Node *node : schedule.order) {
    for (TensorRef input : node->inputs())
      EXPECT_TRUE(schedule.feeds.contains(input) || done.contains(input.node))
          << node->name().str();
    for (const Node *control : node->controlInputs())
      EXPECT_TRUE(done.contains(control)) << node->name().str();
    done.insert(node);
  }
  EXPECT_FALSE(done.contains(graph.lookup("save/SaveV2")));
}
