// Writes TensorFlow's V2 checkpoints ("tensor bundles"), byte for byte as
// TensorFlow does, in one shard.
//
// If the process ends at any instant, BundleReader finds the earlier checkpoint
// or the new one.
#ifndef VF_CKPT_BUNDLEWRITER_H
#define VF_CKPT_BUNDLEWRITER_H

#include "vf/ckpt/CheckpointWriter.h"

namespace vf::ckpt {

/// A V2 checkpoint being written. The bytes of a tensor are on their way to the
/// file when it has been added. A slice that is all of its tensor is stored as
/// one that is not sliced.
class BundleWriter : public CheckpointWriter {
public:
  /// Starts the checkpoint `prefix`. Creates its folder (not the folder's
  /// parents) where it is missing.
  static StatusOr<BundleWriter> open(std::string prefix);

  BundleWriter(BundleWriter &&) noexcept;
  BundleWriter &operator=(BundleWriter &&) noexcept;
  ~BundleWriter() override;

private:
  struct State;
  explicit BundleWriter(std::unique_ptr<State> state);
  Status append(std::string_view key, const TensorSpec &spec,
                const TensorSlice *slice, const TensorSlice &held,
                const char *bytes) override;
  Status appendStrings(std::string_view key, const std::vector<int64_t> &dims,
                       const vf_string *elements) override;
  Status complete() override;
  std::unique_ptr<State> state;
};

} // namespace vf::ckpt

#endif // VF_CKPT_BUNDLEWRITER_H
