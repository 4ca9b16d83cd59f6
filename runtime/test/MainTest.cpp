// vf_main called from another program: what it leaves behind in the process.
#include "vf/rt/main.h"
#include "TestModel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

using namespace vf::test;
using testing::HasSubstr;

static int callMain(const vf_model_desc *model,
                    std::vector<const char *> words) {
  words.insert(words.begin(), "program");
  return vf_main(model, static_cast<int>(words.size()),
                 const_cast<char **>(words.data()));
}

TEST(Main, RunsInProcessAgainAndAgain) {
  for (int i = 0; i < 3; ++i) {
    testing::internal::CaptureStdout();
    EXPECT_EQ(
        0, callMain(&testModel(), {"run", "advance", "--init", "--feed", "by=4",
                                   "--print", "step", "--progress=none"}));
    EXPECT_EQ("step = 4\n", testing::internal::GetCapturedStdout());
  }
}

TEST(Main, PutsSignalHandlersBack) {
  auto handler = [](int) {};
  void (*own)(int) = handler;
  std::signal(SIGINT, own);
  testing::internal::CaptureStdout();
  EXPECT_EQ(0, callMain(&testModel(), {"info"}));
  testing::internal::GetCapturedStdout();
  EXPECT_EQ(own, std::signal(SIGINT, SIG_DFL));
  EXPECT_EQ(SIG_DFL, std::signal(SIGPIPE, SIG_DFL));
}

TEST(Main, RefusesDescriptors) {
  vf_model_desc model = testModel();
  model.abi_version = 7;
  testing::internal::CaptureStderr();
  EXPECT_EQ(1, callMain(&model, {"info"}));
  EXPECT_EQ("error: the model has ABI version 7, but this runtime has 2\n",
            testing::internal::GetCapturedStderr());
  testing::internal::CaptureStderr();
  EXPECT_EQ(1, callMain(nullptr, {"info"}));
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("error: "));
}

TEST(Main, RunsWithoutArguments) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(2, vf_main(&testModel(), 0, nullptr));
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("error: "));
}
