// Checkpoints that TensorFlow wrote: read, compared with the bytes of their
// data files, and written again byte for byte.
#include "BundleNames.h"
#include "IndexTable.h"
#include "SavedSlices.h"
#include "TestSupport.h"
#include "vf/ckpt/BundleWriter.h"
#include "vf/ckpt/CheckpointState.h"
#include "vf/ckpt/DType.h"
#include "vf/ckpt/V1Reader.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace vf::ckpt {

using ::testing::HasSubstr;

/// The folder of the fixtures, or a skip.
class FixtureTest : public ::testing::TestWithParam<const char *> {
protected:
  void SetUp() override {
    if (*VF_FIXTURES)
      return;
    const char *required = std::getenv("VF_REQUIRE_FIXTURES");
    if (required && std::string(required) == "1")
      FAIL() << "VF_REQUIRE_FIXTURES is set, but there are no fixtures";
    GTEST_SKIP() << "fixtures not found";
  }
  static std::string fixture(const std::string &name) {
    return VF_FIXTURES "/" + name;
  }
};

/// Every tensor of `reader` but strings, in the order of the data file.
static std::vector<Tensor> readNumeric(BundleReader &reader) {
  std::vector<const BundleEntry *> entries;
  for (const BundleEntry &entry : reader.entries())
    if (entry.spec.dtype != VF_STRING)
      entries.push_back(&entry);
  std::sort(entries.begin(), entries.end(),
            [](const BundleEntry *a, const BundleEntry *b) {
              return a->offset < b->offset;
            });
  std::vector<Tensor> tensors;
  for (const BundleEntry *entry : entries) {
    tensors.push_back({entry->key, entry->spec,
                       std::string(static_cast<size_t>(entry->size), '\0')});
    EXPECT_OK(reader.read(*entry, tensors.back().bytes.data()));
  }
  return tensors;
}

class V2Fixture : public FixtureTest {};

TEST_P(V2Fixture, IsReadAndItsValuesAreTheBytesOfItsDataFile) {
  StatusOr<BundleReader> reader = BundleReader::open(fixture(GetParam()));
  ASSERT_OK(reader);
  const std::string data = readFile(dataFileName(reader->prefix(), 0, 1));
  const std::vector<Tensor> tensors = readNumeric(*reader);
  ASSERT_FALSE(tensors.empty());
  for (const Tensor &tensor : tensors) {
    const BundleEntry *entry = reader->lookup(tensor.key);
    ASSERT_TRUE(entry);
    EXPECT_EQ(tensor.bytes, data.substr(static_cast<size_t>(entry->offset),
                                        static_cast<size_t>(entry->size)));
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, V2Fixture,
    ::testing::Values("linear_regression/checkpoint/model",
                      "half_plus_two_v2_sharded/export", "conv_v2/ckpt",
                      "embedding_v2/embedding.ckpt",
                      "float_int64_v2/bundle_checkpoint", "string_tensors/foo",
                      "saved_model_half_plus_two/variables/variables",
                      "saved_model_snappy_index/variables/variables"));

class UncompressedNumericFixture : public FixtureTest {};

TEST_P(UncompressedNumericFixture, IsWrittenAgainByteForByte) {
  StatusOr<BundleReader> reader = BundleReader::open(fixture(GetParam()));
  ASSERT_OK(reader);
  ScratchFolder scratch;
  ASSERT_OK(save(scratch / "again", readNumeric(*reader)));
  EXPECT_EQ(readFile(scratch / "again.index"),
            readFile(fixture(GetParam()) + ".index"));
  EXPECT_EQ(readFile(scratch / "again.data-00000-of-00001"),
            readFile(dataFileName(fixture(GetParam()), 0, 1)));
}

INSTANTIATE_TEST_SUITE_P(
    All, UncompressedNumericFixture,
    ::testing::Values("linear_regression/checkpoint/model",
                      "half_plus_two_v2_sharded/export", "conv_v2/ckpt",
                      "embedding_v2/embedding.ckpt",
                      "float_int64_v2/bundle_checkpoint",
                      "saved_model_half_plus_two/variables/variables"));

class Fixture : public FixtureTest {};

// The values that half_plus_two is known for, through an index that is
// compressed with Snappy.
TEST_F(Fixture, SnappyIndexGivesHalfPlusTwo) {
  StatusOr<BundleReader> reader = BundleReader::open(
      fixture("saved_model_snappy_index/variables/variables"));
  ASSERT_OK(reader);
  for (auto [key, expected] :
       {std::pair("a", 0.5f), std::pair("b", 2.0f), std::pair("c", 3.0f)}) {
    const BundleEntry *entry = reader->lookup(key);
    ASSERT_TRUE(entry) << key;
    ASSERT_EQ(entry->size, 4);
    float value = 0;
    ASSERT_OK(reader->read(*entry, &value));
    EXPECT_EQ(value, expected) << key;
  }
}

TEST_F(Fixture, StringTensorsAreRefusedByName) {
  StatusOr<BundleReader> reader =
      BundleReader::open(fixture("string_tensors/foo"));
  ASSERT_OK(reader);
  const BundleEntry *entry = reader->lookup("strs");
  ASSERT_TRUE(entry);
  Status status = reader->verify(*entry);
  EXPECT_EQ(status.code(), VF_UNIMPLEMENTED);
  EXPECT_THAT(status.message(), HasSubstr("key 'strs'"));
  EXPECT_THAT(status.message(), HasSubstr("string"));
}

TEST_F(Fixture, StateFileWithARelativePathIsResolved) {
  StatusOr<ResolvedCheckpoint> found =
      resolveCheckpoint(fixture("linear_regression/checkpoint"));
  ASSERT_OK(found);
  EXPECT_EQ(found->prefix, fixture("linear_regression/checkpoint/model"));
}

TEST_F(Fixture, SavedModelFolderIsResolved) {
  StatusOr<ResolvedCheckpoint> found =
      resolveCheckpoint(fixture("saved_model_half_plus_two"));
  ASSERT_OK(found);
  EXPECT_EQ(found->prefix,
            fixture("saved_model_half_plus_two/variables/variables"));
}

// Its state file records a path that is gone; beside it lies a V1 checkpoint of
// other variables than half_plus_two's.
TEST_F(Fixture, BrokenExportIsAClearError) {
  StatusOr<ResolvedCheckpoint> found =
      resolveCheckpoint(fixture("broken_export"));
  ASSERT_OK(found);
  EXPECT_EQ(found->prefix, fixture("broken_export/export"));
  EXPECT_THAT(found->origin,
              HasSubstr("'/tmp/bad_half_plus_two/00000123/export'"));
  std::vector<Tensor> wanted = {makeTensor<float>("a", VF_FLOAT, {}, {0})};
  Status status = restore(found->prefix, wanted);
  EXPECT_EQ(status.code(), VF_NOT_FOUND);
  EXPECT_EQ(status.message(), "cannot restore checkpoint '" + found->prefix +
                                  "': Key a not found in checkpoint");
}

class V1Fixture : public FixtureTest {};

/// Every tensor of `reader`, in the order of the file.
static std::vector<Tensor> readAll(V1Reader &reader) {
  std::vector<Tensor> tensors;
  for (const V1Entry &entry : reader.entries()) {
    StatusOr<int64_t> size = byteSize(entry.spec);
    EXPECT_OK(size);
    tensors.push_back(
        {entry.key, entry.spec, std::string(static_cast<size_t>(*size), '\0')});
    EXPECT_OK(reader.read(entry, tensors.back().bytes.data()));
  }
  return tensors;
}

static std::map<std::string, std::string> readRecords(const std::string &path) {
  std::map<std::string, std::string> records;
  StatusOr<PosixFile> file = PosixFile::openForReading(path);
  EXPECT_OK(file);
  EXPECT_OK(
      readIndexTable(*file, [&](std::string_view key, std::string_view value) {
        records.emplace(key, value);
        return Status();
      }));
  return records;
}

// The oldest files record no version; in the rest ours are the same.
TEST_P(V1Fixture, IsReadAndWrittenAgainByteForByte) {
  const std::string path = fixture(GetParam());
  StatusOr<ResolvedCheckpoint> found = resolveCheckpoint(path);
  ASSERT_OK(found);
  StatusOr<V1Reader> reader = V1Reader::open(found->prefix);
  ASSERT_OK(reader);
  const std::vector<Tensor> tensors = readAll(*reader);
  ASSERT_FALSE(tensors.empty());
  ScratchFolder scratch;
  ASSERT_OK(save(scratch / "again", tensors, CheckpointFormat::V1));
  EXPECT_TRUE(holds(scratch / "again", tensors));
  std::map<std::string, std::string> theirs = readRecords(path);
  if (const std::string ours =
          encodeTensors({reader->entries().begin(), reader->entries().end()});
      theirs[""] != ours) {
    std::map<std::string, std::string> records = readRecords(scratch / "again");
    EXPECT_EQ(records[""], ours);
    // Nothing but the version's four bytes and the length of the message.
    EXPECT_GE(ours.size(), theirs[""].size() + 4);
    EXPECT_EQ(ours.substr(ours.size() - 4), fromHex("12 02 08 01"));
    records[""] = theirs[""];
    writeTable(scratch / "again", records);
  }
  EXPECT_TRUE(readFile(scratch / "again") == readFile(path));
}

INSTANTIATE_TEST_SUITE_P(
    All, V1Fixture,
    ::testing::Values("v1_conv/ckpt", "v1_single_file/model.ckpt",
                      "half_plus_two_v1/export-00000-of-00001"));

// The values that half_plus_two is known for, through the pattern.
TEST_F(Fixture, V1PatternGivesHalfPlusTwo) {
  const std::string pattern =
      fixture("half_plus_two_v1/export-\?\?\?\?\?-of-00001");
  StatusOr<ResolvedCheckpoint> found = resolveCheckpoint(pattern);
  ASSERT_OK(found);
  EXPECT_EQ(found->prefix, pattern);
  EXPECT_TRUE(holds(pattern, {makeTensor<float>("a", VF_FLOAT, {}, {0.5f}),
                              makeTensor<float>("b", VF_FLOAT, {}, {2.0f})}));
}

} // namespace vf::ckpt
