// The grammar of entries and shapes, and their resolving against a graph.
#include "vf/Graph/EntrySpec.h"

#include "GraphTesting.h"

using namespace vf;
using namespace vf::test;
using testing::HasSubstr;

static EntrySpec parse(const std::string &text) {
  Collected collected;
  auto spec = parseEntrySpec(text, collected.engine);
  EXPECT_EQ(collected.str(), "") << text;
  return failed(spec) ? EntrySpec() : *spec;
}

/// Prints a parsed entry in one form, whatever its blanks were.
static std::string str(const EntrySpec &spec) {
  std::string text = spec.name + "(";
  auto add = [&text](const std::vector<EntryItem> &items) {
    for (const EntryItem &item : items)
      text += (item.identifier.empty() ? "" : item.identifier + "=") +
              item.tensor.str() + " ";
  };
  add(spec.feeds);
  text += ")(";
  add(spec.fetches);
  text += ")";
  for (const TargetName &target : spec.targets)
    text += " run " + target.node;
  return text;
}

static std::string entryError(const std::string &text) {
  Collected collected;
  EXPECT_TRUE(failed(parseEntrySpec(text, collected.engine))) << text;
  EXPECT_EQ(collected.texts.size(), 1u) << text;
  return collected.str();
}

TEST(EntrySpec, Parses) {
  EXPECT_EQ(str(parse("train: x, y -> loss ; run train_op")),
            "train(x:0 y:0 )(loss:0 ) run train_op");
  EXPECT_EQ(str(parse("f:a:1,n=b:2 -> d:3,e=g/h")),
            "f(a:1 n=b:2 )(d:3 e=g/h:0 )");
}

TEST(EntrySpec, BlanksAreFreeButAroundTheArrow) {
  for (const char *text : {"f:x -> y", " f : x  ->  y ", "f:\tx\t->\ty",
                           "f: x -> y ;run z", "f:x -> y;run z"})
    EXPECT_EQ(str(parse(text)).substr(0, 11), "f(x:0 )(y:0") << text;
  // Names may hold the characters of an arrow.
  EXPECT_EQ(str(parse("f: a->b -> c>d")), "f(a->b:0 )(c>d:0 )");
  EXPECT_THAT(entryError("f: x->y"), HasSubstr("expected ',' or '->' with "
                                               "blanks around it"));
}

TEST(EntrySpec, EitherSideMayBeEmpty) {
  EXPECT_EQ(str(parse("f: -> y")), "f()(y:0 )");
  EXPECT_EQ(str(parse("f: -> ; run init, other")), "f()() run init run other");
  EXPECT_EQ(str(parse("f: x -> ;run t")), "f(x:0 )() run t");
  EXPECT_THAT(entryError("f: x ->"),
              HasSubstr("expected something to fetch or to run"));
}

TEST(EntrySpec, ErrorsPointAtTheColumn) {
  EXPECT_EQ(entryError("f: x -> y:z"),
            "error: entry: expected the number of an output after 'y:', found "
            "'z'\nnote: f: x -> y:z\n                ^\n");
  EXPECT_THAT(entryError("f: x -> y ; run a:0"),
              HasSubstr("expected a node to run, found the tensor 'a:0'"));
  EXPECT_THAT(entryError("f x -> y"), HasSubstr("expected ':'"));
  EXPECT_THAT(entryError("f: x, -> y"), HasSubstr("expected a feed"));
  EXPECT_THAT(entryError("f: x -> y,"), HasSubstr("expected a fetch, found the "
                                                  "end"));
  EXPECT_THAT(entryError("f: x -> y z"), HasSubstr("found 'z'"));
  EXPECT_THAT(entryError("f: x -> y ; go z"),
              HasSubstr("expected 'run' after ';', found 'go'"));
  EXPECT_THAT(entryError("f: x -> y ; run"),
              HasSubstr("expected a node to run, found the end"));
  EXPECT_THAT(entryError("f: a-b=x -> y"),
              HasSubstr("expected an identifier before '=', found 'a-b'"));
  EXPECT_THAT(entryError("f: a:0=x -> y"),
              HasSubstr("expected an identifier before '='"));
  EXPECT_THAT(entryError("f: a= -> y"), HasSubstr("expected a tensor after "
                                                  "'='"));
  EXPECT_THAT(entryError("2f: x -> y"), HasSubstr("an identifier"));
  EXPECT_THAT(entryError(""), HasSubstr("found the end"));
}

TEST(EntrySpec, KeywordsOfCxxAreRefused) {
  EXPECT_THAT(entryError("while: x -> y"),
              HasSubstr("'while' is a keyword of C++"));
  EXPECT_THAT(entryError("f: new=x -> y"),
              HasSubstr("'new' is a keyword of C++"));
  EXPECT_THAT(entryError("f: x -> xor_eq=y"), HasSubstr("'xor_eq'"));
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

static std::string shapeStr(const std::string &text) {
  Collected collected;
  auto spec = parseShapeSpec(text, collected.engine);
  if (failed(spec))
    return collected.str();
  std::string result = spec->tensor.str() + "=";
  for (const DimSpec &dim : spec->dims)
    result +=
        (dim.symbol.empty() ? std::to_string(dim.size) : dim.symbol) + ",";
  return result;
}

TEST(ShapeSpec, Parses) {
  EXPECT_EQ(shapeStr("x=Bx64"), "x:0=B,64,");
  EXPECT_EQ(shapeStr("a/b:1 = ? x B_2x0"), "a/b:1=-1,B_2,0,");
  EXPECT_EQ(shapeStr("x=scalar"), "x:0=");
  EXPECT_EQ(shapeStr("x=?"), "x:0=-1,");
}

TEST(ShapeSpec, Errors) {
  EXPECT_EQ(shapeStr("x=Bxb"),
            "error: shape: expected a size: a number, '?' or a symbol of "
            "upper-case letters, found 'b'\nnote: x=Bxb\n          ^\n");
  EXPECT_THAT(shapeStr("x=2x"), HasSubstr("found the end"));
  EXPECT_THAT(shapeStr("x="), HasSubstr("found the end"));
  EXPECT_THAT(shapeStr("x"), HasSubstr("expected '='"));
  EXPECT_THAT(shapeStr("x=-1"), HasSubstr("found '-1'"));
  EXPECT_THAT(shapeStr("x=2 3"), HasSubstr("expected 'x' or the end"));
  EXPECT_THAT(shapeStr("x=99999999999999999999"), HasSubstr("expected a size"));
}

//===----------------------------------------------------------------------===//
// Resolving
//===----------------------------------------------------------------------===//

namespace {
struct ResolveEntry : testing::Test {
  std::unique_ptr<Graph> graph =
      build(placeholder("x") + placeholder("in/y") +
            node("train/loss", "Add", "x in/y", "T=FLOAT") +
            node("step", "NoOp", "^train/loss"));
  Collected collected;

  llvm::FailureOr<Entry> resolve(const std::string &text) {
    return resolveEntry(parse(text), *graph, collected.engine);
  }
  std::string error(const std::string &text) {
    EXPECT_TRUE(failed(resolve(text)));
    return collected.str();
  }
};
} // namespace

TEST_F(ResolveEntry, NamesFeedsAndFetches) {
  auto entry = resolve("f: x, in/y -> train/loss, sum=train/loss ; run step");
  ASSERT_TRUE(succeeded(entry)) << collected.str();
  EXPECT_EQ(entry->feeds[1].name, "in/y");
  EXPECT_EQ(entry->feeds[1].identifier, "in_y");
  EXPECT_EQ(entry->fetches[1].name, "sum");
  EXPECT_EQ(entry->targets.front(), graph->lookup("step"));
}

TEST_F(ResolveEntry, UnknownTensorsHintAtNearNames) {
  EXPECT_EQ(error("f: x -> loss"),
            "error: expected a tensor of the graph, found no node 'loss'\n"
            "hint: did you mean 'train/loss'?\n");
}

TEST_F(ResolveEntry, OutputsThatDoNotExist) {
  EXPECT_THAT(error("f: x:1 -> train/loss"),
              HasSubstr("node 'x' (Placeholder): expected one of its 1 "
                        "outputs, found 'x:1'"));
}

TEST_F(ResolveEntry, FetchWithoutOutputsSaysRun) {
  EXPECT_THAT(error("f: x -> step"), HasSubstr("write '; run step'"));
}

TEST_F(ResolveEntry, SameFeedTwice) {
  EXPECT_THAT(error("f: x, a=x:0 -> train/loss"),
              HasSubstr("entry 'f': expected each tensor to be fed once, found "
                        "'x:0' twice"));
}

TEST_F(ResolveEntry, NamesThatCollideInC) {
  EXPECT_THAT(error("f: in_y=x, in/y -> train/loss"),
              HasSubstr("feeds 'x:0' and 'in/y:0' have the same name 'in_y' in "
                        "C\nhint: give one of them a name"));
}

TEST_F(ResolveEntry, EntriesOfTheSameName) {
  EntrySpec spec = parse("f: x, in/y -> train/loss");
  EXPECT_TRUE(failed(resolveEntries({spec, spec}, *graph, collected.engine)));
  EXPECT_THAT(collected.str(), HasSubstr("found 'f' twice"));
}
