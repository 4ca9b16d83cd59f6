// Tensors in slices: their keys and bytes, every way to cut a tensor read back
// in every other, and indexes that do not fit together.
#include "SharedRuns.h"
#include "SliceKey.h"
#include "SliceSet.h"
#include "TestSupport.h"
#include "vf/ckpt/BundleWriter.h"

#include <gmock/gmock.h>

#include <numeric>

namespace vf::ckpt {

using ::testing::HasSubstr;

static const std::vector<int64_t> kDims = {7, 5, 6};

/// Cuts `dims` along `axis` after each of `ends`.
static std::vector<TensorSlice> cut(const std::vector<int64_t> &dims,
                                    size_t axis,
                                    const std::vector<int64_t> &ends) {
  std::vector<TensorSlice> slices;
  int64_t start = 0;
  for (int64_t end : ends) {
    slices.push_back(wholeSlice(dims));
    slices.back()[axis] = {start, end - start};
    start = end;
  }
  return slices;
}

/// Four ways to store a tensor of kDims; the last is a grid.
static std::vector<std::vector<TensorSlice>> partitionings() {
  std::vector<TensorSlice> grid;
  for (SliceExtent first : {SliceExtent{4, 3}, SliceExtent{0, 4}})
    for (SliceExtent last : {SliceExtent{0, 1}, SliceExtent{1, 5}})
      grid.push_back({first, {0, 5}, last});
  return {{wholeSlice(kDims)},
          cut(kDims, 0, {3, 5, 7}),
          cut(kDims, 1, {1, 2, 3, 4, 5}),
          cut(kDims, 2, {4, 6}),
          grid};
}

static std::vector<float> iota(size_t count) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), 1.0f);
  return values;
}

static Status saveSlices(const std::string &prefix, const TensorSpec &spec,
                         const std::vector<TensorSlice> &slices,
                         const void *data) {
  StatusOr<BundleWriter> writer = BundleWriter::open(prefix);
  if (!writer.ok())
    return writer.status();
  for (const TensorSlice &slice : slices)
    if (Status status =
            writer->addSlice("w", spec, slice, wholeSlice(spec.dims), data);
        !status.ok())
      return status;
  return writer->finish();
}

/// Restores `slices` of w into the memory of the whole tensor.
static Status restoreSlices(const std::string &prefix, const TensorSpec &spec,
                            const std::vector<TensorSlice> &slices,
                            void *data) {
  StatusOr<BundleReader> reader = BundleReader::open(prefix);
  if (!reader.ok())
    return reader.status();
  std::vector<RestoreItem> items;
  for (const TensorSlice &slice : slices)
    items.push_back({"w", spec, data, slice, {}});
  return restoreAll(*reader, items);
}

TEST(SliceKey, IsTheDocumentedOne) {
  constexpr int64_t kWhole = SliceExtent::kWholeAxis;
  const struct {
    std::string name;
    TensorSlice slice;
    const char *key;
  } cases[] = {
      {"w", {{0, 2}, {0, kWhole}}, "00 77 00 01 01 02 80 82 80 7f"},
      {"w", {{0, kWhole}, {0, kWhole}}, "00 77 00 01 01 02 80 7f 80 7f"},
      {"s", {}, "00 73 00 01 00"},
      {"emb/part",
       {{64, 64}, {0, 300}},
       "00 65 6d 62 2f 70 61 72 74 00 01 01 02 c0 40 c0 40 80 c1 2c"},
      {std::string("a\0b\xff", 4),
       {{8192, kWhole}},
       "00 61 00 ff 62 ff 00 00 01 01 01 e0 20 00 7f"},
      {"n",
       {{0x424242, 8191}, {1048575, int64_t{1} << 31}},
       "00 6e 00 01 01 02 f0 42 42 42 df ff ef ff ff f8 80 00 00 00"},
      {"n",
       {{int64_t{1} << 62, 63}},
       "00 6e 00 01 01 01 ff c0 40 00 00 00 00 00 00 00 bf"}};
  for (const auto &c : cases)
    EXPECT_EQ(encodeSliceKey(c.name, c.slice), fromHex(c.key)) << c.key;
}

TEST(ShapeAndSlice, ReadsWhatTensorFlowWrites) {
  StatusOr<ShapeAndSlice> parsed = parseShapeAndSlice("10 4 7,3:-");
  ASSERT_OK(parsed);
  EXPECT_EQ(parsed->dims, (std::vector<int64_t>{10, 4}));
  EXPECT_EQ(parsed->slice, (TensorSlice{{7, 3}, {0, 4}}));
  EXPECT_EQ(sliceText(parsed->slice), "7,3:0,4");
  const char *wrong[] = {"",
                         " ",
                         "10",
                         "10 ",
                         "10 4 0,4",
                         "10 0,4:0,4",
                         "10 0,4 ",
                         "10 0,0",
                         "10 11,1",
                         "10 8,3",
                         "10 -1,2",
                         "10 0,-1",
                         "10 a,2",
                         "10 0,2x",
                         "-10 0,2",
                         "10  0,2",
                         "10 0,99999999999999999999"};
  for (const char *text : wrong) {
    StatusOr<ShapeAndSlice> refused = parseShapeAndSlice(text);
    ASSERT_FALSE(refused.ok()) << text;
    EXPECT_EQ(refused.status().code(), VF_INVALID_ARGUMENT) << text;
    EXPECT_THAT(refused.status().message(),
                HasSubstr("'" + std::string(text) + "'"));
  }
}

TEST(SlicedTensor, IsWrittenAsTensorFlowWritesIt) {
  ScratchFolder scratch;
  const std::vector<float> values = iota(8);
  ASSERT_OK(saveSlices(scratch / "w", {VF_FLOAT, {4, 2}},
                       cut({4, 2}, 0, {2, 4}), values.data()));
  EXPECT_EQ(readFile(scratch / "w.index"), partitionedIndex());
  EXPECT_EQ(readFile(scratch / "w.data-00000-of-00001"),
            std::string(reinterpret_cast<const char *>(values.data()), 32));
}

TEST(SlicedTensor, EveryPartitioningIsReadBackInEveryOther) {
  const TensorSpec spec = {VF_FLOAT, kDims};
  const std::vector<float> values = iota(7 * 5 * 6);
  for (const auto &stored : partitionings())
    for (const auto &wanted : partitionings()) {
      ScratchFolder scratch;
      ASSERT_OK(saveSlices(scratch / "p", spec, stored, values.data()));
      std::vector<float> found(values.size(), -1);
      ASSERT_OK(restoreSlices(scratch / "p", spec, wanted, found.data()));
      EXPECT_EQ(found, values) << stored.size() << " -> " << wanted.size();
    }
}

// Slices whose rows are shorter and longer than what is moved at a time.
TEST(SlicedTensor, IsLargerThanTheChunksItIsMovedIn) {
  const TensorSpec spec = {VF_FLOAT, {3, 200'000}};
  const std::vector<float> values = iota(600'000);
  const auto columns = cut(spec.dims, 1, {1, 100'000, 170'000, 200'000});
  const auto rows = cut(spec.dims, 0, {1, 3});
  for (const auto &[stored, wanted] :
       {std::pair(columns, rows), std::pair(rows, columns)}) {
    ScratchFolder scratch;
    ASSERT_OK(saveSlices(scratch / "p", spec, stored, values.data()));
    std::vector<float> found(values.size(), -1);
    ASSERT_OK(restoreSlices(scratch / "p", spec, wanted, found.data()));
    EXPECT_TRUE(found == values);
  }
}

// A slice that is a variable of its own, from slices that lie across it.
TEST(SlicedTensor, APartIsReadIntoMemoryOfItsOwn) {
  const TensorSpec spec = {VF_FLOAT, {4, 3}};
  const std::vector<float> values = iota(12);
  ScratchFolder scratch;
  ASSERT_OK(saveSlices(scratch / "p", spec, cut(spec.dims, 0, {1, 4}),
                       values.data()));
  StatusOr<BundleReader> reader = BundleReader::open(scratch / "p");
  ASSERT_OK(reader);
  std::vector<float> found(8);
  const TensorSlice part = {{0, 4}, {1, 2}};
  ASSERT_OK(restoreAll(*reader, {{"w", spec, found.data(), part, part}}));
  EXPECT_EQ(found, (std::vector<float>{2, 3, 5, 6, 8, 9, 11, 12}));
}

TEST(SlicedTensor, MissingSlicesAreNamedBeforeAnythingIsRead) {
  const TensorSpec spec = {VF_FLOAT, kDims};
  const std::vector<float> values = iota(7 * 5 * 6);
  auto slices = cut(kDims, 0, {3, 5, 7});
  slices.erase(slices.begin() + 1);
  ScratchFolder scratch;
  ASSERT_OK(saveSlices(scratch / "p", spec, slices, values.data()));
  std::vector<float> found(values.size(), -1);
  EXPECT_OK(restoreSlices(scratch / "p", spec, slices, found.data()));
  found.assign(values.size(), -1);
  Status status =
      restoreSlices(scratch / "p", spec, {wholeSlice(kDims)}, found.data());
  EXPECT_EQ(status.code(), VF_INVALID_ARGUMENT);
  EXPECT_THAT(status.message(),
              HasSubstr("Does not have sufficient slices for partitioned "
                        "tensor w to restore in slice_spec: 0,7:0,5:0,6"));
  EXPECT_EQ(found, std::vector<float>(values.size(), -1));
}

TEST(SlicedTensor, ADamagedSliceIsRefused) {
  const TensorSpec spec = {VF_FLOAT, {4, 2}};
  const std::vector<float> values = iota(8);
  ScratchFolder scratch;
  ASSERT_OK(saveSlices(scratch / "p", spec, cut(spec.dims, 0, {2, 4}),
                       values.data()));
  const std::string dataFile = scratch / "p.data-00000-of-00001";
  std::string data = readFile(dataFile);
  data[20] = static_cast<char>(data[20] ^ 1);
  writeFile(dataFile, data);
  std::vector<float> found(8, -1);
  Status status =
      restoreSlices(scratch / "p", spec, {wholeSlice(spec.dims)}, found.data());
  EXPECT_EQ(status.code(), VF_DATA_LOSS);
  EXPECT_THAT(status.message(), HasSubstr("key 'w'"));
  EXPECT_EQ(found, std::vector<float>(8, -1));
}

TEST(BundleWriter, RefusesSlicesThatDoNotFitTogether) {
  const std::vector<float> values = iota(8);
  const TensorSlice whole = {{0, 4}, {0, 2}}, first = {{0, 2}, {0, 2}},
                    overlapping = {{1, 2}, {0, 2}};
  const struct {
    std::vector<TensorSlice> slices;
    const char *text;
  } cases[] = {{{first, first}, "Adding duplicate key: w"},
               {{first, whole}, "Adding duplicate key: w"},
               {{whole, first}, "Adding duplicate key: w"},
               {{first, overlapping}, "slices 0,2:0,2 and 1,2:0,2 overlap"}};
  for (const auto &c : cases) {
    ScratchFolder scratch;
    Status status =
        saveSlices(scratch / "p", {VF_FLOAT, {4, 2}}, c.slices, values.data());
    EXPECT_EQ(status.code(), VF_INVALID_ARGUMENT) << c.text;
    EXPECT_THAT(status.message(), HasSubstr(c.text));
    EXPECT_TRUE(scratch.list().empty());
  }
}

TEST(BundleReader, RefusesSlicesThatDoNotFitTheirTensor) {
  const std::string header = fromHex("08 01 1a 02 08 01");
  const std::string key = fromHex("00 77 00 01 01 01 80 82");
  const std::string record = fromHex("08 01 12 04 12 02 08 02 28 08 35 00 00 "
                                     "00 00");
  const struct {
    const char *entry; ///< of w, float [2]
    std::map<std::string, std::string> slices;
    const char *text;
  } cases[] = {{"08 01 12 04 12 02 08 02 3a 04 0a 02 10 03",
                {},
                "slice 0,3 does not lie in shape [2]"},
               {"08 01 12 04 12 02 08 02 3a 02 0a 00 3a 01 0a",
                {},
                "TensorSliceProto is malformed"},
               {"08 01 12 04 12 02 08 02 3a 04 0a 02 10 02",
                {},
                "slice 0,2 has no record"},
               {"08 02 12 04 12 02 08 02 3a 04 0a 02 10 02",
                {{key, record}},
                "slice 0,2 is recorded as float[2]"},
               {"08 01 12 04 12 02 08 02 3a 04 0a 02 10 02 3a 04 0a 02 10 02",
                {{key, record}},
                "slices 0,2 and 0,2 overlap"}};
  for (const auto &c : cases) {
    ScratchFolder scratch;
    std::map<std::string, std::string> records = c.slices;
    records[""] = header;
    records["w"] = fromHex(c.entry);
    writeIndex(scratch / "p", records);
    StatusOr<BundleReader> reader = BundleReader::open(scratch / "p");
    Status status =
        reader.ok() ? reader->verify(*reader->lookup("w")) : reader.status();
    EXPECT_EQ(status.code(), VF_DATA_LOSS) << c.text;
    EXPECT_THAT(status.message(), HasSubstr(c.text));
    EXPECT_THAT(status.message(), HasSubstr("key 'w'"));
  }
}

} // namespace vf::ckpt
