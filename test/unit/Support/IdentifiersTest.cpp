// Names become identifiers.
#include "vf/Support/Identifiers.h"

#include "gtest/gtest.h"

using namespace vf;

TEST(Identifiers, KeywordsAreReserved) {
  for (const char *word : {"alignas", "reinterpret_cast", "static_assert",
                           "xor_eq", "char16_t", "const_cast"})
    EXPECT_TRUE(isReservedWord(word)) << word;
  EXPECT_FALSE(isReservedWord("Class"));
}

TEST(Identifiers, OfNames) {
  EXPECT_EQ(toIdentifier("x"), "x");
  EXPECT_EQ(toIdentifier("gradients/x:1"), "gradients_x_1");
  EXPECT_EQ(toIdentifier("3d"), "_3d");
  EXPECT_EQ(toIdentifier("class"), "class_");
  EXPECT_EQ(toIdentifier(""), "_");
}
