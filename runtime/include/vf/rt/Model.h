// The C++ face of a compiled model: one instance with one context. Generated
// headers derive a class with one typed method per entry from it.
//
// Functions return a vf_code and never throw; message() is the text of the last
// failure. Not thread-safe: give each thread a Model, or use the C interface,
// where contexts share an instance.
#ifndef VF_RT_MODEL_H
#define VF_RT_MODEL_H

#include "vf/rt/Handles.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string_view>
#include <type_traits>
#include <utility>

namespace vf::rt {

/// A tensor of static rank. As a feed, `data` belongs to the caller, holds what
/// `dims` say, and is only read. As a fetch, `data` and `capacity` (elements)
/// are the caller's buffer, or null and 0 for memory of the model that stays
/// valid until its next call; the call fills `dims`.
template <typename T, std::size_t Rank>
struct Tensor {
  T *data = nullptr;
  std::array<int64_t, Rank> dims{};
  int64_t capacity = 0;
};

class Model {
public:
  /// `options` may be null. If creation fails, every call does, with the code
  /// and the text of that failure.
  explicit Model(const vf_model_desc &model,
                 const vf_instance_options *options = nullptr) {
    vf_instance *created = nullptr;
    status = vf_instance_create(&model, options, &created, creationText.data(),
                                static_cast<int64_t>(creationText.size()));
    instance.reset(created);
    vf_ctx *made = nullptr;
    if (status == VF_OK && (status = vf_ctx_create(created, &made)) != VF_OK)
      setCreationText("no memory for a context");
    context.reset(made);
  }

  /// A model that was moved from fails every call.
  Model(Model &&other) noexcept
      : status(other.status), creationText(other.creationText),
        instance(std::move(other.instance)), context(std::move(other.context)) {
    other.status = VF_FAILED_PRECONDITION;
    other.setCreationText("the model has been moved from");
  }
  Model &operator=(Model &&other) noexcept {
    Model taken(std::move(other));
    std::swap(status, taken.status);
    std::swap(creationText, taken.creationText);
    instance.swap(taken.instance);
    context.swap(taken.context);
    return *this;
  }

  /// Whether the instance exists.
  explicit operator bool() const { return context != nullptr; }
  const char *message() const {
    return context ? vf_ctx_message(context.get()) : creationText.data();
  }
  /// For what this class does not cover; null if creation failed.
  vf_ctx *ctx() { return context.get(); }

  int32_t initialize() {
    return context ? vf_initialize(context.get()) : status;
  }
  int32_t restore(const char *prefix, int32_t saver = 0) {
    return context ? vf_restore(context.get(), prefix, saver) : status;
  }
  int32_t save(const char *prefix, int32_t saver = 0) {
    return context ? vf_save(context.get(), prefix, saver) : status;
  }

protected:
  template <typename T, std::size_t Rank>
  static vf_arg makeArg(const Tensor<T, Rank> &tensor, int32_t dtype) {
    vf_arg arg{};
    arg.data = const_cast<void *>(static_cast<const void *>(tensor.data));
    arg.capacity = tensor.capacity * static_cast<int64_t>(sizeof(T));
    if (std::is_const_v<T>)
      arg.capacity = std::accumulate(tensor.dims.begin(), tensor.dims.end(),
                                     static_cast<int64_t>(sizeof(T)),
                                     std::multiplies<int64_t>());
    arg.dtype = dtype;
    arg.rank = static_cast<int32_t>(Rank);
    for (std::size_t axis = 0; axis < Rank; ++axis)
      arg.dims[axis] = tensor.dims[axis];
    return arg;
  }
  template <typename T, std::size_t Rank>
  static void takeFetch(const vf_arg &arg, Tensor<T, Rank> &tensor) {
    tensor.data = static_cast<T *>(arg.data);
    for (std::size_t axis = 0; axis < Rank; ++axis)
      tensor.dims[axis] = arg.dims[axis];
  }
  int32_t call(int32_t entry, const vf_arg *feeds, int32_t numFeeds,
               vf_arg *fetches, int32_t numFetches) {
    return context ? vf_call(context.get(), entry, feeds, numFeeds, fetches,
                             numFetches)
                   : status;
  }

private:
  void setCreationText(std::string_view text) {
    creationText.fill('\0');
    std::copy(text.begin(), text.end(), creationText.begin());
  }

  int32_t status = VF_OK; ///< of the creation; what calls return without one
  std::array<char, 512> creationText{};
  InstancePtr instance;
  ContextPtr context;
};

} // namespace vf::rt

#endif // VF_RT_MODEL_H
