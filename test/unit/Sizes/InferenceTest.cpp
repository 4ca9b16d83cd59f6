// Shape inference on graphs written by hand: one op or one rule each.

#include "InferenceFixture.h"

#include "llvm/ADT/StringExtras.h"

#include <chrono>

using namespace vf;
using namespace vf::test;
using Checks = std::vector<std::string>;

namespace {

std::string placeholder(const std::string &name, const std::string &shape,
                        const std::string &type = "DT_FLOAT") {
  return node(name, "Placeholder", {}, {"dtype " + type, "shape " + shape});
}
std::string constant(const std::string &name, const std::string &value) {
  return node(name, "Const", {}, {"dtype DT_INT32", "value " + value});
}
std::string binary(const std::string &name, const std::string &op,
                   const std::string &lhs, const std::string &rhs,
                   const std::string &type = "DT_FLOAT") {
  return node(name, op, {lhs, rhs}, {"T " + type});
}

class OpsTest : public InferenceTest {
protected:
  /// Builds and infers a graph that yields `fetch`; all its placeholders are
  /// fed.
  bool run(const std::string &graph, const std::string &feeds,
           const std::string &fetch,
           const std::vector<std::string> &given = {}) {
    parse("versions { producer: 2000 } " + graph);
    return infer(feeds + " -> " + fetch, given);
  }
  std::string message() { return llvm::join(messages, "\n"); }
};

TEST_F(OpsTest, BroadcastingOfUnknownSizesIsOneCheck) {
  std::string graph =
      placeholder("x", "[?]") + placeholder("y", "[?]") +
      binary("a", "Add", "x", "y") + binary("b", "Mul", "y", "x") +
      binary("c", "Sub", "a", "b") + binary("d", "Sub", "c", "x");
  ASSERT_TRUE(run(graph, "x, y", "d")) << message();
  EXPECT_EQ(shape("d"), "[bcast(x.0, y.0)]");
  EXPECT_EQ(checks(), Checks{"broadcast(x.0, y.0)"});
  EXPECT_EQ(shapes->checks()[0].node->name(), "a");
  EXPECT_EQ(shapes->checks()[0].formatMessage(),
            "Incompatible shapes: [x.0] vs. [y.0]");
  EXPECT_TRUE(shapes->isKnownAtEntry(info("d").dims[0]));
}

TEST_F(OpsTest, IncompatibleShapesAreAnError) {
  std::string graph = placeholder("x", "[?,2]") + placeholder("y", "[3]") +
                      binary("a", "Add", "x", "y");
  EXPECT_FALSE(run(graph, "x, y", "a"));
  EXPECT_EQ(message(), "error: node 'a' (Add): Incompatible shapes: [x.0,2] "
                       "vs. [3]\n");
}

TEST_F(OpsTest, ShapesOfTheCommandLine) {
  std::string graph = placeholder("x", "[?,64]") + placeholder("y", "?") +
                      binary("a", "Add", "x", "y");
  ASSERT_TRUE(run(graph, "x, y", "a", {"x=Bx?", "y=Bx1"})) << message();
  EXPECT_EQ(shape("a"), "[B,64]");
  EXPECT_TRUE(checks().empty());
  EXPECT_FALSE(infer("x, y -> a", {"x=Bx32", "y=scalar"}));
  EXPECT_EQ(message(),
            "error: node 'x' (Placeholder): expected the graph's own shape "
            "[?,64] for 'x:0', but --shape gives [B,32]\n");
  EXPECT_FALSE(infer("x, y -> a", {"y=B", "y=C"}));
  EXPECT_FALSE(infer("x -> a", {}));
  EXPECT_EQ(message(), "error: node 'y' (Placeholder): expected a feed for the "
                       "placeholder, found none\n");
}

TEST_F(OpsTest, FedTensorsOfTheMiddleKeepTheirStaticSizes) {
  std::string graph = placeholder("x", "[?,4]") +
                      node("h", "Relu", {"x"}, {"T DT_FLOAT"}) +
                      node("y", "Relu", {"h"}, {"T DT_FLOAT"});
  ASSERT_TRUE(run(graph, "h", "y")) << message();
  EXPECT_EQ(shape("y"), "[h.0,4]");
}

TEST_F(OpsTest, ReshapeInfersOneSize) {
  auto graph = [](const std::string &request) {
    return placeholder("x", "[?,6]") + constant("s", request) +
           node("r", "Reshape", {"x", "s"}, {"T DT_FLOAT"});
  };
  ASSERT_TRUE(run(graph("[-1,2,3]"), "x", "r")) << message();
  EXPECT_EQ(shape("r"), "[x.0,2,3]");
  EXPECT_TRUE(checks().empty());
  ASSERT_TRUE(run(graph("[-1,4]"), "x", "r")) << message();
  EXPECT_EQ(shape("r"), "[x.0 + floordiv(x.0, 2),4]");
  EXPECT_EQ(checks().size(), 1u);
  ASSERT_TRUE(run(graph("[12]"), "x", "r")) << message();
  EXPECT_EQ(checks(), Checks{"equal(6*x.0, 12)"});
  EXPECT_FALSE(run(graph("[-1,-1]"), "x", "r"));
  EXPECT_FALSE(run(graph("[5]"), "x", "r", {"x=2x6"}));
  EXPECT_NE(message().find("Input to reshape is a tensor with 12 values, but "
                           "the requested shape has 5"),
            std::string::npos)
      << message();
}

// reshape(x, [shape(x)[0], -1]): 6 columns, also where there are no rows.
TEST_F(OpsTest, ReshapeByAnUnknownSizeMayBeEmpty) {
  std::string graph =
      placeholder("x", "[?,2,3]") + node("s", "Shape", {"x"}, {"T DT_FLOAT"}) +
      constant("zero", "[0]") + constant("one", "[1]") + constant("m", "-1") +
      node("n", "StridedSlice", {"s", "zero", "one", "one"},
           {"T DT_INT32", "Index DT_INT32", "shrink_axis_mask 1"}) +
      node("p", "Pack", {"n", "m"}, {"T DT_INT32", "N 2"}) +
      node("r", "Reshape", {"x", "p"}, {"T DT_FLOAT"});
  ASSERT_TRUE(run(graph, "x", "r")) << message();
  EXPECT_EQ(value("p"), "x.0, -1");
  EXPECT_EQ(shape("r"), "[x.0,6]");
  EXPECT_TRUE(checks().empty());
  ASSERT_TRUE(infer("x -> r", {"x=0x2x3"})) << message();
  EXPECT_EQ(shape("r"), "[0,6]");
}

// Where the requested size is 0 only the run can tell what -1 stands for.
TEST_F(OpsTest, ReshapeByAForeignSizeGuardsZero) {
  std::string graph = placeholder("x", "[?,2]") + placeholder("y", "[?]") +
                      node("n", "Size", {"y"}, {"T DT_FLOAT"}) +
                      constant("m", "-1") +
                      node("p", "Pack", {"n", "m"}, {"T DT_INT32", "N 2"}) +
                      node("r", "Reshape", {"x", "p"}, {"T DT_FLOAT"});
  ASSERT_TRUE(run(graph, "x, y", "r")) << message();
  EXPECT_EQ(checks().front(), "less_equal(1, y.0)");
}

TEST_F(OpsTest, RangesRunTowardsTheirLimit) {
  auto graph = [](const std::string &delta) {
    return placeholder("x", "[?]") + node("n", "Size", {"x"}, {"T DT_FLOAT"}) +
           constant("three", "3") + constant("d", delta) +
           node("r", "Range", {"n", "three", "d"}, {"Tidx DT_INT32"});
  };
  ASSERT_TRUE(run(graph("1"), "x", "r")) << message();
  EXPECT_EQ(checks(), Checks{"less_equal(x.0, 3)"});
  EXPECT_FALSE(infer("x -> r", {"x=5"}));
  EXPECT_NE(message().find("Requires start <= limit when delta > 0: 5/3"),
            std::string::npos);
  ASSERT_TRUE(infer("x -> r", {"x=3"})) << message();
  EXPECT_FALSE(run(graph("-1"), "x", "r", {"x=2"}));
  EXPECT_NE(message().find("Requires start >= limit when delta < 0: 2/3"),
            std::string::npos);
}

TEST_F(OpsTest, ArgMaxNeedsElements) {
  std::string graph =
      placeholder("x", "[?,3]") + constant("axis", "0") +
      node("r", "ArgMax", {"x", "axis"},
           {"T DT_FLOAT", "Tidx DT_INT32", "output_type DT_INT64"});
  ASSERT_TRUE(run(graph, "x", "r")) << message();
  EXPECT_EQ(checks(), Checks{"less_equal(1, x.0)"});
  EXPECT_FALSE(infer("x -> r", {"x=0x3"}));
  EXPECT_NE(message().find("Reduction axis 0 is empty in shape [0,3]"),
            std::string::npos);
}

TEST_F(OpsTest, ReversedAxesAreNamedOnce) {
  std::string graph =
      placeholder("x", "[2,3]") + constant("axes", "[1,-1]") +
      node("r", "ReverseV2", {"x", "axes"}, {"T DT_FLOAT", "Tidx DT_INT32"});
  EXPECT_FALSE(run(graph, "x", "r"));
  EXPECT_NE(message().find("axis 1 specified more than once."),
            std::string::npos);
}

TEST_F(OpsTest, MultiplesAreNotNegative) {
  std::string graph =
      placeholder("x", "[2,3]") + constant("m", "[1,-1]") +
      node("r", "Tile", {"x", "m"}, {"T DT_FLOAT", "Tmultiples DT_INT32"});
  EXPECT_FALSE(run(graph, "x", "r"));
  EXPECT_NE(message().find("Expected multiples[1] >= 0, but got -1"),
            std::string::npos);
}

// Whether x.0 - 3 counts from the end is decided by the run.
TEST_F(OpsTest, StridedSliceFromAPositionOfUnknownSign) {
  std::string graph = placeholder("x", "[?]") +
                      node("n", "Shape", {"x"}, {"T DT_FLOAT"}) +
                      constant("three", "[3]") +
                      node("b", "Sub", {"n", "three"}, {"T DT_INT32"}) +
                      constant("e", "[0]") + constant("s", "[1]") +
                      node("r", "StridedSlice", {"x", "b", "e", "s"},
                           {"end_mask 1", "T DT_FLOAT", "Index DT_INT32"});
  ASSERT_TRUE(run(graph, "x", "r")) << message();
  SizeExpr length = info("r:0").dims[0];
  const std::pair<int64_t, int64_t> expected[] = {{0, 0}, {1, 1}, {2, 1},
                                                  {3, 3}, {4, 3}, {9, 3}};
  for (auto [size, taken] : expected)
    EXPECT_EQ(evaluate(length, [&](unsigned) { return size; }), taken) << size;
}

TEST_F(OpsTest, StridedSliceGradWantsTheShapeOfTheSlice) {
  auto graph = [](const std::string &gradient) {
    return placeholder("x", "[?,6]") + placeholder("g", gradient) +
           node("n", "Shape", {"x"}, {"T DT_FLOAT"}) + constant("b", "[0]") +
           constant("e", "[-1]") + constant("s", "[1]") +
           node("r", "StridedSliceGrad", {"n", "b", "e", "s", "g"},
                {"T DT_FLOAT", "Index DT_INT32"});
  };
  ASSERT_TRUE(run(graph("[?,6]"), "x, g", "r")) << message();
  EXPECT_EQ(shape("r"), "[x.0,6]");
  EXPECT_EQ(checks(), Checks{"equal(max(0, x.0 - 1), g.0)"});
  EXPECT_FALSE(run(graph("[?,5]"), "x, g", "r"));
  EXPECT_NE(message().find("shape of dy was [g.0,5]"), std::string::npos)
      << message();
}

TEST_F(OpsTest, StridedSliceOfUnknownSizes) {
  auto graph = [](const std::string &begin, const std::string &end,
                  const std::string &strides, std::vector<std::string> masks) {
    masks.insert(masks.end(), {"T DT_FLOAT", "Index DT_INT32"});
    return placeholder("x", "[?,6]") + constant("b", begin) +
           constant("e", end) + constant("s", strides) +
           node("r", "StridedSlice", {"x", "b", "e", "s"}, masks);
  };
  ASSERT_TRUE(run(graph("[1]", "[0]", "[1]", {"end_mask 1"}), "x", "r"));
  EXPECT_EQ(shape("r"), "[max(0, x.0 - 1),6]");
  ASSERT_TRUE(
      run(graph("[0,1]", "[0,-1]", "[1,2]", {"begin_mask 1", "end_mask 1"}),
          "x", "r"));
  EXPECT_EQ(shape("r"), "[x.0,2]");
  ASSERT_TRUE(
      run(graph("[0,5]", "[0,1]", "[-1,-2]", {"begin_mask 1", "end_mask 1"}),
          "x", "r"));
  EXPECT_EQ(shape("r"), "[x.0,2]");
  ASSERT_TRUE(
      run(graph("[0,0,-1]", "[0,0,0]", "[1,1,1]",
                {"ellipsis_mask 1", "new_axis_mask 2", "shrink_axis_mask 4"}),
          "x", "r"));
  EXPECT_EQ(shape("r"), "[x.0,1]");
  ASSERT_TRUE(
      run(graph("[2]", "[3]", "[1]", {"shrink_axis_mask 1"}), "x", "r"));
  EXPECT_EQ(shape("r"), "[6]");
  EXPECT_EQ(checks(), Checks{"less_equal(2, x.0 - 1)"});
  EXPECT_FALSE(
      run(graph("[0,6]", "[1,7]", "[1,1]", {"shrink_axis_mask 2"}), "x", "r"));
  EXPECT_NE(message().find("slice index 6 of dimension 1 out of bounds."),
            std::string::npos);
  EXPECT_FALSE(run(graph("[0]", "[1]", "[0]", {}), "x", "r"));
  EXPECT_NE(message().find("strides[0] must be non-zero"), std::string::npos);
}

TEST_F(OpsTest, SliceMustFit) {
  std::string graph =
      placeholder("x", "[?,6]") + constant("b", "[0,2]") +
      constant("s", "[5,-1]") +
      node("r", "Slice", {"x", "b", "s"}, {"T DT_FLOAT", "Index DT_INT32"});
  ASSERT_TRUE(run(graph, "x", "r")) << message();
  EXPECT_EQ(shape("r"), "[5,4]");
  EXPECT_EQ(checks(), Checks{"less_equal(5, x.0)"});
  EXPECT_FALSE(infer("x -> r", {"x=4x6"}));
  EXPECT_NE(message().find("Expected size[0] in [0, 4], but got 5"),
            std::string::npos)
      << message();
}

// The second size is data; the first is known not to fit.
TEST_F(OpsTest, SplitSizesMustFitWhereTheRestIsData) {
  auto graph = [](const std::string &first) {
    return constant("v", "[1,2,3]") + placeholder("x", "[]", "DT_INT32") +
           constant("first", first) + constant("axis", "0") +
           node("sizes", "Pack", {"first", "x"}, {"T DT_INT32", "N 2"}) +
           node("r", "SplitV", {"v", "sizes", "axis"},
                {"T DT_INT32", "Tlen DT_INT32", "num_split 2"});
  };
  ASSERT_TRUE(run(graph("2"), "x", "r")) << message();
  EXPECT_EQ(value("r"), "1, 2");
  EXPECT_FALSE(run(graph("60"), "x", "r"));
  EXPECT_NE(message().find("sizes reach 60, input has 3"), std::string::npos)
      << message();
}

TEST_F(OpsTest, DataDecidesSizesBySymbolsOfTheirOwn) {
  std::string graph = placeholder("x", "[?]", "DT_INT32") +
                      node("u", "Unique", {"x"}, {"T DT_INT32"}) +
                      binary("a", "Add", "u", "u", "DT_INT32");
  ASSERT_TRUE(run(graph, "x", "a")) << message();
  EXPECT_EQ(shape("a"), "[u.0]");
  EXPECT_TRUE(checks().empty());
  EXPECT_FALSE(shapes->isKnownAtEntry(info("a").dims[0]));
  EXPECT_EQ(shape("u:1"), "[x.0]");
}

TEST_F(OpsTest, UnknownRanksAreReportedToWhoNeedsThem) {
  std::string graph = placeholder("x", "[?]") +
                      placeholder("s", "[?]", "DT_INT32") +
                      node("r", "Reshape", {"x", "s"}, {"T DT_FLOAT"}) +
                      node("y", "Relu", {"r"}, {"T DT_FLOAT"});
  ASSERT_TRUE(run(graph, "x, s", "y")) << message();
  EXPECT_EQ(shape("y"), "?");
  std::string reported;
  DiagnosticEngine engine([&](const Diagnostic &diagnostic) {
    llvm::raw_string_ostream os(reported);
    print(os, diagnostic);
  });
  const Node *consumer = meta->graph->lookup("y");
  EXPECT_TRUE(failed(shapes->getShape(consumer->input(0), *consumer, engine)));
  EXPECT_EQ(reported,
            "error: node 'y' (Relu): expected a known shape of 'r:0', found "
            "one that only the run decides\nnote: node 'r' (Reshape) decides "
            "it\n");
}

// sum(grad, axes) -> neg -> reshape, as the gradient of Sub has it.
TEST_F(OpsTest, UnbroadcastIsRecognized) {
  std::string graph =
      placeholder("x", "[?]") + placeholder("y", "[?]") +
      binary("z", "Sub", "x", "y") +
      node("sx", "Shape", {"x"}, {"T DT_FLOAT"}) +
      node("sy", "Shape", {"y"}, {"T DT_FLOAT"}) +
      node("axes", "BroadcastGradientArgs", {"sx", "sy"}, {"T DT_INT32"}) +
      node("sum", "Sum", {"z", "axes:1"}, {"T DT_FLOAT"}) +
      node("kept", "Sum", {"z", "axes"}, {"T DT_FLOAT", "keep_dims true"}) +
      node("neg", "Neg", {"sum"}, {"T DT_FLOAT"}) +
      node("r", "Reshape", {"neg", "sy"}, {"T DT_FLOAT"});
  ASSERT_TRUE(run(graph, "x, y", "r, kept")) << message();
  auto found = shapes->unbroadcast(meta->graph->lookup("sum"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->source.str(), "z:0");
  EXPECT_EQ(shapeStr(found->target), "[y.0]");
  EXPECT_EQ(info("neg").kind, ShapeKind::UpToReshape);
  EXPECT_EQ(shape("r"), "[y.0]");
  EXPECT_EQ(shape("kept"), "[x.0]");
  EXPECT_EQ(checks(), Checks{"broadcast(x.0, y.0)"});
  EXPECT_FALSE(shapes->unbroadcast(meta->graph->lookup("neg")));

  ASSERT_TRUE(infer("x, y -> r", {"x=B", "y=B"})) << message();
  EXPECT_EQ(value("axes:1"), "");
  EXPECT_FALSE(shapes->unbroadcast(meta->graph->lookup("sum")));
  ASSERT_TRUE(infer("x, y -> r", {"x=B", "y=1"})) << message();
  EXPECT_EQ(value("axes:1"), "0");
  EXPECT_EQ(value("axes"), "");
}

TEST_F(OpsTest, AssignmentsMustMatch) {
  std::string graph =
      node("v", "VariableV2", {}, {"dtype DT_FLOAT", "shape [2]"}) +
      placeholder("x", "[3]") + node("a", "Assign", {"v", "x"}, {"T DT_FLOAT"});
  EXPECT_FALSE(run(graph, "x", "a"));
  EXPECT_NE(message().find("Assign requires shapes of both tensors to match. "
                           "lhs shape= [2] rhs shape= [3]"),
            std::string::npos)
      << message();
}

// The message shows what the run has, not the symbols of the compiler.
TEST_F(OpsTest, ScatteredRowsMustFit) {
  std::string graph =
      node("v", "VariableV2", {}, {"dtype DT_FLOAT", "shape [3,2]"}) +
      placeholder("i", "[?]", "DT_INT32") + placeholder("x", "[?,2]") +
      node("s", "ScatterAdd", {"v", "i", "x"},
           {"T DT_FLOAT", "Tindices DT_INT32"});
  ASSERT_TRUE(run(graph, "i, x", "s")) << message();
  EXPECT_EQ(checks(), Checks{"equal(i.0, x.0)"});
  const SizeCheck &check = shapes->checks()[0];
  EXPECT_EQ(check.message.find("i.0"), std::string::npos) << check.message;
  EXPECT_NE(check.formatMessage().find("got updates.shape [x.0,2], "
                                       "indices.shape [i.0], params.shape "
                                       "[3,2]"),
            std::string::npos)
      << check.formatMessage();
}

TEST_F(OpsTest, StitchedElementsHaveOneShape) {
  auto graph = [](const std::string &second) {
    return constant("i", "[0,1]") + constant("j", "[2]") +
           placeholder("x", "[2]") + placeholder("y", second) +
           node("s", "DynamicStitch", {"i", "j", "x", "y"},
                {"T DT_FLOAT", "N 2"});
  };
  ASSERT_TRUE(run(graph("[1]"), "x, y", "s")) << message();
  EXPECT_EQ(shape("s"), "[3]");
  EXPECT_FALSE(run(graph("[1,3]"), "x, y", "s"));
  EXPECT_NE(message().find("[] of data[0], [3] of data[1]"), std::string::npos)
      << message();
}

TEST_F(OpsTest, PartitionsAreNoDeeperThanData) {
  std::string graph = placeholder("x", "[?]") +
                      placeholder("p", "[?,?]", "DT_INT32") +
                      node("d", "DynamicPartition", {"x", "p"},
                           {"T DT_FLOAT", "num_partitions 2"});
  EXPECT_FALSE(run(graph, "x, p", "d"));
  EXPECT_NE(message().find("data.shape = [x.0] does not start with "
                           "partitions.shape = [p.0,p.1]"),
            std::string::npos)
      << message();
}

TEST_F(OpsTest, MatrixSizes) {
  std::string graph = placeholder("x", "[?,4]") + placeholder("y", "[5,?]") +
                      binary("m", "MatMul", "x", "y");
  EXPECT_FALSE(run(graph, "x, y", "m"));
  EXPECT_NE(message().find("Matrix size-incompatible: In[0]: [x.0,4], In[1]: "
                           "[5,y.1]"),
            std::string::npos)
      << message();
  EXPECT_FALSE(
      run(placeholder("x", "[4]") + binary("m", "MatMul", "x", "x"), "x", "m"));
  EXPECT_NE(message().find("Shape must be rank 2 but is rank 1"),
            std::string::npos);
}

TEST_F(OpsTest, HugeShapesAreErrors) {
  std::string graph = constant("s", "[2147483647,2147483647,2147483647]") +
                      constant("zero", "0") +
                      node("f", "Fill", {"s", "zero"}, {"T DT_INT32"});
  EXPECT_FALSE(run(graph, "", "f"));
  EXPECT_NE(message().find("fewer than 2^63 elements"), std::string::npos);
}

// A size computed in 40,000 steps is one that the run decides.
TEST_F(OpsTest, SizesComputedInManySteps) {
  std::string graph = placeholder("x", "[?]") +
                      node("n", "Size", {"x"}, {"T DT_FLOAT"}) +
                      constant("seven", "7") + constant("two", "2");
  std::string last = "n";
  for (unsigned i = 0; i < 40000; ++i) {
    std::string step = std::to_string(i);
    graph += binary("a" + step, "Add", last, "seven", "DT_INT32") +
             binary("d" + step, "FloorDiv", "a" + step, "two", "DT_INT32");
    last = "d" + step;
  }
  ASSERT_TRUE(run(graph, "x", "d39999")) << message();
  EXPECT_EQ(value("d39999"), "?");
}

// A chain of 50,000 nodes, over sizes that broadcast: linear.
TEST_F(OpsTest, LongChainsAreLinear) {
  std::string graph = placeholder("x", "[?]") + placeholder("y", "[?]");
  std::string last = "x";
  for (unsigned i = 0; i < 50000; ++i) {
    std::string name = "n" + std::to_string(i);
    graph += binary(name, "Add", last, i % 2 ? "x" : "y");
    last = name;
  }
  parse("versions { producer: 2000 } " + graph);
  auto start = std::chrono::steady_clock::now();
  ASSERT_TRUE(infer("x, y -> " + last)) << message();
  std::chrono::duration<double> taken =
      std::chrono::steady_clock::now() - start;
  EXPECT_LT(taken.count(), 5.0);
  EXPECT_EQ(checks().size(), 1u);
}

} // namespace
