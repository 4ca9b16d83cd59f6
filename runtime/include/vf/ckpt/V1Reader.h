// Reads TensorFlow's V1 checkpoints: one file, or the files
// PREFIX-?????-of-NNNNN of a sharded Saver. Each is a table that holds the
// tensors' descriptions and, as messages, the values of their slices.
//
// There are no checksums of tensors: what is verified are the checksums of the
// table's blocks, the descriptions in each message and the number of its
// values. The files are opened once and their descriptions loaded; a message is
// read when its tensor is.
#ifndef VF_CKPT_V1READER_H
#define VF_CKPT_V1READER_H

#include "vf/ckpt/CheckpointReader.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vf::ckpt {

/// One tensor of a V1 checkpoint, which is always stored in slices: one that is
/// not partitioned in one slice of whole axes.
struct V1Entry : TensorEntry {
  std::vector<size_t> files; ///< of each slice, the number of its file
};

/// An open V1 checkpoint. Owns its file handles.
class V1Reader : public CheckpointReader {
public:
  /// Opens the file `path`, or the files of the pattern `path`. NotFound where
  /// one is missing, DataLoss for a damaged one or where they contradict each
  /// other.
  static StatusOr<V1Reader> open(std::string path);

  V1Reader(V1Reader &&) noexcept;
  V1Reader &operator=(V1Reader &&) noexcept;
  ~V1Reader() override;

  const std::string &prefix() const override;

  /// Every tensor, in the order in which the files describe them.
  const std::vector<V1Entry> &entries() const;
  std::vector<std::string> keys() const override;

  const V1Entry *lookup(std::string_view key) const override;

private:
  struct State;
  explicit V1Reader(std::unique_ptr<State> state);
  Status scan(const TensorEntry &entry, size_t slice, const TensorSlice &stored,
              std::vector<Transfer> transfers) override;
  StatusOr<StringValues> loadStrings(const TensorEntry &entry) override;
  std::unique_ptr<State> state;
};

} // namespace vf::ckpt

#endif // VF_CKPT_V1READER_H
