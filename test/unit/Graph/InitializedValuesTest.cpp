// What initialized_value() writes becomes one node; other conditionals stay.
#include "vf/Graph/InitializedValues.h"

#include "GraphTesting.h"

using namespace vf;
using namespace vf::test;
using testing::ElementsAre;

/// `name`, a ref variable initialized with `value`.
static std::string refVariable(const std::string &name,
                               const std::string &value) {
  return variable(name) +
         node(name + "/Assign", "Assign", name + " " + value, "T=FLOAT");
}

/// The value of ref variable `variable` where it is initialized, `taken` being
/// a reference to it or its value, else `otherwise`.
static std::string conditional(const std::string &name,
                               const std::string &variable,
                               const std::string &taken,
                               const std::string &otherwise) {
  bool isRef = taken == variable;
  return node(name + "/test", "IsVariableInitialized", variable,
              "dtype=FLOAT") +
         node(name + "/pred_id", "Identity", name + "/test", "T=BOOL") +
         node(name + "/read/Switch", isRef ? "RefSwitch" : "Switch",
              taken + " " + name + "/pred_id", "T=FLOAT") +
         node(name + "/read", "Identity", name + "/read/Switch:1", "T=FLOAT") +
         node(name + "/Switch_1", "Switch", otherwise + " " + name + "/pred_id",
              "T=FLOAT") +
         node(name, "Merge", name + "/Switch_1 " + name + "/read",
              "T=FLOAT N:2");
}

/// What node `name` becomes: its op, its data inputs, its control inputs.
static std::vector<std::string> fold(const std::string &nodes,
                                     const std::string &name) {
  MetaGraph metaGraph = buildMeta("graph_def { " + nodes + " }");
  Collected collected;
  EXPECT_TRUE(succeeded(foldInitializedValues(metaGraph, collected.engine)));
  EXPECT_EQ(collected.str(), "");
  const Node *node = metaGraph.graph->lookup(name);
  std::vector<std::string> words{node->op().str()};
  for (TensorRef input : node->inputs())
    words.push_back(input.str());
  for (const Node *control : node->controlInputs())
    words.push_back("^" + control->name().str());
  return words;
}

static std::string start() {
  return placeholder("x") + node("start", "Neg", "x", "T=FLOAT");
}

TEST(InitializedValues, OfARefVariable) {
  std::string graph = start() + refVariable("w", "start") +
                      conditional("cond", "w", "w", "start");
  EXPECT_THAT(fold(graph, "cond"), ElementsAre("_InitializedValue", "w:0"));
}

TEST(InitializedValues, OfAResource) {
  std::string graph =
      start() +
      "node { name: 'w' op: 'VarHandleOp' attr { key: 'dtype' value { type: "
      "DT_FLOAT } } attr { key: 'shape' value { shape { } } } }\n" +
      node("w/Assign", "AssignVariableOp", "w start", "dtype=FLOAT") +
      node("test", "VarIsInitializedOp", "w ^w/Assign") +
      node("handle", "Switch", "w test", "T=RESOURCE") +
      node("read", "ReadVariableOp", "handle:1", "dtype=FLOAT") +
      node("otherwise", "Switch", "start test", "T=FLOAT") +
      node("cond", "Merge", "read otherwise", "T=FLOAT N:2");
  EXPECT_THAT(fold(graph, "cond"),
              ElementsAre("_InitializedResourceValue", "w:0", "^w/Assign"));
}

// The value that is taken may be a conditional of its own.
TEST(InitializedValues, Nested) {
  std::string graph = start() + refVariable("w", "start") +
                      conditional("outer", "w", "inner", "start") +
                      conditional("inner", "w", "w", "start");
  EXPECT_THAT(fold(graph, "outer"), ElementsAre("_InitializedValue", "w:0"));
}

// TensorFlow writes an initial value twice: as it is given, and with the
// initialized values of the variables it reads.
TEST(InitializedValues, InitialValueIsComparedUpToReads) {
  std::string graph = start() + refVariable("w", "start") +
                      node("given", "Neg", "w/read", "T=FLOAT") +
                      conditional("w_value", "w", "w", "start") +
                      node("guarded", "Neg", "w_value", "T=FLOAT") +
                      refVariable("v", "guarded") +
                      conditional("cond", "v", "v", "given");
  EXPECT_THAT(fold(graph, "cond"), ElementsAre("_InitializedValue", "v:0"));
}

TEST(InitializedValues, OtherConditionalsStay) {
  std::string graph = start() + node("other", "Square", "x", "T=FLOAT") +
                      refVariable("w", "start") + refVariable("v", "start");
  std::string another = conditional("cond", "w", "w", "other");
  EXPECT_EQ(fold(graph + another, "cond")[0], "Merge") << "not its initializer";
  std::string mixed = conditional("cond", "w", "v/read", "start");
  EXPECT_EQ(fold(graph + mixed, "cond")[0], "Merge") << "not its value";
  std::string index = conditional("cond", "w", "w", "start") +
                      node("index", "Identity", "cond:1", "T=INT32");
  EXPECT_EQ(fold(graph + index, "cond")[0], "Merge") << "which one is asked";
  std::string swapped =
      node("test", "IsVariableInitialized", "w", "dtype=FLOAT") +
      node("a", "Switch", "start test", "T=FLOAT") +
      node("b", "RefSwitch", "w test", "T=FLOAT") +
      node("read", "Identity", "b:0", "T=FLOAT") +
      node("cond", "Merge", "a:1 read", "T=FLOAT N:2");
  EXPECT_EQ(fold(graph + swapped, "cond")[0], "Merge") << "the other way round";
}

TEST(InitializedValues, RandomValuesAreOneNode) {
  auto random = [](const char *name) {
    return node(name, "RandomUniform", "dims", "dtype=FLOAT T=INT32");
  };
  std::string graph = node("dims", "Placeholder", "", "dtype=INT32") +
                      random("one") + random("twin") + refVariable("w", "one") +
                      conditional("same", "w", "w", "one") +
                      conditional("other", "w", "w", "twin");
  EXPECT_EQ(fold(graph, "same")[0], "_InitializedValue");
  EXPECT_EQ(fold(graph, "other")[0], "Merge");
}
