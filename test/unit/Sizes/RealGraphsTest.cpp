// Graphs that TensorFlow wrote, gradients and all: every tensor gets a shape,
// shape arithmetic folds, and what was inferred symbolically agrees with the
// sizes and values of TensorFlow's own runs (data/, made by make_graphs.py).

#include "InferenceFixture.h"

#include "llvm/ADT/StringExtras.h"

#include <fstream>
#include <map>

using namespace vf;
using namespace vf::test;

namespace {

/// One run of a graph: sizes and values that TensorFlow observed.
struct Observation {
  std::vector<int64_t> dims;
  std::optional<std::vector<int64_t>> value;
};
struct TensorFlowRun {
  std::string feeds;
  std::map<std::string, Observation> tensors;
};

std::vector<int64_t> numbers(llvm::StringRef text) {
  std::vector<int64_t> result;
  llvm::SmallVector<llvm::StringRef> parts;
  text.trim().split(parts, ',', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef part : parts) {
    int64_t number = 0;
    EXPECT_FALSE(part.getAsInteger(10, number)) << text.str();
    result.push_back(number);
  }
  return result;
}

std::vector<TensorFlowRun> readRuns(const std::string &path) {
  std::vector<TensorFlowRun> runs;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    auto [name, rest] = llvm::StringRef(line).split(' ');
    if (name == "run") {
      runs.push_back({rest.str(), {}});
      continue;
    }
    auto [dims, value] = rest.split('=');
    Observation &seen = runs.back().tensors[name.str()];
    seen.dims = numbers(dims);
    if (rest.contains('='))
      seen.value = numbers(value);
  }
  return runs;
}

class RealGraphsTest : public InferenceTest {
protected:
  /// Infers all of data/`name`, feeding `feeds`, and compares with each run.
  void inferAll(const std::string &name, const std::string &feeds) {
    std::string base =
        std::string(VF_SOURCE_DIR) + "/test/unit/Sizes/data/" + name;
    load(base + ".pbtxt");
    std::string firstLine;
    std::getline(std::ifstream(base + ".pbtxt"), firstLine);
    llvm::StringRef targets = llvm::StringRef(firstLine).split(':').second;
    llvm::SmallVector<llvm::StringRef> names;
    targets.trim().split(names, ' ');
    ASSERT_TRUE(infer(feeds + " -> ; run " + llvm::join(names, ", ")))
        << llvm::join(messages, "\n");
    expectAllShaped();
    std::vector<TensorFlowRun> runs = readRuns(base + ".shapes");
    ASSERT_FALSE(runs.empty());
    for (const TensorFlowRun &run : runs)
      compare(run);
  }

  void expectAllShaped() {
    for (const Node *node : schedule->order)
      for (unsigned i = 0; i < node->outputTypes().size(); ++i)
        EXPECT_NE(shapes->lookup(node->output(i)).kind, ShapeKind::Unknown)
            << node->name().str() << " (" << node->op().str() << ")";
  }

  /// The symbols' values in a run: what they stand for was observed.
  std::vector<int64_t> symbolValues(const TensorFlowRun &run) {
    std::vector<int64_t> values;
    for (unsigned i = 0; i < shapes->sizes().numSymbols(); ++i) {
      const SymbolOrigin &origin = shapes->origin(i);
      auto seen = run.tensors.find(origin.tensor.str());
      EXPECT_NE(seen, run.tensors.end()) << origin.tensor.str();
      values.push_back(seen->second.dims[origin.dim]);
    }
    return values;
  }

  void compare(const TensorFlowRun &run) {
    SCOPED_TRACE(run.feeds);
    std::vector<int64_t> symbols = symbolValues(run);
    auto valueOf = [&](unsigned symbol) { return symbols[symbol]; };
    for (const Node *node : schedule->order)
      for (unsigned i = 0; i < node->outputTypes().size(); ++i) {
        // Where equal sizes happen to be 1, TensorFlow lists that axis too:
        // summing over it changes nothing.
        if (node->op() == "BroadcastGradientArgs")
          continue;
        auto seen = run.tensors.find(node->output(i).str());
        if (seen != run.tensors.end())
          compareTensor(node->output(i), seen->second, valueOf);
      }
    for (const SizeCheck &check : shapes->checks())
      expectHolds(check, valueOf);
  }

  void compareTensor(TensorRef tensor, const Observation &seen,
                     llvm::function_ref<int64_t(unsigned)> valueOf) {
    SCOPED_TRACE(tensor.str() + " (" + tensor.node->op().str() + ")");
    const TensorInfo &info = shapes->lookup(tensor);
    std::vector<int64_t> dims;
    for (SizeExpr dim : info.dims)
      dims.push_back(evaluate(dim, valueOf).value_or(-1));
    if (info.isRanked())
      EXPECT_EQ(dims, seen.dims);
    if (!info.value || !seen.value)
      return;
    ASSERT_EQ(info.value->size(), seen.value->size());
    for (auto [element, expected] : llvm::zip(*info.value, *seen.value))
      if (element)
        EXPECT_EQ(evaluate(element, valueOf), expected) << element.str();
  }

  /// TensorFlow ran, so every guard would have passed.
  void expectHolds(const SizeCheck &check,
                   llvm::function_ref<int64_t(unsigned)> valueOf) {
    int64_t lhs = *evaluate(check.lhs, valueOf);
    int64_t rhs = *evaluate(check.rhs, valueOf);
    bool isExpanded = lhs == rhs || lhs == 1;
    bool holds = check.kind == SizeCheck::Kind::Equal    ? lhs == rhs
                 : check.kind == SizeCheck::Kind::Expand ? isExpanded
                 : check.kind == SizeCheck::Kind::LessEqual
                     ? lhs <= rhs
                     : isExpanded || rhs == 1;
    EXPECT_TRUE(holds) << check.str();
  }
};

using Checks = std::vector<std::string>;

TEST_F(RealGraphsTest, SparseCrossEntropyAndAdam) {
  inferAll("sparse_xent", "x, y");
  EXPECT_EQ(checks(), Checks{"equal(x.0, y.0)"});
}

TEST_F(RealGraphsTest, SparseCrossEntropyWithResourceVariables) {
  inferAll("sparse_xent_resource", "x, y");
  EXPECT_EQ(checks(), Checks{"equal(x.0, y.0)"});
}

TEST_F(RealGraphsTest, SoftmaxCrossEntropy) {
  inferAll("softmax_xent", "x, y");
}

TEST_F(RealGraphsTest, SquaredErrorOfTwoUnknownSizes) {
  inferAll("squared_error", "x, y");
  EXPECT_EQ(checks(), Checks{"broadcast(x.0, y.0)"});
}

TEST_F(RealGraphsTest, BroadcastingInAllDirections) {
  inferAll("broadcast", "a, c, d");
}

TEST_F(RealGraphsTest, Reductions) { inferAll("reductions", "a"); }

TEST_F(RealGraphsTest, ShapeOps) { inferAll("shape_ops", "a, c, i"); }

TEST_F(RealGraphsTest, ShapeOpsWithResourceVariables) {
  inferAll("shape_ops_resource", "a, c, i");
}

TEST_F(RealGraphsTest, Convolution) { inferAll("convolution", "x, y"); }

// One placeholder per sample: a shared symbol leaves nothing to check.
TEST_F(RealGraphsTest, SharedSymbolsNeedNoChecks) {
  load(std::string(VF_SOURCE_DIR) +
       "/test/unit/Sizes/data/squared_error.pbtxt");
  ASSERT_TRUE(infer("x, y -> ; run GradientDescent", {"x=B", "y=B"}))
      << llvm::join(messages, "\n");
  EXPECT_TRUE(checks().empty());
}

// The graph of another project: X and Y of unknown rank.
TEST_F(RealGraphsTest, LinearRegressionFixture) {
  std::string fixtures = VF_FIXTURES;
  if (fixtures.empty())
    GTEST_SKIP() << "no fixtures: set VF_FIXTURES";
  load(fixtures + "/linear_regression/checkpoint/model.meta");
  std::string train = "X, Y -> loss=truediv ; run GradientDescent";
  EXPECT_FALSE(infer(train));
  ASSERT_EQ(messages.size(), 2u) << llvm::join(messages, "\n");
  EXPECT_NE(messages[0].find("'X' (Placeholder): expected a known rank"),
            std::string::npos)
      << messages[0];
  EXPECT_NE(messages[0].find("--shape X="), std::string::npos) << messages[0];

  ASSERT_TRUE(infer(train, {"X=?", "Y=?"})) << llvm::join(messages, "\n");
  expectAllShaped();
  EXPECT_EQ(checks(), Checks{"broadcast(X.0, Y.0)"});
}

} // namespace
