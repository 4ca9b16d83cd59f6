// Damage of every kind to each file of a small checkpoint of either format:
// each single bit and byte, each length. All of it must be refused as DataLoss
// with no destination touched. Then tables whose checksums are right but whose
// content is not, as only a hostile writer makes them: those must do no harm.
#include "Crc32c.h"
#include "TestSupport.h"
#include "WireFormat.h"

#include <gmock/gmock.h>

namespace vf::ckpt {

static constexpr unsigned char kFlips[] = {0x01, 0x02, 0x04, 0x08, 0x10,
                                           0x20, 0x40, 0x80, 0xff};

namespace {
/// A file of a checkpoint.
struct File {
  CheckpointFormat format;
  const char *name;
};
} // namespace

class Damage : public ::testing::Test {
protected:
  Status restoreSmall() {
    std::vector<Tensor> wanted = smallCheckpoint(1);
    return restore(scratch / "p", wanted);
  }

  ScratchFolder scratch;
};

/// Damages one file of a checkpoint.
class DamagedFile : public Damage, public ::testing::WithParamInterface<File> {
protected:
  void SetUp() override {
    ASSERT_OK(save(scratch / "p", smallCheckpoint(1), GetParam().format));
  }
};

TEST_P(DamagedFile, EveryFlippedBitOrByteIsRefused) {
  const std::string path = scratch / GetParam().name;
  const std::string original = readFile(path);
  for (size_t i = 0; i < original.size(); ++i)
    for (unsigned char flip : kFlips) {
      std::string damaged = original;
      damaged[i] = static_cast<char>(damaged[i] ^ flip);
      writeFile(path, damaged);
      Status status = restoreSmall();
      ASSERT_EQ(status.code(), VF_DATA_LOSS)
          << "byte " << i << " ^ " << int(flip) << ": " << status.message();
      ASSERT_THAT(status.message(), ::testing::HasSubstr(path));
    }
  writeFile(path, original);
  ASSERT_OK(restoreSmall());
}

TEST_P(DamagedFile, EveryTruncationIsRefused) {
  const std::string path = scratch / GetParam().name;
  const std::string original = readFile(path);
  for (size_t length = 0; length < original.size(); ++length) {
    writeFile(path, original.substr(0, length));
    Status status = restoreSmall();
    ASSERT_EQ(status.code(), VF_DATA_LOSS)
        << length << " bytes: " << status.message();
    ASSERT_THAT(status.message(), ::testing::HasSubstr(path));
  }
  writeFile(path, original);
  ASSERT_OK(restoreSmall());
}

static constexpr File kV1File = {CheckpointFormat::V1, "p"};
static constexpr File kIndex = {CheckpointFormat::V2, "p.index"};
static constexpr File kData = {CheckpointFormat::V2, "p.data-00000-of-00001"};

INSTANTIATE_TEST_SUITE_P(All, DamagedFile,
                         ::testing::Values(kV1File, kIndex, kData));

class DamagedTable : public DamagedFile {};

INSTANTIATE_TEST_SUITE_P(All, DamagedTable, ::testing::Values(kV1File, kIndex));

TEST_P(DamagedTable, ATableWithBytesBeforeOrAfterItIsRefused) {
  const std::string path = scratch / GetParam().name;
  const std::string original = readFile(path);
  for (const std::string &damaged :
       {original + '\0', '\0' + original, original + original}) {
    writeFile(path, damaged);
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
TEST_P(DamagedTable, HostileBlocksWithRightChecksumsDoNoHarm) {
  const std::string path = scratch / GetParam().name;
  const std::string original = readFile(path);
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
        writeFile(path, withBlock(original, offset, hostile));
        refused += !restoreSmall().ok();
        ++tried;
      }
  }
  // A few changes are harmless: a separator key of the index block, an unknown
  // field, the name of no wanted tensor.
  EXPECT_GT(refused, tried / 2);
}

static const std::string kEmptyBlock = fromHex("00 00 00 00 01 00 00 00");

static std::string blockEntry(const std::string &key,
                              const std::string &value) {
  return std::string(1, '\0') + static_cast<char>(key.size()) +
         static_cast<char>(value.size()) + key + value;
}

/// A table of one data block, whose index gives it the size `claimedSize`.
static std::string tableOf(const std::string &dataBlock, uint64_t claimedSize) {
  std::string handle, handles;
  appendVarint(handle, 0);
  appendVarint(handle, claimedSize);
  std::string table;
  for (const std::string &block :
       {dataBlock, kEmptyBlock, blockEntry("z", handle) + kEmptyBlock}) {
    const size_t offset = table.size();
    if (offset != 0) { // metaindex and index
      appendVarint(handles, offset);
      appendVarint(handles, block.size());
    }
    table =
        withBlock(table + std::string(block.size() + 5, '\0'), offset, block);
  }
  handles.resize(40);
  return table + handles + fromHex("57 fb 80 8b 24 75 47 db");
}

// A data block that claims almost 2^64 bytes: the size with its trailer wraps
// around to a small number.
TEST_F(Damage, AHugeBlockSizeIsRefused) {
  for (uint64_t size :
       {~uint64_t(0), ~uint64_t(0) - 2, ~uint64_t(0) - 4, uint64_t(1) << 20}) {
    writeFile(scratch / "p.index", tableOf(kEmptyBlock, size));
    Status status = restoreSmall();
    EXPECT_EQ(status.code(), VF_DATA_LOSS);
    EXPECT_THAT(status.message(),
                ::testing::HasSubstr("block outside of the file"));
  }
}

TEST_F(Damage, RepeatedAndUnorderedKeysAreRefused) {
  const std::string header = blockEntry("", fromHex("08 01 1a 02 08 01"));
  const std::string scalar = fromHex("08 01 12 00 28 04 35 00 00 00 00");
  const struct {
    std::vector<std::string> keys;
    bool refused;
  } cases[] = {{{"a", "b"}, false},
               {{"a", "a"}, true},
               {{"b", "a"}, true},
               {{""}, true}};
  for (const auto &c : cases) {
    std::string block = header;
    for (const std::string &key : c.keys)
      block += blockEntry(key, scalar);
    block += kEmptyBlock;
    writeFile(scratch / "p.index", tableOf(block, block.size()));
    Status status = BundleReader::open(scratch / "p").status();
    EXPECT_EQ(status.code(), c.refused ? VF_DATA_LOSS : VF_OK)
        << c.keys.back() << ": " << status.message();
    EXPECT_TRUE(!c.refused || status.message().find("keys are not in order") !=
                                  std::string::npos);
  }
}

} // namespace vf::ckpt
