// Variables in their spellings: initializers, readers, writers, live reads, and
// what Savers save of them.
#include "vf/Graph/Variables.h"

#include "GraphTesting.h"
#include "vf/Graph/Savers.h"

#include "llvm/ADT/StringExtras.h"

using namespace vf;
using namespace vf::test;
using testing::HasSubstr;

static std::string names(llvm::ArrayRef<const Node *> nodes) {
  std::string text;
  for (const Node *node : nodes)
    text += node->name().str() + " ";
  return text;
}

static std::string assign(const std::string &name, const std::string &inputs) {
  return node(name, "Assign", inputs, "T=FLOAT");
}

static MetaGraph metaOf(const std::string &nodes,
                        const std::string &rest = "") {
  return buildMeta("graph_def { " + nodes + " } " + rest);
}

TEST(Variables, RefVariableReadersAndWriters) {
  MetaGraph metaGraph =
      metaOf(variable("v") + placeholder("x") + assign("v/Assign", "v x") +
             node("again", "Identity", "v/read", "T=FLOAT") +
             node("use", "Neg", "again", "T=FLOAT") +
             node("add", "AssignAdd", "v x", "T=FLOAT") +
             node("after", "Neg", "add", "T=FLOAT") +
             node("twice", "AssignSub", "add v/read", "T=FLOAT") +
             node("known", "IsVariableInitialized", "v", "dtype=FLOAT"));
  VariableTable table(metaGraph);
  ASSERT_EQ(table.variables().size(), 1u);
  const Variable &v = table.variables().front();
  EXPECT_EQ(v.shape.str(), "[2]");
  EXPECT_FALSE(v.isResource);
  EXPECT_EQ(names(v.readers), "use add twice ");
  EXPECT_EQ(names(v.writers), "v/Assign add twice ");
}

TEST(Variables, LiveReadsAreChainsOfIdentityOnTheVariable) {
  MetaGraph metaGraph = metaOf(variable("v") + placeholder("x") +
                               node("chain", "Identity", "v/read", "T=FLOAT") +
                               node("add", "AssignAdd", "v x", "T=FLOAT") +
                               node("result", "Identity", "add", "T=FLOAT"));
  const Graph &graph = *metaGraph.graph;
  VariableTable table(metaGraph);
  const Variable *v = &table.variables().front();
  auto live = [&](const char *name) {
    return table.resolveRefRead(graph.lookup(name)->output(0));
  };
  EXPECT_EQ(live("v"), v);
  EXPECT_EQ(live("v/read"), v);
  EXPECT_EQ(live("chain"), v);
  // An update's result is the value right after it.
  EXPECT_EQ(live("add"), nullptr);
  EXPECT_EQ(live("result"), nullptr);
  EXPECT_EQ(table.resolveReference(graph.lookup("add")->output(0)), v);
  EXPECT_EQ(table.resolveReference(graph.lookup("v/read")->output(0)), nullptr);
}

TEST(Variables, ResourceVariables) {
  MetaGraph metaGraph = metaOf(
      "node { name: 'r' op: 'VarHandleOp' attr { key: 'dtype' value { type: "
      "DT_FLOAT } } attr { key: 'shape' value { shape { } } } } " +
      placeholder("x") + node("h", "Identity", "r", "T=RESOURCE") +
      node("r/Assign", "AssignVariableOp", "h x", "dtype=FLOAT") +
      node("read", "ReadVariableOp", "h", "dtype=FLOAT") +
      node("use", "Neg", "read", "T=FLOAT") +
      node("add", "AssignAddVariableOp", "r use", "dtype=FLOAT"));
  VariableTable table(metaGraph);
  const Variable &r = table.variables().front();
  EXPECT_TRUE(r.isResource);
  EXPECT_EQ(r.type, DataType::Float);
  EXPECT_EQ(r.initializer, metaGraph.graph->lookup("r/Assign"));
  EXPECT_EQ(names(r.readers), "read add ");
  EXPECT_EQ(names(r.writers), "r/Assign add ");
  EXPECT_EQ(table.resolveRefRead(metaGraph.graph->lookup("h")->output(0)),
            nullptr);
}

/// The name of the initializer of variable "v".
static std::string initializerOf(const MetaGraph &metaGraph) {
  VariableTable table(metaGraph);
  const Node *initializer =
      table.lookup(metaGraph.graph->lookup("v"))->initializer;
  return initializer ? initializer->name().str() : "none";
}

TEST(Variables, InitializerOfTheCollectionComesFirst) {
  tf::VariableDef def;
  def.set_variable_name("v:0");
  def.set_initializer_name("other");
  std::string bytes = llvm::toHex(def.SerializeAsString());
  std::string escaped;
  for (size_t i = 0; i < bytes.size(); i += 2)
    escaped += "\\x" + bytes.substr(i, 2);
  MetaGraph metaGraph =
      metaOf(variable("v") + node("c", "Placeholder", "", "dtype=FLOAT") +
                 assign("v/Assign", "v c") + assign("other", "v c"),
             "collection_def { key: 'trainable_variables' value { bytes_list { "
             "value: '" +
                 escaped + "' } } }");
  EXPECT_EQ(initializerOf(metaGraph), "other");
  VariableTable table(metaGraph);
  EXPECT_TRUE(table.variables().front().isTrainable);
  EXPECT_EQ(table.variables().front().collections,
            std::vector<std::string>{"trainable_variables"});
}

TEST(Variables, InitializerByNameAndByBeingTheOnlyOne) {
  std::string start = variable("v") + placeholder("x") +
                      node("zeros", "ZerosLike", "zeros0", "T=FLOAT") +
                      node("zeros0", "Unknown");
  EXPECT_EQ(initializerOf(metaOf(start + assign("v/Assign", "v x"))),
            "v/Assign");
  EXPECT_EQ(
      initializerOf(metaOf(start + assign("init", "v zeros") +
                           assign("set", "v x") + assign("same", "v v/read"))),
      "init");
  EXPECT_EQ(initializerOf(metaOf(start + assign("set", "v x"))), "none");
  EXPECT_EQ(initializerOf(metaOf(start + assign("one", "v zeros") +
                                 assign("two", "v zeros"))),
            "none");
}

//===----------------------------------------------------------------------===//
// Savers
//===----------------------------------------------------------------------===//

static std::string describe(const MetaGraph &metaGraph) {
  Collected collected;
  VariableTable table(metaGraph);
  auto savers = collectSavers(metaGraph, table, collected.engine);
  if (failed(savers))
    return collected.str();
  std::string text;
  for (const Saver &saver : *savers) {
    text += saver.name + "(";
    for (const SavedTensor &tensor : saver.tensors)
      text += tensor.key +
              (tensor.slice.empty() ? "" : "[" + tensor.slice + "]") + "=" +
              tensor.variable->node->name().str() + " ";
    text += ")";
  }
  return text + collected.str();
}

static std::string strings(const std::string &name,
                           std::vector<std::string> values) {
  std::string tensor = "dtype: DT_STRING tensor_shape { dim { size: " +
                       std::to_string(values.size()) + " } }";
  for (const std::string &value : values)
    tensor += " string_val: '" + value + "'";
  return "node { name: '" + name +
         "' op: 'Const' attr { key: 'dtype' value { type: DT_STRING } } "
         "attr { key: 'value' value { tensor { " +
         tensor + " } } } }\n";
}

/// A SaveV2 node of two float tensors.
static std::string saveNode(const std::string &inputs) {
  return "node { name: 'save/SaveV2' op: 'SaveV2' input: 'file' input: 'keys' "
         "input: 'slices' " +
         inputs +
         " attr { key: 'dtypes' value { list { type: DT_FLOAT type: DT_FLOAT } "
         "} } }" +
         node("save/control_dependency", "Identity", "file ^save/SaveV2",
              "T=STRING");
}

static const char *const saverDef =
    "saver_def { filename_tensor_name: 'file:0' save_tensor_name: "
    "'save/control_dependency:0' restore_op_name: 'save/restore_all' version: "
    "V2 }";

TEST(Savers, KeysSlicesAndOrderOfTheNodes) {
  std::string nodes =
      variable("v") + variable("w") + strings("file", {"model"}) +
      strings("keys", {"w_key", "v"}) + strings("slices", {"2 0,1", ""});
  EXPECT_EQ(describe(metaOf(nodes + saveNode("input: 'w' input: 'v/read'"),
                            saverDef)),
            "save(w_key[2 0,1]=w v=v )");
}

TEST(Savers, WithoutOneAllVariablesByName) {
  EXPECT_EQ(describe(metaOf(variable("w") + variable("v"))), "(v=v w=w )");
  EXPECT_EQ(describe(metaOf(placeholder("x"))), "");
}

TEST(Savers, Problems) {
  EXPECT_THAT(describe(metaOf(variable("v"), saverDef)),
              HasSubstr("expected the Saver's save tensor "
                        "'save/control_dependency:0' in the graph"));
  std::string nodes = variable("v") + placeholder("x") +
                      strings("file", {"model"}) + strings("slices", {"", ""});
  EXPECT_THAT(describe(metaOf(nodes + strings("keys", {"a", "b", "c"}) +
                                  saveNode("input: 'v' input: 'v'"),
                              saverDef)),
              HasSubstr("found 3 names and 2 slices for 2 tensors"));
  EXPECT_THAT(describe(metaOf(nodes + strings("keys", {"a", "b"}) +
                                  saveNode("input: 'v' input: 'x'"),
                              saverDef)),
              HasSubstr("save(a=v )warning: node 'save/SaveV2' (SaveV2): saves "
                        "'x:0' as 'b'"));
}

TEST(Savers, OfTheFixtures) {
  VF_NEED_FIXTURES();
  EXPECT_EQ(describe(loadFixture("linear_regression/checkpoint/model.meta")),
            "save(W=W b=b )");
  EXPECT_THAT(describe(loadFixture("half_plus_two_v1/export.meta")),
              HasSubstr("a=a"));
  EXPECT_THAT(describe(loadFixture("half_plus_two_v2_sharded/export.meta")),
              HasSubstr("b=b"));
}
