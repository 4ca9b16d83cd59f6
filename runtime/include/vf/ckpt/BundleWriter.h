// Writes TensorFlow's V2 checkpoints ("tensor bundles"), byte for byte as
// TensorFlow does, in one shard.
//
// A save becomes visible only when it is complete: data and index are written
// under temporary names in the prefix's folder, flushed to the disk and then
// renamed. A writer that fails or is destroyed unfinished leaves an earlier
// checkpoint of the same prefix as it was and removes its temporary files; if
// the process ends at any instant, BundleReader finds the earlier checkpoint or
// the new one.
#ifndef VF_CKPT_BUNDLEWRITER_H
#define VF_CKPT_BUNDLEWRITER_H

#include "vf/ckpt/TensorSlice.h"
#include "vf/ckpt/TensorSpec.h"

#include <memory>
#include <string>
#include <string_view>

namespace vf::ckpt {

/// A checkpoint being written. Not thread-safe. After a failure every further
/// call returns that failure.
class BundleWriter {
public:
  /// Starts the checkpoint `prefix`. Creates its folder (not the folder's
  /// parents) where it is missing.
  static StatusOr<BundleWriter> open(std::string prefix);

  BundleWriter(BundleWriter &&) noexcept;
  BundleWriter &operator=(BundleWriter &&) noexcept;
  ~BundleWriter();

  /// Appends the tensor `key`, whose byteSize(spec) bytes lie at `data` (null
  /// only where there are none). The bytes are on their way to the file when
  /// this returns. InvalidArgument for an empty or repeated key and for an
  /// impossible shape, Unimplemented for strings (see addStrings).
  Status add(std::string_view key, const TensorSpec &spec, const void *data);

  /// Appends the part `slice` of the tensor `key`, which is of `spec` as a
  /// whole. At `data` lies, row-major, the part `held` of it, which contains
  /// `slice`; both are resolved. All slices of a tensor need one spec. A slice
  /// that is all of the tensor is stored as one that is not sliced.
  Status addSlice(std::string_view key, const TensorSpec &spec,
                  const TensorSlice &slice, const TensorSlice &held,
                  const void *data);

  /// Appends the tensor `key` of strings, as many as `dims` say.
  Status addStrings(std::string_view key, const std::vector<int64_t> &dims,
                    const vf_string *elements);

  /// Makes the checkpoint visible under its prefix, durably. Once. Where only
  /// flushing the folder fails, at the very end, the new checkpoint is there
  /// but may not survive a loss of power. InvalidArgument where two slices of a
  /// tensor overlap.
  Status finish();

private:
  struct State;
  explicit BundleWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

} // namespace vf::ckpt

#endif // VF_CKPT_BUNDLEWRITER_H
