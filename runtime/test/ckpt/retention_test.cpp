// Retention beside TensorFlow's Saver. The expected lists and files are what
// the Saver of TensorFlow 2.21 left after each of these saves, its clock
// replaced by the times given; test/interop compares real runs.
#include "vf/ckpt/Retention.h"

#include "TestSupport.h"
#include "vf/ckpt/Names.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>

namespace vf::ckpt {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace fs = std::filesystem;

/// One save, and the steps that the state file lists and the folder has then.
struct Save {
  int64_t step;
  double time; ///< since the Saver was made
  std::vector<int64_t> listed;
  std::vector<int64_t> present;
};

/// When the Savers were made.
constexpr double kStart = 1000;

class RetentionTest : public testing::Test {
protected:
  RetentionTest() : before(fs::current_path()) {
    fs::current_path(scratch.path);
  }
  ~RetentionTest() override { fs::current_path(before); }

  /// Makes the files of the checkpoint m-STEP. The retention looks at names.
  static std::string makeFiles(int64_t step) {
    const std::string prefix = stepPrefix("m", step);
    for (const char *suffix : {".index", ".data-00000-of-00001", ".meta"})
      writeFile(prefix + suffix, "");
    return prefix;
  }

  static std::vector<int64_t> stepsOf(const std::vector<std::string> &paths) {
    std::vector<int64_t> steps;
    for (const std::string &path : paths)
      steps.push_back(stepOfPath(path).value_or(-1));
    return steps;
  }

  /// The steps whose three files are there; fails for a step in part.
  std::vector<int64_t> present() const {
    std::vector<int64_t> steps;
    for (const std::string &name : scratch.list()) {
      const size_t end = name.find('.');
      if (end != name.npos)
        steps.push_back(stepOfPath(name.substr(0, end)).value_or(-1));
    }
    std::sort(steps.begin(), steps.end());
    for (size_t i = 0; i < steps.size(); ++i)
      EXPECT_EQ(steps[i], steps[i / 3 * 3]);
    EXPECT_EQ(steps.size() % 3, 0u);
    steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
    return steps;
  }

  void record(Retention &retention, const std::string &path, double now) {
    std::vector<Status> ignored;
    ASSERT_OK(retention.record(path, now, ignored));
    EXPECT_THAT(ignored, IsEmpty());
  }

  void replay(Retention &retention, const std::vector<Save> &saves) {
    for (const Save &save : saves) {
      SCOPED_TRACE("step " + std::to_string(save.step) + " at " +
                   std::to_string(save.time));
      record(retention, makeFiles(save.step), kStart + save.time);
      StatusOr<CheckpointState> state = readCheckpointState("");
      ASSERT_OK(state);
      EXPECT_EQ(state->modelCheckpointPath, stepPrefix("m", save.step));
      EXPECT_EQ(stepsOf(state->allModelCheckpointPaths), save.listed);
      EXPECT_EQ(present(), save.present);
    }
  }

  ScratchFolder scratch;
  fs::path before;
};

static RetentionOptions keep(int32_t count, float hours = 10000) {
  RetentionOptions options;
  options.maxToKeep = count;
  options.keepEveryHours = hours;
  return options;
}

//===- The algorithm ------------------------------------------------------===//

TEST_F(RetentionTest, KeepsTheNewest) {
  for (int32_t count = 1; count <= 5; ++count) {
    SCOPED_TRACE(count);
    Retention retention(keep(count), kStart);
    std::vector<Save> saves;
    for (int64_t step = 1; step <= 7; ++step) {
      std::vector<int64_t> newest;
      for (int64_t old = std::max<int64_t>(1, step - count + 1); old <= step;
           ++old)
        newest.push_back(old);
      saves.push_back({step, double(step), newest, newest});
    }
    replay(retention, saves);
    for (const std::string &name : scratch.list())
      fs::remove(name);
  }
}

// The list then has only the newest.
TEST_F(RetentionTest, ZeroKeepsAll) {
  Retention retention(keep(0), kStart);
  replay(retention,
         {{1, 1, {1}, {1}}, {2, 2, {2}, {1, 2}}, {3, 3, {3}, {1, 2, 3}}});
  EXPECT_THAT(retention.lastCheckpoints(), IsEmpty());
}

TEST_F(RetentionTest, APathSavedAgainIsTheNewest) {
  Retention retention(keep(2), kStart);
  replay(retention, {{1, 1, {1}, {1}},
                     {2, 2, {1, 2}, {1, 2}},
                     {1, 3, {2, 1}, {1, 2}},
                     {3, 4, {1, 3}, {1, 3}}});
  EXPECT_THAT(retention.lastCheckpoints(), ElementsAre("m-1", "m-3"));
}

TEST_F(RetentionTest, OneOfEachSpanIsKeptForGood) {
  Retention retention(keep(2, 1), kStart);
  replay(retention, {{1, 1200, {1}, {1}},
                     {2, 2400, {1, 2}, {1, 2}},
                     {3, 3600, {2, 3}, {2, 3}},
                     {4, 4800, {3, 4}, {3, 4}},
                     {5, 6000, {4, 5}, {4, 5}},
                     {6, 7200, {5, 6}, {4, 5, 6}},
                     {7, 8400, {6, 7}, {4, 6, 7}},
                     {8, 9600, {7, 8}, {4, 7, 8}},
                     {9, 10800, {8, 9}, {4, 7, 8, 9}},
                     {10, 12000, {9, 10}, {4, 7, 9, 10}},
                     {11, 13200, {10, 11}, {4, 7, 10, 11}},
                     {12, 14400, {11, 12}, {4, 7, 10, 11, 12}},
                     {13, 15600, {12, 13}, {4, 7, 10, 12, 13}},
                     {14, 16800, {13, 14}, {4, 7, 10, 13, 14}},
                     {15, 18000, {14, 15}, {4, 7, 10, 13, 14, 15}}});
}

TEST_F(RetentionTest, AtTheEndOfASpanExactlyNothingIsKept) {
  Retention retention(keep(1, 1), kStart);
  replay(retention, {{1, 3600, {1}, {1}},
                     {2, 3601, {2}, {2}},
                     {3, 7200, {3}, {2, 3}},
                     {4, 7201, {4}, {2, 4}},
                     {5, 12000, {5}, {2, 4, 5}}});
}

// Each checkpoint that is kept ends one span only.
TEST_F(RetentionTest, AfterAPauseSpansEndOneByOne) {
  Retention retention(keep(1, 1), kStart);
  replay(retention, {{1, 36000, {1}, {1}},
                     {2, 36001, {2}, {1, 2}},
                     {3, 36002, {3}, {1, 2, 3}},
                     {4, 40000, {4}, {1, 2, 3, 4}}});
}

// 0.1 hours are 360.000005 seconds in SaverDef's 32 bits.
TEST_F(RetentionTest, HoursHave32Bits) {
  Retention retention(keep(1, 0.1f), kStart);
  replay(retention,
         {{1, 360, {1}, {1}}, {2, 360.000001, {2}, {2}}, {3, 361, {3}, {3}}});
}

//===- The list given -----------------------------------------------------===//

TEST_F(RetentionTest, AListWithoutTimesIsNeverRemoved) {
  Retention retention(keep(2), kStart);
  makeFiles(1);
  makeFiles(2);
  retention.setLastCheckpoints({"m-1", "m-2"});
  replay(retention, {{3, 3, {2, 3}, {1, 2, 3}},
                     {4, 4, {3, 4}, {1, 2, 3, 4}},
                     {5, 5, {4, 5}, {1, 2, 4, 5}}});
}

TEST_F(RetentionTest, ALongerListLosesOnePerSave) {
  Retention retention(keep(2), kStart);
  for (int64_t step = 1; step <= 4; ++step)
    makeFiles(step);
  retention.setLastCheckpointsWithTime(
      {{"m-1", 1}, {"m-2", 2}, {"m-3", 1e9}, {"m-4", 4}});
  replay(retention, {{5, 5, {2, 3, 4, 5}, {2, 3, 4, 5}},
                     {6, 6, {3, 4, 5, 6}, {3, 4, 5, 6}},
                     {7, 7, {4, 5, 6, 7}, {3, 4, 5, 6, 7}},
                     {8, 8, {5, 6, 7, 8}, {3, 5, 6, 7, 8}}});
}

static void setTime(const std::string &path, int64_t seconds) {
  const timespec times[] = {{seconds, 0}, {seconds, 0}};
  ASSERT_EQ(0, utimensat(AT_FDCWD, path.c_str(), times, 0));
}

TEST_F(RetentionTest, RecoveryTakesWhatExistsWithItsTime) {
  Retention retention(keep(2), kStart);
  for (int64_t step : {1, 2, 4}) {
    makeFiles(step);
    setTime(stepPrefix("m", step) + ".index", step);
  }
  retention.recoverLastCheckpoints({"m-1", "m-3", "m-2", "m-4"});
  EXPECT_THAT(retention.lastCheckpoints(), ElementsAre("m-1", "m-2", "m-4"));
  replay(retention, {{5, 5, {2, 4, 5}, {2, 4, 5}},
                     {6, 6, {4, 5, 6}, {4, 5, 6}},
                     {7, 7, {5, 6, 7}, {5, 6, 7}}});
}

TEST_F(RetentionTest, TimesAreThoseOfV2ThenOfV1) {
  makeFiles(1);
  setTime("m-1.index", 11);
  writeFile("v1", "");
  setTime("v1", 12);
  writeFile("s-00001-of-00002", "");
  setTime("s-00001-of-00002", 13);
  EXPECT_EQ(checkpointTime("m-1"), 11);
  EXPECT_EQ(checkpointTime("v1"), 12);
  EXPECT_EQ(checkpointTime("s-\?\?\?\?\?-of-00002"), 13);
  EXPECT_EQ(checkpointTime("m"), std::nullopt);
}

//===- Going on -----------------------------------------------------------===//

TEST_F(RetentionTest, GoesOnFromTheStateFile) {
  for (int64_t step : {1, 2, 3})
    makeFiles(step);
  ASSERT_OK(updateCheckpointState("", {"m-3", {"m-1", "m-2", "m-3"}}));
  Retention retention(keep(3), currentTime());
  ASSERT_OK(retention.resume(""));
  replay(retention, {{4, 4, {2, 3, 4}, {2, 3, 4}}});
}

TEST_F(RetentionTest, GoingOnWithFewerRemovesAllThatIsTooMuch) {
  for (int64_t step : {1, 2, 3, 4})
    makeFiles(step);
  ASSERT_OK(updateCheckpointState("", {"m-4", {"m-1", "m-2", "m-3", "m-4"}}));
  Retention retention(keep(2), currentTime());
  ASSERT_OK(retention.resume(""));
  replay(retention, {{5, 5, {4, 5}, {4, 5}}});
}

// A program was killed while it removed m-1: the list still has it.
TEST_F(RetentionTest, GoingOnRemovesWhatWasRemovedInPart) {
  for (int64_t step : {1, 2, 3})
    makeFiles(step);
  fs::remove("m-1.index");
  ASSERT_OK(updateCheckpointState("", {"m-3", {"m-1", "m-2", "m-3"}}));
  Retention retention(keep(2), currentTime());
  ASSERT_OK(retention.resume(""));
  replay(retention, {{4, 4, {3, 4}, {3, 4}}});
}

// The path of a step that is saved again is not removed as an old one.
TEST_F(RetentionTest, WhatIsSavedAgainStays) {
  for (int64_t step : {1, 2})
    makeFiles(step);
  fs::remove("m-2.index");
  ASSERT_OK(updateCheckpointState("", {"m-2", {"m-1", "m-2"}}));
  Retention retention(keep(2), currentTime());
  ASSERT_OK(retention.resume(""));
  replay(retention, {{2, 2, {1, 2}, {1, 2}}});
}

// The same folder under another name, as after a change of the working folder.
TEST_F(RetentionTest, OneFolderMayBeWrittenInTwoWays) {
  makeFiles(1);
  ASSERT_OK(updateCheckpointState(scratch.path, {scratch / "m-1", {}}));
  Retention retention(keep(1), currentTime());
  ASSERT_OK(retention.resume(""));
  replay(retention, {{1, 1, {1}, {1}}, {2, 2, {2}, {2}}});
}

TEST_F(RetentionTest, AMovedFolderIsFound) {
  makeFiles(1);
  writeFile("checkpoint", "model_checkpoint_path: \"/gone/m-1\"\n"
                          "all_model_checkpoint_paths: \"/gone/m-1\"\n");
  Retention retention(keep(1), currentTime());
  ASSERT_OK(retention.resume(""));
  EXPECT_THAT(retention.lastCheckpoints(), ElementsAre("m-1"));
}

TEST_F(RetentionTest, AStateFileThatCannotBeReadStopsIt) {
  Retention retention(keep(1), kStart);
  EXPECT_OK(retention.resume(""));
  writeFile("checkpoint", "garbage");
  EXPECT_EQ(retention.resume("").code(), VF_INVALID_ARGUMENT);
}

//===- Files --------------------------------------------------------------===//

TEST_F(RetentionTest, RemovesEveryShardAndNoNeighbour) {
  for (const char *name :
       {"a-1.index", "a-1.data-00000-of-00002", "a-1.data-00001-of-00002",
        "a-1.meta", "a-10.index", "a-1.indexes", "a-1.data-0-of-1", "a-1",
        "ba-1.index", "a-1.previous.index"})
    writeFile(name, "");
  Retention retention(keep(1), kStart);
  record(retention, "a-1", 1);
  record(retention, "a-2", 2);
  EXPECT_THAT(scratch.list(),
              ElementsAre("a-1", "a-1.data-0-of-1", "a-1.indexes",
                          "a-1.previous.index", "a-10.index", "ba-1.index",
                          "checkpoint"));
}

TEST_F(RetentionTest, RemovesV1Checkpoints) {
  for (const char *name :
       {"a-1", "a-1.meta", "a-1.index", "a-10", "b-1-00000-of-00002",
        "b-1-00001-of-00002", "b-1-00000-of-00003", "b-1.meta"})
    writeFile(name, "");
  RetentionOptions options = keep(1);
  options.version = 1;
  Retention retention(options, kStart);
  record(retention, "a-1", 1);
  record(retention, "b-1-\?\?\?\?\?-of-00002", 2);
  record(retention, "c", 3);
  EXPECT_THAT(scratch.list(), ElementsAre("a-1.index", "a-10",
                                          "b-1-00000-of-00003", "checkpoint"));
}

// "*" and "?" of a prefix are no patterns.
TEST_F(RetentionTest, APrefixIsNoPattern) {
  for (const char *name : {"m*-1.index", "m?-1.index", "mm-1.index"})
    writeFile(name, "");
  Retention retention(keep(1), kStart);
  record(retention, "m*-1", 1);
  record(retention, "m?-1", 2);
  record(retention, "m", 3);
  EXPECT_THAT(scratch.list(), ElementsAre("checkpoint", "mm-1.index"));
}

TEST_F(RetentionTest, WhatCannotBeRemovedIsToldAndForgotten) {
  makeFiles(1);
  fs::remove("m-1.meta");
  fs::create_directory("m-1.meta");
  Retention retention(keep(1), kStart);
  record(retention, "m-1", 1);
  std::vector<Status> ignored;
  ASSERT_OK(retention.record("m-2", 2, ignored));
  ASSERT_EQ(ignored.size(), 1u);
  EXPECT_THAT(ignored[0].message(), HasSubstr("m-1.meta"));
  EXPECT_THAT(retention.lastCheckpoints(), ElementsAre("m-2"));
}

//===- Names --------------------------------------------------------------===//

TEST(Names, StepsAreAppended) {
  EXPECT_EQ(stepPrefix("a/m", 7), "a/m-7");
  EXPECT_EQ(stepPrefix("m", 7, /*isPadded=*/true), "m-00000007");
  EXPECT_EQ(stepPrefix("m", 123456789, /*isPadded=*/true), "m-123456789");
}

TEST(Names, StepsAreRead) {
  EXPECT_EQ(stepOfPath("a/m-7"), 7);
  EXPECT_EQ(stepOfPath("m-00000012"), 12);
  EXPECT_EQ(stepOfPath("m-12-\?\?\?\?\?-of-00002"), 12);
  EXPECT_EQ(stepOfPath("m-12-00001-of-00002"), 12);
  for (const char *path :
       {"", "m", "7", "m7", "m-7x", "a-7/m", "m-99999999999999999999"})
    EXPECT_EQ(stepOfPath(path), std::nullopt) << path;
}

// Expected: checkpoint_management.meta_graph_filename.
TEST(Names, MetaGraphsHaveNoShards) {
  EXPECT_EQ(metaGraphFileName("m-12"), "m-12.meta");
  EXPECT_EQ(metaGraphFileName("m-12-\?\?\?\?\?-of-00002"), "m-12.meta");
  EXPECT_EQ(metaGraphFileName("m-00001-of-00002", "graph"), "m.graph");
  EXPECT_EQ(metaGraphFileName("m-of-2"), "m-of-2.meta");
  EXPECT_EQ(metaGraphFileName("1-of-2"), "1-of-2.meta");
  EXPECT_EQ(metaGraphFileName("m-1-of-2-of-3"), "m-1-of.meta");
}

} // namespace vf::ckpt
