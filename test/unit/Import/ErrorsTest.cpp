// What can not be imported is reported at its node, in one form, and all
// unsupported ops at once.
#include "ImportTesting.h"

using namespace vf::test;
using testing::HasSubstr;
using testing::StartsWith;

TEST(Errors, ListsAllUnsupportedOpsBeforeAnyWork) {
  std::string graph = input("x", "2 2") + node("a", "Tan", "x", "T=FLOAT") +
                      node("b", "Tan", "a", "T=FLOAT") +
                      node("c", "MatrixDiagPart", "b", "T=FLOAT") +
                      node("d", "NoSuchOp", "c");
  Imported module = importGraph(graph, {"f: x -> d", "g: x -> a"});
  EXPECT_EQ(module.diagnostics,
            "error: node 'a' (Tan): 3 ops are not supported\n"
            "note: Tan: 2 nodes, first 'a'\n"
            "note: MatrixDiagPart: 1 node, first 'c'\n"
            "note: NoSuchOp: 1 node, first 'd'\n");
}

TEST(Errors, PlaceholdersMustBeFed) {
  Imported module = importGraph(
      input("x", "2") + node("y", "Neg", "x", "T=FLOAT"), {"f: -> y"});
  EXPECT_THAT(module.diagnostics,
              StartsWith("error: node 'x' (Placeholder): "));
}

TEST(Errors, AFeedOfUnknownRankNeedsAShape) {
  std::string graph = placeholder("x") + node("y", "Neg", "x", "T=FLOAT");
  graph = "node { name: 'x' op: 'Placeholder' attr { key: 'dtype' value { "
          "type: DT_FLOAT } } attr { key: 'shape' value { shape { "
          "unknown_rank: true } } } }\n" +
          node("y", "Neg", "x", "T=FLOAT");
  EXPECT_THAT(importGraph(graph, {"f: x -> y"}).diagnostics,
              HasSubstr("--shape"));
  EXPECT_EQ(importGraph(graph, {"f: x -> y"}, {"x=?"}).diagnostics, "");
}

TEST(Errors, UnknownTensorsSuggestNames) {
  Imported module =
      importGraph(input("loss", "2") + node("y", "Neg", "loss", "T=FLOAT"),
                  {"f: los -> y"});
  EXPECT_THAT(module.diagnostics, HasSubstr("loss"));
}

TEST(Errors, SizesThatNeverFit) {
  Imported module = importGraph(input("x", "2") + input("y", "3") +
                                    node("z", "AddV2", "x y", "T=FLOAT"),
                                {"f: x, y -> z"});
  EXPECT_THAT(module.diagnostics, StartsWith("error: node 'z' (AddV2): "));
  EXPECT_THAT(module.diagnostics, HasSubstr("[2]"));
  EXPECT_THAT(module.diagnostics, HasSubstr("[3]"));
}

TEST(Errors, AssignedValuesHaveTheVariablesShape) {
  Imported module = importGraph(refVariable("w", "2") + input("x", "3") +
                                    node("set", "Assign", "w x", "T=FLOAT"),
                                {"f: x -> ; run set"});
  EXPECT_THAT(module.diagnostics, StartsWith("error: node 'set' (Assign): "));
}

TEST(Errors, AxesMustBeKnownAtCompileTime) {
  Imported module =
      importGraph(input("x", "2 3") + input("axis", "1", "INT32") +
                      node("m", "Mean", "x axis", "T=FLOAT Tidx=INT32"),
                  {"f: x, axis -> m"});
  EXPECT_THAT(module.diagnostics, StartsWith("error: node 'm' (Mean): "));
}

TEST(Errors, SavingIsNoEntry) {
  std::string graph = refVariable("w", "2") +
                      constant("file", "STRING", "", "string_val: 'f'") +
                      constant("names", "STRING", "1", "string_val: 'w'") +
                      constant("slices", "STRING", "1", "string_val: ''") +
                      "node { name: 'save' op: 'SaveV2' input: 'file' input: "
                      "'names' input: 'slices' input: 'w' attr { key: 'dtypes' "
                      "value { list { type: DT_FLOAT } } } }\n";
  EXPECT_THAT(importGraph(graph, {"f: -> ; run save"}).diagnostics,
              HasSubstr("error: node 'save' (SaveV2): "));
}

TEST(Errors, AnEntryCanNotHaveAVariablesName) {
  EXPECT_THAT(importGraph(refVariable("w", "2"), {"w: -> w"}).diagnostics,
              HasSubstr("entry 'w'"));
}

TEST(Errors, IntegerDivisionByZeroIsChecked) {
  Imported module =
      importGraph(input("x", "?", "INT32") + input("y", "", "INT32") +
                      node("z", "FloorDiv", "x y", "T=INT32"),
                  {"f: x, y -> z"});
  EXPECT_THAT(module.ir, HasSubstr("Integer division by zero"));
}

// A variable that no entry needs and no checkpoint has may have an initializer
// that can not be imported.
TEST(Errors, InitializersOfUnneededVariablesMayBeUnsupported) {
  std::string graph = refVariable("w", "2");
  std::string::size_type assign = graph.find("node { name: 'w/Assign'");
  graph = graph.substr(0, assign) +
          node("tan", "Tan", "w/initial_value", "T=FLOAT") +
          node("w/Assign", "Assign", "w tan", "T=FLOAT");
  Imported module = importGraph(graph, {"f: -> w"});
  EXPECT_THAT(module.diagnostics, HasSubstr("note: Tan: 1 node, first 'tan'"));
}

TEST(Errors, AnOptimizersSlotsAreVariablesOfTheirOwn) {
  std::string graph = refVariable("w", "2") + number("c", "1") +
                      input("g", "2") +
                      node("m", "ApplyMomentum", "w w c g c", "T=FLOAT");
  EXPECT_EQ(importGraph(graph, {"f: g -> ; run m"}).diagnostics,
            "error: node 'm' (ApplyMomentum): var and accum are the same "
            "variable 'w'\n");
}

TEST(Errors, AShapeIsForAFeedOrAVariable) {
  std::string graph = input("x", "?") + node("y", "Neg", "x", "T=FLOAT");
  EXPECT_EQ(importGraph(graph, {"f: x -> y"}, {"y=?"}).diagnostics,
            "error: node 'y' (Neg): a shape is given for 'y:0', which is "
            "neither fed nor a variable\n");
}

TEST(Errors, TypesThatAnOpIsNotSupportedFor) {
  std::string graph = input("i", "3", "INT32") + input("b", "2 3", "BOOL") +
                      ints("axis", {1}) + input("k", "2", "INT16") +
                      input("x", "5 3") + ints("zero", {0}) +
                      node("p", "Pow", "i i", "T=INT32") +
                      node("a", "ArgMax", "b axis", "T=BOOL") +
                      node("g", "GatherV2", "x k zero",
                           "Tparams=FLOAT Tindices=INT16 Taxis=INT32");
  EXPECT_THAT(importGraph(graph, {"f: i -> p"}).diagnostics,
              StartsWith("error: node 'p' (Pow): is supported for floating"));
  EXPECT_THAT(importGraph(graph, {"f: b -> a"}).diagnostics,
              StartsWith("error: node 'a' (ArgMax): is supported for numbers"));
  EXPECT_THAT(importGraph(graph, {"f: x, k -> g"}).diagnostics,
              StartsWith("error: node 'g' (GatherV2): is supported for "
                         "indices of int32 and int64 only, found int16"));
}
