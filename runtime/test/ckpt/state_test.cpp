// The state file: its text, its rules for paths, and the ways to name a
// checkpoint.
#include "StateText.h"
#include "TestSupport.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace vf::ckpt {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace fs = std::filesystem;

/// Makes a scratch folder the working directory.
class InScratch : public ::testing::Test {
protected:
  InScratch() : before(fs::current_path()) { fs::current_path(scratch.path); }
  ~InScratch() override { fs::current_path(before); }

  ScratchFolder scratch;
  fs::path before;
};

// The file of the format notes, as TensorFlow writes it.
static const char kGolden[] =
    "model_checkpoint_path: \"model.ckpt-5000\"\n"
    "all_model_checkpoint_paths: \"model.ckpt-0\"\n"
    "all_model_checkpoint_paths: \"model.ckpt-5000\"\n";

TEST(StateText, GoldenTextIsPrintedAndParsed) {
  StatusOr<CheckpointState> state = parseStateText(kGolden);
  ASSERT_OK(state);
  EXPECT_EQ(state->modelCheckpointPath, "model.ckpt-5000");
  EXPECT_THAT(state->allModelCheckpointPaths,
              ElementsAre("model.ckpt-0", "model.ckpt-5000"));
  EXPECT_EQ(printStateText(*state), kGolden);
}

TEST(StateText, EveryByteSurvivesPrintingAndParsing) {
  std::string path;
  for (int byte = 1; byte < 256; ++byte)
    path += static_cast<char>(byte);
  path += "7"; // a digit after an octal escape
  StatusOr<CheckpointState> state = parseStateText(printStateText({path, {}}));
  ASSERT_OK(state);
  EXPECT_EQ(state->modelCheckpointPath, path);
}

TEST(StateText, SpecialCharactersAreEscapedAsTensorFlowDoes) {
  EXPECT_EQ(printStateText({"m\xc3\xbc\"q\\'\n\x01", {}}),
            "model_checkpoint_path: \"m\xc3\xbc\\\"q\\\\\\'\\n\\001\"\n");
}

TEST(StateText, TheTextFormatIsReadAsProtocolBuffersReadIt) {
  StatusOr<CheckpointState> state =
      parseStateText("# written by hand\n"
                     "model_checkpoint_path:'a\\x41\\102\"' \"-5\" ;\r\n"
                     "all_model_checkpoint_timestamps: 1.5e+09, "
                     "last_preserved_timestamp : -1 # rest\n"
                     "all_model_checkpoint_paths: \"\\n\\t\\\\\"");
  ASSERT_OK(state);
  EXPECT_EQ(state->modelCheckpointPath, "aAB\"-5");
  EXPECT_THAT(state->allModelCheckpointPaths, ElementsAre("\n\t\\"));
}

TEST(StateText, ErrorsNameTheLine) {
  const struct {
    const char *text;
    const char *error;
  } cases[] = {
      {"\n\"x\"", "line 2: expected a field's name, found '\"'"},
      {"model_checkpoint_path \"x\"",
       "line 1: expected ':' after 'model_checkpoint_path', found '\"'"},
      {"model_checkpoint_path: x",
       "line 1: expected a string for 'model_checkpoint_path', found 'x'"},
      {"a: 1\nmodel_checkpoint_path: \"x",
       "line 2: expected a string for 'model_checkpoint_path', found the end"},
      {"model_checkpoint_path: \"x\n\"",
       "line 1: expected a string for 'model_checkpoint_path'"},
      {"model_checkpoint_path: \"\\q\"",
       "line 1: expected a string for 'model_checkpoint_path', found 'q'"},
      {"model_checkpoint_path: \"\\777\"",
       "line 1: expected a string for 'model_checkpoint_path'"},
      {"model_checkpoint_path: \"\\x\"",
       "line 1: expected a string for 'model_checkpoint_path'"},
      {"a:\n", "line 2: expected a value for 'a', found the end"},
  };
  for (const auto &c : cases) {
    Status status = parseStateText(c.text).status();
    EXPECT_EQ(status.code(), VF_INVALID_ARGUMENT) << c.text;
    EXPECT_THAT(status.message(), HasSubstr(c.error));
  }
}

using StateFile = InScratch;

TEST_F(StateFile, RelativePathsAreRecordedRelativeToARelativeFolder) {
  fs::create_directory("ckpt");
  ASSERT_OK(updateCheckpointState(
      "ckpt", {"ckpt/model-2", {"ckpt/model-1", "/abs/model-0"}}));
  EXPECT_EQ(readFile("ckpt/checkpoint"),
            "model_checkpoint_path: \"model-2\"\n"
            "all_model_checkpoint_paths: \"model-1\"\n"
            "all_model_checkpoint_paths: \"/abs/model-0\"\n"
            "all_model_checkpoint_paths: \"model-2\"\n");
  StatusOr<CheckpointState> state = readCheckpointState("ckpt");
  ASSERT_OK(state);
  EXPECT_EQ(state->modelCheckpointPath, "ckpt/model-2");
  EXPECT_THAT(state->allModelCheckpointPaths,
              ElementsAre("ckpt/model-1", "/abs/model-0", "ckpt/model-2"));
}

TEST_F(StateFile, ThePathMayLieOutsideOfTheFolder) {
  fs::create_directory("states");
  ASSERT_OK(updateCheckpointState("states/", {"elsewhere/model", {}}, "mine"));
  EXPECT_EQ(readFile("states/mine"),
            "model_checkpoint_path: \"../elsewhere/model\"\n"
            "all_model_checkpoint_paths: \"../elsewhere/model\"\n");
}

TEST_F(StateFile, TheWorkingDirectoryHasTwoNames) {
  for (const char *folder : {"", "."}) {
    ASSERT_OK(updateCheckpointState(folder, {"model", {"model"}}));
    EXPECT_EQ(readFile("checkpoint"),
              "model_checkpoint_path: \"model\"\nall_model_checkpoint_paths: "
              "\"model\"\n");
  }
}

TEST_F(StateFile, AnAbsoluteFolderRecordsPathsAsTheyAre) {
  ASSERT_OK(updateCheckpointState(scratch.path, {scratch / "m", {}}));
  EXPECT_THAT(readFile("checkpoint"), HasSubstr("model_checkpoint_path: \"" +
                                                (scratch / "m") + "\"\n"));
  Status status =
      updateCheckpointState(scratch.path, {scratch / "checkpoint", {}});
  EXPECT_EQ(status.code(), VF_INVALID_ARGUMENT);
  EXPECT_THAT(status.message(),
              HasSubstr("conflicts with path used for checkpoint state"));
}

TEST_F(StateFile, ReadingReportsAMissingAndAnEmptyState) {
  EXPECT_EQ(readCheckpointState(".").status().code(), VF_NOT_FOUND);
  writeFile("checkpoint", "all_model_checkpoint_paths: \"x\"");
  Status status = readCheckpointState(".").status();
  EXPECT_EQ(status.code(), VF_INVALID_ARGUMENT);
  EXPECT_THAT(status.message(),
              HasSubstr("Invalid checkpoint state loaded from './checkpoint'"));
  writeFile("checkpoint", "garbage");
  EXPECT_THAT(readCheckpointState(".").status().message(),
              HasSubstr("'./checkpoint': line 1"));
}

using Resolve = InScratch;

TEST_F(Resolve, PrefixIndexAndDataFile) {
  ASSERT_OK(save("p", smallCheckpoint(1)));
  for (const char *path : {"p", "p.index", "p.data-00000-of-00001"}) {
    StatusOr<ResolvedCheckpoint> found = resolveCheckpoint(path);
    ASSERT_OK(found);
    EXPECT_EQ(found->prefix, "p");
    EXPECT_EQ(found->origin.empty(), std::string(path) == "p");
  }
}

TEST_F(Resolve, FolderGivesItsLatest) {
  ASSERT_OK(save("ckpt/m-1", smallCheckpoint(1)));
  ASSERT_OK(save("ckpt/m-2", smallCheckpoint(2)));
  ASSERT_OK(updateCheckpointState("ckpt", {"ckpt/m-1", {"ckpt/m-2"}}));
  for (const char *folder : {"ckpt", "ckpt/"}) {
    StatusOr<ResolvedCheckpoint> found = resolveCheckpoint(folder);
    ASSERT_OK(found);
    EXPECT_EQ(found->prefix, "ckpt/m-1");
    EXPECT_EQ(found->origin, "the latest in 'ckpt/checkpoint'");
  }
}

// A folder that was moved after an absolute path was recorded.
TEST_F(Resolve, ARecordedPathThatIsGoneIsTriedBesideTheStateFile) {
  ASSERT_OK(save("moved/m", smallCheckpoint(1)));
  writeFile("moved/checkpoint", "model_checkpoint_path: \"/no/such/folder/m\"");
  StatusOr<ResolvedCheckpoint> found = resolveCheckpoint("moved");
  ASSERT_OK(found);
  EXPECT_EQ(found->prefix, "moved/m");
  EXPECT_THAT(found->origin, HasSubstr("'/no/such/folder/m'"));
  fs::remove("moved/m.index");
  Status status = resolveCheckpoint("moved").status();
  EXPECT_EQ(status.code(), VF_NOT_FOUND);
  EXPECT_THAT(status.message(), HasSubstr("neither it nor 'moved/m' exists"));
}

// Of one file or several, named by the user or by a state file.
TEST_F(Resolve, V1FilesAndPatterns) {
  constexpr const char *pattern = "sharded-\?\?\?\?\?-of-00001";
  ASSERT_OK(save("single", smallCheckpoint(1), CheckpointFormat::V1));
  ASSERT_OK(
      save("sharded-00000-of-00001", smallCheckpoint(1), CheckpointFormat::V1));
  for (const char *path : {"single", "sharded-00000-of-00001", pattern}) {
    StatusOr<ResolvedCheckpoint> found = resolveCheckpoint(path);
    ASSERT_OK(found);
    EXPECT_EQ(found->prefix, path);
    EXPECT_TRUE(holds(found->prefix, smallCheckpoint(1)));
  }
  ASSERT_OK(updateCheckpointState(".", {pattern, {}}));
  StatusOr<ResolvedCheckpoint> latest = resolveCheckpoint(".");
  ASSERT_OK(latest);
  EXPECT_TRUE(holds(latest->prefix, smallCheckpoint(1)));
}

TEST_F(Resolve, WhatIsNoCheckpointIsSaidSo) {
  fs::create_directory("empty");
  writeFile("text", std::string(100, 'x'));
  writeFile("alone.data-00000-of-00001", "");
  const struct {
    const char *path;
    vf_code code;
    const char *text;
  } cases[] = {
      {"none", VF_NOT_FOUND, "Failed to find any matching files for 'none'"},
      {"empty", VF_NOT_FOUND, "folder 'empty' has no state file 'checkpoint'"},
      {"text", VF_DATA_LOSS,
       "'text' is not a checkpoint: not an sstable (bad magic number)"},
      {"alone.data-00000-of-00001", VF_NOT_FOUND, "no 'alone.index'"},
      {"v1-\?\?\?\?\?-of-00002", VF_NOT_FOUND,
       "Failed to find any matching files for 'v1-\?\?\?\?\?-of-00002'"},
  };
  for (const auto &c : cases) {
    Status status = resolveCheckpoint(c.path).status();
    EXPECT_EQ(status.code(), c.code) << c.path;
    EXPECT_THAT(status.message(), HasSubstr(c.text));
  }
}

} // namespace vf::ckpt
