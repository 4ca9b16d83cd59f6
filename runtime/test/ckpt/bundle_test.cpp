// Bundles in both directions: worked examples, all dtypes, large indexes, and
// indexes that must be refused.
#include "BundleNames.h"
#include "BundleProtos.h"
#include "Crc32c.h"
#include "IndexTable.h"
#include "TestSupport.h"
#include "WireFormat.h"
#include "vf/ckpt/BundleWriter.h"
#include "vf/ckpt/DType.h"

#include <gmock/gmock.h>

namespace vf::ckpt {

using ::testing::HasSubstr;

static const std::string kHeader = fromHex("08 01 1a 02 08 01");

/// A float scalar at the start of shard 0.
static const std::string kScalar = fromHex("08 01 12 00 28 04 35 00 00 00 00");

static Status openWith(const std::map<std::string, std::string> &records) {
  ScratchFolder scratch;
  writeIndex(scratch / "p", records);
  return BundleReader::open(scratch / "p").status();
}

TEST(IndexTable, WorkedExampleByteForByte) {
  const std::map<std::string, std::string> records = {
      {"", kHeader},
      {fromHex("00 77 00 01 01 02 80 82 80 82"),
       fromHex("08 01 12 08 12 02 08 02 12 02 08 02 28 10 35 4c 28 98 74")},
      {fromHex("00 77 00 01 01 02 82 82 80 82"),
       fromHex(
           "08 01 12 08 12 02 08 02 12 02 08 02 20 10 28 10 35 eb d5 bc 49")},
      {"w", fromHex("08 01 12 08 12 02 08 04 12 02 08 02 3a 08 0a 02 10 02 0a "
                    "02 10 02 3a 0a 0a 04 08 02 10 02 0a 02 "
                    "10 02")}};
  ScratchFolder scratch;
  writeIndex(scratch / "w", records);
  EXPECT_EQ(readFile(scratch / "w.index"), partitionedIndex());

  // The reader lists the tensor, not its slices.
  StatusOr<BundleReader> reader = BundleReader::open(scratch / "w");
  ASSERT_OK(reader);
  ASSERT_EQ(reader->entries().size(), 1u);
  EXPECT_EQ(reader->entries()[0].slices.size(), 2u);
}

TEST(BundleProtos, HeaderIsTheDocumentedOne) {
  EXPECT_EQ(encodeHeader(), kHeader);
}

TEST(BundleProtos, EmptyTensorHasSizeZeroAndTheMaskedChecksumOfNothing) {
  ScratchFolder scratch;
  ASSERT_OK(save(scratch / "p", {{"e", {VF_FLOAT, {0, 3}}, ""}}));
  EXPECT_EQ(readFile(scratch / "p.data-00000-of-00001"), "");
  EXPECT_THAT(
      readFile(scratch / "p.index"),
      HasSubstr(fromHex("08 01 12 06 12 00 12 02 08 03 35 d8 ea 82 a2")));
  EXPECT_TRUE(holds(scratch / "p", {{"e", {VF_FLOAT, {0, 3}}, ""}}));
}

TEST(Bundle, EveryFixedSizeDtypeComesBack) {
  std::vector<Tensor> tensors;
  for (int32_t dtype = 0; dtype < 32; ++dtype)
    if (const int64_t size = dtypeSize(dtype)) {
      std::string bytes(static_cast<size_t>(3 * size), '\0');
      for (size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(i * 37 + static_cast<size_t>(dtype));
      tensors.push_back(
          {std::string("t_") + dtypeName(dtype), {dtype, {3}}, bytes});
    }
  ASSERT_EQ(tensors.size(), 20u);
  ScratchFolder scratch;
  ASSERT_OK(save(scratch / "p", tensors));
  EXPECT_TRUE(holds(scratch / "p", tensors));
}

// Values are larger than the chunks in which they are moved, and lie in the
// order in which they were added.
TEST(Bundle, LargeTensorsKeepTheOrderOfTheirAddition) {
  std::vector<Tensor> tensors;
  for (const char *key : {"z", "a", "m"}) {
    std::vector<int32_t> values(300'001);
    for (size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<int32_t>(i * 2654435761u +
                                       static_cast<unsigned char>(*key));
    tensors.push_back(makeTensor<int32_t>(key, VF_INT32, {300'001}, values));
  }
  ScratchFolder scratch;
  ASSERT_OK(save(scratch / "p", tensors));
  EXPECT_TRUE(holds(scratch / "p", tensors));
  EXPECT_EQ(readFile(scratch / "p.data-00000-of-00001"),
            tensors[0].bytes + tensors[1].bytes + tensors[2].bytes);
}

TEST(Bundle, IndexOfSeveralBlocksIsReadInTheOrderOfKeys) {
  std::vector<Tensor> tensors;
  for (int32_t i = 0; i < 5000; ++i) {
    const std::string number = std::to_string(100'000 + (i * 7919) % 5000);
    tensors.push_back(makeTensor<int32_t>(
        "a_long_scope_name_that_fills_the_blocks/of/the/index/" + number + "/" +
            std::string(60, static_cast<char>('a' + i % 26)),
        VF_INT32, {}, {i}));
  }
  ScratchFolder scratch;
  ASSERT_OK(save(scratch / "p", tensors));
  EXPECT_GT(readFile(scratch / "p.index").size(), 262144u);
  EXPECT_TRUE(holds(scratch / "p", tensors));
  StatusOr<BundleReader> reader = BundleReader::open(scratch / "p");
  ASSERT_OK(reader);
  EXPECT_EQ(reader->entries().size(), 5000u);
  for (size_t i = 1; i < reader->entries().size(); ++i)
    EXPECT_LT(reader->entries()[i - 1].key, reader->entries()[i].key);
  EXPECT_EQ(reader->lookup("a"), nullptr);
  EXPECT_EQ(reader->lookup("z"), nullptr);
}

TEST(BundleWriter, RefusesWhatItCannotWriteAndLeavesNothing) {
  const float value = 1;
  const struct {
    const char *key;
    TensorSpec spec;
    vf_code code;
    const char *text;
  } cases[] = {{"", {VF_FLOAT, {}}, VF_INVALID_ARGUMENT, "name"},
               {"first",
                {VF_FLOAT, {}},
                VF_INVALID_ARGUMENT,
                "Adding duplicate key: first"},
               {"s",
                {VF_STRING, {}},
                VF_UNIMPLEMENTED,
                "key 's': tensors of dtype string"},
               {"n",
                {VF_FLOAT, {2, -1}},
                VF_INVALID_ARGUMENT,
                "key 'n': shape [2,-1] has a negative size"},
               {"o",
                {VF_FLOAT, {1LL << 40, 1LL << 40}},
                VF_INVALID_ARGUMENT,
                "key 'o'"}};
  for (const auto &c : cases) {
    ScratchFolder scratch;
    {
      StatusOr<BundleWriter> writer = BundleWriter::open(scratch / "p");
      ASSERT_OK(writer);
      ASSERT_OK(writer->add("first", {VF_FLOAT, {}}, &value));
      Status status = writer->add(c.key, c.spec, &value);
      EXPECT_EQ(status.code(), c.code) << c.key;
      EXPECT_THAT(status.message(), HasSubstr(c.text));
      EXPECT_EQ(writer->finish().message(), status.message())
          << "the first failure stays";
    }
    EXPECT_TRUE(scratch.list().empty());
  }
}

// The worked example of the format notes.
TEST(BundleWriter, WritesStringsByteForByte) {
  const vf_string values[] = {{"hello", 5}, {"", 0}, {"x01", 3}};
  ScratchFolder scratch;
  StatusOr<BundleWriter> writer = BundleWriter::open(scratch / "p");
  ASSERT_OK(writer);
  ASSERT_OK(writer->addStrings("s", {3}, values));
  ASSERT_OK(writer->finish());
  EXPECT_EQ(readFile(dataFileName(scratch / "p", 0, 1)),
            fromHex("05 00 03 c1 66 ac 13 68 65 6c 6c 6f 78 30 31"));
  StatusOr<BundleReader> reader = BundleReader::open(scratch / "p");
  ASSERT_OK(reader);
  ASSERT_TRUE(reader->lookup("s"));
  EXPECT_EQ(maskCrc(reader->lookup("s")->checksum), 0xA3D1E109u);
  StatusOr<StringValues> strings = reader->readStrings(*reader->lookup("s"));
  ASSERT_OK(strings);
  ASSERT_EQ(strings->elements.size(), 3u);
  for (size_t i = 0; i < 3; ++i)
    EXPECT_EQ(std::string(strings->elements[i].data, strings->elements[i].size),
              values[i].data);
}

// Lengths of several bytes, and more than one write.
TEST(BundleWriter, WritesLongStrings) {
  std::vector<std::string> texts = {std::string(200, 'a'),
                                    std::string(300000, 'b'), "c"};
  std::vector<vf_string> values;
  for (const std::string &text : texts)
    values.push_back({text.data(), static_cast<int64_t>(text.size())});
  ScratchFolder scratch;
  StatusOr<BundleWriter> writer = BundleWriter::open(scratch / "p");
  ASSERT_OK(writer);
  ASSERT_OK(writer->addStrings("s", {3, 1}, values.data()));
  ASSERT_OK(writer->finish());
  StatusOr<BundleReader> reader = BundleReader::open(scratch / "p");
  ASSERT_OK(reader);
  StatusOr<StringValues> strings = reader->readStrings(*reader->lookup("s"));
  ASSERT_OK(strings);
  for (size_t i = 0; i < 3; ++i)
    EXPECT_EQ(std::string(strings->elements[i].data, strings->elements[i].size),
              texts[i]);
}

// Each byte of a file of strings matters.
TEST(BundleReader, RefusesDamagedStrings) {
  const vf_string values[] = {{"hello", 5}, {"", 0}, {"x01", 3}};
  ScratchFolder scratch;
  StatusOr<BundleWriter> writer = BundleWriter::open(scratch / "p");
  ASSERT_OK(writer);
  ASSERT_OK(writer->addStrings("s", {3}, values));
  ASSERT_OK(writer->finish());
  const std::string path = dataFileName(scratch / "p", 0, 1);
  const std::string good = readFile(path);
  for (size_t at = 0; at <= good.size(); ++at) {
    std::string damaged = good;
    if (at < good.size())
      damaged[at] = static_cast<char>(damaged[at] ^ 0x84);
    else
      damaged.pop_back();
    writeFile(path, damaged);
    StatusOr<BundleReader> reader = BundleReader::open(scratch / "p");
    ASSERT_OK(reader);
    StatusOr<StringValues> strings = reader->readStrings(*reader->lookup("s"));
    ASSERT_FALSE(strings.ok()) << at;
    EXPECT_EQ(strings.status().code(), VF_DATA_LOSS) << at;
    EXPECT_THAT(strings.status().message(), HasSubstr("key 's'"));
  }
}

TEST(BundleWriter, CreatesTheFolderButNotItsParents) {
  ScratchFolder scratch;
  EXPECT_OK(save(scratch / "new/p", smallCheckpoint(1)));
  Status status = save(scratch / "no/such/p", smallCheckpoint(1));
  EXPECT_EQ(status.code(), VF_NOT_FOUND);
  EXPECT_THAT(status.message(), HasSubstr(scratch / "no/such"));
}

TEST(BundleReader, RefusesHeadersThatItCannotFollow) {
  EXPECT_OK(openWith({{"", kHeader}}));
  EXPECT_OK(openWith({{"", fromHex("08 01 1a 02 08 01 98 06 01")}}))
      << "a field of a later version";
  const struct {
    const char *header;
    vf_code code;
    const char *text;
  } cases[] = {
      {"08 01 10 01 1a 02 08 01", VF_UNIMPLEMENTED, "different endianness"},
      {"08 01 1a 0b 08 ff ff ff ff ff ff ff ff ff 01", VF_INVALID_ARGUMENT,
       "Checkpoint producer version -1"},
      {"08 01 1a 04 08 01 10 02", VF_INVALID_ARGUMENT,
       "Checkpoint min consumer version 2"},
      {"08 01 1a 05 08 01 1a 01 01", VF_INVALID_ARGUMENT,
       "Checkpoint disallows consumer version 1"},
      {"08 01 1a 04 08 01 18 01", VF_INVALID_ARGUMENT,
       "Checkpoint disallows consumer version 1"},
      {"1a 02 08 01", VF_DATA_LOSS, "0 shards"},
      {"08 80 80 80 80 08 1a 02 08 01", VF_DATA_LOSS, "2147483648 shards"},
      {"08", VF_DATA_LOSS, "BundleHeaderProto is malformed"},
      {"08 01 1a 7f 08 01", VF_DATA_LOSS, "BundleHeaderProto is malformed"},
      {"08 01 1a 02 08 81", VF_DATA_LOSS, "VersionDef is malformed"},
  };
  for (const auto &c : cases) {
    Status status = openWith({{"", fromHex(c.header)}});
    EXPECT_EQ(status.code(), c.code) << c.header;
    EXPECT_THAT(status.message(), HasSubstr(c.text)) << c.header;
    EXPECT_THAT(status.message(), HasSubstr("/p.index'")) << c.header;
  }
  EXPECT_THAT(openWith({{"a", kScalar}}).message(),
              HasSubstr("the header is missing"));
  EXPECT_THAT(openWith({}).message(), HasSubstr("the header is missing"));
}

TEST(BundleReader, RefusesAbsurdEntriesByKey) {
  ASSERT_OK(openWith({{"", kHeader}, {"a", kScalar}}));
  const struct {
    const char *entry;
    const char *text;
  } cases[] = {
      {"08 01 12 0d 12 0b 08 ff ff ff ff ff ff ff ff ff 01 28 04",
       "shape [-1] has a negative size"},
      {"08 01 12 02 18 01 28 04", "shape has an unknown rank"},
      {"08 01 12 18 12 0a 08 80 80 80 80 80 80 80 80 40 12 0a 08 80 80 80 80 "
       "80 80 80 80 40 28 04",
       "more than 2^63 - 1"},
      {"08 01 12 04 12 02 08 80 28 04", "TensorShapeProto is malformed"},
      {"08 01 12 00 18 01 28 04", "shard 1 of 1"},
      {"08 01 12 00 18 ff ff ff ff ff ff ff ff ff 01 28 04", "shard -1 of 1"},
      {"08 01 12 00 20 ff ff ff ff ff ff ff ff ff 01 28 04",
       "impossible position: offset -1"},
      {"08 01 12 00 20 fd ff ff ff ff ff ff ff 7f 28 04",
       "impossible position"},
      {"08 01 12 00 28 08", "Invalid size in bundle entry: stored size 8, "
                            "expected size 4 for float[]"},
      {"08 01 12 00 28 04 35 00", "BundleEntryProto is malformed"},
      {"0b 0c", "BundleEntryProto is malformed"},
  };
  for (const auto &c : cases) {
    Status status = openWith({{"", kHeader}, {"bad", fromHex(c.entry)}});
    EXPECT_EQ(status.code(), VF_DATA_LOSS) << c.entry;
    EXPECT_THAT(status.message(), HasSubstr(c.text)) << c.entry;
    EXPECT_THAT(status.message(), HasSubstr("key 'bad'")) << c.entry;
  }
}

TEST(BundleReader, UnknownDtypesAreListedAndRefusedOnlyWhenRead) {
  ScratchFolder scratch;
  writeIndex(
      scratch / "p",
      {{"", kHeader}, {"v", fromHex("08 15 12 00 28 07 35 00 00 00 00")}});
  StatusOr<BundleReader> reader = BundleReader::open(scratch / "p");
  ASSERT_OK(reader);
  Status status = reader->verify(*reader->lookup("v"));
  EXPECT_EQ(status.code(), VF_UNIMPLEMENTED);
  EXPECT_THAT(status.message(),
              HasSubstr("key 'v': tensors of dtype unknown (21)"));
}

TEST(WireFormat, VarintsOfMoreThan64BitsAreRefused) {
  uint64_t value;
  for (const char *bytes : {"ff ff ff ff ff ff ff ff ff 01", "80 00", "7f"}) {
    const std::string text = fromHex(bytes);
    std::string_view rest(text);
    EXPECT_TRUE(takeVarint(rest, value) && rest.empty()) << bytes;
  }
  for (const char *bytes : {"", "80", "ff ff ff ff ff ff ff ff ff 02",
                            "80 80 80 80 80 80 80 80 80 80 00"}) {
    const std::string text = fromHex(bytes);
    std::string_view rest(text);
    EXPECT_FALSE(takeVarint(rest, value)) << bytes;
  }
}

} // namespace vf::ckpt
