// Writes checkpoints of every format.
//
// A save becomes visible only when it is complete: files are written under
// temporary names in their final folder, flushed to the disk and then renamed.
// A writer that fails or is destroyed unfinished leaves an earlier checkpoint
// of the same name as it was and removes its temporary files.
#ifndef VF_CKPT_CHECKPOINTWRITER_H
#define VF_CKPT_CHECKPOINTWRITER_H

#include "vf/ckpt/TensorSlice.h"
#include "vf/ckpt/TensorSpec.h"

#include <memory>
#include <string>
#include <string_view>

namespace vf::ckpt {

/// A checkpoint being written. Not thread-safe. After a failure every further
/// call returns that failure.
class CheckpointWriter {
public:
  virtual ~CheckpointWriter() = default;

  /// Adds the tensor `key`, whose byteSize(spec) bytes lie at `data` (null only
  /// where there are none) and stay there until finish(). InvalidArgument for
  /// an empty or repeated key and for an impossible shape, Unimplemented for
  /// strings (see addStrings) and for types that the format does not have.
  Status add(std::string_view key, const TensorSpec &spec, const void *data);

  /// Adds the part `slice` of the tensor `key`, which is of `spec` as a whole.
  /// At `data` lies, row-major, the part `held` of it, which contains `slice`;
  /// both are resolved. All slices of a tensor need one spec.
  Status addSlice(std::string_view key, const TensorSpec &spec,
                  const TensorSlice &slice, const TensorSlice &held,
                  const void *data);

  /// Adds the tensor `key` of strings, as many as `dims` say. They stay where
  /// they are until finish().
  Status addStrings(std::string_view key, const std::vector<int64_t> &dims,
                    const vf_string *elements);

  /// Makes the checkpoint visible, durably. Once. Where only flushing the
  /// folder fails, at the very end, the new checkpoint is there but may not
  /// survive a loss of power. InvalidArgument where two slices of a tensor
  /// overlap.
  Status finish();

protected:
  CheckpointWriter() = default;
  CheckpointWriter(CheckpointWriter &&) = default;
  CheckpointWriter &operator=(CheckpointWriter &&) = default;

private:
  /// Adds a slice, or all of the tensor where `slice` is null.
  virtual Status append(std::string_view key, const TensorSpec &spec,
                        const TensorSlice *slice, const TensorSlice &held,
                        const char *bytes) = 0;
  virtual Status appendStrings(std::string_view key,
                               const std::vector<int64_t> &dims,
                               const vf_string *elements) = 0;
  virtual Status complete() = 0;

  Status failure; ///< the first one
};

/// The formats that TensorFlow's Savers have, by their numbers.
enum class CheckpointFormat { V1 = 1, V2 = 2 };

/// Starts the checkpoint `path` in `format`.
StatusOr<std::unique_ptr<CheckpointWriter>>
openCheckpointWriter(CheckpointFormat format, std::string path);

} // namespace vf::ckpt

#endif // VF_CKPT_CHECKPOINTWRITER_H
