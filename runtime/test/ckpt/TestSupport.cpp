// The checkpoint tests' support.
#include "TestSupport.h"

#include "BundleNames.h"
#include "IndexTable.h"
#include "TemporaryFile.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace vf::ckpt {

namespace fs = std::filesystem;

static std::string makeFolder() {
  std::string pattern = VF_TEST_TMP "/scratch-XXXXXX";
  if (!mkdtemp(pattern.data()))
    ADD_FAILURE() << "cannot create " << pattern;
  return pattern;
}

ScratchFolder::ScratchFolder() : path(makeFolder()) {}
ScratchFolder::~ScratchFolder() { fs::remove_all(path); }

std::vector<std::string> ScratchFolder::list() const {
  std::vector<std::string> names;
  for (const fs::directory_entry &entry : fs::directory_iterator(path))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

std::string readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << "cannot read " << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

void writeFile(const std::string &path, const std::string &bytes) {
  fs::remove(
      path); // a file system may flush what is truncated and written again
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  EXPECT_TRUE(file.flush()) << "cannot write " << path;
}

std::string fromHex(const std::string &digits) {
  std::string bytes, pair;
  for (char digit : digits) {
    if (digit == ' ')
      continue;
    pair += digit;
    if (pair.size() == 2)
      bytes +=
          static_cast<char>(std::stoi(std::exchange(pair, ""), nullptr, 16));
  }
  return bytes;
}

std::string partitionedIndex() {
  return fromHex(
      "00000608011a020801000a130077000101028082808208011208120208021202"
      "08022810354c28987406041582828082"
      "0801120812020802120208022010281035ebd5bc490001227708011208120208"
      "04120208023a080a0210020a0210023a"
      "0a0a04080210020a021002000000000100000000906e9bd40000000001000000"
      "00c0f2a1b00001027800730000000001"
      "0000000028bd45a7780885010e00000000000000000000000000000000000000"
      "00000000000000000000000000000000"
      "57fb808b247547db");
}

std::vector<Tensor> smallCheckpoint(int version) {
  const auto value = static_cast<float>(version);
  return {
      makeTensor<float>("layer/w", VF_FLOAT, {2, 3}, {value, 1, 2, 3, 4, 5}),
      makeTensor<int64_t>("step", VF_INT64, {}, {version}),
      makeTensor<uint8_t>("mask", VF_BOOL, {5},
                          {1, 0, 1, 1, static_cast<uint8_t>(version % 2)})};
}

Status save(const std::string &prefix, const std::vector<Tensor> &tensors,
            CheckpointFormat format) {
  StatusOr<std::unique_ptr<CheckpointWriter>> writer =
      openCheckpointWriter(format, prefix);
  if (!writer.ok())
    return writer.status();
  for (const Tensor &tensor : tensors)
    if (Status status =
            (*writer)->add(tensor.key, tensor.spec, tensor.bytes.data());
        !status.ok())
      return status;
  return (*writer)->finish();
}

Status restore(const std::string &prefix, std::vector<Tensor> &wanted) {
  StatusOr<std::unique_ptr<CheckpointReader>> reader = openCheckpoint(prefix);
  if (!reader.ok())
    return reader.status();
  std::vector<RestoreItem> items;
  for (Tensor &tensor : wanted) {
    tensor.bytes.assign(tensor.bytes.size(), '\xa5');
    items.push_back({tensor.key, tensor.spec, tensor.bytes.data()});
  }
  Status status = restoreAll(**reader, items);
  if (!status.ok())
    for (const Tensor &tensor : wanted)
      EXPECT_EQ(tensor.bytes, std::string(tensor.bytes.size(), '\xa5'))
          << tensor.key << " was touched";
  return status;
}

::testing::AssertionResult holds(const std::string &prefix,
                                 const std::vector<Tensor> &tensors) {
  std::vector<Tensor> found = tensors;
  if (Status status = restore(prefix, found); !status.ok())
    return ::testing::AssertionFailure() << status.message();
  for (size_t i = 0; i < tensors.size(); ++i)
    if (found[i].bytes != tensors[i].bytes)
      return ::testing::AssertionFailure()
             << "other values in " << tensors[i].key;
  return ::testing::AssertionSuccess();
}

void writeTable(const std::string &path,
                const std::map<std::string, std::string> &records) {
  StatusOr<TemporaryFile> file = TemporaryFile::create(path);
  ASSERT_OK(file);
  ASSERT_OK(writeIndexTable(file->file(), records));
  ASSERT_OK(file->file().syncAndClose());
  ASSERT_OK(file->commit());
}

void writeIndex(const std::string &prefix,
                const std::map<std::string, std::string> &records) {
  writeTable(indexFileName(prefix), records);
}

} // namespace vf::ckpt
