// The program as a process: signals, closed pipes, full disks, progress.
#include "ProgramSupport.h"

#include <gmock/gmock.h>

using namespace vf::test;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

namespace {
struct ProcessTest : ProgramTest {
  /// A run that goes on until it is interrupted.
  const std::string endless =
      "$P run advance --init --feed by=1 --steps 1000000000000 ";
};
} // namespace

//===- Signals ------------------------------------------------------------===//

// After Ctrl-C the step ends, the save is written and its path printed.
TEST_F(ProcessTest, CtrlCSavesAndExits130) {
  Result result = shell("timeout --preserve-status -s INT 0.5 " + endless +
                        "--save m --fetch step=s.npy");
  EXPECT_EQ(130, result.status) << result.err;
  EXPECT_THAT(result.err, HasSubstr("interrupted after "));
  EXPECT_THAT(result.err, HasSubstr("; saved 'm'\n"));
  EXPECT_TRUE(exists("m.index"));
  EXPECT_FALSE(exists("s.npy")) << "results are incomplete";
}

// As under nohup, or in the background of a shell without job control.
TEST_F(ProcessTest, IgnoresCtrlCIfItWasStartedSo) {
  Result result = shell("trap '' INT; $P run advance --init --feed by=1 "
                        "--steps 3000000 & sleep 0.05; kill -INT $!; wait $!");
  EXPECT_EQ(0, result.status) << result.err;
  EXPECT_THAT(result.err, HasSubstr("3000000 steps, "));
}

//===- Standard streams ---------------------------------------------------===//

TEST_F(ProcessTest, AClosedPipeIsAnError) {
  Result result = shell(endless + "--print step --print-every 1 --save m | "
                                  "head -n 1; exit ${PIPESTATUS[0]}");
  EXPECT_EQ(1, result.status) << result.signal;
  EXPECT_EQ("step 1: step = 1\n", result.out);
  EXPECT_THAT(result.err,
              HasSubstr("error: cannot write to standard output: Broken pipe"));
  EXPECT_FALSE(exists("m.index"));
}

TEST_F(ProcessTest, InfoIntoAClosedPipeIsAnError) {
  Result result = shell("(sleep 0.3; $P info) | true; exit ${PIPESTATUS[0]}");
  EXPECT_EQ(1, result.status);
  EXPECT_THAT(result.err, HasSubstr("Broken pipe"));
}

TEST_F(ProcessTest, AClosedErrorPipeIsNone) {
  Result result = shell("{ (sleep 0.3; $P run advance --init --feed by=1 "
                        "--print step; echo status $? >&3) 2>&1 >&3 | true; "
                        "} 3>&1");
  EXPECT_EQ("step = 1\nstatus 0\n", result.out);
}

// Without standard output, files that are opened must not take its place.
TEST_F(ProcessTest, SurvivesClosedStandardStreams) {
  write("x.npy", {1, 4}, {1, 2, 3, 4});
  Result result = shell("$P run predict --init --feed x=x.npy --print pred "
                        "--save m >&-");
  EXPECT_EQ(1, result.status);
  EXPECT_THAT(result.err, HasSubstr("cannot write to standard output"));
  EXPECT_EQ(0, shell("$P run predict --init --feed x=x.npy --fetch pred=p.npy "
                     "<&- 2>&-")
                   .status);
  EXPECT_EQ(1u, read("p.npy", {1}).size());
}

//===- Full disks ---------------------------------------------------------===//

// A limit on file sizes stands for the disk that is full: the signal that comes
// with it must not end the program, and the previous checkpoint stays.
TEST_F(ProcessTest, AFullDiskKeepsThePreviousCheckpoint) {
  const std::string save = "$P run advance --init --feed by=1 --save m";
  ASSERT_EQ(0, shell(save).status);
  std::string before = text("m.index");
  Result result = shell("(ulimit -f 0; exec " + save +
                        " 2>&1) | cat; exit ${PIPESTATUS[0]}");
  EXPECT_EQ(1, result.status) << result.signal;
  EXPECT_THAT(result.out, HasSubstr("error: "));
  EXPECT_THAT(result.out, HasSubstr("File too large"));
  EXPECT_EQ(before, text("m.index"));
  EXPECT_EQ(0, shell("$P run advance --restore m --feed by=1").status);
}

//===- Progress -----------------------------------------------------------===//

TEST_F(ProcessTest, PlainProgressIsLines) {
  Result result =
      shell("timeout --preserve-status -s INT 1.5 " + endless + "--print step");
  EXPECT_THAT(result.err, HasSubstr("\nstep "));
  EXPECT_THAT(result.err, HasSubstr(" steps/s, ETA "));
  EXPECT_THAT(result.err, HasSubstr(", step = "));
  EXPECT_THAT(result.err, Not(HasSubstr("\r")));
}

TEST_F(ProcessTest, JsonProgressIsObjects) {
  Result result = shell("timeout --preserve-status -s INT 1.5 " + endless +
                        "--print step --progress=json");
  EXPECT_THAT(result.err, HasSubstr("{\"event\":\"progress\",\"step\":"));
  EXPECT_THAT(result.err,
              HasSubstr("\"interrupted\":true,\"values\":{\"step\":"));
}

TEST_F(ProcessTest, NoProgressIsOnlyTheEnd) {
  Result result = shell("timeout --preserve-status -s INT 1.5 " + endless +
                        "--progress=none");
  EXPECT_THAT(result.err, Not(HasSubstr("ETA")));
  EXPECT_THAT(result.err, HasSubstr("interrupted after "));
}

// `script` gives the program a terminal.
TEST_F(ProcessTest, ATerminalGetsABarAndColours) {
  Result result = shell("script -qec '$P run advance --init --feed by=1 "
                        "--steps 3000000 --print step' /dev/null");
  EXPECT_EQ(0, result.status);
  EXPECT_THAT(result.out, HasSubstr("\r["));
  EXPECT_THAT(result.out, HasSubstr("/3000000  "));
  result = shell("script -qec '$P run trian' /dev/null");
  EXPECT_THAT(result.out, HasSubstr("\033[1;31merror:\033[0m there is no"));
  result = shell("NO_COLOR=1 script -qec '$P run trian' /dev/null");
  EXPECT_THAT(result.out, Not(HasSubstr("\033[")));
}
