// References in the messages of failures.
#include "Message.h"

#include <gtest/gtest.h>

using namespace vf::rt;

static std::string format(const char *text) {
  const int64_t values[] = {2, 3, -5};
  return formatMessage(text, values, 3);
}

TEST(Message, ReplacesSingleValuesAndRanges) {
  EXPECT_EQ("Incompatible shapes: [2] vs. [3,-5]",
            format("Incompatible shapes: [{0..1}] vs. [{1..3}]"));
  EXPECT_EQ("-5 after 2", format("{2} after {0}"));
  EXPECT_EQ("[]", format("[{1..1}]"));
}

TEST(Message, KeepsBracesThatAreNoReference) {
  EXPECT_EQ("{x} {} {-1} {1.2} {2..1} {", format("{x} {} {-1} {1.2} {2..1} {"));
}

TEST(Message, PrintsAQuestionMarkPastTheValues) {
  EXPECT_EQ("? 2,3,-5,?", format("{7} {0..2000000000}"));
}

TEST(Message, NamesTheNode) {
  EXPECT_EQ("node 'a/b' (Sub): x 2", formatSite({3, "a/b", "Sub", "x {0}"},
                                                std::begin({int64_t(2)}), 1));
  EXPECT_EQ("x", formatSite({3, "", "", "x"}, nullptr, 0));
}
