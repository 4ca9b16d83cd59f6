// The compiled program's command line, run as a user runs it: values, files,
// exit statuses, errors.
#include "ProgramSupport.h"

#include <gmock/gmock.h>

#include <fstream>

using namespace vf::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

namespace {
struct RunTest : ProgramTest {
  /// Expects exit status 1 and an error that begins so, and no output.
  void expectError(const std::string &arguments, const std::string &error) {
    Result result = run(arguments);
    EXPECT_EQ(1, result.status);
    EXPECT_THAT(result.err, HasSubstr("error: " + error));
    EXPECT_EQ("", result.out);
  }
};
using DataTest = RunTest;
using UsageTest = RunTest;
} // namespace

//===- Usage --------------------------------------------------------------===//

TEST_F(UsageTest, WrongUsageIsTwo) {
  for (const char *arguments :
       {"", "walk", "run", "run train --steps 0", "run train --batch 4",
        "run train --nonsense", "run train --progress=loud",
        "run train --threads 0", "run train --shuffle", "info --yaml",
        "run train --data x=x.npy --epochs 2 --steps 3",
        "run train --restore ''", "run train --save ''"}) {
    Result result = run(arguments);
    EXPECT_EQ(2, result.status) << arguments;
    EXPECT_THAT(result.err, StartsWith("error: "));
    EXPECT_THAT(result.err, HasSubstr("\nhint: "));
    EXPECT_EQ("", result.out);
  }
}

TEST_F(UsageTest, HelpAndVersionGoToStandardOutput) {
  for (const char *arguments :
       {"--help", "info --help", "run --help", "script --help"}) {
    Result result = run(arguments);
    EXPECT_EQ(0, result.status) << result.err;
    EXPECT_THAT(result.out, HasSubstr("Examples:\n"));
  }
  Result version = run("--version");
  EXPECT_EQ(0, version.status);
  EXPECT_EQ("regression (graph 0123abcd)\n"
            "VarFlow 0.1.0, ABI 1\n"
            "compiled by VarFlow 0.1.0 for x86_64-pc-linux-gnu x86-64-v3\n",
            version.out);
}

// The two examples of each help text work as they are written.
TEST_F(UsageTest, ExamplesOfHelpWork) {
  writeRegression(8);
  std::ofstream(at("calls.txt")) << "init\n";
  for (const char *subcommand : {"", "info", "run", "script"}) {
    std::string help = run(std::string(subcommand) + " --help").out;
    size_t at = help.find("Examples:\n");
    ASSERT_NE(std::string::npos, at);
    int examples = 0;
    for (at = help.find("  vfrt_test_program", at); at != std::string::npos;
         at = help.find("  vfrt_test_program", at + 1)) {
      size_t begin = at + std::string("  vfrt_test_program").size();
      std::string line = help.substr(begin, help.find('\n', begin) - begin);
      Result result = run(line);
      EXPECT_EQ(0, result.status) << line << '\n' << result.err;
      ++examples;
    }
    EXPECT_EQ(2, examples);
  }
}

TEST_F(UsageTest, InfoListsTheModel) {
  Result result = run("info");
  EXPECT_EQ(0, result.status);
  for (const char *line :
       {"model regression\n", "  train  (writes state)\n",
        "    feed  x  float [B,4]  (input/X:0)\n", "    fetch loss  float []\n",
        "  predict  (reads only)\n", "variables: 5 (36 bytes)\n",
        "  w  float [4]  trainable\n", "  extra  float [2]  no initializer\n",
        "  save  format V2, 2 tensors\n"})
    EXPECT_THAT(result.out, HasSubstr(line));
  EXPECT_THAT(result.out, Not(HasSubstr("  init")));
}

TEST_F(UsageTest, InfoJsonIsOneObject) {
  Result result = run("info --json");
  EXPECT_EQ(0, result.status);
  EXPECT_THAT(result.out,
              HasSubstr(R"({"name":"x","tensor":"input/X:0","dtype":"float",)"
                        R"("shape":["B",4]})"));
  EXPECT_THAT(result.out,
              HasSubstr(R"({"key":"w","slice":"","variable":"w"})"));
  EXPECT_THAT(result.out, HasSubstr(R"("global_step":"global_step")"));
}

//===- Values -------------------------------------------------------------===//

TEST_F(RunTest, FeedsLiteralsAndPrintsResults) {
  Result result = run("run predict --init --feed x=[[1,2,3,4]] --print pred "
                      "--print w:0");
  EXPECT_EQ(0, result.status) << result.err;
  EXPECT_EQ("pred = [0]\nw = [0, 0, 0, 0]\n", result.out);
  EXPECT_THAT(result.err,
              HasSubstr("warning: left uninitialized, having no initializer: "
                        "'extra'\n"));
  EXPECT_THAT(result.err, HasSubstr("1 step, "));
}

TEST_F(RunTest, NamesFeedsByTensorToo) {
  for (const char *name : {"x", "input/X", "input/X:0"})
    EXPECT_EQ(0, run("run predict --init --feed " + std::string(name) +
                     "=[[1,2,3,4]]")
                     .status);
}

TEST_F(RunTest, TrainsSavesRestoresAndPredicts) {
  writeRegression(30);
  Result train = run("run train --init --feed x=x.npy --feed y=@y.npy "
                     "--steps 3000 --print loss --save out/model");
  EXPECT_EQ(0, train.status) << train.err;
  EXPECT_THAT(train.out, MatchesRegex("loss = [0-9.e-]+\n"));
  EXPECT_THAT(train.err, HasSubstr("3000 steps, "));
  EXPECT_THAT(train.err, HasSubstr("; saved 'out/model'\n"));
  for (const char *path : {"out/model", "out/model.index", "out",
                           "out/model.data-00000-of-00001"}) {
    Result predict = run("run predict --feed x=x.npy --fetch pred=p.npy "
                         "--restore " +
                         std::string(path));
    EXPECT_EQ(0, predict.status) << predict.err;
    EXPECT_THAT(predict.err, HasSubstr("restored 2 tensors from 'out/model'"));
    std::vector<float> y = read("y.npy", {30});
    EXPECT_THAT(read("p.npy", {30}),
                testing::Pointwise(testing::FloatNear(1e-3f), y));
  }
  // Restoring initializes what the Saver does not cover.
  Result step = run("run advance --restore out --feed by=2 --print step "
                    "--save out/next");
  EXPECT_EQ("step = 3002\n", step.out) << step.err;
  EXPECT_THAT(text("out/checkpoint"), HasSubstr("\"next\""));
}

TEST_F(RunTest, RepeatsSteps) {
  Result result = run("run advance --init --feed by=3 --steps 5 --print step "
                      "--print-every 2 --fetch step=s.npy");
  EXPECT_EQ("step 2: step = 6\nstep 4: step = 12\nstep 5: step = 15\n",
            result.out);
  EXPECT_THAT(result.err, HasSubstr("wrote 's.npy'"));
}

TEST_F(RunTest, SeedsRandomNodes) {
  std::string a = run("run draw --seed 1 --print bits").out;
  EXPECT_EQ(a, run("run draw --seed 1 --print bits").out);
  EXPECT_NE(a, run("run draw --seed 2 --print bits").out);
  EXPECT_NE(run("run draw --print bits").out, run("run draw --print bits").out);
}

//===- Errors -------------------------------------------------------------===//

TEST_F(RunTest, SuggestsNames) {
  expectError("run trian", "there is no entry 'trian'\nhint: did you mean "
                           "'train'?\n");
  expectError("run train --feed X=1 --feed y=1",
              "entry 'train' has no feed 'X'\nhint: did you mean 'x' or 'y'?");
  expectError("run train --feed labels=1",
              "entry 'train' has no feed 'labels'\nhint: there are 'x' and "
              "'y'\n");
  expectError("run advance --feed by=1 --print stepp",
              "entry 'advance' has no fetch 'stepp'\nhint: did you mean "
              "'step'?\n");
  expectError("run advance --feed by", "--feed: expected NAME=VALUE, found "
                                       "'by'\n");
}

TEST_F(RunTest, ReportsWrongFeeds) {
  expectError("run train --init",
              "entry 'train': missing feed: 'x' (float [?,4]), 'y' (float "
              "[?])\nhint: ");
  expectError("run advance --init --feed by=1 --feed by:0=2",
              "feed 'by' is given twice\n");
  expectError("run advance --init --feed by=1.5",
              "feed 'by': '1.5' cannot become int32 without loss\n");
  expectError("run advance --init --feed by=[1]",
              "feed 'by': expected shape [], found [1]\n");
  expectError("run predict --init --feed x=none.npy",
              "feed 'x': cannot open 'none.npy': No such file or directory\n"
              "note: it does not read as a number");
  expectError("run predict --init --feed x=@1",
              "feed 'x': cannot open '1': No such file or directory\n");
  writeRegression(3);
  expectError("run advance --init --feed by=y.npy",
              "feed 'by': 'y.npy': expected dtype int32 (<i4), found <f4\n");
  expectError("run train --init --feed x=x.npy --feed y=[1,2]",
              "feed 'y': size 2 of dimension 0 (B) differs from size 3 of "
              "dimension 0 of feed 'x'\n");
}

TEST_F(RunTest, ReportsUninitializedVariables) {
  expectError(
      "run predict --feed x=[[1,2,3,4]]",
      "node 'w/read' (Identity): Attempting to use uninitialized value "
      "w\nnote: FailedPrecondition: not initialized: 'w', "
      "'global_step', 'extra', 'local'\nhint: give --init to run the "
      "initializers, or --restore PATH to read a checkpoint (in a script: "
      "init, restore PATH)\n");
  Result result = run("run read_extra --init");
  EXPECT_EQ(1, result.status);
  EXPECT_THAT(result.err, HasSubstr("not initialized: 'extra'\nhint: they have "
                                    "no initializer; give --restore PATH"));
  ASSERT_EQ(0, run("run advance --init --feed by=1 --save m").status);
  result = run("run read_extra --restore m");
  EXPECT_EQ(1, result.status);
  EXPECT_THAT(result.err, HasSubstr("the checkpoint does not have them"));
}

// A step that fails ends the run with its error, and nothing is saved.
TEST_F(RunTest, AFailingStepSavesNothing) {
  Result result = run("run advance --init --feed by=-1 --save model "
                      "--fetch step=s.npy --print step");
  EXPECT_EQ(1, result.status);
  EXPECT_THAT(result.err,
              HasSubstr("error: node 'advance' (AssignAdd): expected a step of "
                        "0 or more, found -1\n"));
  EXPECT_EQ("", result.out);
  EXPECT_FALSE(exists("model.index"));
  EXPECT_FALSE(exists("checkpoint"));
  EXPECT_FALSE(exists("s.npy"));
}

TEST_F(RunTest, ReportsUnusablePathsBeforeTheFirstStep) {
  const std::string entry = "run advance --init --feed by=1 ";
  expectError(entry + "--save no/such/model",
              "cannot save 'no/such/model': there is no folder 'no'\n");
  expectError(entry + "--save folder/",
              "--save: expected a prefix for file names, found the folder");
  expectError(entry + "--save checkpoint", "--save: 'checkpoint' conflicts");
  expectError(entry + "--fetch step=no/s.npy",
              "cannot write 'no/s.npy': there is no folder 'no'\n");
  Result result = run("run advance --restore nothing --feed by=1");
  EXPECT_EQ(1, result.status);
  EXPECT_THAT(result.err, HasSubstr("nothing"));
}

TEST_F(RunTest, ReportsWrongThreads) {
  Result result = shell("VF_THREADS=x $P run advance --init --feed by=1");
  EXPECT_EQ(1, result.status);
  EXPECT_EQ("error: VF_THREADS: expected a number from 1 to 4096, found 'x'\n",
            result.err);
}

//===- Data ---------------------------------------------------------------===//

TEST_F(DataTest, CollectsResultsInOrder) {
  std::vector<float> rows;
  for (int i = 0; i < 40; ++i)
    rows.push_back(float(i));
  write("x.npy", {10, 4}, rows);
  // Weights of ones: predictions are sums of rows.
  write("rows.npy", {4, 4}, {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});
  ASSERT_EQ(0, run("run train --init --feed x=rows.npy --feed y=[1,1,1,1] "
                   "--steps 4000 --save ones")
                   .status);
  Result result = run("run predict --restore ones --data x=x.npy --batch 4 "
                      "--fetch pred=p.npy --fetch w=w.npy");
  ASSERT_EQ(0, result.status) << result.err;
  std::vector<float> pred = read("p.npy", {10});
  for (int i = 0; i < 10; ++i)
    EXPECT_NEAR(16 * i + 6, pred[i], 1e-2);
  // Not the batch's axis: the calls are stacked.
  EXPECT_EQ(12u, read("w.npy", {3, 4}).size());
  EXPECT_THAT(result.err, HasSubstr("3 steps, "));

  result = run("run predict --restore ones --data x=x.npy --batch 4 "
               "--epochs 2 --drop-remainder --fetch pred=p.npy");
  EXPECT_THAT(result.err, HasSubstr("the last 2 rows of each epoch do not fill "
                                    "a batch of 4 and are left out\n"));
  pred = read("p.npy", {16});
  EXPECT_EQ(pred[0], pred[8]);

  // --steps starts over at the end.
  ASSERT_EQ(0, run("run predict --restore ones --data x=x.npy --batch 4 "
                   "--steps 5 --fetch pred=p.npy")
                   .status);
  pred = read("p.npy", {18});
  EXPECT_EQ(pred[0], pred[10]);
}

TEST_F(DataTest, FixedBatchesLeaveOutTheRest) {
  write("rows.npy", {5, 3}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14});
  Result result = run("run fixed --data rows=rows.npy --fetch doubled=d.npy");
  ASSERT_EQ(0, result.status) << result.err;
  EXPECT_THAT(result.err, HasSubstr("the last 1 rows of each epoch do not fill "
                                    "a batch of 2"));
  EXPECT_THAT(read("d.npy", {4, 3}),
              ElementsAre(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22));
  expectError("run fixed --data rows=rows.npy --batch 3",
              "feed 'rows' takes batches of 2, not of 3\n");
  write("one.npy", {1, 3}, {0, 1, 2});
  expectError("run fixed --data rows=one.npy",
              "the data has 1 rows: not one batch of 2\n");
}

// Each epoch has every row once, in an order that the seed decides.
TEST_F(DataTest, ShufflesWithASeed) {
  writeRegression(20);
  const std::string train = "run train --init --data x=x.npy --data y=y.npy "
                            "--batch 3 --epochs 3 --shuffle --print loss ";
  std::string first = run(train + "--seed 5").out;
  EXPECT_THAT(first, StartsWith("loss = "));
  EXPECT_EQ(first, run(train + "--seed 5").out);
  EXPECT_NE(first, run(train + "--seed 6").out);
  expectError("run predict --init --data x=x.npy --shuffle --fetch pred=p.npy",
              "--fetch collects results in the order of the data");
}

TEST_F(DataTest, MixesDataAndConstants) {
  writeRegression(8);
  Result result = run("run train --init --data x=x.npy --batch 4 "
                      "--feed y=[1,2,3,4] --print loss --print-every 1");
  EXPECT_EQ(0, result.status) << result.err;
  EXPECT_THAT(result.out,
              MatchesRegex("step 1: loss = 7.5\nstep 2: loss = .*\n"));
}

TEST_F(DataTest, ReportsWrongData) {
  writeRegression(6);
  write("short.npy", {5}, {1, 2, 3, 4, 5});
  write("wide.npy", {6, 5}, std::vector<float>(30));
  const std::string entry = "run train --init --data y=y.npy ";
  expectError("run train --init --data x=x.npy --data y=short.npy",
              "feed 'y': its data has 5 rows, but that of feed 'x' has 6\n");
  expectError(entry + "--data x=wide.npy",
              "feed 'x': expected shape [?,4], found [6,5] in 'wide.npy'\n");
  expectError("run advance --init --data by=y.npy",
              "feed 'by': 'y.npy': expected dtype int32 (<i4), found <f4\n");
  std::filesystem::resize_file(at("x.npy"), 130);
  expectError(entry + "--data x=x.npy",
              "feed 'x': 'x.npy': truncated: shape [6,4] needs 96 bytes, found "
              "2\n");
}

// A file that shrinks while it is walked is an error like any other.
TEST_F(DataTest, ReportsFilesThatShrink) {
  writeRegression(100000);
  Result result = shell("(sleep 0.3; truncate -s 1000 x.npy) & $P run train "
                        "--init --data x=x.npy --data y=y.npy --batch 1 "
                        "--epochs 1000000 --save m");
  EXPECT_EQ(1, result.status) << result.err;
  EXPECT_THAT(result.err, HasSubstr("error: 'x.npy' is too short"));
  EXPECT_FALSE(exists("m.index"));
}
