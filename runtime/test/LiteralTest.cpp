// Literals of the command line.
#include "Literal.h"

#include "Float16.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>

using namespace vf::rt;
using testing::ElementsAre;

/// The elements of a literal as T, or none with the failure in `message`.
template <typename T>
static std::vector<T> convert(const char *text, int32_t dtype,
                              std::string *message = nullptr) {
  std::optional<Literal> literal = readLiteral(text);
  EXPECT_TRUE(literal) << text;
  if (!literal)
    return {};
  StatusOr<OwnedTensor> tensor = convertLiteral(*literal, dtype);
  if (message)
    *message = tensor.status().message();
  if (!tensor.ok())
    return {};
  const auto *data = static_cast<const T *>(tensor->memory.data());
  return std::vector<T>(data, data + tensor->bytes() / sizeof(T));
}

TEST(Literal, ReadsNestedListsWithTheirShape) {
  EXPECT_THAT(readLiteral("3")->dims, ElementsAre());
  EXPECT_THAT(readLiteral("[]")->dims, ElementsAre(0));
  EXPECT_THAT(readLiteral("[[],[]]")->dims, ElementsAre(2, 0));
  EXPECT_THAT(readLiteral(" [ [1, 2,3] ,[4,5, 6] ] ")->dims, ElementsAre(2, 3));
  EXPECT_THAT(readLiteral("[[[true]],[[false]]]")->dims, ElementsAre(2, 1, 1));
}

TEST(Literal, LeavesEverythingElseToPaths) {
  for (const char *text : {"",
                           "x.npy",
                           "1.npy",
                           "nan",
                           "inf",
                           "-inf",
                           "True",
                           "[",
                           "[1,2",
                           "[1,]",
                           "[1 2]",
                           "[[1],[2,3]]",
                           "[1,[2]]",
                           "[[1],2]",
                           "[[],[1]]",
                           "[[],1]",
                           "[1]]",
                           "1,2",
                           "[[[[[[[[[1]]]]]]]]]",
                           "/dev/null",
                           "0x10",
                           "\"a",
                           "\"\\x\"",
                           "\"\\ud800\"",
                           "[\"a]"})
    EXPECT_FALSE(readLiteral(text)) << text;
}

static std::vector<std::string> convertStrings(const char *text) {
  std::optional<Literal> literal = readLiteral(text);
  EXPECT_TRUE(literal) << text;
  StatusOr<OwnedTensor> tensor = convertLiteral(*literal, VF_STRING);
  EXPECT_TRUE(tensor.ok()) << tensor.status().message();
  std::vector<std::string> texts;
  for (const vf_string &element : tensor->strings.elements)
    texts.emplace_back(element.data, element.size);
  return texts;
}

TEST(Literal, ReadsJsonStrings) {
  EXPECT_THAT(convertStrings("\"a, [b]\""), ElementsAre("a, [b]"));
  EXPECT_THAT(convertStrings(R"([["", "\"\\\/\b\f\n\r\t"]])"),
              ElementsAre("", "\"\\/\b\f\n\r\t"));
  EXPECT_THAT(convertStrings(R"(["\u00fc\u20AC", "\ud83d\ude00", "\u0000"])"),
              ElementsAre("\xC3\xBC\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                          std::string(1, '\0')));
  EXPECT_THAT(readLiteral("[[\"a\"],[\"b\"]]")->dims, ElementsAre(2, 1));
}

TEST(Literal, KeepsStringsAndNumbersApart) {
  std::string message;
  convert<float>("\"1\"", VF_FLOAT, &message);
  EXPECT_EQ("'\"1\"' cannot become float without loss", message);
  convert<char>("1", VF_STRING, &message);
  EXPECT_EQ("'1' cannot become string without loss", message);
}

TEST(Literal, ConvertsIntegersThatFit) {
  EXPECT_THAT(convert<int8_t>("[-128, 127]", VF_INT8), ElementsAre(-128, 127));
  EXPECT_THAT(convert<uint64_t>("18446744073709551615", VF_UINT64),
              ElementsAre(std::numeric_limits<uint64_t>::max()));
  EXPECT_THAT(convert<int64_t>("-9223372036854775808", VF_INT64),
              ElementsAre(std::numeric_limits<int64_t>::min()));
  EXPECT_THAT(convert<int32_t>("[2.0, 1e3]", VF_INT32), ElementsAre(2, 1000));
  EXPECT_THAT(convert<bool>("[true,false]", VF_BOOL), ElementsAre(true, false));
}

TEST(Literal, RoundsDecimalFractions) {
  EXPECT_THAT(convert<float>("[0.1, -2.5e-3]", VF_FLOAT),
              ElementsAre(0.1f, -2.5e-3f));
  EXPECT_THAT(convert<double>("0.1", VF_DOUBLE), ElementsAre(0.1));
  EXPECT_THAT(convert<float>("[16777216, -0, 007]", VF_FLOAT),
              ElementsAre(16777216.0f, -0.0f, 7.0f));
  EXPECT_THAT(convert<uint16_t>("[1, 65504, 0.1, -2]", VF_HALF),
              ElementsAre(0x3C00, 0x7BFF, 0x2E66, 0xC000));
  EXPECT_THAT(convert<uint16_t>("[1, 256, 0.1]", VF_BFLOAT16),
              ElementsAre(0x3F80, 0x4380, 0x3DCD));
}

TEST(Literal, RefusesWhatWouldBeLost) {
  const struct {
    const char *text;
    int32_t dtype;
    const char *message;
  } cases[] = {
      {"128", VF_INT8, "'128' cannot become int8 without loss"},
      {"-1", VF_UINT8, "'-1' cannot become uint8 without loss"},
      {"1.5", VF_INT32, "'1.5' cannot become int32 without loss"},
      {"1e30", VF_INT64, "'1e30' cannot become int64 without loss"},
      {"9223372036854775808", VF_INT64,
       "'9223372036854775808' cannot become int64 without loss"},
      {"16777217", VF_FLOAT, "'16777217' cannot become float without loss"},
      {"9007199254740993", VF_DOUBLE,
       "'9007199254740993' cannot become double without loss"},
      {"1e39", VF_FLOAT, "'1e39' cannot become float without loss"},
      {"70000.0", VF_HALF, "'70000.0' cannot become half without loss"},
      {"2049", VF_HALF, "'2049' cannot become half without loss"},
      {"257", VF_BFLOAT16, "'257' cannot become bfloat16 without loss"},
      {"1", VF_BOOL, "'1' cannot become bool without loss"},
      {"true", VF_FLOAT, "'true' cannot become float without loss"},
      {"1", VF_COMPLEX64, "'1' cannot become complex64 without loss"},
  };
  for (const auto &c : cases) {
    std::string message;
    convert<char>(c.text, c.dtype, &message);
    EXPECT_EQ(c.message, message);
  }
}

// Every half and bfloat16 survives the way to a number and back.
TEST(Literal, Float16ConversionsAreInverse) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    float half = halfToFloat(static_cast<uint16_t>(bits));
    float bfloat16 = bfloat16ToFloat(static_cast<uint16_t>(bits));
    if (std::isfinite(half))
      ASSERT_EQ(bits, halfFromDouble(half));
    if (std::isfinite(bfloat16))
      ASSERT_EQ(bits, bfloat16FromDouble(bfloat16));
  }
}

TEST(OwnedTensor, PrintsValuesThatReadBack) {
  OwnedTensor matrix = std::move(*OwnedTensor::create(VF_FLOAT, {2, 2}));
  const float values[] = {0.1f, -2, 1e-30f, 3};
  std::memcpy(matrix.memory.data(), values, sizeof(values));
  EXPECT_EQ("[[0.1, -2], [1e-30, 3]]", formatTensor(matrix.arg()));
  EXPECT_EQ("[]", formatTensor(OwnedTensor::create(VF_INT32, {0})->arg()));
  EXPECT_EQ("[[], []]",
            formatTensor(OwnedTensor::create(VF_INT32, {2, 0})->arg()));
  EXPECT_EQ("false", formatTensor(OwnedTensor::create(VF_BOOL, {})->arg()));
  EXPECT_EQ("(0, 0)",
            formatTensor(OwnedTensor::create(VF_COMPLEX64, {})->arg()));
  EXPECT_EQ("[0, 0, 0, ..., 0, 0, 0]",
            formatTensor(OwnedTensor::create(VF_UINT8, {1001})->arg()));
}
