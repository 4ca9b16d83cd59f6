// CRC-32C: published check values, and the instruction's path against the
// tables over many lengths and alignments.
#include "Crc32c.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace vf::ckpt {

using Extend = uint32_t (*)(uint32_t, const void *, size_t);

class Crc32c : public ::testing::TestWithParam<Extend> {
protected:
  uint32_t crc(const std::string &text) {
    return GetParam()(0, text.data(), text.size());
  }
};

TEST_P(Crc32c, HasThePublishedCheckValues) {
  EXPECT_EQ(crc(""), 0u);
  EXPECT_EQ(crc("123456789"), 0xe3069283u);
  EXPECT_EQ(crc(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(crc(std::string(32, '\xff')), 0x62a8ab43u);
}

// The bit-by-bit definition decides, over lengths on both sides of every block
// size of the two implementations.
TEST_P(Crc32c, AgreesWithTheDefinitionForEveryLengthAndAlignment) {
  std::mt19937 random(1);
  std::vector<unsigned char> data(3 * 2048 * 3 + 64);
  for (unsigned char &byte : data)
    byte = static_cast<unsigned char>(random());
  for (size_t start : {0, 1, 7}) {
    uint32_t expected = 0xffffffffu;
    for (size_t size = 0; start + size <= data.size(); ++size) {
      const bool nearBlock = size % 2048 < 20 || size % 2048 > 2030;
      if (nearBlock)
        ASSERT_EQ(GetParam()(0, data.data() + start, size), ~expected)
            << "start " << start << ", size " << size;
      if (start + size == data.size())
        break;
      expected ^= data[start + size];
      for (int bit = 0; bit < 8; ++bit)
        expected = (expected >> 1) ^ (expected & 1 ? 0x82f63b78u : 0);
    }
  }
}

TEST_P(Crc32c, ContinuesWhereAnEarlierPartEnded) {
  const std::string text(20000, 'x');
  for (size_t cut : {0, 1, 9, 6144, 6145, 19999, 20000}) {
    const uint32_t first = GetParam()(0, text.data(), cut);
    EXPECT_EQ(GetParam()(first, text.data() + cut, text.size() - cut),
              crc(text))
        << "cut at " << cut;
  }
}

INSTANTIATE_TEST_SUITE_P(Paths, Crc32c,
                         ::testing::Values(extendCrc32c, extendCrc32cPortable),
                         [](const auto &info) {
                           return info.index == 0 ? "Dispatched" : "Portable";
                         });

TEST(MaskedCrc, HasTheDocumentedValuesAndIsUndone) {
  EXPECT_EQ(maskCrc(0xe3069283u), 0xc78ab0e5u);
  EXPECT_EQ(maskCrc(0), 0xa282ead8u);
  for (uint32_t crc : {0u, 1u, 0xe3069283u, 0xffffffffu})
    EXPECT_EQ(unmaskCrc(maskCrc(crc)), crc);
}

} // namespace vf::ckpt
