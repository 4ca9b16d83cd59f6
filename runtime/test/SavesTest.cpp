// The options of a program that restore and save: checkpoints while a run
// lasts, what is kept of them, renamed and missing keys.
#include "ProgramSupport.h"
#include "vf/ckpt/V1Writer.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

using namespace vf::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace {
struct SavesTest : ProgramTest {
  /// Runs the entry that adds 1 to the global step; must succeed.
  Result advance(const std::string &options) const {
    Result result = run("run advance --feed by=1 " + options);
    EXPECT_EQ(0, result.status) << result.err;
    return result;
  }
  /// The checkpoints in the folder, sorted by name.
  std::vector<std::string> checkpoints() const {
    std::vector<std::string> prefixes;
    for (const auto &entry : std::filesystem::directory_iterator(folder))
      if (entry.path().extension() == ".index")
        prefixes.push_back(entry.path().stem());
    std::sort(prefixes.begin(), prefixes.end());
    return prefixes;
  }
  void expectUsage(const std::string &options, const std::string &error) const {
    Result result = run("run advance --feed by=1 --init " + options);
    EXPECT_EQ(2, result.status) << options;
    EXPECT_THAT(result.err, HasSubstr("error: " + error));
  }
};
} // namespace

//===- While a run lasts --------------------------------------------------===//

TEST_F(SavesTest, SavesEverySoManyCallsAndAtTheEnd) {
  Result result = advance("--init --steps 8 --save m --save-every 3");
  EXPECT_THAT(result.err, HasSubstr("saved 'm-3'\nsaved 'm-6'\n8 steps, "));
  EXPECT_THAT(result.err, HasSubstr("; saved 'm-8'\n"));
  EXPECT_THAT(checkpoints(), ElementsAre("m-3", "m-6", "m-8"));
  EXPECT_EQ("model_checkpoint_path: \"m-8\"\n"
            "all_model_checkpoint_paths: \"m-3\"\n"
            "all_model_checkpoint_paths: \"m-6\"\n"
            "all_model_checkpoint_paths: \"m-8\"\n",
            text("checkpoint"));
}

TEST_F(SavesTest, TheLastCallIsSavedOnce) {
  Result result = advance("--init --steps 6 --save m --save-every 3 "
                          "--progress=json");
  EXPECT_THAT(result.err, HasSubstr("{\"event\":\"saved\",\"path\":\"m-6\"}"));
  EXPECT_THAT(result.err, HasSubstr("\"saved\":\"m-6\"}"));
  EXPECT_THAT(checkpoints(), ElementsAre("m-3", "m-6"));
}

// The global step goes on from the checkpoint's, whatever the calls add to it.
TEST_F(SavesTest, StepsAreTheGlobalStep) {
  advance("--init --steps 5 --save m");
  EXPECT_EQ(0, run("run advance --restore m --feed by=10 --steps 2 --save m "
                   "--save-every 1")
                   .status);
  EXPECT_THAT(checkpoints(), ElementsAre("m", "m-15", "m-25"));
}

TEST_F(SavesTest, RetentionGoesOnFromTheStateFile) {
  advance("--init --steps 3 --save m --save-every 1 --keep 2");
  EXPECT_THAT(checkpoints(), ElementsAre("m-2", "m-3"));
  advance("--restore . --save m --save-every 1 --keep 2 --pad-step");
  EXPECT_THAT(checkpoints(), ElementsAre("m-00000004", "m-3"));
  advance("--restore m-3 --steps 3 --save m --save-every 1 --keep 0");
  EXPECT_THAT(checkpoints(),
              ElementsAre("m-00000004", "m-3", "m-4", "m-5", "m-6"));
  EXPECT_EQ("model_checkpoint_path: \"m-6\"\n"
            "all_model_checkpoint_paths: \"m-6\"\n",
            text("checkpoint"));
}

// Five, as the graph's Saver says.
TEST_F(SavesTest, TheGraphSaysWhatIsKept) {
  advance("--init --steps 7 --save m --save-every 1");
  EXPECT_THAT(checkpoints(), ElementsAre("m-3", "m-4", "m-5", "m-6", "m-7"));
}

TEST_F(SavesTest, SomeAreKeptForGood) {
  advance("--init --steps 4 --save m --save-every 1 --keep 1 "
          "--keep-every-hours 1e-9");
  EXPECT_THAT(checkpoints(), ElementsAre("m-1", "m-2", "m-3", "m-4"));
}

TEST_F(SavesTest, TheStateFileHasAName) {
  advance("--init --steps 2 --save m --save-every 1 --state-file latest");
  EXPECT_THAT(text("latest"), HasSubstr("\"m-2\""));
  advance("--init --save plain --state-file other");
  EXPECT_THAT(text("other"), HasSubstr("\"plain\""));
  EXPECT_FALSE(exists("checkpoint"));
}

TEST_F(SavesTest, SavesByTime) {
  Result result = shell("timeout --preserve-status -s INT 3 $P run advance "
                        "--init --feed by=1 --steps 1000000000000 --save m "
                        "--save-every 1s");
  EXPECT_EQ(130, result.status) << result.err;
  EXPECT_GE(checkpoints().size(), 2u);
}

// The save at the end of a run is due then, too.
TEST_F(SavesTest, CtrlCWritesTheDueSave) {
  Result result = shell("timeout --preserve-status -s INT 0.5 $P run advance "
                        "--init --feed by=1 --steps 1000000000000 --save m "
                        "--save-every 1h");
  EXPECT_EQ(130, result.status) << result.err;
  ASSERT_EQ(1u, checkpoints().size());
  EXPECT_THAT(result.err, HasSubstr("; saved '" + checkpoints()[0] + "'\n"));
  EXPECT_THAT(text("checkpoint"), HasSubstr(checkpoints()[0]));
}

//===- Failures -----------------------------------------------------------===//

// What was saved before it stays.
TEST_F(SavesTest, AFailureNamesTheLastCheckpoint) {
  Result result = shell("$P run advance --init --feed by=1 --steps 4 --save m "
                        "--save-every 2 --print step >/dev/full");
  EXPECT_EQ(1, result.status);
  EXPECT_THAT(result.err, HasSubstr("\nnote: the checkpoint 'm-4' is written"));
  result = run("run advance --init --feed by=-1 --save n --save-every 1");
  EXPECT_EQ(1, result.status);
  EXPECT_THAT(result.err, Not(HasSubstr("note: the checkpoint")));
  EXPECT_THAT(checkpoints(), ElementsAre("m-2", "m-4"));
}

TEST_F(SavesTest, AStateFileThatCannotBeReadStopsTheRunBefore) {
  std::ofstream(at("checkpoint")) << "garbage";
  Result result = run("run advance --init --feed by=1 --save m --save-every 1");
  EXPECT_EQ(1, result.status);
  EXPECT_THAT(result.err,
              HasSubstr("error: --save-every: cannot go on from checkpoint "
                        "state 'checkpoint': line 1: "));
  EXPECT_TRUE(checkpoints().empty());
}

TEST_F(SavesTest, AnOldCheckpointThatStaysIsAWarning) {
  std::filesystem::create_directory(at("m-1.meta"));
  Result result = advance("--init --steps 2 --save m --save-every 1 --keep 1");
  EXPECT_THAT(result.err, HasSubstr("warning: left an old checkpoint: "));
  EXPECT_THAT(checkpoints(), ElementsAre("m-2"));
}

TEST_F(SavesTest, WrongUsage) {
  expectUsage("--save-every 3", "--save-every requires --save\n");
  for (const char *option : {"--keep 3", "--keep-every-hours 1", "--pad-step"})
    expectUsage(std::string("--save m ") + option,
                std::string(option).substr(0, std::string(option).find(' ')) +
                    " requires --save-every\n");
  for (const char *interval :
       {"0", "-1", "s", "3x", "1.5h", "''", "9999999999999h"})
    expectUsage(std::string("--save m --save-every ") + interval,
                "--save-every: expected a number of calls");
  for (const char *hours : {"0", "-1", "inf", "nan", "x", "''"})
    expectUsage(std::string("--save m --save-every 1 --keep-every-hours ") +
                    hours,
                "--keep-every-hours: expected a number of hours above 0");
  expectUsage("--save m --save-every 1 --keep -1",
              "--keep: expected a whole number from 0 to ");
  expectUsage("--save m --state-file a/b",
              "--state-file: state file 'a/b': expected a name without path "
              "components\n");
  expectUsage("--save m --state-file m.index",
              "--state-file: state file 'm.index': that is a name for a file");
  expectUsage("--save mine --state-file mine",
              "cannot save 'mine': the state file beside it has that name\n");
  expectUsage("--map a=b", "--map requires --restore\n");
  expectUsage("--restore m --map '(=b'",
              "--map: '(' is no regular expression: ");
  expectUsage("--restore m --map nothing",
              "--map: expected REGEX=NAME, found 'nothing'\n");
}

//===- Keys that are missing or have other names --------------------------===//

TEST_F(SavesTest, KeysAreRenamed) {
  advance("--init --steps 3 --save m");
  Result result = run("run advance --restore m --map '(.*)=$1' --feed by=1 "
                      "--print step");
  EXPECT_EQ("step = 4\n", result.out) << result.err;
  result = run("run advance --restore m --map 'glob.*=x' --feed by=1");
  EXPECT_EQ(1, result.status);
  EXPECT_THAT(result.err, HasSubstr("Key global_step not found in checkpoint"));
  result = run("run advance --restore m --map '.*=x' --feed by=1");
  EXPECT_THAT(result.err, HasSubstr("error: --map: checkpoint 'm': keys "
                                    "'global_step' and 'w' are both renamed"));
}

TEST_F(SavesTest, KeysOfV1CheckpointsAreRenamedToo) {
  const float weights[] = {1, 2, 3, 4};
  const int64_t steps = 41;
  auto writer = vf::ckpt::V1Writer::open((folder / "old").string());
  ASSERT_TRUE(writer.ok()) << writer.status().message();
  EXPECT_TRUE(writer->add("x/step", {VF_INT64, {}}, &steps).ok());
  EXPECT_TRUE(writer->add("x/w", {VF_FLOAT, {4}}, weights).ok());
  ASSERT_TRUE(writer->finish().ok());
  Result result = run("run advance --restore old --map 'x/step=global_step' "
                      "--map 'x/(.*)=$1' --feed by=1 --print step");
  EXPECT_EQ("step = 42\n", result.out) << result.err;
}

TEST_F(SavesTest, WhatTheCheckpointLacksKeepsItsInitialValue) {
  advance("--init --steps 3 --save m");
  Result result = run("run advance --restore m --map 'global_step=x' "
                      "--restore-partial --feed by=1 --print step");
  EXPECT_EQ("step = 1\n", result.out) << result.err;
  EXPECT_THAT(result.err, HasSubstr("restored 1 tensors from 'm'\nwarning: not "
                                    "in the checkpoint: 'global_step'\n"));
}

// Most likely it is another model's.
TEST_F(SavesTest, ACheckpointWithNothingIsRefused) {
  advance("--init --save m");
  Result result = run("run advance --restore m --map '(.*)=x/$1' "
                      "--restore-partial --feed by=1");
  EXPECT_EQ(1, result.status);
  EXPECT_THAT(result.err, HasSubstr("cannot restore checkpoint 'm': it has "
                                    "none of the 2 keys of the model\n"));
}

// Another type or shape is no missing key.
TEST_F(SavesTest, APartialRestoreStillComparesTypes) {
  advance("--init --save m");
  Result result = run("run advance --restore m --map 'w=global_step' "
                      "--map 'global_step=x' --restore-partial --feed by=1");
  EXPECT_EQ(1, result.status);
  EXPECT_THAT(result.err, HasSubstr("expected dtype int64 does not equal"));
}

TEST_F(SavesTest, ScriptsSaveTheirExactPrefix) {
  std::ofstream(at("calls")) << "init\nrun advance --feed by=1\nsave m-1\n";
  EXPECT_EQ(0, run("script calls").status);
  EXPECT_THAT(checkpoints(), ElementsAre("m-1"));
}
