// Which names are near, and in which order.
#include "vf/Support/NearestNames.h"

#include "gtest/gtest.h"

using namespace vf;
using Names = llvm::SmallVector<llvm::StringRef, 3>;

TEST(NearestNames, OrdersByDistance) {
  EXPECT_EQ(nearestNames("losss", {"glass", "loss", "lossy", "other"}),
            (Names{"loss", "lossy"}));
}

TEST(NearestNames, FindsPathComponents) {
  EXPECT_EQ(
      nearestNames("loss", {"lose", "glossary", "train/loss/read", "Loss"}),
      (Names{"Loss", "lose", "train/loss/read"}));
}

TEST(NearestNames, IsEmptyWhereNothingIsNear) {
  EXPECT_EQ(nearestNames("x", {"placeholder", "variable"}), Names());
  EXPECT_EQ(nearestNames("x", {}), Names());
}

TEST(NearestNames, KeepsNoMoreThanAsked) {
  EXPECT_EQ(nearestNames("abc", {"abd", "abe", "abf"}, 2),
            (Names{"abd", "abe"}));
}

TEST(NearestNames, QuotedAlternatives) {
  EXPECT_EQ(quotedAlternatives({}), "");
  EXPECT_EQ(quotedAlternatives({"a"}), "'a'");
  EXPECT_EQ(quotedAlternatives({"a", "b", "c"}), "'a', 'b' or 'c'");
}
