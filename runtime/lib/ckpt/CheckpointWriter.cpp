// What writers of all formats do alike.
#include "vf/ckpt/CheckpointWriter.h"

#include "vf/ckpt/BundleWriter.h"
#include "vf/ckpt/V1Writer.h"

namespace vf::ckpt {

/// Index and table have records of their own under other keys.
static Status checkKey(std::string_view key) {
  if (!key.empty() && key.front() != '\0')
    return Status();
  return Status(VF_INVALID_ARGUMENT,
                "a tensor needs a name that begins with no zero byte");
}

Status CheckpointWriter::add(std::string_view key, const TensorSpec &spec,
                             const void *data) {
  if (failure.ok())
    failure = checkKey(key);
  if (failure.ok())
    failure = append(key, spec, nullptr, wholeSlice(spec.dims),
                     static_cast<const char *>(data));
  return failure;
}

Status CheckpointWriter::addSlice(std::string_view key, const TensorSpec &spec,
                                  const TensorSlice &slice,
                                  const TensorSlice &held, const void *data) {
  if (failure.ok())
    failure = checkKey(key);
  if (failure.ok())
    failure = append(key, spec, &slice, held, static_cast<const char *>(data));
  return failure;
}

Status CheckpointWriter::addStrings(std::string_view key,
                                    const std::vector<int64_t> &dims,
                                    const vf_string *elements) {
  if (failure.ok())
    failure = checkKey(key);
  if (failure.ok())
    failure = appendStrings(key, dims, elements);
  return failure;
}

Status CheckpointWriter::finish() {
  if (failure.ok())
    failure = complete();
  return failure;
}

template <typename Writer>
static StatusOr<std::unique_ptr<CheckpointWriter>> openAs(std::string path) {
  StatusOr<Writer> writer = Writer::open(std::move(path));
  if (!writer.ok())
    return writer.status();
  return std::unique_ptr<CheckpointWriter>(
      std::make_unique<Writer>(std::move(*writer)));
}

StatusOr<std::unique_ptr<CheckpointWriter>>
openCheckpointWriter(CheckpointFormat format, std::string path) {
  return format == CheckpointFormat::V1 ? openAs<V1Writer>(std::move(path))
                                        : openAs<BundleWriter>(std::move(path));
}

} // namespace vf::ckpt
