// V1 checkpoints in both directions: bytes that TensorFlow wrote, all dtypes,
// slices in one file and over several, and files that must be refused.
#include "SavedSlices.h"
#include "SliceKey.h"
#include "TestSupport.h"
#include "TypedValues.h"
#include "V1Names.h"
#include "vf/ckpt/CheckpointState.h"
#include "vf/ckpt/DType.h"
#include "vf/ckpt/V1Reader.h"
#include "vf/ckpt/V1Writer.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <numeric>

namespace vf::ckpt {

using ::testing::HasSubstr;
using ::testing::StartsWith;

static constexpr CheckpointFormat kV1 = CheckpointFormat::V1;

/// The record of the whole tensor v, as TensorFlow's SaveSlices writes it.
static std::string savedRecord(int32_t dtype, const std::vector<int64_t> &dims,
                               const std::string &bytes) {
  const TensorSlice box = wholeSlice(dims);
  StatusOr<std::string> record = encodeSavedSlice(
      "v", dtype, TensorSlice(dims.size(), SliceExtent()),
      SharedRuns(box, box, box, dtypeSize(dtype)), bytes.data());
  EXPECT_OK(record);
  return record.ok() ? *record : "";
}

TEST(SavedSlices, AreTheBytesThatTensorFlowWrites) {
  const struct {
    Tensor tensor;
    const char *record;
  } cases[] = {{makeTensor<float>("v", VF_FLOAT, {3}, {1, 0, -3}),
                "12170a017612020a001a0e2a0c0000803f00000000000040c0"},
               {makeTensor<int8_t>("v", VF_INT8, {3}, {1, 0, -3}),
                "12170a017612020a001a0e3a0c0100fdffffffffffffffff01"},
               {makeTensor<int64_t>("v", VF_INT64, {3}, {1, 0, -3}),
                "12170a017612020a001a0e520c0100fdffffffffffffffff01"},
               {makeTensor<uint16_t>("v", VF_UINT16, {3}, {1, 0, 3}),
                "120e0a017612020a001a053a03010003"},
               {makeTensor<uint8_t>("v", VF_BOOL, {3}, {1, 0, 1}),
                "120e0a017612020a001a055a03010001"},
               {makeTensor<uint16_t>("v", VF_HALF, {3}, {0x3c00, 0, 0xc200}),
                "12110a017612020a001a086a06807800808403"},
               {makeTensor<float>("v", VF_COMPLEX64, {1}, {1, -3}),
                "12130a017612020a001a0a4a080000803f000040c0"},
               {{"v", {VF_FLOAT, {0, 3}}, ""}, "120b0a017612040a000a001a00"}};
  for (const auto &c : cases)
    EXPECT_EQ(
        savedRecord(c.tensor.spec.dtype, c.tensor.spec.dims, c.tensor.bytes),
        fromHex(c.record))
        << dtypeName(c.tensor.spec.dtype);
  const vf_string strings[] = {{"hi", 2}, {"", 0}, {"x\0y", 3}};
  StatusOr<std::string> record =
      encodeSavedStrings("v", {SliceExtent()}, strings, 3);
  ASSERT_OK(record);
  EXPECT_EQ(*record, fromHex("12140a017612020a001a0b420268694200420378 0079"));
}

// A slice that spells out that it is all of its tensor stays one.
TEST(V1Writer, WritesTheSlicesThatTheSaverHas) {
  const std::vector<float> ones(4, 1);
  ScratchFolder scratch;
  StatusOr<V1Writer> writer = V1Writer::open(scratch / "p");
  ASSERT_OK(writer);
  const TensorSlice whole = wholeSlice({2, 2});
  ASSERT_OK(
      writer->addSlice("v", {VF_FLOAT, {2, 2}}, whole, whole, ones.data()));
  ASSERT_OK(writer->finish());
  EXPECT_THAT(
      readFile(scratch / "p"),
      StartsWith(fromHex(
          "0000210a1f0a190a017612081202080212020802180122080a0210020a0210"
          "0212020801000a230076000101028082808212210a017612080a0210020a02"
          "10021a122a100000803f0000803f0000803f0000803f")));
  EXPECT_TRUE(
      holds(scratch / "p", {makeTensor<float>("v", VF_FLOAT, {2, 2}, ones)}));
}

TEST(V1, EveryDtypeOfTheFormatComesBack) {
  std::vector<Tensor> tensors;
  for (int32_t dtype = 0; dtype < 32; ++dtype)
    if (valueFieldOf(dtype).number != 0) {
      std::string bytes(static_cast<size_t>(15 * dtypeSize(dtype)), '\0');
      for (size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = dtype == VF_BOOL ? static_cast<char>(i % 2)
                                    : static_cast<char>(i * 37 + 100);
      tensors.push_back({dtypeName(dtype), {dtype, {3, 5}}, bytes});
    }
  ASSERT_EQ(tensors.size(), 15u);
  tensors.push_back({"empty", {VF_FLOAT, {0, 3}}, ""});
  ScratchFolder scratch;
  ASSERT_OK(save(scratch / "p", tensors, kV1));
  EXPECT_EQ(scratch.list(), std::vector<std::string>{"p"});
  EXPECT_TRUE(holds(scratch / "p", tensors));
}

TEST(V1, StringsComeBack) {
  const vf_string texts[] = {{"hi", 2}, {"", 0}, {"x\0y", 3}};
  ScratchFolder scratch;
  StatusOr<V1Writer> writer = V1Writer::open(scratch / "p");
  ASSERT_OK(writer);
  ASSERT_OK(writer->addStrings("s", {3, 1}, texts));
  ASSERT_OK(writer->finish());
  StatusOr<V1Reader> reader = V1Reader::open(scratch / "p");
  ASSERT_OK(reader);
  StatusOr<StringValues> found = reader->readStrings(*reader->lookup("s"));
  ASSERT_OK(found);
  ASSERT_EQ(found->elements.size(), 3u);
  for (size_t i = 0; i < 3; ++i)
    EXPECT_EQ(std::string(found->elements[i].data, found->elements[i].size),
              std::string(texts[i].data, texts[i].size));
}

// Values of several chunks and blocks, and blocks of many tensors.
TEST(V1, LargeAndManyTensorsComeBack) {
  std::vector<int32_t> values(300'001);
  std::iota(values.begin(), values.end(), -150'000);
  std::vector<Tensor> tensors = {
      makeTensor<int32_t>("large", VF_INT32, {300'001}, values)};
  for (int32_t i = 0; i < 5000; ++i)
    tensors.push_back(makeTensor<int32_t>(
        std::to_string(i) + std::string(60, 'x'), VF_INT32, {}, {i}));
  ScratchFolder scratch;
  ASSERT_OK(save(scratch / "p", tensors, kV1));
  EXPECT_TRUE(holds(scratch / "p", tensors));
}

TEST(V1, ValuesMayBeUnpackedOrInSeveralParts) {
  for (const char *values :
       {"2d 00 00 80 3f 2d 00 00 00 40", "2a 04 00 00 80 3f 2a 04 00 00 00 40",
        "2a 04 00 00 80 3f 08 01 2d 00 00 00 40"}) {
    const std::string proto = fromHex(values);
    TypedValueReader reader(valueFieldOf(VF_FLOAT), proto);
    float found[4] = {};
    StatusOr<int64_t> bytes =
        reader.read(reinterpret_cast<char *>(found), sizeof(found));
    ASSERT_OK(bytes);
    EXPECT_EQ(*bytes, 8);
    EXPECT_EQ(found[0], 1);
    EXPECT_EQ(found[1], 2);
  }
}

//===- Slices and files ---------------------------------------------------===//

TEST(V1Names, AreThoseOfThePattern) {
  EXPECT_EQ(
      v1ShardNames("a/b-\?\?\?\?\?-of-00002"),
      (std::vector<std::string>{"a/b-00000-of-00002", "a/b-00001-of-00002"}));
  for (const char *path : {"a", "a-00000-of-00002", "a-\?\?\?\?\?-of-2",
                           "a-\?\?\?\?\?-of-0000x", "a-\?\?\?\?\?-of-000002"})
    EXPECT_TRUE(v1ShardNames(path).empty()) << path;
}

/// Writes rows of w, float [6, 2], whose values count from 1: files of rows.
static void writeShards(const std::string &prefix,
                        const std::vector<std::vector<SliceExtent>> &files) {
  std::vector<float> values(12);
  std::iota(values.begin(), values.end(), 1.0f);
  for (size_t i = 0; i < files.size(); ++i) {
    StatusOr<V1Writer> writer =
        V1Writer::open(prefix + "-0000" + std::to_string(i) + "-of-0000" +
                       std::to_string(files.size()));
    ASSERT_OK(writer);
    for (const SliceExtent &rows : files[i])
      ASSERT_OK(writer->addSlice("w", {VF_FLOAT, {6, 2}}, {rows, {0, 2}},
                                 wholeSlice({6, 2}), values.data()));
    ASSERT_OK(writer->finish());
  }
}

TEST(V1Shards, SlicesAreReadInEveryOtherPartitioning) {
  ScratchFolder scratch;
  writeShards(scratch / "p", {{{0, 1}, {4, 2}}, {{1, 3}}});
  const std::string pattern = scratch / "p-\?\?\?\?\?-of-00002";
  StatusOr<std::unique_ptr<CheckpointReader>> reader = openCheckpoint(pattern);
  ASSERT_OK(reader);
  for (const std::vector<SliceExtent> &wanted :
       {std::vector<SliceExtent>{{0, 6}},
        {{0, 2}, {2, 2}, {4, 2}},
        {{3, 1}, {5, 1}}}) {
    std::vector<float> found(12, -1), expected(12, -1);
    std::vector<RestoreItem> items;
    for (const SliceExtent &rows : wanted) {
      items.push_back(
          {"w", {VF_FLOAT, {6, 2}}, found.data(), {rows, {0, 2}}, {}});
      std::iota(expected.begin() + rows.start * 2,
                expected.begin() + rows.end() * 2, rows.start * 2 + 1.0f);
    }
    ASSERT_OK(restoreAll(**reader, items));
    EXPECT_EQ(found, expected);
  }
  // One file is a checkpoint, too, of what it has.
  std::vector<float> found(6);
  StatusOr<V1Reader> one = V1Reader::open(scratch / "p-00001-of-00002");
  ASSERT_OK(one);
  const TensorSlice part = {{1, 3}, {0, 2}};
  ASSERT_OK(
      restoreAll(*one, {{"w", {VF_FLOAT, {6, 2}}, found.data(), part, part}}));
  EXPECT_EQ(found, (std::vector<float>{3, 4, 5, 6, 7, 8}));
  std::vector<Tensor> whole = {
      makeTensor<float>("w", VF_FLOAT, {6, 2}, std::vector<float>(12))};
  Status status = restore(scratch / "p-00001-of-00002", whole);
  EXPECT_EQ(status.code(), VF_INVALID_ARGUMENT);
  EXPECT_THAT(status.message(), HasSubstr("sufficient slices"));
}

TEST(V1Shards, FilesThatAreMissingOrOverlapAreNamed) {
  ScratchFolder scratch;
  writeShards(scratch / "p", {{{0, 4}}, {{3, 3}}});
  const std::string pattern = scratch / "p-\?\?\?\?\?-of-00002";
  std::vector<Tensor> wanted = {
      makeTensor<float>("w", VF_FLOAT, {6, 2}, std::vector<float>(12))};
  Status status = restore(pattern, wanted);
  EXPECT_EQ(status.code(), VF_DATA_LOSS);
  EXPECT_THAT(status.message(),
              HasSubstr("key 'w': slices 0,4:0,2 and 3,3:0,2 overlap"));
  ASSERT_OK(save(scratch / "p-00001-of-00002",
                 {makeTensor<float>("w", VF_FLOAT, {2}, {1, 2})}, kV1));
  status = restore(pattern, wanted);
  EXPECT_EQ(status.code(), VF_DATA_LOSS);
  EXPECT_THAT(status.message(),
              HasSubstr("'w' is described as float[6,2] and as float[2]"));
  std::filesystem::remove(scratch / "p-00000-of-00002");
  EXPECT_OK(resolveCheckpoint(pattern));
  status = restore(pattern, wanted);
  EXPECT_EQ(status.code(), VF_NOT_FOUND);
  EXPECT_THAT(status.message(), HasSubstr("p-00000-of-00002"));
}

//===- Refused ------------------------------------------------------------===//

TEST(V1Writer, RefusesWhatItCannotWriteAndLeavesNothing) {
  const float values[8] = {};
  const TensorSlice first = {{0, 2}, {0, 2}}, second = {{1, 3}, {0, 2}};
  const struct {
    const char *key;
    TensorSpec spec;
    std::vector<TensorSlice> slices;
    vf_code code;
    const char *text;
  } cases[] = {
      {"", {VF_FLOAT, {4, 2}}, {first}, VF_INVALID_ARGUMENT, "name"},
      {"w",
       {VF_BFLOAT16, {4, 2}},
       {first},
       VF_UNIMPLEMENTED,
       "key 'w': tensors of dtype bfloat16 (14) are not supported in V1"},
      {"w", {VF_UINT32, {4, 2}}, {first}, VF_UNIMPLEMENTED, "uint32"},
      {"w", {VF_FLOAT, {4, -2}}, {first}, VF_INVALID_ARGUMENT, "negative"},
      {"w",
       {VF_FLOAT, {4, 2}},
       {first, first},
       VF_INVALID_ARGUMENT,
       "Adding duplicate key: w"},
      {"w",
       {VF_FLOAT, {4, 2}},
       {first, second},
       VF_INVALID_ARGUMENT,
       "key 'w': slices 0,2:0,2 and 1,3:0,2 overlap"}};
  for (const auto &c : cases) {
    ScratchFolder scratch;
    StatusOr<V1Writer> writer = V1Writer::open(scratch / "p");
    ASSERT_OK(writer);
    for (const TensorSlice &slice : c.slices)
      (void)writer->addSlice(c.key, c.spec, slice, {{0, 4}, {0, 2}}, values);
    Status status = writer->finish();
    EXPECT_EQ(status.code(), c.code) << c.text;
    EXPECT_THAT(status.message(), HasSubstr(c.text));
    writer = Status(VF_UNKNOWN, "closed");
    EXPECT_TRUE(scratch.list().empty());
  }
}

// A reader would take the V2 checkpoint.
TEST(V1Writer, RefusesThePrefixOfAV2Checkpoint) {
  ScratchFolder scratch;
  ASSERT_OK(save(scratch / "p", smallCheckpoint(1)));
  Status status = save(scratch / "p", smallCheckpoint(2), kV1);
  EXPECT_EQ(status.code(), VF_ALREADY_EXISTS);
  EXPECT_THAT(status.message(), HasSubstr("'" + (scratch / "p.index") + "'"));
  EXPECT_TRUE(holds(scratch / "p", smallCheckpoint(1)));
}

// Right checksums, wrong content; v is float [2], a whole tensor.
TEST(V1Reader, RefusesRecordsThatDoNotFitTogether) {
  const std::string twoAxes =
      fromHex("0a 13 0a 11 0a 01 76 12 04 12 02 08 02 18 01 22 04 0a 00 0a 00");
  const std::string good =
      fromHex("0a 11 0a 0f 0a 01 76 12 04 12 02 08 02 18 01 22 02 0a 00");
  const std::string key = encodeSliceKey("v", {SliceExtent()});
  const struct {
    std::string meta;
    const char *record;
    const char *text;
  } cases[] = {
      {good, "12 13 0a 01 76 12 02 0a 00 1a 0a 2a 08 00 00 80 3f 00 00 00 40",
       nullptr},
      {good, "12 0f 0a 01 76 12 02 0a 00 1a 06 2a 04 00 00 80 3f",
       "stored values of 4 bytes, expected 8"},
      {good, "12 0e 0a 01 76 12 02 0a 00 1a 05 2a 03 00 00 80",
       "TensorProto is malformed"},
      {good, "12 0d 0a 01 76 12 02 0a 00 1a 04 32 02 00 00",
       "stored values of 0 bytes, expected 8"},
      {good, "12 0d 0a 01 75 12 02 0a 00 1a 04 2a 02 00 00",
       "the record of slice - has slice - of 'u'"},
      {good, "12 0d 0a 01", "SavedTensorSlices is malformed"},
      {good, "0a 00", "SavedTensorSlices is malformed"},
      {twoAxes, "", "slice -:- does not lie in shape [2]"},
      {fromHex("12 00"), "", "SavedTensorSlices is malformed"},
      {fromHex("0a 09 0a 07 0a 01 76 12 00 18 01"), "", "key 'v' has no slice"},
      {fromHex("0a 04 12 02 10 02"), "", "min consumer version 2"}};
  for (const auto &c : cases) {
    ScratchFolder scratch;
    writeTable(scratch / "p", {{"", c.meta}, {key, fromHex(c.record)}});
    std::vector<Tensor> wanted = {
        makeTensor<float>("v", VF_FLOAT, {2}, {0, 0})};
    Status status = restore(scratch / "p", wanted);
    ASSERT_EQ(status.ok(), !c.text) << c.record << ": " << status.message();
    if (c.text)
      EXPECT_THAT(status.message(), HasSubstr(c.text));
  }
}

TEST(V1Reader, AMissingRecordIsNamed) {
  ScratchFolder scratch;
  writeTable(scratch / "p",
             {{"", fromHex("0a 11 0a 0f 0a 01 76 12 04 12 02 08 02 18 01 22 02 "
                           "0a 00")}});
  std::vector<Tensor> wanted = {makeTensor<float>("v", VF_FLOAT, {2}, {0, 0})};
  Status status = restore(scratch / "p", wanted);
  EXPECT_EQ(status.code(), VF_DATA_LOSS);
  EXPECT_THAT(
      status.message(),
      HasSubstr("key 'v': slice - has no record in '" + (scratch / "p") + "'"));
  writeTable(scratch / "p", {{"x", "y"}});
  status = restore(scratch / "p", wanted);
  EXPECT_EQ(status.code(), VF_DATA_LOSS);
  EXPECT_THAT(status.message(), HasSubstr("it describes no tensors"));
}

// A block that is damaged stops nobody who wants another one.
TEST(V1Reader, DamageInATensorThatIsNotWantedStopsNothing) {
  const std::vector<Tensor> tensors = {
      makeTensor<float>("a", VF_FLOAT, {140'000}, std::vector<float>(140'000)),
      makeTensor<float>("b", VF_FLOAT, {1}, {7})};
  ScratchFolder scratch;
  ASSERT_OK(save(scratch / "p", tensors, kV1));
  std::string bytes = readFile(scratch / "p");
  bytes[300'000] = 1;
  writeFile(scratch / "p", bytes);
  EXPECT_TRUE(holds(scratch / "p", {tensors[1]}));
  std::vector<Tensor> both = tensors;
  Status status = restore(scratch / "p", both);
  EXPECT_EQ(status.code(), VF_DATA_LOSS);
  EXPECT_THAT(status.message(), HasSubstr("key 'a': "));
  EXPECT_THAT(status.message(), ::testing::Not(HasSubstr("key 'b'")));
}

} // namespace vf::ckpt
