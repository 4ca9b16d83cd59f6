// Which signatures of a SavedModel become entries.
#include "../Import/ImportTesting.h"

#include "Driver/Signatures.h"

using namespace vf;
using namespace vf::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace {
struct PickedSignatures {
  std::vector<std::string> entries;
  std::string diagnostics;
};
} // namespace

static PickedSignatures collect(const std::vector<std::string> &shapeTexts) {
  MetaGraph metaGraph =
      loadForImport(std::string(VF_FIXTURES) + "/saved_model_half_plus_two");
  Collected collected;
  std::vector<ShapeSpec> shapes;
  for (const std::string &text : shapeTexts)
    shapes.push_back(*parseShapeSpec(text, collected.engine));
  auto specs = collectSignatureEntries(metaGraph, {}, shapes, collected.engine);
  PickedSignatures picked;
  if (succeeded(specs))
    for (const EntrySpec &spec : *specs)
      picked.entries.push_back(spec.name);
  picked.diagnostics = collected.str();
  return picked;
}

// A signature that cannot be compiled as it is costs the others nothing.
TEST(Signatures, OneWithoutARankIsLeftOut) {
  VF_NEED_FIXTURES();
  PickedSignatures picked = collect({"x=?x1"});
  EXPECT_THAT(picked.entries, ElementsAre("serving_default"));
  EXPECT_THAT(picked.diagnostics,
              HasSubstr("warning: signature 'classify_x2_to_y3' is left out: "
                        "feed 'x2:0' has no known rank; --shape gives one\n"));
  EXPECT_THAT(picked.diagnostics,
              HasSubstr("warning: signature 'classify_x_to_y' is left out: "
                        "unsupported ops ParseExample\n"));
  EXPECT_THAT(picked.diagnostics, Not(HasSubstr("error: ")));
}

TEST(Signatures, AGivenShapeIsARank) {
  VF_NEED_FIXTURES();
  EXPECT_THAT(
      collect({"x=?x1", "x2=?"}).entries,
      ElementsAre("classify_x2_to_y3", "regress_x2_to_y3", "serving_default"));
}
