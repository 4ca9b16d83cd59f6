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

#include "vf/ckpt/CheckpointReader.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vf::ckpt {

/// One tensor of a bundle: what it is and where its bytes lie. Where it is
/// stored in slices it has no bytes of its own.
struct BundleEntry : TensorEntry {
  int32_t shard = 0;
  int64_t offset = 0;    ///< of the first byte in the shard's data file
  int64_t size = 0;      ///< bytes in the data file
  uint32_t checksum = 0; ///< CRC-32C of those bytes (unmasked)
};

/// An open V2 checkpoint. Owns its file handles.
class BundleReader : public CheckpointReader {
public:
  /// Opens the checkpoint `prefix` (without ".index") and checks its header and
  /// every entry. NotFound without an index file, DataLoss for a damaged one,
  /// Unimplemented for a format that TensorFlow has but we do not read,
  /// Unavailable where it is replaced faster than it can be opened. A missing
  /// data file is the failure of the entries in it.
  static StatusOr<BundleReader> open(std::string prefix);

  BundleReader(BundleReader &&) noexcept;
  BundleReader &operator=(BundleReader &&) noexcept;
  ~BundleReader() override;

  const std::string &prefix() const override;
  int32_t shardCount() const;

  /// Every tensor, in the order of keys (unsigned bytes), one in slices once.
  const std::vector<BundleEntry> &entries() const;
  std::vector<std::string> keys() const override;

  const BundleEntry *lookup(std::string_view key) const override;

private:
  struct State;
  explicit BundleReader(std::unique_ptr<State> state);
  Status scan(const TensorEntry &entry, size_t slice, const TensorSlice &stored,
              std::vector<Transfer> transfers) override;
  StatusOr<StringValues> loadStrings(const TensorEntry &entry) override;
  std::unique_ptr<State> state;
};

} // namespace vf::ckpt

#endif // VF_CKPT_BUNDLEREADER_H
