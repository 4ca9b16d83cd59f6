// Mutants of the fixture graphs. Each breaks one node in one way; building must
// never crash, and where the change is wrong for certain, it must name the
// node. The choices come from a fixed seed.
#include "GraphTesting.h"

#include "vf/Graph/Listing.h"

#include <google/protobuf/stubs/logging.h>

#include <random>

using namespace vf;
using namespace vf::test;
using testing::HasSubstr;

namespace {
using Random = std::mt19937;

unsigned pick(Random &random, unsigned count) { return random() % count; }

/// A change to a node. `apply` returns false where it does not fit the node.
struct Mutation {
  const char *name;
  bool (*apply)(tf::NodeDef &node, Random &random);
  /// Whether the mutant is wrong whatever the node.
  bool isError;
};
} // namespace

static bool danglingInput(tf::NodeDef &node, Random &random) {
  if (node.input_size() == 0)
    return false;
  unsigned input = pick(random, node.input_size());
  bool isControl = node.input(input)[0] == '^';
  node.set_input(input, isControl ? "^no/such/node" : "no/such/node");
  return true;
}

static bool malformedInput(tf::NodeDef &node, Random &random) {
  if (node.input_size() == 0)
    return false;
  static const char *const texts[] = {"", "^", ":0", "a:b", "x y", "a:-1"};
  node.set_input(pick(random, node.input_size()), texts[pick(random, 6)]);
  return true;
}

static bool droppedInput(tf::NodeDef &node, Random &) {
  if (node.input_size() == 0 || node.input(0)[0] == '^')
    return false;
  node.mutable_input()->DeleteSubrange(0, 1);
  return true;
}

static bool addedInput(tf::NodeDef &node, Random &) {
  if (node.input_size() == 0 || node.input(0)[0] == '^')
    return false;
  std::string first = node.input(0);
  node.add_input();
  for (int i = node.input_size() - 1; i > 0; --i)
    node.set_input(i, node.input(i - 1));
  node.set_input(0, first);
  return true;
}

static bool outputOutOfRange(tf::NodeDef &node, Random &) {
  if (node.input_size() == 0 || node.input(0)[0] == '^')
    return false;
  node.set_input(0, node.input(0).substr(0, node.input(0).find(':')) + ":99");
  return true;
}

/// An attribute of the node that is a type, in the map's sorted order.
static tf::AttrValue *findTypeAttr(tf::NodeDef &node, Random &random) {
  std::map<std::string, tf::AttrValue *> types;
  for (auto &[name, value] : *node.mutable_attr())
    if (value.value_case() == tf::AttrValue::kType && name[0] != '_')
      types[name] = &value;
  if (types.empty())
    return nullptr;
  return std::next(types.begin(), pick(random, types.size()))->second;
}

static bool wrongKindOfType(tf::NodeDef &node, Random &random) {
  tf::AttrValue *attr = findTypeAttr(node, random);
  if (attr)
    attr->set_i(1);
  return attr;
}

static bool unknownType(tf::NodeDef &node, Random &random) {
  tf::AttrValue *attr = findTypeAttr(node, random);
  if (attr)
    attr->set_type(static_cast<tf::DataType>(77));
  return attr;
}

static bool otherType(tf::NodeDef &node, Random &random) {
  tf::AttrValue *attr = findTypeAttr(node, random);
  if (attr)
    attr->set_type(attr->type() == tf::DT_INT64 ? tf::DT_HALF : tf::DT_INT64);
  return attr;
}

static bool noAttributes(tf::NodeDef &node, Random &) {
  node.clear_attr();
  return true;
}

static bool impossibleShape(tf::NodeDef &node, Random &) {
  auto shape = node.mutable_attr()->find("shape");
  if (shape == node.mutable_attr()->end())
    return false;
  shape->second.mutable_shape()->add_dim()->set_size(-7);
  shape->second.mutable_shape()->set_unknown_rank(false);
  return true;
}

static bool wrongConstant(tf::NodeDef &node, Random &) {
  auto value = node.mutable_attr()->find("value");
  if (node.op() != "Const" || value == node.mutable_attr()->end())
    return false;
  value->second.mutable_tensor()->mutable_tensor_shape()->add_dim()->set_size(
      -3);
  return true;
}

static bool unknownOp(tf::NodeDef &node, Random &) {
  node.set_op("NoSuchOp");
  return true;
}

static bool noName(tf::NodeDef &node, Random &) {
  node.clear_name();
  return true;
}

static bool ownInput(tf::NodeDef &node, Random &) {
  node.add_input("^" + node.name());
  return true;
}

static constexpr Mutation mutations[] = {
    {"dangling input", danglingInput, true},
    {"malformed input", malformedInput, true},
    {"dropped input", droppedInput, true},
    {"added input", addedInput, true},
    {"output out of range", outputOutOfRange, true},
    {"wrong kind of type", wrongKindOfType, true},
    {"unknown type", unknownType, true},
    {"other type", otherType, false},
    {"no attributes", noAttributes, false},
    {"impossible shape", impossibleShape, true},
    {"wrong constant", wrongConstant, true},
    {"unknown op", unknownOp, false},
    {"no name", noName, true},
    {"own input", ownInput, true},
};

/// Builds one mutant; false if the mutation does not fit the node.
static bool tryMutant(const tf::GraphDef &original, const Mutation &mutation,
                      Random &random) {
  auto def = std::make_unique<tf::GraphDef>(original);
  tf::NodeDef &node = *def->mutable_node(pick(random, def->node_size()));
  std::string name = node.name();
  if (!mutation.apply(node, random))
    return false;
  Collected collected;
  auto graph = buildGraph(std::move(def), registry(), collected.engine);
  EXPECT_EQ(failed(graph), !collected.texts.empty());
  if (mutation.isError)
    EXPECT_TRUE(failed(graph)) << mutation.name << " at " << name;
  if (failed(graph) && mutation.apply != noName)
    EXPECT_THAT(collected.str(), HasSubstr("'" + name)) << mutation.name;
  return true;
}

TEST(Mutation, NeverCrashesAndNamesTheNode) {
  VF_NEED_FIXTURES();
  Random random(1234);
  unsigned count = 0;
  for (const char *path :
       {"linear_regression/checkpoint/model.meta", "conv_v2/ckpt.meta",
        "half_plus_two_v2_sharded/export.meta", "half_plus_two_v1/export.meta",
        "saved_model_half_plus_two"}) {
    MetaGraph metaGraph = loadFixture(path);
    for (const Mutation &mutation : mutations)
      for (unsigned i = 0; i < 60; ++i)
        count += tryMutant(metaGraph.graph->def(), mutation, random);
  }
  std::cout << count << " mutants\n";
  EXPECT_GE(count, 2000u);
}

TEST(Mutation, DamagedBytesNeverCrash) {
  VF_NEED_FIXTURES();
  google::protobuf::LogSilencer silencer;
  Random random(99);
  std::string bytes = loadFixture("linear_regression/checkpoint/model.meta")
                          .graph->def()
                          .SerializeAsString();
  for (unsigned i = 0; i < 500; ++i) {
    std::string damaged = bytes;
    for (unsigned flips = 1 + pick(random, 4); flips > 0; --flips)
      damaged[pick(random, damaged.size())] ^= 1 << pick(random, 8);
    auto def = std::make_unique<tf::GraphDef>();
    if (!def->ParseFromString(damaged))
      continue;
    Collected collected;
    auto graph = buildGraph(std::move(def), registry(), collected.engine);
    EXPECT_EQ(failed(graph), !collected.texts.empty());
  }
}
