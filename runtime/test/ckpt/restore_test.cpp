// Restoring many tensors: several shards, one report for everything that is
// wrong, no destination touched by it.
#include "BundleNames.h"
#include "BundleProtos.h"
#include "Crc32c.h"
#include "TestSupport.h"

#include <gmock/gmock.h>

#include <filesystem>

namespace vf::ckpt {

using ::testing::HasSubstr;

TEST(RestoreAll, MissingAndMismatchedKeysComeInOneReport) {
  ScratchFolder scratch;
  ASSERT_OK(save(scratch / "p", smallCheckpoint(1)));
  std::vector<Tensor> wanted = smallCheckpoint(1);
  wanted[0].spec.dims = {3, 2};
  wanted[2].spec.dtype = VF_INT8;
  wanted.push_back(makeTensor<float>("layer/w/Momentum", VF_FLOAT, {1}, {0}));
  wanted.push_back(makeTensor<float>("layer", VF_FLOAT, {1}, {0}));
  Status status = restore(scratch / "p", wanted);
  EXPECT_EQ(status.code(), VF_NOT_FOUND);
  EXPECT_EQ(status.message(),
            "cannot restore checkpoint '" + (scratch / "p") +
                "': 4 problems\n"
                "  tensor_name = layer/w; expected shape [3,2], found [2,3]\n"
                "  tensor_name = mask; expected dtype int8 does not equal "
                "original dtype bool\n"
                "  Key layer/w/Momentum not found in checkpoint\n"
                "  Key layer not found in checkpoint");
}

TEST(RestoreAll, ASingleProblemIsOneLine) {
  ScratchFolder scratch;
  ASSERT_OK(save(scratch / "p", smallCheckpoint(1)));
  std::vector<Tensor> wanted = {makeTensor<float>("x", VF_FLOAT, {}, {0})};
  EXPECT_EQ(restore(scratch / "p", wanted).message(),
            "cannot restore checkpoint '" + (scratch / "p") +
                "': Key x not found in checkpoint");
}

// Damaged values join the report of missing keys, and damage gives it its code.
TEST(RestoreAll, DamagedValuesAreInTheSameReport) {
  ScratchFolder scratch;
  ASSERT_OK(save(scratch / "p", smallCheckpoint(1)));
  const std::string dataFile = scratch / "p.data-00000-of-00001";
  std::string data = readFile(dataFile);
  data[0] = static_cast<char>(data[0] ^ 1);
  writeFile(dataFile, data);
  std::vector<Tensor> wanted = smallCheckpoint(1);
  wanted.push_back(makeTensor<float>("x", VF_FLOAT, {}, {0}));
  Status status = restore(scratch / "p", wanted);
  EXPECT_EQ(status.code(), VF_DATA_LOSS);
  const uint32_t stored =
      extendCrc32c(0, smallCheckpoint(1)[0].bytes.data(), 24);
  const uint32_t found = extendCrc32c(0, data.data(), 24);
  char expected[200];
  std::snprintf(expected, sizeof(expected),
                "Checksum does not match: stored %08u vs. calculated on the "
                "restored bytes %08u",
                stored, found);
  EXPECT_THAT(status.message(), HasSubstr("key 'layer/w': '" + dataFile + "'"));
  EXPECT_THAT(status.message(), HasSubstr(expected));
  EXPECT_THAT(status.message(), HasSubstr("Key x not found in checkpoint"));
}

TEST(RestoreAll, KeysThatOnlyTheCheckpointHasAreNoError) {
  ScratchFolder scratch;
  ASSERT_OK(save(scratch / "p", smallCheckpoint(1)));
  EXPECT_TRUE(holds(scratch / "p", {smallCheckpoint(1)[1]}));
  EXPECT_TRUE(holds(scratch / "p", {}));
}

/// Writes two int32 scalars, each in a shard of its own.
static void writeTwoShards(const std::string &prefix) {
  std::map<std::string, std::string> records = {
      {"", fromHex("08 02 1a 02 08 01")}};
  for (int32_t shard = 0; shard < 2; ++shard) {
    const int32_t value = 100 + shard;
    const std::string bytes(reinterpret_cast<const char *>(&value),
                            sizeof(value));
    writeFile(dataFileName(prefix, shard, 2), "gap" + bytes);
    BundleEntry entry;
    entry.spec.dtype = VF_INT32;
    entry.shard = shard;
    entry.offset = 3;
    entry.size = 4;
    entry.checksum = extendCrc32c(0, bytes.data(), bytes.size());
    records["v" + std::to_string(shard)] = encodeEntry(entry);
  }
  writeIndex(prefix, records);
}

TEST(Shards, AreReadByTheirNumber) {
  ScratchFolder scratch;
  writeTwoShards(scratch / "p");
  EXPECT_TRUE(
      holds(scratch / "p", {makeTensor<int32_t>("v0", VF_INT32, {}, {100}),
                            makeTensor<int32_t>("v1", VF_INT32, {}, {101})}));
}

TEST(Shards, AMissingOneIsNamedAndTheOthersStayReadable) {
  ScratchFolder scratch;
  writeTwoShards(scratch / "p");
  std::filesystem::remove(scratch / "p.data-00001-of-00002");
  std::vector<Tensor> wanted = {makeTensor<int32_t>("v1", VF_INT32, {}, {0})};
  Status status = restore(scratch / "p", wanted);
  EXPECT_EQ(status.code(), VF_NOT_FOUND);
  EXPECT_THAT(status.message(), HasSubstr("key 'v1'"));
  EXPECT_THAT(status.message(), HasSubstr("p.data-00001-of-00002"));
  EXPECT_TRUE(
      holds(scratch / "p", {makeTensor<int32_t>("v0", VF_INT32, {}, {100})}));
}

TEST(BundleReader, AMissingIndexIsNotFound) {
  ScratchFolder scratch;
  Status status = BundleReader::open(scratch / "none").status();
  EXPECT_EQ(status.code(), VF_NOT_FOUND);
  EXPECT_THAT(status.message(), HasSubstr("none.index"));
  std::filesystem::create_directory(scratch / "folder.index");
  EXPECT_EQ(BundleReader::open(scratch / "folder").status().code(),
            VF_INVALID_ARGUMENT);
}

} // namespace vf::ckpt
