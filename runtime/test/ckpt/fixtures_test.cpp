// Checkpoints that TensorFlow wrote: read, compared with the bytes of their
// data files, and written again byte for byte.
#include "BundleNames.h"
#include "TestSupport.h"
#include "vf/ckpt/BundleWriter.h"
#include "vf/ckpt/CheckpointState.h"
#include "vf/ckpt/DType.h"

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

TEST_F(Fixture, BrokenExportIsAClearError) {
  StatusOr<ResolvedCheckpoint> found =
      resolveCheckpoint(fixture("broken_export"));
  EXPECT_EQ(found.status().code(), VF_NOT_FOUND);
  EXPECT_THAT(found.status().message(),
              HasSubstr("'/tmp/bad_half_plus_two/00000123/export'"));
  EXPECT_THAT(found.status().message(),
              HasSubstr("'" + fixture("broken_export/export") + "'"));
}

TEST_F(Fixture, V1CheckpointsAreRecognized) {
  for (const char *name : {"v1_conv/ckpt", "v1_single_file/model.ckpt",
                           "half_plus_two_v1/export-00000-of-00001"}) {
    StatusOr<ResolvedCheckpoint> found = resolveCheckpoint(fixture(name));
    EXPECT_EQ(found.status().code(), VF_UNIMPLEMENTED) << name;
    EXPECT_THAT(found.status().message(), HasSubstr("V1"));
  }
}

} // namespace vf::ckpt
