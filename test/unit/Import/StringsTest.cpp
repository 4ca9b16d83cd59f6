// Nodes that take or yield strings, and lookup tables: what they become, and
// what is refused.
#include "ImportTesting.h"

#include "vf/Graph/Listing.h"

using namespace vf;
using namespace vf::test;
using testing::ContainsRegex;
using testing::HasSubstr;

static std::string text(const std::string &name, const std::string &value) {
  return constant(name, "STRING", "", "string_val: '" + value + "'");
}

/// A variable of two strings.
static std::string stringVariable(const std::string &name,
                                  const std::string &op) {
  return "node { name: '" + name + "' op: '" + op +
         "' attr { key: 'dtype' value { type: DT_STRING } } attr { key: "
         "'shape' value { shape { dim { size: 2 } } } } }\n";
}

static std::string table(const std::string &name, const std::string &op,
                         const std::string &types) {
  auto [key, value] = llvm::StringRef(types).split(' ');
  return node(name, op, "",
              ("key_dtype=" + key + " value_dtype=" + value).str());
}

static std::string sources() {
  return input("x", "? 2", "STRING") + input("y", "2", "STRING") +
         input("i", "?", "INT64") + text("dash", "-") +
         constant("pair", "STRING", "2", "string_val: 'a' string_val: 'b'") +
         constant("ones", "INT64", "2", "int64_val: 1") +
         constant("none", "INT64", "", "int64_val: -1") +
         constant("zero", "INT32", "", "int_val: 0") + ints("flat", {-1}) +
         constant("one", "STRING", "1 2", "string_val: 'a'") +
         stringVariable("v", "VariableV2") +
         stringVariable("r", "VarHandleOp") +
         table("t", "HashTableV2", "STRING INT64") +
         table("u", "HashTable", "INT64 STRING");
}

namespace {
struct Row {
  const char *op;
  const char *inputs;
  const char *attrs;
  const char *expected; ///< a regular expression on the module
};
} // namespace

static const Row rows[] = {
    {"Identity", "x", "T=STRING", "return %arg0"},
    {"StopGradient", "x", "T=STRING", "return %arg0"},
    {"Snapshot", "x", "T=STRING", "return %arg0"},
    {"PreventGradient", "x", "T=STRING", "return %arg0"},
    {"Shape", "x", "T=STRING", "nd.size"},
    {"Size", "x", "T=STRING", "nd.size"},
    {"Rank", "x", "T=STRING", "dense<2> : tensor<i32>"},
    {"Add", "x y", "T=STRING",
     "vf.join_strings %arg0, %arg1 : tensor<.x2x!vf.string>, "
     "tensor<2x!vf.string> -> tensor<.x2x!vf.string>"},
    {"StringJoin", "y dash y", "N:3 separator='+'",
     "string_constant dense<.\\+.> (.|\n)*vf.join_strings %arg1, %.*, %.*, "
     "%.*, %arg1"},
    {"Concat", "zero x x", "T=STRING N:2",
     "vf.concat_strings %arg0, %arg0 axis = 0"},
    {"ConcatV2", "x x zero", "T=STRING N:2",
     "vf.concat_strings %arg0, %arg0 axis = 0"},
    {"Pack", "y y", "T=STRING N:2",
     "vf.concat_strings %.*tensor<1x2x!vf.string>, tensor<1x2x!vf.string> -> "
     "tensor<2x2x!vf.string>"},
    {"Reshape", "x flat", "T=STRING",
     "vf.reshape_strings %arg0 sizes.*-> tensor<.x!vf.string>"},
    {"ExpandDims", "y zero", "T=STRING",
     "vf.reshape_strings.*-> tensor<1x2x!vf.string>"},
    {"Squeeze", "one", "T=STRING", "vf.reshape_strings.*-> tensor<2x!vf"},
    {"ReadVariableOp", "r", "dtype=STRING", "vf.read @r"},
    {"Assign", "v y", "T=STRING", "vf.assign @v, %arg1"},
    {"AssignVariableOp", "r y", "dtype=STRING", "vf.assign @r, %arg1"},
    {"IsVariableInitialized", "v", "dtype=STRING", "vf.is_initialized @v"},
    {"LookupTableFindV2", "t y none", "Tin=STRING Tout=INT64",
     "vf.table @t : !vf.string -> i64(.|\n)*vf.check_table @t node = \"n\" "
     "op = \"LookupTableFindV2\"\n.*vf.find_in_table @t, %arg1, %.* -> "
     "tensor<2xi64>"},
    {"LookupTableFind", "u i dash", "Tin=INT64 Tout=STRING",
     "vf.find_in_table @u, %arg2, %.* sizes.* -> tensor<.x!vf.string>"},
    {"LookupTableSizeV2", "t", "", "vf.table_size @t\n.*nd.size"},
    {"LookupTableSize", "u", "", "vf.table_size @u\n.*nd.size"},
    {"InitializeTableV2", "t pair ones", "Tkey=STRING Tval=INT64",
     "init (.|\n)*vf.yield (.|\n)*%[0-9]+ = vf.build_table @t, %.*node = "
     "\"n\" op = \"InitializeTableV2\"(.|\n)*vf.initialize_table @t"},
    {"LookupTableImportV2", "t pair ones", "Tin=STRING Tout=INT64",
     "vf.initialize_table @t"},
    {"InitializeTable", "u ones pair", "Tkey=INT64 Tval=STRING",
     "vf.initialize_table @u"},
    {"LookupTableImport", "u ones pair", "Tin=INT64 Tout=STRING",
     "vf.initialize_table @u"},
};

static Imported importRow(const Row &row) {
  const OpRecord *record = importRegistry().lookup(row.op);
  std::string entry = "f: x, y, i -> ";
  entry += record->outputs.empty() ? "; run n" : "n";
  return importGraph(sources() + node("n", row.op, row.inputs, row.attrs),
                     {entry});
}

TEST(Strings, EachOpBecomesWhatItsRowSays) {
  for (const Row &row : rows)
    EXPECT_THAT(importRow(row).ir, ContainsRegex(row.expected)) << row.op;
}

TEST(Strings, EveryLoweringHasARow) {
  std::set<std::string> tested = {
      "Const", // every test
      "IdentityN",
      "ShapeN",                 // as Identity, Shape
      "PlaceholderWithDefault", // as StopGradient
      "VarIsInitializedOp",     // takes no strings
      "HashTable",
      "HashTableV2", // the rows of their accesses
      "Gather",
      "GatherV2", // below
  };
  for (const Row &row : rows)
    tested.insert(row.op);
  for (const OpRecord *record : importRegistry().allOps())
    EXPECT_TRUE(!record->stringLowering || tested.count(record->name))
        << record->name;
}

TEST(Strings, OtherOpsAreListedAsUnsupportedForThem) {
  Imported module = importRow({"Fill", "flat dash", "T=STRING", ""});
  EXPECT_THAT(module.diagnostics,
              HasSubstr("note: Fill of strings: 1 node, first 'n'"));
}

// A listing says the same.
TEST(Strings, ListingsAskEachNode) {
  Collected collected;
  auto graph = buildGraph(
      parseGraphDef(sources() + node("join", "StringJoin", "y y", "N:2") +
                    node("fill", "Fill", "flat dash", "T=STRING") +
                    node("zeros", "Fill", "flat none", "T=INT64")),
      importRegistry(), collected.engine);
  ASSERT_TRUE(succeeded(graph)) << collected.str();
  std::vector<UnsupportedOp> unsupported =
      findUnsupportedOps({(*graph)->lookup("join"), (*graph)->lookup("fill"),
                          (*graph)->lookup("zeros")});
  ASSERT_EQ(unsupported.size(), 1u);
  EXPECT_EQ(unsupported[0].first, (*graph)->lookup("fill"));
  EXPECT_EQ(unsupported[0].count, 1u);
}

TEST(Strings, TemporaryVariables) {
  std::string graph = stringVariable("t", "TemporaryVariable") +
                      node("value", "Identity", "t", "T=STRING") +
                      node("rank", "Rank", "t", "T=STRING");
  Imported module = importGraph(graph, {"f: -> value, rank"});
  EXPECT_THAT(module.ir,
              HasSubstr("vf.string_constant dense<\"\"> : tensor<2x!vf.str"));
  EXPECT_EQ(module.count("vf.check_initialized"), 0u);
}

//===----------------------------------------------------------------------===//
// Uninitialized variables
//===----------------------------------------------------------------------===//

/// What report_uninitialized_variables adds, with `missing` in the place of
/// LogicalNot.
static std::string report(const std::string &missing) {
  return refVariable("a", "2") + refVariable("b", "2") +
         node("is_a", "IsVariableInitialized", "a", "dtype=FLOAT") +
         node("is_b", "IsVariableInitialized", "b", "dtype=FLOAT") +
         node("stack", "Pack", "is_a is_b", "T=BOOL N:2") +
         node("missing", missing, "stack",
              missing == "Identity" ? "T=BOOL" : "") +
         constant("names", "STRING", "2", "string_val: 'a' string_val: 'b'") +
         ints("flat", {-1}) + constant("zero", "INT32", "", "int_val: 0") +
         node("mask", "Reshape", "missing flat", "T=BOOL") +
         node("where", "Where", "mask", "") +
         "node { name: 'places' op: 'Squeeze' input: 'where' attr { key: 'T' "
         "value { type: DT_INT64 } } attr { key: 'squeeze_dims' value { list "
         "{ i: 1 } } } }\n" +
         node("report", "GatherV2", "names places zero",
              "Tparams=STRING Tindices=INT64 Taxis=INT32");
}

TEST(Strings, ReportsAreRecognized) {
  Imported module = importGraph(report("LogicalNot"), {"f: -> report"});
  EXPECT_THAT(
      module.ir,
      ContainsRegex("%(.*) = vf.is_initialized @a(.|\n)*vf.report_"
                    "uninitialized %.* flags.%.*, %.*. : tensor<2x!vf"));
}

TEST(Strings, OtherPlacesAreNot) {
  Imported module = importGraph(report("Identity"), {"f: -> report"});
  EXPECT_THAT(module.diagnostics,
              HasSubstr("error: node 'report' (GatherV2): gathers strings, "
                        "which is supported only for "
                        "report_uninitialized_variables"));
  Imported places = importGraph(report("LogicalNot"), {"f: -> places"});
  EXPECT_THAT(places.diagnostics, HasSubstr("error: node 'places' (Squeeze)"));
}

// Who asks for the rank of a variable by reference needs its value too.
TEST(Strings, AssertVariablesInitialized) {
  Imported module = importGraph(refVariable("a", "2") +
                                    node("rank", "Rank", "a/read", "T=FLOAT"),
                                {"f: -> rank"});
  EXPECT_THAT(module.ir, HasSubstr("vf.check_initialized @a node = \"a/read\" "
                                   "op = \"Identity\""));
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

TEST(Tables, TheirInitializerIsTheOnlyNodeThatFillsThem) {
  std::string graph =
      sources() +
      node("fill", "InitializeTableV2", "t pair ones",
           "Tkey=STRING Tval=INT64") +
      node("n", "LookupTableFindV2", "t y none", "Tin=STRING Tout=INT64");
  EXPECT_THAT(importGraph(graph, {"f: y -> n"}).ir,
              ContainsRegex("vf.table @t : !vf.string -> i64 init"));
  std::string second = node("again", "InitializeTableV2", "t pair ones",
                            "Tkey=STRING Tval=INT64");
  EXPECT_THAT(importGraph(graph + second, {"f: y -> n"}).ir,
              ContainsRegex("vf.table @t : !vf.string -> i64\n"));
}

TEST(Tables, OthersAreRefused) {
  std::string graph = sources() + table("f", "HashTableV2", "STRING FLOAT") +
                      number("zero_value", "0");
  EXPECT_THAT(
      importGraph(graph + node("n", "LookupTableFindV2", "f y zero_value",
                               "Tin=STRING Tout=FLOAT"),
                  {"g: y -> n"})
          .diagnostics,
      HasSubstr("error: node 'f' (HashTableV2): maps string to float, "
                "but only tables of string and int64 are supported"));
  EXPECT_THAT(importGraph(graph + node("n", "LookupTableFindV2", "t i none",
                                       "Tin=INT64 Tout=INT64"),
                          {"g: i -> n"})
                  .diagnostics,
              HasSubstr("has keys or values of another type than table 't'"));
  EXPECT_THAT(importGraph(graph + node("n", "LookupTableFindV2", "t y ones",
                                       "Tin=STRING Tout=INT64"),
                          {"g: y -> n"})
                  .diagnostics,
              HasSubstr("Expected shape [] for default value, got [2]"));
  EXPECT_THAT(importGraph(graph, {"t: y -> y"}).diagnostics,
              HasSubstr("entry 't' has the name of this node"));
}

TEST(Tables, AnInitializerThatNeedsAFeedIsLeftOut) {
  std::string graph =
      sources() +
      node("fill", "InitializeTableV2", "t y ones", "Tkey=STRING Tval=INT64") +
      node("n", "LookupTableSizeV2", "t");
  Imported module = importGraph(graph, {"f: -> n"});
  EXPECT_THAT(module.ir, ContainsRegex("vf.table @t : !vf.string -> i64\n"));
  EXPECT_THAT(
      module.diagnostics,
      HasSubstr("warning: node 'fill' (InitializeTableV2): depends on a "
                "feed, a variable or a checkpoint: table 't'"));
}
