// Reads checkpoints of every format: which tensors there are, whether their
// stored bytes are sound, and their values.
//
// What the formats share is here: a tensor may be stored whole or in slices and
// be wanted whole or in other slices. A format only says which tensors it has
// and moves the bytes of one stored slice.
#ifndef VF_CKPT_CHECKPOINTREADER_H
#define VF_CKPT_CHECKPOINTREADER_H

#include "vf/ckpt/StringValues.h"
#include "vf/ckpt/TensorSlice.h"
#include "vf/ckpt/TensorSpec.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vf::ckpt {

/// One tensor of a checkpoint.
struct TensorEntry {
  std::string key;
  TensorSpec spec;
  /// Where it is stored in slices, these.
  std::vector<TensorSlice> slices;
};

/// Memory for a part of a tensor.
struct ReadTarget {
  TensorSlice slice; ///< what is wanted
  TensorSlice held;  ///< what lies, row-major, at `data`; contains `slice`
  void *data = nullptr;
};

/// What a target wants of a stored slice.
struct Transfer;

/// An open checkpoint. Not thread-safe: one thread at a time.
class CheckpointReader {
public:
  virtual ~CheckpointReader() = default;

  /// What was opened: a prefix, a file or a pattern of files.
  virtual const std::string &prefix() const = 0;

  /// The key of every tensor, in the order in which the format lists them.
  virtual std::vector<std::string> keys() const = 0;

  /// The entry of `key`, or null.
  virtual const TensorEntry *lookup(std::string_view key) const = 0;

  /// Reads the stored bytes of `entry`, one of this reader's, those of all its
  /// slices, and verifies them, keeping nothing. DataLoss where a checksum or a
  /// size differs, a file is too short, a slice is not recorded or two overlap;
  /// Unimplemented for strings (see readStrings) and unknown types;
  /// InvalidArgument where the slices leave out some of what is `wanted`
  /// (resolved slices).
  Status verify(const TensorEntry &entry,
                const std::vector<TensorSlice> &wanted = {});

  /// Reads what `targets` want of `entry`, however it is sliced, each of its
  /// bytes once, and verifies it. The slices are resolved. On failure the
  /// content of the targets is unspecified: verify() first where that matters.
  Status read(const TensorEntry &entry, const std::vector<ReadTarget> &targets);
  /// Reads all of `entry`.
  Status read(const TensorEntry &entry, void *destination);

  /// Reads and verifies the elements of `entry`, which is of strings.
  /// Unimplemented where it is stored in slices.
  StatusOr<StringValues> readStrings(const TensorEntry &entry);

protected:
  CheckpointReader() = default;
  CheckpointReader(CheckpointReader &&) = default;
  CheckpointReader &operator=(CheckpointReader &&) = default;

  template <typename Entry>
  static std::vector<std::string> keysOf(const std::vector<Entry> &entries) {
    std::vector<std::string> keys;
    keys.reserve(entries.size());
    for (const Entry &entry : entries)
      keys.push_back(entry.key);
    return keys;
  }

private:
  /// Reads and verifies the slice #`slice` of `entry` (#0 of one that is stored
  /// whole), which is the box `stored` of it, and does the transfers, if any.
  virtual Status scan(const TensorEntry &entry, size_t slice,
                      const TensorSlice &stored,
                      std::vector<Transfer> transfers) = 0;
  virtual StatusOr<StringValues> loadStrings(const TensorEntry &entry) = 0;
};

/// Opens what resolveCheckpoint() finds: the V2 checkpoint of the prefix
/// `path`, or else the V1 checkpoint that is the file `path` or the files of
/// that pattern.
StatusOr<std::unique_ptr<CheckpointReader>> openCheckpoint(std::string path);

} // namespace vf::ckpt

#endif // VF_CKPT_CHECKPOINTREADER_H
