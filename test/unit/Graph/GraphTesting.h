// What the graph's tests share: graphs written as text, diagnostics collected
// as they would be printed, and the fixtures.
#ifndef VF_TEST_UNIT_GRAPH_GRAPHTESTING_H
#define VF_TEST_UNIT_GRAPH_GRAPHTESTING_H

#include "vf/Graph/Graph.h"
#include "vf/Graph/MetaGraph.h"
#include "vf/Graph/OpRegistry.h"
#include "vf/Support/Diagnostics.h"
#include "vf/tf/meta_graph.pb.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <google/protobuf/text_format.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace vf::test {

/// An engine that keeps what it is told, as text.
class Collected {
public:
  Collected()
      : engine([this](const Diagnostic &diagnostic) {
          std::string text;
          llvm::raw_string_ostream os(text);
          print(os, diagnostic);
          texts.push_back(text);
        }) {}

  /// All of it, in order.
  std::string str() const {
    std::string all;
    for (const std::string &text : texts)
      all += text;
    return all;
  }

  std::vector<std::string> texts;
  DiagnosticEngine engine;
};

inline const OpRegistry &registry() {
  static const OpRegistry ops;
  return ops;
}

inline std::unique_ptr<tf::GraphDef> parseGraphDef(const std::string &text) {
  auto def = std::make_unique<tf::GraphDef>();
  if (!google::protobuf::TextFormat::ParseFromString(text, def.get()))
    ADD_FAILURE() << "the test's graph does not parse";
  return def;
}

inline tf::NodeDef parseNodeDef(const std::string &text) {
  tf::NodeDef def;
  if (!google::protobuf::TextFormat::ParseFromString(text, &def))
    ADD_FAILURE() << "the test's node does not parse";
  return def;
}

/// The text of a node. `inputs` is a blank-separated list; `attrs` is text of
/// the form "T=FLOAT N:2 s='text'": types or text after '=', ints after ':'.
inline std::string node(const std::string &name, const std::string &op,
                        const std::string &inputs = "",
                        const std::string &attrs = "") {
  std::string text = "node { name: '" + name + "' op: '" + op + "'";
  llvm::SmallVector<llvm::StringRef, 4> words;
  llvm::StringRef(inputs).split(words, ' ', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef input : words)
    text += " input: '" + input.str() + "'";
  words.clear();
  llvm::StringRef(attrs).split(words, ' ', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef attr : words) {
    bool isType = attr.contains('=');
    auto [key, value] = attr.split(isType ? '=' : ':');
    const char *kind =
        value.starts_with("'") ? "s: " : (isType ? "type: DT_" : "i: ");
    text += " attr { key: '" + key.str() + "' value { " + kind + value.str() +
            " } }";
  }
  return text + " }\n";
}

inline std::string placeholder(const std::string &name) {
  return node(name, "Placeholder", "", "dtype=FLOAT");
}

/// A ref variable of the shape [2] and its read.
inline std::string variable(const std::string &name) {
  return "node { name: '" + name +
         "' op: 'VariableV2' attr { key: 'dtype' value { type: DT_FLOAT } } "
         "attr { key: 'shape' value { shape { dim { size: 2 } } } } }\n" +
         node(name + "/read", "Identity", name, "T=FLOAT");
}

/// Builds a graph that must be right.
inline std::unique_ptr<Graph> build(const std::string &text) {
  Collected collected;
  auto graph = buildGraph(parseGraphDef(text), registry(), collected.engine);
  EXPECT_EQ(collected.str(), "");
  return failed(graph) ? nullptr : std::move(*graph);
}

/// What building reports of a graph that must be wrong.
inline std::string buildErrors(const std::string &text) {
  Collected collected;
  auto graph = buildGraph(parseGraphDef(text), registry(), collected.engine);
  EXPECT_TRUE(failed(graph));
  return collected.str();
}

/// Builds a MetaGraph, from text, that must be right.
inline MetaGraph buildMeta(const std::string &text) {
  auto def = std::make_unique<tf::MetaGraphDef>();
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, def.get()));
  Collected collected;
  auto metaGraph =
      buildMetaGraph(std::move(def), registry(), "test.meta", collected.engine);
  EXPECT_EQ(collected.str(), "");
  return failed(metaGraph) ? MetaGraph() : std::move(*metaGraph);
}

inline MetaGraph loadFixture(const std::string &path) {
  Collected collected;
  auto metaGraph = loadMetaGraph(std::string(VF_FIXTURES) + "/" + path, {},
                                 registry(), collected.engine);
  EXPECT_EQ(collected.str(), "") << path;
  return failed(metaGraph) ? MetaGraph() : std::move(*metaGraph);
}

/// Skips a test of real graphs where there are none; continuous integration
/// counts that as a failure.
#define VF_NEED_FIXTURES()                                                     \
  do {                                                                         \
    if (std::string(VF_FIXTURES).empty()) {                                    \
      ASSERT_EQ(std::getenv("VF_REQUIRE_FIXTURES"), nullptr)                   \
          << "fixtures are required but not found";                            \
      GTEST_SKIP() << "fixtures not found";                                    \
    }                                                                          \
  } while (false)

} // namespace vf::test

#endif // VF_TEST_UNIT_GRAPH_GRAPHTESTING_H
