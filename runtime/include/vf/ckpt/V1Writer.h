// Writes TensorFlow's V1 checkpoints, byte for byte as TensorFlow does, in one
// file.
//
// The file's records are in the order of keys, so nothing but the temporary
// file is made before finish(): the values of one slice at a time take memory
// then.
#ifndef VF_CKPT_V1WRITER_H
#define VF_CKPT_V1WRITER_H

#include "vf/ckpt/CheckpointWriter.h"

namespace vf::ckpt {

/// A V1 checkpoint being written. A slice that is all of its tensor stays a
/// slice; one slice has at most 2^31 bytes.
class V1Writer : public CheckpointWriter {
public:
  /// Starts the checkpoint `path`. Creates its folder (not the folder's
  /// parents) where it is missing. AlreadyExists where a V2 checkpoint has that
  /// prefix: it would be read instead.
  static StatusOr<V1Writer> open(std::string path);

  V1Writer(V1Writer &&) noexcept;
  V1Writer &operator=(V1Writer &&) noexcept;
  ~V1Writer() override;

private:
  struct State;
  explicit V1Writer(std::unique_ptr<State> state);
  Status append(std::string_view key, const TensorSpec &spec,
                const TensorSlice *slice, const TensorSlice &held,
                const char *bytes) override;
  Status appendStrings(std::string_view key, const std::vector<int64_t> &dims,
                       const vf_string *elements) override;
  Status complete() override;
  std::unique_ptr<State> state;
};

} // namespace vf::ckpt

#endif // VF_CKPT_V1WRITER_H
