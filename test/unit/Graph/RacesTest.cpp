// Which accesses to a variable nothing orders.
#include "vf/Graph/Races.h"

#include "GraphTesting.h"

using namespace vf;
using namespace vf::test;

/// The first of `nodes`, placed.
static std::string on(std::string nodes, const std::string &device) {
  return nodes.insert(nodes.find("}\n"), " device: '" + device + "' ");
}

static std::string neg(const std::string &name, const std::string &inputs) {
  return node(name, "Neg", inputs, "T=FLOAT");
}
static std::string add(const std::string &name, const std::string &inputs) {
  return node(name, "AssignAdd", inputs, "T=FLOAT");
}

/// "first|second " for each race of the entry that fetches and runs what is
/// named, where `fed` is fed.
static std::string races(const std::string &nodes,
                         std::vector<std::string> fetches,
                         std::vector<std::string> targets = {},
                         std::vector<std::string> fed = {}) {
  MetaGraph metaGraph = buildMeta("graph_def { " + nodes + " }");
  const Graph &graph = *metaGraph.graph;
  VariableTable variables(metaGraph);
  std::vector<TensorRef> tensors, feeds;
  for (const std::string &name : fetches)
    tensors.push_back(graph.lookup(name)->output(0));
  for (const std::string &name : fed)
    feeds.push_back(graph.lookup(name)->output(0));
  std::vector<const Node *> run;
  for (const std::string &name : targets)
    run.push_back(graph.lookup(name));
  std::string text;
  for (const Race &race :
       findRaces(scheduleNodes(feeds, tensors, run), tensors, variables))
    text += race.first->name().str() + "|" + race.second->name().str() + " ";
  return text;
}

static const std::string kUpdate =
    variable("v") + placeholder("x") + neg("before", "v/read") +
    add("update", "v x") + neg("inside", "v/read ^update");

TEST(Races, ReadBesideAnUpdate) {
  EXPECT_EQ(races(kUpdate, {"before", "inside"}), "before|update ");
}

TEST(Races, ControlEdgesOrder) { EXPECT_EQ(races(kUpdate, {"inside"}), ""); }

TEST(Races, DataEdgesOrder) {
  EXPECT_EQ(races(variable("v") + neg("n", "v/read") + add("update", "v n"), {},
                  {"update"}),
            "");
}

TEST(Races, ReadersOnlyDoNotRace) {
  EXPECT_EQ(races(kUpdate + neg("other", "v/read"), {"before", "other"}), "");
}

TEST(Races, TwoUpdates) {
  EXPECT_EQ(races(kUpdate + add("again", "v x"), {}, {"update", "again"}),
            "update|again ");
}

// Fetched live, the variable is read once the step has run; nothing says so.
TEST(Races, FetchOfTheVariable) {
  EXPECT_EQ(races(kUpdate, {"v"}, {"update"}), "update|v ");
  EXPECT_EQ(races(kUpdate, {"v/read"}, {"update"}), "update|v/read ");
  EXPECT_EQ(races(kUpdate, {"update"}), "");
}

// What an update yields is a reference, which its consumer reads.
TEST(Races, ConsumerOfAnUpdate) {
  std::string nodes =
      kUpdate + neg("use", "update") + add("again", "v x ^update");
  EXPECT_EQ(races(nodes, {"use"}, {"again"}), "use|again ");
}

TEST(Races, FeedsCutPaths) {
  std::string nodes = kUpdate + neg("link", "inside") + add("again", "v link");
  EXPECT_EQ(races(nodes, {"before"}, {"again"}, {"link"}), "before|again ");
}

TEST(Races, FedReadsAreNone) {
  EXPECT_EQ(races(kUpdate, {"before"}, {"update"}, {"v/read"}), "");
}

TEST(Races, ResourceReadsRaceAtTheirNode) {
  std::string nodes =
      node("h", "VarHandleOp", "", "dtype=FLOAT") + placeholder("x") +
      node("read", "ReadVariableOp", "h", "dtype=FLOAT") +
      neg("late", "read ^update") +
      node("update", "AssignAddVariableOp", "h x", "dtype=FLOAT");
  nodes.insert(nodes.find("'VarHandleOp'") + 13,
               " attr { key: 'shape' value { shape { } } }");
  EXPECT_EQ(races(nodes, {"late"}), "read|update ");
}

// A consumer whose device has memory of its own gets what its input's node
// read.
TEST(Races, OtherDevicesReadWhereTheValueIsSent) {
  std::string nodes = on(variable("v"), "/device:CPU:0") + placeholder("x") +
                      on(add("update", "v x"), "/device:CPU:0");
  std::string read = neg("use", "v/read ^update");
  EXPECT_EQ(races(nodes + on(read, "/device:CPU:1"), {"use"}), "");
  EXPECT_EQ(races(nodes + on(read, "/device:GPU:0"), {"use"}),
            "v/read|update ");
}

// More pairs than one sweep follows, some of them far apart.
TEST(Races, ManyPairs) {
  std::string nodes = placeholder("x"), expected;
  std::vector<std::string> targets;
  for (int i = 0; i != 200; ++i) {
    std::string v = "v" + std::to_string(i);
    nodes += variable(v) + neg("n" + v, v + "/read");
    targets.push_back("n" + v);
    if (i % 3 == 0)
      expected += "n" + v + "|u" + v + " ";
  }
  for (int i = 0; i != 200; ++i) {
    std::string v = "v" + std::to_string(i);
    nodes += add("u" + v, v + " x" + (i % 3 ? " ^n" + v : ""));
    targets.push_back("u" + v);
  }
  EXPECT_EQ(races(nodes, {}, targets), expected);
}
