// Renaming of keys by rules.
#include "vf/ckpt/KeyMap.h"

#include "TestSupport.h"

#include <gmock/gmock.h>

namespace vf::ckpt {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

/// Applies rules that are well-formed.
static StatusOr<std::map<std::string, std::string>>
apply(const std::vector<std::string> &rules,
      const std::vector<std::string> &keys) {
  StatusOr<KeyMap> map = KeyMap::parse(rules);
  if (!map.ok())
    return map.status();
  return map->apply(keys);
}

TEST(KeyMap, APatternIsAWholeKeyAndItsGroupsAreNames) {
  auto names = apply({"old/(.*)=new/$1"}, {"old/w", "very/old/w", "b"});
  ASSERT_OK(names);
  EXPECT_THAT(*names, ElementsAre(Pair("b", "b"), Pair("new/w", "old/w"),
                                  Pair("very/old/w", "very/old/w")));
}

TEST(KeyMap, TheFirstMatchDecides) {
  auto names = apply({"w=first", ".*=second"}, {"b", "w"});
  ASSERT_OK(names);
  EXPECT_THAT(*names, ElementsAre(Pair("first", "w"), Pair("second", "b")));
}

TEST(KeyMap, NamesCanBeExchanged) {
  auto names = apply({"a=b", "b=a"}, {"a", "b"});
  ASSERT_OK(names);
  EXPECT_THAT(*names, ElementsAre(Pair("a", "b"), Pair("b", "a")));
}

TEST(KeyMap, ARenamedKeyHidesOneOfThatName) {
  auto names = apply({"old=w"}, {"old", "w"});
  ASSERT_OK(names);
  EXPECT_THAT(*names, ElementsAre(Pair("w", "old")));
}

TEST(KeyMap, TwoKeysOfOneNameAreRefused) {
  auto names = apply({".*=w"}, {"a", "b"});
  EXPECT_EQ(names.status().code(), VF_INVALID_ARGUMENT);
  EXPECT_EQ(names.status().message(),
            "keys 'a' and 'b' are both renamed to 'w'");
}

// A pattern may have "=", a key has none.
TEST(KeyMap, TheLastEqualsSignSplitsARule) {
  auto names = apply({"(?=w)(.)=x$1"}, {"v", "w"});
  ASSERT_OK(names);
  EXPECT_THAT(*names, ElementsAre(Pair("v", "v"), Pair("xw", "w")));
}

TEST(KeyMap, WhatIsNoRuleIsNamed) {
  for (const char *rule : {"", "w", "=w", "w="})
    EXPECT_THAT(KeyMap::parse({"a=b", rule}).status().message(),
                HasSubstr("expected REGEX=NAME, found '" + std::string(rule)))
        << rule;
  EXPECT_THAT(KeyMap::parse({"(=b"}).status().message(),
              HasSubstr("'(' is no regular expression: "));
}

// The standard library's matcher would run out of stack.
TEST(KeyMap, EndlessKeysAreRefused) {
  EXPECT_OK(apply({"(.|x)*=w"}, {std::string(1024, 'x')}));
  auto names = apply({"(.|x)*=w"}, {std::string(1 << 20, 'x')});
  EXPECT_EQ(names.status().code(), VF_INVALID_ARGUMENT);
  EXPECT_THAT(names.status().message(), HasSubstr("more than 1024 bytes"));
}

} // namespace vf::ckpt
