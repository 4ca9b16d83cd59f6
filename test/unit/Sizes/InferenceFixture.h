// Graphs for the tests of shape inference: loaded, or written down as text.
#ifndef VF_TEST_UNIT_SIZES_INFERENCEFIXTURE_H
#define VF_TEST_UNIT_SIZES_INFERENCEFIXTURE_H

#include "vf/Graph/MetaGraph.h"
#include "vf/Graph/OpRegistry.h"
#include "vf/Graph/ShapeInference.h"

#include "gtest/gtest.h"

#include <optional>

namespace vf::test {

/// Infers one entry of one graph and collects what is reported.
class InferenceTest : public ::testing::Test {
protected:
  /// Loads the graph of a file, or of a text GraphDef.
  void load(const std::string &path);
  void parse(const std::string &graphDef);

  /// Infers `entry` ("x -> y ; run z") with `shapes` ("x=Bx64"). False if that
  /// fails: `messages` says why.
  bool infer(const std::string &entry,
             const std::vector<std::string> &shapes = {});

  const TensorInfo &info(const std::string &tensor) const;
  /// "[B,10]", "?" if it is unknown.
  std::string shape(const std::string &tensor) const;
  /// "B, 10", "none" if there is no value.
  std::string value(const std::string &tensor) const;
  /// "broadcast(A, B)", ...
  std::vector<std::string> checks() const;

  OpRegistry registry;
  std::vector<std::string> messages;
  std::optional<MetaGraph> meta;
  std::optional<Schedule> schedule;
  std::optional<InferredShapes> shapes;

private:
  DiagnosticEngine diagnostics{[this](const Diagnostic &diagnostic) {
    std::string text;
    llvm::raw_string_ostream os(text);
    print(os, diagnostic);
    messages.push_back(text);
  }};
};

/// One node of a text GraphDef. `attrs` as protobuf text: "T DT_FLOAT" becomes
/// a type, "shape [?,2]" a shape, "value [1,2]" an int32 constant, "axis 1" an
/// integer, "keep_dims true" a flag.
std::string node(const std::string &name, const std::string &op,
                 const std::vector<std::string> &inputs,
                 const std::vector<std::string> &attrs);

} // namespace vf::test

#endif // VF_TEST_UNIT_SIZES_INFERENCEFIXTURE_H
