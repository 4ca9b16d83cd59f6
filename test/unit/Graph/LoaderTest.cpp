// Loading of files in every form, and of files that are none.
#include "GraphTesting.h"

#include "vf/Graph/Listing.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace vf;
using namespace vf::test;
using testing::HasSubstr;

static const char *const graphFixtures[] = {
    "linear_regression/checkpoint/model.meta",
    "linear_regression/frozen/frozen.pb",
    "fc_layers/frozen.pb",
    "lstm/frozen.pb",
    "half_plus_two_v1/export.meta",
    "half_plus_two_v2_sharded/export.meta",
    "conv_v2/ckpt.meta",
    "embedding_v2/embedding.ckpt.meta",
    "saved_model_half_plus_two",
    "saved_model_half_plus_two/saved_model.pb",
    "saved_model_snappy_index",
    "v1_conv/graph.pbtxt",
    "broken_export/export.meta"};

static std::string readFile(const std::string &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().str() : "";
}

/// Writes a scratch file of this test.
static std::string writeFile(const std::string &name,
                             const std::string &content) {
  std::string path = std::string(VF_TEST_TMP) + "/" + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

static std::string loadErrors(const std::string &path,
                              std::vector<std::string> tags = {}) {
  Collected collected;
  EXPECT_TRUE(failed(loadMetaGraph(path, tags, registry(), collected.engine)));
  EXPECT_EQ(collected.texts.size(), 1u) << collected.str();
  return collected.str();
}

TEST(Loader, LoadsAndListsEveryFixture) {
  VF_NEED_FIXTURES();
  for (const char *path : graphFixtures) {
    MetaGraph metaGraph = loadFixture(path);
    ASSERT_TRUE(metaGraph.graph) << path;
    for (const Node &node : metaGraph.graph->allNodes())
      EXPECT_TRUE(node.record()) << path << ": " << node.op().str();
    for (bool asJson : {false, true}) {
      Collected collected;
      std::string text;
      llvm::raw_string_ostream os(text);
      EXPECT_TRUE(
          succeeded(printGraphListing(metaGraph, os, asJson, collected.engine)))
          << path << ": " << collected.str();
    }
  }
}

TEST(Loader, TextAndBinaryGiveTheSameGraph) {
  VF_NEED_FIXTURES();
  std::string path =
      std::string(VF_FIXTURES) + "/linear_regression/checkpoint/model.meta";
  tf::MetaGraphDef def;
  ASSERT_TRUE(def.ParseFromString(readFile(path)));
  std::string text;
  ASSERT_TRUE(google::protobuf::TextFormat::PrintToString(def, &text));
  std::string graphText;
  ASSERT_TRUE(
      google::protobuf::TextFormat::PrintToString(def.graph_def(), &graphText));
  std::string expected = loadFixture("linear_regression/checkpoint/model.meta")
                             .graph->def()
                             .DebugString();
  for (const std::string &written :
       {writeFile("model.meta.txt", text), writeFile("graph.pbtxt", graphText),
        writeFile("commented.pbtxt", "# a comment\n\n" + graphText),
        writeFile("graph.pb", def.graph_def().SerializeAsString())}) {
    Collected collected;
    auto loaded = loadMetaGraph(written, {}, registry(), collected.engine);
    ASSERT_TRUE(succeeded(loaded)) << written << ": " << collected.str();
    EXPECT_EQ(loaded->graph->def().DebugString(), expected) << written;
  }
}

TEST(Loader, TextMayHaveFieldsThatNewerVersionsAdd) {
  Collected collected;
  auto loaded = loadMetaGraph(
      writeFile("newer.pbtxt", "node { name: 'x' op: 'NoOp' experimental_debug_"
                               "info { original_node_names: 'y' } }"),
      {}, registry(), collected.engine);
  EXPECT_TRUE(succeeded(loaded)) << collected.str();
}

TEST(Loader, FilesThatAreNoGraphs) {
  EXPECT_THAT(loadErrors("/nowhere/x.meta"),
              HasSubstr("error: file '/nowhere/x.meta': cannot be read: No "
                        "such file or directory"));
  EXPECT_THAT(loadErrors(writeFile("empty.meta", "")),
              HasSubstr("expected a graph, found an empty file"));
  EXPECT_THAT(loadErrors(writeFile("prose.txt", "It was a dark night.")),
              HasSubstr("found text that is none"));
  EXPECT_THAT(
      loadErrors(writeFile("typo.pbtxt", "node { name: 'x' op: 'NoOp' }\n"
                                         "node { name 'y' }")),
      HasSubstr("expected GraphDef as text, but line 2, column 13"));
  EXPECT_THAT(loadErrors(writeFile("bytes.meta", std::string(100, '\x01'))),
              HasSubstr("found 100 bytes that are none"));
  EXPECT_THAT(loadErrors(VF_TEST_TMP),
              HasSubstr("found a folder without saved_model.pb"));
}

TEST(Loader, TextNestedTooDeeply) {
  for (const char *field : {"func {", "unknown {"}) {
    std::string text = "node { attr { value { ";
    for (unsigned i = 0; i < 60000; ++i)
      text += field;
    EXPECT_THAT(loadErrors(writeFile("deep.pbtxt", text)),
                HasSubstr("expected GraphDef as text, but line 1, column "));
  }
}

// Reading these would wait for a writer, or for an end that never comes.
TEST(Loader, WhatIsNoRegularFile) {
  EXPECT_THAT(loadErrors("/dev/zero"),
              HasSubstr("error: file '/dev/zero': expected a regular file, "
                        "found a device"));
  std::string pipe = std::string(VF_TEST_TMP) + "/graph.fifo";
  unlink(pipe.c_str()); // LLVM removes files, folders and links only
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(loadErrors(pipe),
              HasSubstr("expected a regular file, found a pipe"));
}

/// The limit of protocol buffers; a sparse file of that size costs nothing.
TEST(Loader, FilesOfTwoGibibytes) {
  std::string path = writeFile("huge.meta", "x");
  std::ofstream file(path, std::ios::binary);
  file.seekp(int64_t(1) << 31);
  file << 'x';
  file.close();
  EXPECT_THAT(loadErrors(path), HasSubstr("expected less than 2 GiB"));
  llvm::sys::fs::remove(path);
}

TEST(Loader, TruncatedFilesGiveOneErrorThatNamesThem) {
  VF_NEED_FIXTURES();
  std::string bytes = readFile(std::string(VF_FIXTURES) +
                               "/linear_regression/checkpoint/model.meta");
  for (size_t length = 1; length < bytes.size(); length += 97) {
    std::string path = writeFile("truncated.meta", bytes.substr(0, length));
    Collected collected;
    auto loaded = loadMetaGraph(path, {}, registry(), collected.engine);
    // A cut between two fields leaves a file that is whole but short.
    if (failed(loaded))
      EXPECT_THAT(collected.str(), HasSubstr("truncated.meta"));
  }
}

TEST(Loader, PicksTheMetaGraphByItsTags) {
  VF_NEED_FIXTURES();
  std::string path = std::string(VF_FIXTURES) + "/saved_model_half_plus_two";
  EXPECT_THAT(loadErrors(path, {"train", "gpu"}),
              HasSubstr("expected a MetaGraph with the tags 'train,gpu', found "
                        "others\nnote: it has a MetaGraph with the tags "
                        "'serve'"));
  MetaGraph metaGraph = loadFixture("saved_model_half_plus_two");
  EXPECT_EQ(metaGraph.tags, std::vector<std::string>{"serve"});
  EXPECT_FALSE(metaGraph.signatures.empty());
}

TEST(Loader, AFileOfOneGraphHasTheTagsAskedFor) {
  tf::MetaGraphDef def;
  tf::NodeDef &node = *def.mutable_graph_def()->add_node();
  node.set_name("x");
  node.set_op("NoOp");
  std::string bare = writeFile("bare.meta", def.SerializeAsString());
  std::string graph = writeFile("bare.pb", def.graph_def().SerializeAsString());
  def.mutable_meta_info_def()->add_tags("serve");
  std::string tagged = writeFile("tagged.meta", def.SerializeAsString());

  Collected collected;
  EXPECT_TRUE(
      succeeded(loadMetaGraph(tagged, {"serve"}, registry(), collected.engine)))
      << collected.str();
  EXPECT_TRUE(
      succeeded(loadMetaGraph(tagged, {}, registry(), collected.engine)));
  EXPECT_THAT(loadErrors(tagged, {"train"}),
              HasSubstr("expected a MetaGraph with the tags 'train', found one "
                        "with the tags 'serve'"));
  for (const std::string &path : {bare, graph})
    EXPECT_THAT(loadErrors(path, {"a", "b"}),
                HasSubstr("expected a MetaGraph with the tags 'a,b', found a "
                          "graph without tags"));
}

TEST(Loader, DecodesWhatStandsBesideTheGraph) {
  VF_NEED_FIXTURES();
  MetaGraph metaGraph = loadFixture("linear_regression/checkpoint/model.meta");
  ASSERT_EQ(metaGraph.savers.size(), 1u);
  EXPECT_EQ(metaGraph.savers[0].restoreOp, "save/restore_all");
  EXPECT_EQ(metaGraph.savers[0].version, 2);
  ASSERT_EQ(metaGraph.collections.count("variables"), 1u);
  const Collection &variables = metaGraph.collections["variables"];
  ASSERT_EQ(variables.variables.size(), 2u);
  EXPECT_EQ(variables.variables[0].initializer, "W/Assign");
  EXPECT_GT(metaGraph.producer, 0);
}
