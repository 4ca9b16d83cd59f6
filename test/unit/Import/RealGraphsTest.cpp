// Graphs that TensorFlow made: the examples and the fixtures.
#include "ImportTesting.h"

using namespace vf::test;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

static std::string example(const std::string &name) {
  return std::string(VF_SOURCE_DIR) + "/examples/" + name + "/model.meta";
}

static std::string fixture(const std::string &path) {
  return std::string(VF_FIXTURES) + "/" + path;
}

/// The hand commands' entries. X and Y are vectors of unknown lengths: one
/// guard, and the gradients go through it.
static void expectLinearRegression(const std::string &path) {
  Imported module =
      importEntries(loadForImport(path),
                    {"train: X, Y -> loss=truediv ; run GradientDescent",
                     "predict: X -> pred"},
                    {"X=?", "Y=?"});
  EXPECT_EQ(module.diagnostics, "");
  EXPECT_EQ(module.count("vf.check"), 1u) << module.ir;
  EXPECT_THAT(module.ir,
              HasSubstr("\"Incompatible shapes: [{0..1}] vs. [{1..2}]\""));
  EXPECT_EQ(module.count("nd.unbroadcast"), 2u);
  EXPECT_EQ(module.count("vf.apply_gradient_descent"), 2u);
  EXPECT_THAT(module.ir, HasSubstr("vf.saver @save variables = [@W, @b] keys = "
                                   "[\"W\", \"b\"]"));
  // Shape arithmetic leaves nothing behind.
  EXPECT_THAT(module.ir, Not(HasSubstr("i32")));
}

TEST(RealGraphs, LinearRegressionExample) {
  expectLinearRegression(example("linear_regression"));
}

TEST(RealGraphs, LinearRegressionFixture) {
  VF_NEED_FIXTURES();
  expectLinearRegression(fixture("linear_regression/checkpoint/model.meta"));
}

TEST(RealGraphs, DigitsExample) {
  Imported module =
      importEntries(loadForImport(example("digits")),
                    {"train: x, y -> loss ; run train_op", "predict: x -> pred",
                     "initialize: -> ; run init"},
                    {"x=Bx64", "y=B"});
  EXPECT_EQ(module.diagnostics, "");
  EXPECT_THAT(module.ir, HasSubstr("tensor<?x64xui8>"));
  EXPECT_THAT(module.ir, HasSubstr("vf.symbols = [\"B\", \"\"]"));
  EXPECT_THAT(module.ir, HasSubstr("nd.arg_reduce max"));
  EXPECT_THAT(module.ir, HasSubstr("vf.assign_add @global_step"));
  // The labels' range is all that data decides: one batch size, one guard.
  EXPECT_EQ(module.count("vf.check"), 1u) << module.ir;
  EXPECT_THAT(module.ir, HasSubstr("outside the valid range of [0, {2})"));
  // Weights are drawn both by --init and by an entry that runs initializers,
  // from the same streams.
  EXPECT_EQ(module.count("vf.generator"), 2u);
  EXPECT_EQ(module.count("vf.draw"), 4u);
}

TEST(RealGraphs, FrozenFixtures) {
  VF_NEED_FIXTURES();
  Imported layers = importEntries(loadForImport(fixture("fc_layers/frozen.pb")),
                                  {"predict: X -> output"});
  EXPECT_EQ(layers.count("nd.matmul"), 3u);
  Imported regression = importEntries(
      loadForImport(fixture("linear_regression/frozen/frozen.pb")),
      {"predict: X -> pred"}, {"X=?"});
  EXPECT_EQ(regression.diagnostics, "");
  Imported lstm =
      importEntries(loadForImport(fixture("lstm/frozen.pb")),
                    {"predict: X, keep_prob -> output"}, {"keep_prob=scalar"});
  EXPECT_EQ(lstm.diagnostics, "");
  EXPECT_EQ(lstm.count("nd.matmul"), 29u);
}

TEST(RealGraphs, RandomInitializersOfFixtures) {
  VF_NEED_FIXTURES();
  Imported conv = importEntries(loadForImport(fixture("conv_v2/ckpt.meta")),
                                {"weights: -> DW"});
  EXPECT_EQ(conv.count("nd.random normal"), 3u) << conv.diagnostics;
  EXPECT_THAT(conv.ir, HasSubstr("keys = [\"DW\", \"DW2\", \"ScalarW\"]"));
  Imported embedding =
      importEntries(loadForImport(fixture("embedding_v2/embedding.ckpt.meta")),
                    {"get: -> my_embedding", "set: -> ; run Assign"});
  EXPECT_EQ(embedding.count("nd.random uniform"), 1u);
  EXPECT_THAT(embedding.ir, HasSubstr("vf.assign @my_embedding"));
}

// What is behind ParseExample is fed.
TEST(RealGraphs, ExportedFixtures) {
  VF_NEED_FIXTURES();
  for (const char *path :
       {"half_plus_two_v1/export.meta", "half_plus_two_v2_sharded/export.meta",
        "saved_model_half_plus_two/saved_model.pb",
        "saved_model_snappy_index/saved_model.pb"}) {
    Imported module = importEntries(loadForImport(fixture(path)),
                                    {"regress: x -> y"}, {"x=?x1"});
    EXPECT_THAT(module.ir, ContainsRegex("vf.variable @a : tensor<f32>"))
        << path;
    Imported whole =
        importEntries(loadForImport(fixture(path)),
                      {"regress: tf_example -> y"}, {"tf_example=?"});
    EXPECT_THAT(whole.diagnostics, HasSubstr("note: ParseExample: 1 node"));
  }
  Imported broken =
      importEntries(loadForImport(fixture("broken_export/export.meta")),
                    {"regress: Placeholder -> Add"}, {"Placeholder=?"});
  EXPECT_EQ(broken.diagnostics, "");
}
