// What the checkpoint tests share: scratch folders, whole files, small
// checkpoints and hand-made indexes.
#ifndef VF_TEST_CKPT_TESTSUPPORT_H
#define VF_TEST_CKPT_TESTSUPPORT_H

#include "vf/ckpt/BundleReader.h"
#include "vf/ckpt/CheckpointWriter.h"
#include "vf/ckpt/Restore.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace vf::ckpt {

/// Makes `ASSERT_OK(status)` show the status's own message.
#define ASSERT_OK(expression)                                                  \
  ASSERT_TRUE((expression).ok()) << statusOf(expression).message()
#define EXPECT_OK(expression)                                                  \
  EXPECT_TRUE((expression).ok()) << statusOf(expression).message()
inline const Status &statusOf(const Status &status) { return status; }
template <typename T>
const Status &statusOf(const StatusOr<T> &result) {
  return result.status();
}

/// A new empty folder for the running test, removed at the end.
class ScratchFolder {
public:
  ScratchFolder();
  ScratchFolder(const ScratchFolder &) = delete;
  ScratchFolder &operator=(const ScratchFolder &) = delete;
  ~ScratchFolder();

  std::string operator/(const std::string &name) const {
    return path + "/" + name;
  }
  /// The names in the folder, sorted.
  std::vector<std::string> list() const;

  const std::string path;
};

std::string readFile(const std::string &path);
void writeFile(const std::string &path, const std::string &bytes);

/// The bytes that hexadecimal digits (blanks are free) spell.
std::string fromHex(const std::string &digits);

/// The index of a float tensor `w` of [4, 2] in two halves, 200 bytes, as
/// TensorFlow writes it.
std::string partitionedIndex();

/// A tensor in memory.
struct Tensor {
  std::string key;
  TensorSpec spec;
  std::string bytes;
};

template <typename T>
Tensor makeTensor(std::string key, int32_t dtype, std::vector<int64_t> dims,
                  const std::vector<T> &values) {
  return {std::move(key),
          {dtype, std::move(dims)},
          std::string(reinterpret_cast<const char *>(values.data()),
                      values.size() * sizeof(T))};
}

/// Three small tensors whose values depend on `version`.
std::vector<Tensor> smallCheckpoint(int version);

/// Saves with the writer of `format`.
Status save(const std::string &prefix, const std::vector<Tensor> &tensors,
            CheckpointFormat format = CheckpointFormat::V2);

/// Restores tensors like `wanted` from `prefix`; the values replace wanted's
/// bytes. Fails the test where a failed restore has touched a destination.
Status restore(const std::string &prefix, std::vector<Tensor> &wanted);

/// Whether the checkpoint `prefix` holds exactly `tensors`.
::testing::AssertionResult holds(const std::string &prefix,
                                 const std::vector<Tensor> &tensors);

/// Writes a table with `records` as the file `path`.
void writeTable(const std::string &path,
                const std::map<std::string, std::string> &records);

/// Writes a table with `records` as the index of `prefix`.
void writeIndex(const std::string &prefix,
                const std::map<std::string, std::string> &records);

} // namespace vf::ckpt

#endif // VF_TEST_CKPT_TESTSUPPORT_H
