// Scripts: sequences of calls on one instance.
#include "ProgramSupport.h"
#include "ShellWords.h"

#include <gmock/gmock.h>

#include <fstream>

using namespace vf::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

namespace {
struct ScriptTest : ProgramTest {
  Result script(const std::string &text) const {
    std::ofstream(at("calls")) << text;
    return run("script calls --progress=none");
  }
};
} // namespace

static std::vector<std::string> words(std::string_view line) {
  auto split = vf::rt::splitShellWords(line);
  EXPECT_TRUE(split.ok()) << split.status().message();
  return split.ok() ? *split : std::vector<std::string>();
}

//===- Words --------------------------------------------------------------===//

TEST(ShellWordsTest, SplitsAsAShellDoes) {
  EXPECT_THAT(words(""), ElementsAre());
  EXPECT_THAT(words(" a\tb\r"), ElementsAre("a", "b"));
  EXPECT_THAT(words("a#b # c"), ElementsAre("a#b"));
  EXPECT_THAT(words(R"('a b'"c d"e '' "")"), ElementsAre("a bc de", "", ""));
  EXPECT_THAT(words(R"('\' "\"\\\n" a\ b \#)"),
              ElementsAre("\\", "\"\\\\n", "a b", "#"));
}

TEST(ShellWordsTest, RefusesWhatIsNotClosed) {
  EXPECT_THAT(vf::rt::splitShellWords("a 'b").status().message(),
              HasSubstr("expected a closing '"));
  EXPECT_THAT(vf::rt::splitShellWords("\"b\\").status().message(),
              HasSubstr("expected a closing \""));
  EXPECT_THAT(vf::rt::splitShellWords("b \\").status().message(),
              HasSubstr("behind the backslash"));
}

//===- Calls --------------------------------------------------------------===//

TEST_F(ScriptTest, KeepsOneInstance) {
  Result result = script("# a counter\n"
                         "init\n"
                         "run advance --feed by=1 --print step  # once\n"
                         "\n"
                         "run advance --feed 'by=2' --steps 3 --print step\n"
                         "save 'm 1'\n"
                         "init\n"
                         "run advance --feed by=0 --print step\n"
                         "restore \"m 1\"\n"
                         "run advance --feed by=0 --print step\n");
  EXPECT_EQ(0, result.status) << result.err;
  EXPECT_EQ("step = 1\nstep = 7\nstep = 0\nstep = 7\n", result.out);
  EXPECT_TRUE(exists("m 1.index"));
}

TEST_F(ScriptTest, ReadsStandardInput) {
  Result result = shell("echo 'run draw --print bits' | $P script - --seed 5");
  EXPECT_EQ(0, result.status) << result.err;
  EXPECT_EQ(run("run draw --seed 5 --print bits").out, result.out);
}

TEST_F(ScriptTest, AFailureEndsIt) {
  Result result = script("init\n"
                         "run advance --feed by=1 --print step\n"
                         "restore missing\n"
                         "run advance --feed by=1 --print step\n");
  EXPECT_EQ(1, result.status);
  EXPECT_EQ("step = 1\n", result.out);
  EXPECT_THAT(result.err, HasSubstr("\ncalls:3: error: "));
}

TEST_F(ScriptTest, ALineMayFail) {
  Result result = script("-run advance --feed by=1\n"
                         "init\n"
                         "- restore missing\n"
                         " -run advance --feed by=4 --print step\n");
  EXPECT_EQ(0, result.status) << result.err;
  EXPECT_EQ("step = 4\n", result.out);
  EXPECT_THAT(result.err, StartsWith("calls:1: warning: failed, as it may: "
                                     "node 'advance' (AssignAdd): Attempting "
                                     "to use uninitialized value"));
  EXPECT_THAT(result.err, HasSubstr("\ncalls:3: warning: failed, as it may: "));
}

// Also where the line may fail: nothing has run yet.
TEST_F(ScriptTest, ALineThatCannotBeReadStopsAll) {
  for (const char *line :
       {"walk", "-", "- # nothing", "init now", "restore", "save a b", "run",
        "run advance --fed by=1", "run advance --init", "save 'm",
        "run advance --steps 0", "run walk", "run advance",
        "run advance --feed by", "run advance --feed by=1 --feed to=1",
        "run advance --steps= --feed by=1", "save folder/",
        "save checkpoint"}) {
    Result result = script("run draw --print bits\n-" + std::string(line));
    EXPECT_EQ(1, result.status) << line;
    EXPECT_THAT(result.err, StartsWith("calls:2: error: ")) << line;
    EXPECT_EQ("", result.out);
  }
}

TEST_F(ScriptTest, TellsEventsAsJson) {
  std::ofstream(at("calls")) << "init\nsave m\nrestore m\n-run fixed --feed "
                                "rows=missing.npy\n";
  Result result = run("script calls --progress=json");
  EXPECT_EQ(0, result.status);
  EXPECT_THAT(result.err,
              StartsWith("{\"event\":\"restored\",\"tensors\":2,\"path\":\"m\"}"
                         "\n{\"event\":\"warning\",\"message\":\"calls:4: "
                         "failed, as it may: "));
}

TEST_F(ScriptTest, NeedsAFile) {
  EXPECT_EQ(2, run("script").status);
  EXPECT_THAT(run("script missing").err,
              StartsWith("error: cannot read 'missing': No such file"));
  EXPECT_THAT(run("script /").err,
              StartsWith("error: cannot read '/': it is a folder"));
}

// Otherwise the rest of the script would be missing without a word.
TEST_F(ScriptTest, AReadErrorIsNoEnd) {
  for (const char *script : {"script /proc/self/mem", "script - < ."}) {
    Result result = shell(std::string("$P ") + script);
    EXPECT_EQ(1, result.status) << script;
    EXPECT_THAT(result.err,
                HasSubstr(":1: error: cannot read the script from here on\n"));
  }
}

TEST_F(ScriptTest, CtrlCEndsIt) {
  Result result = shell("printf 'init\\nrun advance --feed by=1 --steps "
                        "1000000000000\\nsave m\\n' | timeout "
                        "--preserve-status -s INT 0.5 $P script -");
  EXPECT_EQ(130, result.status) << result.err;
  EXPECT_FALSE(exists("m.index"));
}

// The last values cannot be printed.
TEST_F(ScriptTest, CtrlCDoesNotHideAFailure) {
  for (std::string sign : {"", "-"}) {
    std::ofstream(at("calls"))
        << "init\n" + sign +
               "run advance --feed by=1 --steps 1000000000000 "
               "--print step\n";
    Result result = shell("timeout --preserve-status -s INT 0.5 $P script "
                          "calls --progress=none >/dev/full");
    EXPECT_EQ(130, result.status) << result.err;
    EXPECT_THAT(result.err,
                StartsWith(sign.empty()
                               ? "calls:2: error: "
                               : "calls:2: warning: failed, as it may: "));
    EXPECT_THAT(result.err, HasSubstr("cannot write to standard output"));
  }
}
