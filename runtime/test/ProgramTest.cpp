// The compiled program's command line, run as a user runs it: values, files,
// exit statuses, errors.
#include "ProgramSupport.h"

#include <gmock/gmock.h>

#include <algorithm>
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
    expectFailure(1, arguments, error);
  }
  /// The same for wrong usage.
  void expectUsage(const std::string &arguments, const std::string &error) {
    expectFailure(2, arguments, error);
  }

private:
  void expectFailure(int status, const std::string &arguments,
                     const std::string &error) {
    Result result = run(arguments);
    EXPECT_EQ(status, result.status) << arguments;
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

// The error says what is wrong in our words.
TEST_F(UsageTest, WrongUsageIsNamed) {
  expectUsage("", "expected a subcommand\nhint: there are 'info', 'run' and "
                  "'script'\n");
  expectUsage("walk", "there is no subcommand 'walk'\nhint: ");
  expectUsage("rnu", "there is no subcommand 'rnu'\nhint: did you mean "
                     "'run'?\n");
  expectUsage("run train --stesp=3", "there is no option '--stesp'\nhint: did "
                                     "you mean '--steps'?\n");
  expectUsage("run draw twice", "'twice' is one word too many\n");
  expectUsage("run draw --steps", "--steps: expected one value\n");
  expectUsage("run draw --steps 1 --steps 2", "--steps: expected one value\n");
  expectUsage("run draw --init=3", "--init takes no value\n");
  expectUsage("run draw --progress=foo", "--progress: expected auto, plain, "
                                         "json or none, found 'foo'\n");
  expectUsage("run draw --steps= --print bits",
              "--steps: expected a value behind '='\n");
}

// What the command line alone decides.
TEST_F(UsageTest, WrongFormsAreTwo) {
  expectUsage("run trian", "there is no entry 'trian'\nhint: did you mean "
                           "'train'?\n");
  expectUsage("run advance --feed by",
              "--feed: expected NAME=VALUE, found 'by'\n");
  expectUsage("run advance --feed by=",
              "--feed: expected NAME=VALUE, found 'by='\n");
  expectUsage("run predict --data x=x.npy --shuffle --fetch pred=p.npy",
              "--fetch collects results in the order of the data");
  expectUsage("run advance --feed by=1 --save folder/",
              "cannot save 'folder/': expected a prefix for file names");
  expectUsage("run advance --feed by=1 --save checkpoint",
              "cannot save 'checkpoint': the state file");
}

TEST_F(UsageTest, NumbersAreDecimalAndInRange) {
  for (const char *number : {"''", "1e3", "0x10", "1.5", "+1", "' 1'", "-1",
                             "99999999999999999999999"}) {
    for (const char *option :
         {"--seed", "--steps", "--threads", "--print-every"})
      expectUsage("run draw " + std::string(option) + " " + number,
                  option + std::string(": expected a whole number from "));
    for (const char *option : {"--batch", "--epochs"})
      expectUsage("run fixed --data rows=r.npy " + std::string(option) + " " +
                      number,
                  option + std::string(": expected a whole number from 1 to "
                                       "9223372036854775807, found "));
  }
  expectUsage("run draw --seed -1", "--seed: expected a whole number from 0 to "
                                    "18446744073709551615, found '-1'\n");
  expectUsage("run draw --threads 4097",
              "--threads: expected a whole number from 1 to 4096, found "
              "'4097'\n");
  Result result = run("run advance --init --feed by=1 --steps 010 --print "
                      "step --seed 18446744073709551615");
  EXPECT_EQ("step = 10\n", result.out) << result.err;
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
            "VarFlow 0.1.0, ABI 2\n"
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

// A pipe is written into, a link stays and leads to the new values.
TEST_F(RunTest, WritesResultsIntoPipesAndBehindLinks) {
  Result result =
      shell("mkfifo pipe; timeout 30 cat pipe > copy.npy & $P run predict "
            "--init --feed x=[[1,2,3,4]] --fetch w=pipe; wait; "
            "test -p pipe");
  EXPECT_EQ(0, result.status) << result.err;
  EXPECT_EQ(4u, read("copy.npy", {4}).size());
  result = shell("mkdir far; ln -s far/w.npy link.npy; $P run predict --init "
                 "--feed x=[[1,2,3,4]] --fetch w=link.npy && test -L link.npy");
  EXPECT_EQ(0, result.status) << result.err;
  EXPECT_EQ(4u, read("far/w.npy", {4}).size());
}

// The reader is gone before the last values are printed, or a result cannot be
// written: that is an error, but the training is not lost.
TEST_F(RunTest, SavesBeforeItPrints) {
  const std::string call = "$P run advance --init --feed by=3 --save m ";
  Result result = shell("(sleep 0.3; " + call +
                        "--print step) | true; exit ${PIPESTATUS[0]}");
  EXPECT_EQ(1, result.status);
  EXPECT_THAT(result.err,
              HasSubstr("error: cannot write to standard output: Broken "
                        "pipe\nnote: the checkpoint 'm' is written\n"));
  EXPECT_EQ("step = 3\n",
            run("run advance --restore m --feed by=0 --print step").out);
  result = shell("mkdir folder; " + call + "--fetch step=folder");
  EXPECT_EQ(1, result.status);
  EXPECT_THAT(result.err, HasSubstr("error: cannot open 'folder': Is a "
                                    "directory\nnote: the checkpoint 'm'"));
}

TEST_F(RunTest, SeedsRandomNodes) {
  std::string a = run("run draw --seed 1 --print bits").out;
  EXPECT_EQ(a, run("run draw --seed 1 --print bits").out);
  EXPECT_NE(a, run("run draw --seed 2 --print bits").out);
  EXPECT_NE(run("run draw --print bits").out, run("run draw --print bits").out);
}

//===- Errors -------------------------------------------------------------===//

TEST_F(RunTest, SuggestsNames) {
  expectError("run train --feed X=1 --feed y=1",
              "entry 'train' has no feed 'X'\nhint: did you mean 'x' or 'y'?");
  expectError("run train --feed labels=1",
              "entry 'train' has no feed 'labels'\nhint: there are 'x' and "
              "'y'\n");
  expectError("run advance --feed by=1 --print stepp",
              "entry 'advance' has no fetch 'stepp'\nhint: did you mean "
              "'step'?\n");
}

TEST_F(RunTest, ReportsWrongFeeds) {
  expectError("run train --init",
              "entry 'train': missing feed: 'x' (float [?,4]), 'y' (float "
              "[?])\nhint: ");
  expectError("run advance --init --feed by=1 --feed by:0=2",
              "feed 'by' is given twice\n");
  expectError("run advance --init --feed by=1 --fetch step=s --fetch step:0=s",
              "two results cannot both be written to 's'\n");
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

// With --progress=json all that is told is one object per line.
TEST_F(DataTest, TellsEventsAsJson) {
  write("x.npy", {5, 4}, std::vector<float>(20));
  ASSERT_EQ(0, run("run advance --init --feed by=1 --save m").status);
  Result result = run("run predict --init --restore m --data x=x.npy --batch "
                      "2 --drop-remainder --fetch pred=p.npy --print w "
                      "--progress=json");
  EXPECT_EQ(0, result.status);
  EXPECT_THAT(result.err, MatchesRegex(
                              R"(\{"event":"rows_left_out","rows":1,"batch":2\}
\{"event":"restored","tensors":2,"path":"m"\}
\{"event":"warning","message":"left uninitialized[^"]*"\}
\{"event":"end","step":2,.*"written":\["p.npy"\]\}
)"));
  EXPECT_EQ(4, std::count(result.err.begin(), result.err.end(), '\n'));
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
