// .npy files: what NumPy writes is read, what we write NumPy reads; damaged
// files are refused.
#include "Npy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <thread>

using namespace vf::rt;
using testing::ElementsAre;
using testing::HasSubstr;

namespace fs = std::filesystem;

namespace {
/// One file in a scratch folder.
struct NpyTest : testing::Test {
  NpyTest()
      : path((fs::path(VF_TEST_TMP) /
              (std::string("npy-") +
               testing::UnitTest::GetInstance()->current_test_info()->name()))
                 .string()) {}
  ~NpyTest() override { fs::remove(path); }

  void write(const std::string &bytes) const {
    std::ofstream(path, std::ios::binary) << bytes;
  }
  std::string bytes() const {
    std::ifstream file(path, std::ios::binary);
    return std::string((std::istreambuf_iterator<char>(file)), {});
  }
  std::string messageOf(int32_t dtype) const {
    StatusOr<OwnedTensor> tensor = readNpy(path, dtype);
    EXPECT_FALSE(tensor.ok());
    return tensor.status().message();
  }

  std::string path;
};
} // namespace

/// A file of format 1 (or `version`) with this dictionary and these data bytes.
static std::string npy(const std::string &dictionary, const std::string &data,
                       char version = 1) {
  std::string file = std::string("\x93NUMPY") + version + '\0';
  file += static_cast<char>(dictionary.size() & 0xFF);
  file += static_cast<char>(dictionary.size() >> 8);
  if (version > 1)
    file += std::string(2, '\0');
  return file + dictionary + data;
}

static std::string dictionary(const char *descr, const char *shape,
                              const char *fortranOrder = "False") {
  return std::string("{'descr': '") + descr +
         "', 'fortran_order': " + fortranOrder + ", 'shape': " + shape +
         ", }\n";
}

template <typename T>
static std::vector<T> elements(const StatusOr<OwnedTensor> &tensor) {
  EXPECT_TRUE(tensor.ok()) << tensor.status().message();
  if (!tensor.ok())
    return {};
  const auto *data = static_cast<const T *>(tensor->memory.data());
  return std::vector<T>(data, data + tensor->bytes() / sizeof(T));
}

static std::string raw(std::initializer_list<int> bytes) {
  return std::string(bytes.begin(), bytes.end());
}

TEST_F(NpyTest, ReadsEveryFormat) {
  for (char version : {1, 2, 3}) {
    write(npy(dictionary("|i1", "(3,)"), raw({1, 2, -3}), version));
    EXPECT_THAT(elements<int8_t>(readNpy(path, VF_INT8)),
                ElementsAre(1, 2, -3));
  }
}

TEST_F(NpyTest, ReadsBothByteOrders) {
  write(npy(dictionary("<i4", "(2,)"), raw({1, 0, 0, 0, 2, 1, 0, 0})));
  EXPECT_THAT(elements<int32_t>(readNpy(path, VF_INT32)), ElementsAre(1, 258));
  write(npy(dictionary(">i4", "(2,)"), raw({0, 0, 0, 1, 0, 0, 1, 2})));
  EXPECT_THAT(elements<int32_t>(readNpy(path, VF_INT32)), ElementsAre(1, 258));
  // Complex numbers are swapped by component.
  write(npy(dictionary(">c8", "()"), raw({0x3F, -128, 0, 0, 0x40, 0, 0, 0})));
  EXPECT_THAT(elements<float>(readNpy(path, VF_COMPLEX64)), ElementsAre(1, 2));
}

static std::vector<std::string> texts(const StatusOr<OwnedTensor> &tensor) {
  EXPECT_TRUE(tensor.ok()) << tensor.status().message();
  std::vector<std::string> texts;
  if (tensor.ok())
    for (const vf_string &element : tensor->strings.elements)
      texts.emplace_back(element.data, element.size);
  return texts;
}

TEST_F(NpyTest, ReadsStringsWithoutTheZerosThatFillThemUp) {
  write(npy(dictionary("|S3", "(2, 2)", "True"), std::string("a\0\0"
                                                             "b\0c"
                                                             "\0\0\0"
                                                             "dd\0",
                                                             12)));
  EXPECT_THAT(texts(readNpy(path, VF_STRING)),
              ElementsAre("a", "", std::string("b\0c", 3), "dd"));
  write(npy(dictionary("<U2", "(1,)"), raw({0xFC, 0, 0, 0, 0, 0, 0, 0})));
  EXPECT_THAT(texts(readNpy(path, VF_STRING)), ElementsAre("\xC3\xBC"));
  write(npy(dictionary(">U1", "(1,)"), raw({0, 1, -10, 0})));
  EXPECT_THAT(texts(readNpy(path, VF_STRING)), ElementsAre("\xF0\x9F\x98\x80"));
  write(npy(dictionary("<U1", "(1,)"), raw({0, 0, 0x11, 0})));
  EXPECT_THAT(messageOf(VF_STRING), HasSubstr("element #0 has what is no"));
  write(npy(dictionary("<f4", "()"), raw({0, 0, 0, 0})));
  EXPECT_THAT(messageOf(VF_STRING),
              HasSubstr("expected dtype string (S or U), found <f4"));
}

TEST_F(NpyTest, WritesStringsAsNumPyDoes) {
  const vf_string values[] = {{"a", 1}, {"", 0}, {"b\0c", 3}};
  vf_arg value = {};
  value.data = const_cast<vf_string *>(values);
  value.dtype = VF_STRING;
  value.rank = 1;
  value.dims[0] = 3;
  ASSERT_TRUE(writeNpyStrings(path, value).ok());
  EXPECT_THAT(bytes(), HasSubstr("'descr': '|S3'"));
  EXPECT_THAT(texts(readNpy(path, VF_STRING)),
              ElementsAre("a", "", std::string("b\0c", 3)));
  const vf_string bad[] = {{"a\0", 2}};
  value.data = const_cast<vf_string *>(bad);
  value.dims[0] = 1;
  Status status = writeNpyStrings(path, value);
  EXPECT_EQ(VF_INVALID_ARGUMENT, status.code());
  EXPECT_THAT(status.message(), HasSubstr("string #0 ends in a zero byte"));
}

TEST_F(NpyTest, ReadsColumnMajorFiles) {
  write(npy(dictionary("|u1", "(2, 3)", "True"), raw({1, 4, 2, 5, 3, 6})));
  StatusOr<OwnedTensor> tensor = readNpy(path, VF_UINT8);
  EXPECT_THAT(elements<uint8_t>(tensor), ElementsAre(1, 2, 3, 4, 5, 6));
  write(npy(dictionary("|u1", "(2, 2, 2)", "True"),
            raw({1, 5, 3, 7, 2, 6, 4, 8})));
  EXPECT_THAT(elements<uint8_t>(readNpy(path, VF_UINT8)),
              ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
}

TEST_F(NpyTest, ReadsBoolsAndBfloat16) {
  write(npy(dictionary("|b1", "(3,)"), raw({0, 1, 2})));
  EXPECT_THAT(elements<uint8_t>(readNpy(path, VF_BOOL)), ElementsAre(0, 1, 1));
  for (const char *descr : {"<V2", "|V2", "<u2"}) {
    write(npy(dictionary(descr, "(1,)"), raw({0x80, 0x3F})));
    EXPECT_THAT(elements<uint16_t>(readNpy(path, VF_BFLOAT16)),
                ElementsAre(0x3F80));
  }
}

TEST_F(NpyTest, AcceptsHeadersAsOthersWriteThem) {
  write(npy("{\"shape\":(2L,),\"fortran_order\":False,\"descr\":\"|u1\"}  ",
            raw({7, 8})));
  EXPECT_THAT(elements<uint8_t>(readNpy(path, VF_UINT8)), ElementsAre(7, 8));
}

TEST_F(NpyTest, RefusesOtherTypes) {
  write(npy(dictionary("<f8", "(1,)"), std::string(8, '\0')));
  EXPECT_THAT(messageOf(VF_FLOAT),
              HasSubstr("expected dtype float (<f4), found <f8"));
  write(npy(dictionary("<u4", "(1,)"), std::string(4, '\0')));
  EXPECT_THAT(messageOf(VF_INT32), HasSubstr("found <u4"));
}

TEST_F(NpyTest, RefusesDamagedFiles) {
  const struct {
    std::string file;
    const char *message;
  } cases[] = {
      {"", "not an .npy file (too short)"},
      {"PK\3\4 a zip archive", "not an .npy file (wrong magic number)"},
      {npy(dictionary("|u1", "(1,)"), "x", 4), "format 4"},
      {npy(dictionary("|u1", "(3,)"), "xx"),
       "truncated: shape [3] needs 3 bytes, found 2"},
      {npy(dictionary("|u1", "(9000000000000000000,)"), "xx"), "truncated"},
      {npy(dictionary("|u1", "(4294967296, 4294967296, 4294967296)"), "xx"),
       "truncated"},
      {npy(dictionary("|u1", "(1, 1, 1, 1, 1, 1, 1, 1, 1)"), "x"), "rank 9"},
      {npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}",
           "xxxx"),
       "something else than"},
      {npy("{'descr': '|u1', 'shape': (1,)}", "x"), "something else than"},
      {npy("{'descr': '|u1', 'fortran_order': False, 'shape': (-1,)}", "x"),
       "something else than"},
      {npy("{'descr': '|u1', 'fortran_order': False, 'shape': (3)}", "xxx"),
       "something else than"},
      {npy("", ""), "something else than"},
      {std::string("\x93NUMPY\2\0\xFF\xFF\xFF\x7F", 12) + "{}",
       "header of 2147483647 bytes exceeds the most"},
      {std::string("\x93NUMPY\1\0\xFF\xFF", 10) + "{}", "too short"},
  };
  for (const auto &c : cases) {
    write(c.file);
    std::string message = messageOf(VF_UINT8);
    EXPECT_THAT(message, HasSubstr(c.message));
    EXPECT_THAT(message, HasSubstr(path));
  }
}

// Every prefix of a good file is refused, none crashes.
TEST_F(NpyTest, RefusesEveryPrefix) {
  std::string whole = npy(dictionary("<f4", "(2,)"), std::string(8, '\1'));
  for (size_t size = 0; size < whole.size(); ++size) {
    write(whole.substr(0, size));
    EXPECT_FALSE(readNpy(path, VF_FLOAT).ok()) << size;
  }
}

TEST_F(NpyTest, RefusesFolders) {
  EXPECT_THAT(readNpy(VF_TEST_TMP, VF_FLOAT).status().message(),
              HasSubstr("is not a regular file"));
}

TEST_F(NpyTest, WritesWhatNumPyReads) {
  StatusOr<NpyWriter> writer = NpyWriter::create(path, VF_INT16, {2, 1});
  ASSERT_TRUE(writer.ok());
  const int16_t values[] = {5, -6};
  ASSERT_TRUE(writer->append(values, sizeof(values)).ok());
  EXPECT_FALSE(fs::exists(path)) << "visible before it is complete";
  ASSERT_TRUE(writer->finish().ok());
  std::string header = "{'descr': '<i2', 'fortran_order': False, "
                       "'shape': (2, 1), }";
  std::string file = bytes();
  EXPECT_EQ(128u + 4u, file.size());
  EXPECT_EQ(std::string("\x93NUMPY\1\0\x76\0", 10), file.substr(0, 10));
  EXPECT_EQ(header, file.substr(10, header.size()));
  EXPECT_EQ('\n', file[127]);
  EXPECT_THAT(elements<int16_t>(readNpy(path, VF_INT16)), ElementsAre(5, -6));
}

TEST_F(NpyTest, RoundTripsShapes) {
  for (const std::vector<int64_t> &dims :
       {std::vector<int64_t>{}, {3}, {0}, {2, 0, 4}, {1, 2, 3, 4}}) {
    OwnedTensor tensor = std::move(*OwnedTensor::create(VF_BFLOAT16, dims));
    StatusOr<NpyWriter> writer = NpyWriter::create(path, VF_BFLOAT16, dims);
    ASSERT_TRUE(writer.ok());
    ASSERT_TRUE(writer->append(tensor.memory.data(), tensor.bytes()).ok());
    ASSERT_TRUE(writer->finish().ok());
    StatusOr<OwnedTensor> copy = readNpy(path, VF_BFLOAT16);
    ASSERT_TRUE(copy.ok()) << copy.status().message();
    EXPECT_EQ(dims, copy->dims);
  }
}

// A writer that is given up leaves nothing behind.
TEST_F(NpyTest, RemovesUnfinishedFiles) {
  fs::path folder = path + ".folder";
  fs::create_directory(folder);
  {
    ASSERT_TRUE(NpyWriter::create(folder / "x.npy", VF_FLOAT, {1}).ok());
  }
  EXPECT_TRUE(fs::is_empty(folder));
  fs::remove(folder);
}

//===- Where a file is written --------------------------------------------===//

namespace {
/// A scratch folder of links and pipes.
struct OutputFileTest : testing::Test {
  OutputFileTest()
      : folder(
            fs::path(VF_TEST_TMP) /
            (std::string("output-") +
             testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::remove_all(folder);
    fs::create_directory(folder);
  }
  ~OutputFileTest() override { fs::remove_all(folder); }

  Status write(const std::string &name, const std::string &content) const {
    StatusOr<OutputFile> file = OutputFile::create(folder / name);
    if (!file.ok())
      return file.status();
    if (Status status = file->append(content.data(), content.size());
        !status.ok())
      return status;
    return file->finish();
  }
  std::string read(const std::string &name) const {
    std::ifstream file(folder / name);
    return std::string((std::istreambuf_iterator<char>(file)), {});
  }

  fs::path folder;
};
} // namespace

TEST_F(OutputFileTest, PipesStay) {
  ASSERT_EQ(0, mkfifo((folder / "pipe").c_str(), 0600));
  std::string received;
  std::thread reader([&] { received = read("pipe"); });
  Status status = write("pipe", "values");
  reader.join();
  EXPECT_TRUE(status.ok()) << status.message();
  EXPECT_EQ("values", received);
  EXPECT_TRUE(fs::is_fifo(folder / "pipe"));
}

TEST_F(OutputFileTest, LinksStayAndLeadToTheNewFile) {
  fs::create_directory(folder / "far");
  fs::create_symlink("far/second", folder / "first");
  fs::create_symlink("file", folder / "far/second");
  for (const char *content : {"new", "newer"}) { // at first there is no file
    Status status = write("first", content);
    EXPECT_TRUE(status.ok()) << status.message();
    EXPECT_TRUE(fs::is_symlink(folder / "first"));
    EXPECT_TRUE(fs::is_symlink(folder / "far/second"));
    EXPECT_EQ(content, read("far/file"));
  }
}

TEST_F(OutputFileTest, RefusesWhatCannotBeWritten) {
  fs::create_symlink("loop", folder / "loop");
  EXPECT_THAT(write("loop", "").message(),
              HasSubstr("too many symbolic links"));
  fs::create_directory(folder / "folder");
  EXPECT_THAT(write("folder", "").message(), HasSubstr("Is a directory"));
}
