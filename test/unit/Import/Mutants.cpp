// The changes, one function each, and the graphs that they are made to.
#include "Mutants.h"

#include "llvm/ADT/StringRef.h"

#include "gtest/gtest.h"

#include <fstream>
#include <map>

using namespace vf;
using namespace vf::test;
using Random = std::mt19937;

/// A change to a node; false where it does not fit the node.
using Mutation = bool (*)(tf::NodeDef &, Random &);

static bool unknownOp(tf::NodeDef &node, Random &) {
  node.set_op("NoSuchOp");
  return true;
}

static bool otherOp(tf::NodeDef &node, Random &random) {
  static const char *const ops[] = {"MatMul", "Sum",     "Reshape", "Identity",
                                    "Shape",  "Select",  "Assign",  "AddV2",
                                    "Tile",   "GatherV2"};
  node.set_op(ops[random() % std::size(ops)]);
  return true;
}

static bool otherType(tf::NodeDef &node, Random &random) {
  static const tf::DataType types[] = {tf::DT_INT32, tf::DT_STRING, tf::DT_BOOL,
                                       tf::DT_DOUBLE,
                                       static_cast<tf::DataType>(77)};
  std::map<std::string, tf::AttrValue *> attrs;
  for (auto &[name, value] : *node.mutable_attr())
    if (value.value_case() == tf::AttrValue::kType)
      attrs[name] = &value;
  if (attrs.empty())
    return false;
  std::next(attrs.begin(), random() % attrs.size())
      ->second->set_type(types[random() % std::size(types)]);
  return true;
}

static bool droppedInput(tf::NodeDef &node, Random &random) {
  if (node.input_size() == 0)
    return false;
  node.mutable_input()->DeleteSubrange(random() % node.input_size(), 1);
  return true;
}

static bool danglingInput(tf::NodeDef &node, Random &random) {
  if (node.input_size() == 0)
    return false;
  node.set_input(random() % node.input_size(), "no/such/node");
  return true;
}

static bool swappedInputs(tf::NodeDef &node, Random &random) {
  if (node.input_size() < 2)
    return false;
  node.mutable_input()->SwapElements(0, 1 + random() % (node.input_size() - 1));
  return true;
}

static bool otherShape(tf::NodeDef &node, Random &random) {
  auto shape = node.mutable_attr()->find("shape");
  if (shape == node.mutable_attr()->end())
    return false;
  static const int64_t sizes[] = {-7, -1, 0, 3, int64_t(1) << 62};
  shape->second.mutable_shape()->add_dim()->set_size(
      sizes[random() % std::size(sizes)]);
  return true;
}

static bool otherConstant(tf::NodeDef &node, Random &random) {
  auto value = node.mutable_attr()->find("value");
  if (node.op() != "Const" || value == node.mutable_attr()->end())
    return false;
  tf::TensorProto &tensor = *value->second.mutable_tensor();
  tensor.clear_tensor_content();
  if (random() % 2)
    tensor.add_int_val(static_cast<int>(random() % 7) - 3);
  else
    tensor.mutable_tensor_shape()->add_dim()->set_size(random() % 4);
  return true;
}

static bool noAttributes(tf::NodeDef &node, Random &) {
  node.clear_attr();
  return true;
}

std::string test::mutate(tf::MetaGraphDef &def, Random &random) {
  static const std::pair<const char *, Mutation> mutations[] = {
      {"unknown op", unknownOp},         {"other op", otherOp},
      {"other type", otherType},         {"dropped input", droppedInput},
      {"dangling input", danglingInput}, {"swapped inputs", swappedInputs},
      {"other shape", otherShape},       {"other constant", otherConstant},
      {"no attributes", noAttributes}};
  for (;;) {
    tf::NodeDef &node = *def.mutable_graph_def()->mutable_node(
        random() % def.graph_def().node_size());
    const auto &[what, mutation] = mutations[random() % std::size(mutations)];
    if (mutation(node, random))
      return std::string(what) + " at '" + node.name() + "'";
  }
}

std::unique_ptr<tf::MetaGraphDef> test::readSubject(const Subject &subject) {
  std::ifstream file(subject.path, std::ios::binary);
  auto def = std::make_unique<tf::MetaGraphDef>();
  bool isGraph = llvm::StringRef(subject.path).ends_with(".pb");
  EXPECT_TRUE(isGraph ? def->mutable_graph_def()->ParseFromIstream(&file)
                      : def->ParseFromIstream(&file))
      << subject.path;
  return def;
}

std::vector<Subject> test::listSubjects() {
  const std::string examples = std::string(VF_SOURCE_DIR) + "/examples/";
  std::vector<Subject> subjects = {
      {examples + "linear_regression/model.meta",
       {"train: X, Y -> truediv ; run GradientDescent"},
       {"X=?", "Y=?"}},
      {examples + "digits/model.meta",
       {"train: x, y -> loss ; run train_op, init", "predict: x -> pred"},
       {"x=Bx64", "y=B"}}};
  const std::string fixtures = VF_FIXTURES;
  if (fixtures.empty())
    return subjects;
  subjects.insert(
      subjects.end(),
      {{fixtures + "/linear_regression/checkpoint/model.meta",
        {"train: X, Y -> truediv ; run GradientDescent"},
        {"X=?", "Y=?"}},
       {fixtures + "/fc_layers/frozen.pb", {"predict: X -> output"}, {}},
       {fixtures + "/half_plus_two_v1/export.meta",
        {"regress: x -> y"},
        {"x=?x1"}},
       {fixtures + "/conv_v2/ckpt.meta", {"weights: -> DW"}, {}},
       {fixtures + "/embedding_v2/embedding.ckpt.meta",
        {"get: -> my_embedding", "set: -> ; run Assign"},
        {}}});
  return subjects;
}
