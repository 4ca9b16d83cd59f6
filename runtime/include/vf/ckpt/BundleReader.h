// Reads TensorFlow's V2 checkpoints ("tensor bundles"): PREFIX.index, a table
// from keys to entries, and PREFIX.data-?????-of-?????, the values.
//
// The whole index is loaded and checked by open(), so a reader in hand has only
// well-formed entries. The data files are opened there too: a reader stays with
// its checkpoint while another process replaces it. Values are read with pread,
// never mapped: a file that shrinks while it is read gives DataLoss, not a
// signal.
#ifndef VF_CKPT_BUNDLEREADER_H
#define VF_CKPT_BUNDLEREADER_H

#include "vf/ckpt/StringValues.h"
#include "vf/ckpt/TensorSlice.h"
#include "vf/ckpt/TensorSpec.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vf::ckpt {

/// One tensor of a bundle: what it is and where its bytes lie.
struct BundleEntry {
  std::string key;
  TensorSpec spec;
  int32_t shard = 0;
  int64_t offset = 0;    ///< of the first byte in the shard's data file
  int64_t size = 0;      ///< bytes in the data file
  uint32_t checksum = 0; ///< CRC-32C of those bytes (unmasked)
  /// Where it is stored in slices, these; it has no bytes of its own then.
  std::vector<TensorSlice> slices;
};

/// Memory for a part of a tensor.
struct ReadTarget {
  TensorSlice slice; ///< what is wanted
  TensorSlice held;  ///< what lies, row-major, at `data`; contains `slice`
  void *data = nullptr;
};

/// An open checkpoint. Owns its file handles. Not thread-safe: one thread at a
/// time.
class BundleReader {
public:
  /// Opens the checkpoint `prefix` (without ".index") and checks its header and
  /// every entry. NotFound without an index file, DataLoss for a damaged one,
  /// Unimplemented for a format that TensorFlow has but we do not read,
  /// Unavailable where it is replaced faster than it can be opened. A missing
  /// data file is the failure of the entries in it.
  static StatusOr<BundleReader> open(std::string prefix);

  BundleReader(BundleReader &&) noexcept;
  BundleReader &operator=(BundleReader &&) noexcept;
  ~BundleReader();

  const std::string &prefix() const;
  int32_t shardCount() const;

  /// Every tensor, in the order of keys (unsigned bytes), one in slices once.
  const std::vector<BundleEntry> &entries() const;

  /// The entry of `key`, or null.
  const BundleEntry *lookup(std::string_view key) const;

  /// Reads the bytes of `entry`, those of all its slices, and compares their
  /// checksums, keeping nothing. DataLoss where they differ or the file is too
  /// short, where a slice is not recorded or two overlap; Unimplemented for
  /// strings (see readStrings) and unknown types; InvalidArgument where the
  /// slices leave out some of what is `wanted` (resolved slices).
  Status verify(const BundleEntry &entry,
                const std::vector<TensorSlice> &wanted = {});

  /// Reads what `targets` want of `entry`, however it is sliced, each of its
  /// bytes once, and compares their checksums. The slices are resolved. On
  /// failure the content of the targets is unspecified: verify() first where
  /// that matters. Allocates nothing of the tensor's size.
  Status read(const BundleEntry &entry, const std::vector<ReadTarget> &targets);
  /// Reads all of `entry`.
  Status read(const BundleEntry &entry, void *destination);

  /// Reads and verifies the elements of `entry`, which is of strings.
  /// Unimplemented where it is stored in slices.
  StatusOr<StringValues> readStrings(const BundleEntry &entry);

private:
  struct State;
  explicit BundleReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

} // namespace vf::ckpt

#endif // VF_CKPT_BUNDLEREADER_H
