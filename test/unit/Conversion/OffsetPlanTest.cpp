// Places of buffers over time: cases by hand, and properties over random ones.
#include "vf/Conversion/OffsetPlan.h"

#include "gtest/gtest.h"

#include <random>

using namespace mlir::vf;

TEST(OffsetPlan, NothingToPlace) { EXPECT_EQ(planOffsets({}).totalBytes, 0); }

TEST(OffsetPlan, WhatLivesAtOnceLiesApart) {
  OffsetPlan plan = planOffsets({{100, 0, 1}, {100, 1, 2}});
  EXPECT_NE(plan.offsets[0], plan.offsets[1]);
  EXPECT_EQ(plan.totalBytes, 256);
}

TEST(OffsetPlan, WhatIsDeadGivesItsPlace) {
  OffsetPlan plan = planOffsets({{100, 0, 1}, {100, 2, 3}, {100, 4, 4}});
  EXPECT_EQ(plan.offsets[0], plan.offsets[1]);
  EXPECT_EQ(plan.offsets[1], plan.offsets[2]);
  EXPECT_EQ(plan.totalBytes, 128);
}

// The middle one of three dies; what comes fits into its gap, or goes behind.
TEST(OffsetPlan, FillsAGapThatIsLargeEnough) {
  OffsetPlan fits =
      planOffsets({{64, 0, 9}, {64, 1, 2}, {64, 2, 9}, {64, 3, 9}});
  EXPECT_EQ(fits.offsets[3], fits.offsets[1]);
  EXPECT_EQ(fits.totalBytes, 192);
  OffsetPlan tooLarge =
      planOffsets({{64, 0, 9}, {64, 1, 2}, {64, 2, 9}, {65, 3, 9}});
  EXPECT_EQ(tooLarge.offsets[3], 192);
  EXPECT_EQ(tooLarge.totalBytes, 320);
}

// Of those that come to life together, the largest is placed first.
TEST(OffsetPlan, PlacesTheLargerFirst) {
  OffsetPlan plan = planOffsets({{64, 0, 0}, {640, 0, 1}, {64, 1, 1}});
  EXPECT_EQ(plan.offsets[1], 0);
  EXPECT_EQ(plan.offsets[0], plan.offsets[2]);
}

TEST(OffsetPlan, EmptyBuffersTakeNoSpace) {
  OffsetPlan plan = planOffsets({{0, 0, 5}, {64, 0, 5}, {0, 1, 2}});
  EXPECT_EQ(plan.totalBytes, 64);
}

static std::vector<LiveBuffer> makeRandomBuffers(std::mt19937 &random) {
  std::uniform_int_distribution<int64_t> count(0, 60), bytes(0, 1000),
      step(0, 40), length(0, 12);
  std::vector<LiveBuffer> buffers(count(random));
  for (LiveBuffer &buffer : buffers) {
    buffer.bytes = bytes(random);
    buffer.first = step(random);
    buffer.last = buffer.first + length(random);
  }
  return buffers;
}

/// The most bytes alive at one step, each buffer rounded up: no plan needs
/// less.
static int64_t computeLowerBound(const std::vector<LiveBuffer> &buffers) {
  int64_t bound = 0;
  for (const LiveBuffer &at : buffers) {
    int64_t live = 0;
    for (const LiveBuffer &other : buffers)
      if (other.first <= at.first && at.first <= other.last)
        live += (other.bytes + kBufferAlignment - 1) / kBufferAlignment *
                kBufferAlignment;
    bound = std::max(bound, live);
  }
  return bound;
}

static void expectValid(const std::vector<LiveBuffer> &buffers,
                        const OffsetPlan &plan) {
  ASSERT_EQ(plan.offsets.size(), buffers.size());
  int64_t end = 0;
  for (size_t i = 0; i < buffers.size(); ++i) {
    EXPECT_GE(plan.offsets[i], 0);
    EXPECT_EQ(plan.offsets[i] % kBufferAlignment, 0);
    end = std::max(end, plan.offsets[i] + buffers[i].bytes);
    for (size_t j = 0; j < i; ++j) {
      bool meet = buffers[i].first <= buffers[j].last &&
                  buffers[j].first <= buffers[i].last;
      bool overlap = plan.offsets[i] < plan.offsets[j] + buffers[j].bytes &&
                     plan.offsets[j] < plan.offsets[i] + buffers[i].bytes;
      EXPECT_FALSE(meet && overlap) << "buffers " << j << " and " << i;
    }
  }
  EXPECT_LE(end, plan.totalBytes);
}

TEST(OffsetPlan, RandomBuffersThatMeetNeverOverlap) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::vector<LiveBuffer> buffers = makeRandomBuffers(random);
    OffsetPlan plan = planOffsets(buffers);
    expectValid(buffers, plan);
    EXPECT_GE(plan.totalBytes, computeLowerBound(buffers));
    EXPECT_EQ(planOffsets(buffers).offsets, plan.offsets);
  }
}
