// The listing: all fixtures list, and both forms say the same.
#include "vf/Graph/Listing.h"

#include "GraphTesting.h"

#include "llvm/Support/JSON.h"

using namespace vf;
using namespace vf::test;
using testing::HasSubstr;

static std::string list(const MetaGraph &metaGraph, bool asJson) {
  Collected collected;
  std::string text;
  llvm::raw_string_ostream os(text);
  EXPECT_TRUE(
      succeeded(printGraphListing(metaGraph, os, asJson, collected.engine)))
      << collected.str();
  return text;
}

TEST(Listing, TrainingGraphOfTheFixture) {
  VF_NEED_FIXTURES();
  MetaGraph metaGraph = loadFixture("linear_regression/checkpoint/model.meta");
  std::string text = list(metaGraph, /*asJson=*/false);
  EXPECT_THAT(text,
              HasSubstr("  W: float [], trainable, initializer W/Assign"));
  EXPECT_THAT(text, HasSubstr("  X: float ?\n"));
  EXPECT_THAT(text, HasSubstr("    nodes: GradientDescent\n"));
  EXPECT_THAT(text, HasSubstr("  save: version 2\n"));
  EXPECT_THAT(text, HasSubstr("  ApplyGradientDescent: 2, first "
                              "'GradientDescent/update_W/"
                              "ApplyGradientDescent'\n"));
}

TEST(Listing, JsonHoldsTheSameSections) {
  MetaGraph metaGraph =
      buildMeta("graph_def { " + variable("v") + placeholder("x") +
                node("u", "Mystery", "x") + node("w", "Mystery", "x") +
                " } signature_def { key: 's' value { method_name: 'm' inputs { "
                "key: 'in' value { name: 'x:0' dtype: DT_FLOAT } } } }");
  auto json = llvm::json::parse(list(metaGraph, /*asJson=*/true));
  ASSERT_TRUE(bool(json));
  const llvm::json::Object &listing = *json->getAsObject();
  EXPECT_EQ(listing.getArray("variables")->size(), 1u);
  EXPECT_EQ(listing.getArray("placeholders")->size(), 1u);
  EXPECT_EQ(listing.getArray("signatures")->size(), 1u);
  bool isFound = false;
  for (const llvm::json::Value &value : *listing.getArray("unsupported_ops")) {
    const llvm::json::Object &op = *value.getAsObject();
    if (op.getString("op") != "Mystery")
      continue;
    isFound = true;
    EXPECT_EQ(op.getInteger("count"), 2);
    EXPECT_EQ(op.getString("first"), "u");
  }
  EXPECT_TRUE(isFound);
  EXPECT_THAT(list(metaGraph, /*asJson=*/false),
              HasSubstr("    input in = x:0: float []\n"));
}
