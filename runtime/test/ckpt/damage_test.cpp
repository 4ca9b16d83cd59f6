// Damage of every kind to both files of a small checkpoint: each single bit and
// byte, each length. All of it must be refused as DataLoss with no destination
// touched. Then tables whose checksums are right but whose content is not, as
// only a hostile writer makes them: those must do no harm.
#include "Crc32c.h"
#include "TestSupport.h"
#include "WireFormat.h"

#include <gmock/gmock.h>

namespace vf::ckpt {

static constexpr const char *kFiles[] = {"p.index", "p.data-00000-of-00001"};
static constexpr unsigned char kFlips[] = {0x01, 0x02, 0x04, 0x08, 0x10,
                                           0x20, 0x40, 0x80, 0xff};

class Damage : public ::testing::Test {
protected:
  void SetUp() override { ASSERT_OK(save(scratch / "p", smallCheckpoint(1))); }

  Status restoreSmall() {
    std::vector<Tensor> wanted = smallCheckpoint(1);
    return restore(scratch / "p", wanted);
  }

  ScratchFolder scratch;
};

TEST_F(Damage, EveryFlippedBitOrByteIsRefused) {
  for (const char *name : kFiles) {
    const std::string original = readFile(scratch / name);
    for (size_t i = 0; i < original.size(); ++i)
      for (unsigned char flip : kFlips) {
        std::string damaged = original;
        damaged[i] = static_cast<char>(damaged[i] ^ flip);
        writeFile(scratch / name, damaged);
        Status status = restoreSmall();
        ASSERT_EQ(status.code(), VF_DATA_LOSS)
            << name << ", byte " << i << " ^ " << int(flip) << ": "
            << status.message();
        ASSERT_THAT(status.message(), ::testing::HasSubstr(scratch / name));
      }
    writeFile(scratch / name, original);
    ASSERT_OK(restoreSmall());
  }
}

TEST_F(Damage, EveryTruncationIsRefused) {
  for (const char *name : kFiles) {
    const std::string original = readFile(scratch / name);
    for (size_t length = 0; length < original.size(); ++length) {
      writeFile(scratch / name, original.substr(0, length));
      Status status = restoreSmall();
      ASSERT_EQ(status.code(), VF_DATA_LOSS)
          << name << " of " << length << " bytes: " << status.message();
    }
    writeFile(scratch / name, original);
    ASSERT_OK(restoreSmall());
  }
}

TEST_F(Damage, AnIndexWithBytesBeforeOrAfterItIsRefused) {
  const std::string original = readFile(scratch / "p.index");
  for (const std::string &damaged :
       {original + '\0', '\0' + original, original + original}) {
    writeFile(scratch / "p.index", damaged);
    EXPECT_EQ(restoreSmall().code(), VF_DATA_LOSS);
  }
}

/// Replaces the block of `size` bytes at `offset` of a table by `block` of the
/// same size, with the right checksum.
static std::string withBlock(std::string table, size_t offset,
                             const std::string &block) {
  const std::string stored = block + '\0';
  std::string checksum;
  appendFixed32(checksum,
                maskCrc(extendCrc32c(0, stored.data(), stored.size())));
  return table.replace(offset, stored.size() + checksum.size(),
                       stored + checksum);
}

// Layout of a table of one data block: data, trailer, metaindex (8 bytes),
// trailer, index, trailer, footer.
TEST_F(Damage, HostileBlocksWithRightChecksumsDoNoHarm) {
  const std::string original = readFile(scratch / "p.index");
  std::string_view footer =
      std::string_view(original).substr(original.size() - 48);
  uint64_t metaOffset, metaSize, indexOffset, indexSize;
  ASSERT_TRUE(takeVarint(footer, metaOffset) && takeVarint(footer, metaSize) &&
              takeVarint(footer, indexOffset) && takeVarint(footer, indexSize));
  int refused = 0, tried = 0;
  for (auto [offset, size] : {std::pair<uint64_t, uint64_t>(0, metaOffset - 5),
                              {indexOffset, indexSize}}) {
    const std::string block = original.substr(offset, size);
    ASSERT_EQ(withBlock(original, offset, block), original);
    for (size_t i = 0; i < block.size(); ++i)
      for (unsigned char flip : kFlips) {
        std::string hostile = block;
        hostile[i] = static_cast<char>(hostile[i] ^ flip);
        writeFile(scratch / "p.index", withBlock(original, offset, hostile));
        refused += !restoreSmall().ok();
        ++tried;
      }
  }
  // A few changes are harmless: a separator key of the index block, an unknown
  // field, the name of no wanted tensor.
  EXPECT_GT(refused, tried / 2);
}

// A data block that claims almost 2^64 bytes: the size with its trailer wraps
// around to a small number.
TEST_F(Damage, AHugeBlockSizeIsRefused) {
  const std::string original = readFile(scratch / "p.index");
  for (uint64_t size :
       {~uint64_t(0), ~uint64_t(0) - 2, ~uint64_t(0) - 4, uint64_t(1) << 20}) {
    std::string handle;
    appendVarint(handle, 0);
    appendVarint(handle, size);
    std::string block =
        fromHex("00 01") + static_cast<char>(handle.size()) + "z" + handle;
    block += fromHex("00 00 00 00 01 00 00 00");
    std::string table = withBlock(std::string(13 + block.size() + 5, '\0'), 0,
                                  fromHex("00 00 00 00 01 00 00 00"));
    table = withBlock(table, 13, block);
    std::string footer;
    for (uint64_t value :
         {uint64_t(0), uint64_t(8), uint64_t(13), uint64_t(block.size())})
      appendVarint(footer, value);
    footer.resize(40);
    writeFile(scratch / "p.index",
              table + footer + fromHex("57 fb 80 8b 24 75 47 db"));
    Status status = restoreSmall();
    EXPECT_EQ(status.code(), VF_DATA_LOSS);
    EXPECT_THAT(status.message(),
                ::testing::HasSubstr("block outside of the file"));
  }
}

} // namespace vf::ckpt
