// Temporary variables live in one call: import makes values of them.
#include "ImportTesting.h"

using namespace vf::test;
using testing::ContainsRegex;
using testing::HasSubstr;

static std::string temporary(const std::string &name) {
  return "node { name: '" + name +
         "' op: 'TemporaryVariable' attr { key: 'dtype' value { type: DT_FLOAT "
         "} } attr { key: 'shape' value { shape { " +
         shapeText("4") + "} } } }\n";
}

static std::string destroy(const std::string &ref, const std::string &name) {
  return node("last", "DestroyTemporaryVariable", ref,
              "T=FLOAT var_name='" + name + "'");
}

TEST(Temporaries, UpdatesAreAChainOfValues) {
  Imported module = importGraph(
      temporary("t") + input("x", "4") +
          node("set", "Assign", "t x", "T=FLOAT") +
          node("add", "AssignAdd", "set x", "T=FLOAT") + destroy("add", "t"),
      {"f: x -> last"});
  EXPECT_THAT(module.ir,
              ContainsRegex("%0 = nd.add %arg0, %arg0.*\n *vf.return %0"));
  EXPECT_EQ(module.count("vf.variable"), 0u);
  EXPECT_EQ(module.count("vf.saver"), 0u);
}

// What an update of parts works on may be the value of a variable.
TEST(Temporaries, AnUpdateOfPartsWorksOnACopy) {
  Imported module = importGraph(
      temporary("t") + refVariable("w", "4") + input("x", "?") +
          input("i", "?", "INT32") + node("set", "Assign", "t w", "T=FLOAT") +
          node("add", "ScatterAdd", "set i x", "T=FLOAT Tindices=INT32") +
          destroy("add", "t"),
      {"f: x, i -> last"});
  EXPECT_THAT(module.ir, ContainsRegex("%.+ = vf.copy %(.|\n)*nd.scatter"));
  EXPECT_EQ(module.count("vf.scatter"), 0u);
  EXPECT_EQ(module.count("vf.variable"), 1u);
}

TEST(Temporaries, BeforeTheFirstUpdateTheyAreZero) {
  Imported module =
      importGraph(temporary("t") + destroy("t", "t"), {"f: -> last"});
  EXPECT_THAT(module.ir, HasSubstr("dense<0.0"));
}

TEST(Temporaries, DestroyedByAnotherName) {
  Imported module =
      importGraph(temporary("t") + destroy("t", "u"), {"f: -> last"});
  EXPECT_EQ(module.diagnostics,
            "error: node 'last' (DestroyTemporaryVariable): expected var_name "
            "'t', that of temporary variable 't', found 'u'\n");
}

TEST(Temporaries, AVariableIsNotDestroyed) {
  Imported module =
      importGraph(refVariable("w", "4") + destroy("w", "w"), {"f: -> last"});
  EXPECT_EQ(module.diagnostics,
            "error: node 'last' (DestroyTemporaryVariable): expected a "
            "temporary variable, found 'w' (VariableV2)\n");
}

TEST(Temporaries, NotUpdatedTogetherWithAVariable) {
  Imported module = importGraph(
      temporary("t") + refVariable("w", "4") + input("x", "4") +
          number("rate", "1") +
          node("step", "ApplyMomentum", "t w rate x rate", "T=FLOAT"),
      {"f: x -> step"});
  EXPECT_EQ(module.diagnostics,
            "error: node 'step' (ApplyMomentum): updates a temporary variable "
            "together with another, which is not supported\n");
}
