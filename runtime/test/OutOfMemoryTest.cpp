// Want of memory, at each allocation in turn and for good: it ends in an error,
// not in a signal.
#include "TestModel.h"
#include "vf/rt/Model.h"
#include "vf/rt/main.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <climits>
#include <cstdlib>
#include <new>

using namespace vf::test;
using testing::HasSubstr;

/// How many allocations succeed before all fail.
static int allocationsLeft = INT_MAX;
static bool hasFailed;

static void *allocate(size_t size) noexcept {
  if (allocationsLeft == 0) {
    hasFailed = true;
    return nullptr;
  }
  if (allocationsLeft != INT_MAX)
    --allocationsLeft;
  return std::malloc(size);
}

void *operator new(size_t size) {
  if (void *block = allocate(size))
    return block;
  throw std::bad_alloc();
}
void *operator new(size_t size, const std::nothrow_t &) noexcept {
  return allocate(size);
}
void operator delete(void *block) noexcept { std::free(block); }
void operator delete(void *block, size_t) noexcept { std::free(block); }

/// Runs `body` with `count` allocations; returns whether it wanted more.
template <typename Body>
static bool runWith(int count, Body body) {
  hasFailed = false;
  allocationsLeft = count;
  body();
  allocationsLeft = INT_MAX;
  return hasFailed;
}

static void runOutOfMemory(const char *threads) {
  const char *words[] = {"program", "run",     "advance", "--init",    "--feed",
                         "by=1",    "--print", "step",    "--threads", threads};
  auto arguments = const_cast<char **>(words);
  bool ranOut = true;
  for (int count = 0; ranOut; ++count) {
    int status = -1;
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    ranOut = runWith(count, [&] {
      status = vf_main(&testModel(), std::size(words), arguments);
    });
    testing::internal::GetCapturedStdout();
    std::string errors = testing::internal::GetCapturedStderr();
    ASSERT_EQ(ranOut ? 1 : 0, status) << count << ": " << errors;
    if (ranOut)
      EXPECT_THAT(errors, HasSubstr("error: ")) << count;
  }
}

TEST(OutOfMemory, EndsAProgramWithAnError) { runOutOfMemory("1"); }

// Also where some of its threads run already.
TEST(OutOfMemory, EndsAProgramWithThreadsWithAnError) { runOutOfMemory("4"); }

TEST(OutOfMemory, GivesAModelThatFailsWithAReason) {
  bool ranOut = true;
  int failures = 0;
  for (int count = 0; ranOut; ++count) {
    ranOut = runWith(count, [&] {
      vf::rt::Model model(testModel());
      failures += !model;
      if (!model) {
        EXPECT_NE(VF_OK, model.initialize());
        EXPECT_STRNE("", model.message());
      }
    });
  }
  EXPECT_GT(failures, 1);
}
