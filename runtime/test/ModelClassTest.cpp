// The C++ face of a compiled model: failures keep their text, moves leave
// nothing that seems to work.
#include "TestModel.h"
#include "vf/rt/Model.h"

#include <gtest/gtest.h>

using namespace vf::test;
using vf::rt::Model;

namespace {
/// What a generated header derives.
struct Advance : Model {
  using Model::Model;

  int32_t advance(int32_t by, int64_t &step) {
    vf_arg feed = {}, fetch = {};
    feed.data = &by;
    feed.capacity = sizeof(by);
    feed.dtype = VF_INT32;
    fetch.data = &step;
    fetch.capacity = sizeof(step);
    return call(kAdvance, &feed, 1, &fetch, 1);
  }
};
} // namespace

TEST(ModelClass, FailsWithTheReasonOfItsCreation) {
  vf_model_desc model = testModel();
  model.abi_version = 7;
  Model broken(model);
  EXPECT_FALSE(broken);
  EXPECT_NE(VF_OK, broken.initialize());
  EXPECT_STREQ("the model has ABI version 7, but this runtime has 2",
               broken.message());
}

TEST(ModelClass, MovesWithItsState) {
  Advance first(testModel());
  int64_t step = 0;
  ASSERT_EQ(VF_OK, first.initialize());
  ASSERT_EQ(VF_OK, first.advance(3, step));
  Advance second(std::move(first));
  EXPECT_EQ(VF_OK, second.advance(1, step));
  EXPECT_EQ(4, step);
  // The one that is assigned to ends here: context first, then instance.
  Advance third(testModel());
  third = std::move(second);
  EXPECT_EQ(VF_OK, third.advance(1, step));
  EXPECT_EQ(5, step);
}

TEST(ModelClass, IsUnusableOnceMovedFrom) {
  Advance first(testModel());
  Advance second(std::move(first));
  int64_t step = 0;
  EXPECT_FALSE(first);
  EXPECT_EQ(VF_FAILED_PRECONDITION, first.initialize());
  EXPECT_EQ(VF_FAILED_PRECONDITION, first.restore("none"));
  EXPECT_EQ(VF_FAILED_PRECONDITION, first.save("none"));
  EXPECT_EQ(VF_FAILED_PRECONDITION, first.advance(1, step));
  EXPECT_STREQ("the model has been moved from", first.message());
  first = std::move(second);
  EXPECT_EQ(VF_OK, first.initialize());
}
