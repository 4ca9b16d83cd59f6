#include "InferenceFixture.h"

#include "vf/tf/graph.pb.h"
#include "vf/tf/meta_graph.pb.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <google/protobuf/text_format.h>

using namespace vf;
using namespace vf::test;

void InferenceTest::load(const std::string &path) {
  llvm::FailureOr<MetaGraph> loaded =
      loadMetaGraph(path, {}, registry, diagnostics);
  ASSERT_TRUE(succeeded(loaded)) << path << llvm::join(messages, "\n");
  meta = std::move(*loaded);
}

void InferenceTest::parse(const std::string &graphDef) {
  auto def = std::make_unique<tf::MetaGraphDef>();
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      graphDef, def->mutable_graph_def()))
      << graphDef;
  llvm::FailureOr<MetaGraph> built =
      buildMetaGraph(std::move(def), registry, "test", diagnostics);
  ASSERT_TRUE(succeeded(built)) << llvm::join(messages, "\n");
  meta = std::move(*built);
}

bool InferenceTest::infer(const std::string &entry,
                          const std::vector<std::string> &shapeTexts) {
  messages.clear();
  shapes.reset();
  const Graph &graph = *meta->graph;
  llvm::FailureOr<EntrySpec> spec = parseEntrySpec("e: " + entry, diagnostics);
  if (failed(spec))
    return false;
  llvm::FailureOr<Entry> resolved = resolveEntry(*spec, graph, diagnostics);
  if (failed(resolved))
    return false;
  std::vector<ShapeSpec> specs;
  for (const std::string &text : shapeTexts) {
    llvm::FailureOr<ShapeSpec> shape = parseShapeSpec(text, diagnostics);
    if (failed(shape))
      return false;
    specs.push_back(*shape);
  }
  llvm::FailureOr<std::vector<TensorShape>> given =
      resolveShapes(specs, graph, diagnostics);
  if (failed(given))
    return false;
  schedule = scheduleEntry(*resolved, diagnostics);
  llvm::FailureOr<InferredShapes> result =
      inferShapes(graph, *schedule, *given, diagnostics);
  if (failed(result))
    return false;
  shapes = std::move(*result);
  return true;
}

const TensorInfo &InferenceTest::info(const std::string &tensor) const {
  auto [name, output] = llvm::StringRef(tensor).split(':');
  const Node *found = meta->graph->lookup(name);
  EXPECT_TRUE(found) << tensor;
  unsigned index = 0;
  output.getAsInteger(10, index);
  return shapes->lookup({found, index});
}

std::string InferenceTest::shape(const std::string &tensor) const {
  return info(tensor).isRanked() ? shapeStr(info(tensor).dims) : "?";
}

std::string InferenceTest::value(const std::string &tensor) const {
  if (!info(tensor).value)
    return "none";
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::interleaveComma(*info(tensor).value, os);
  return text;
}

std::vector<std::string> InferenceTest::checks() const {
  std::vector<std::string> texts;
  for (const SizeCheck &check : shapes->checks())
    texts.push_back(check.str());
  return texts;
}

//===----------------------------------------------------------------------===//
// Text GraphDefs
//===----------------------------------------------------------------------===//

// The numbers of "[1,?,2]"; -1 for "?".
static std::vector<std::string> listElements(llvm::StringRef text) {
  std::vector<std::string> elements;
  llvm::SmallVector<llvm::StringRef> parts;
  text.trim("[]").split(parts, ',', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts)
    elements.push_back(part == "?" ? "-1" : part.str());
  return elements;
}

static std::string shapeText(llvm::StringRef text) {
  if (text == "?")
    return "unknown_rank: true";
  std::string result;
  for (const std::string &size : listElements(text))
    result += "dim { size: " + size + " } ";
  return result;
}

static std::string tensorText(llvm::StringRef text) {
  std::vector<std::string> elements = listElements(text);
  std::string shape =
      text.starts_with("[")
          ? shapeText("[" + std::to_string(elements.size()) + "]")
          : "";
  std::string result = "dtype: DT_INT32 tensor_shape { " + shape + "} ";
  for (const std::string &element : elements)
    result += "int_val: " + element + " ";
  return result;
}

static std::string attrText(llvm::StringRef key, llvm::StringRef text) {
  if (key == "shape")
    return "shape { " + shapeText(text) + " }";
  if (key == "value")
    return "tensor { " + tensorText(text) + " }";
  if (text.starts_with("DT_"))
    return "type: " + text.str();
  if (text == "true" || text == "false")
    return "b: " + text.str();
  if (text.starts_with("[")) {
    std::string list = "list { ";
    for (const std::string &element : listElements(text))
      list += "i: " + element + " ";
    return list + "}";
  }
  int64_t number;
  return text.getAsInteger(10, number) ? "s: '" + text.str() + "'"
                                       : "i: " + text.str();
}

std::string vf::test::node(const std::string &name, const std::string &op,
                           const std::vector<std::string> &inputs,
                           const std::vector<std::string> &attrs) {
  std::string text = "node { name: '" + name + "' op: '" + op + "' ";
  for (const std::string &input : inputs)
    text += "input: '" + input + "' ";
  for (const std::string &attr : attrs) {
    auto [key, value] = llvm::StringRef(attr).split(' ');
    text += "attr { key: '" + key.str() + "' value { " + attrText(key, value) +
            " } } ";
  }
  return text + "}\n";
}
