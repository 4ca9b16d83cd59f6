// What the runtime's tests share: instances of the test model, tensors, calls.
#ifndef VF_RUNTIME_TEST_TESTSUPPORT_H
#define VF_RUNTIME_TEST_TESTSUPPORT_H

#include "TestModel.h"
#include "vf/rt/Handles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

namespace vf::test {

/// An instance of a model, and a context to call it from.
struct Session {
  /// Of the test model.
  explicit Session(const vf_instance_options *options = nullptr)
      : Session(testModel(), options) {}
  explicit Session(const vf_model_desc &model,
                   const vf_instance_options *options = nullptr) {
    vf_instance *created;
    EXPECT_EQ(VF_OK, vf_instance_create(&model, options, &created, nullptr, 0));
    instance.reset(created);
    ctx = context();
  }

  rt::ContextPtr context() const {
    vf_ctx *created;
    EXPECT_EQ(VF_OK, vf_ctx_create(instance.get(), &created));
    return rt::ContextPtr(created);
  }

  std::string message() const { return vf_ctx_message(ctx.get()); }

  rt::InstancePtr instance;
  rt::ContextPtr ctx;
};

/// An argument that refers to `values`.
template <typename T>
vf_arg argOf(std::vector<T> &values, int32_t dtype,
             std::initializer_list<int64_t> dims) {
  vf_arg arg = {};
  arg.data = values.data();
  arg.capacity = static_cast<int64_t>(values.size() * sizeof(T));
  arg.dtype = dtype;
  for (int64_t size : dims)
    arg.dims[arg.rank++] = size;
  return arg;
}

/// The value of a float variable.
inline std::vector<float> readFloats(vf_ctx *ctx, Variable variable) {
  vf_arg value = {};
  EXPECT_EQ(VF_OK, vf_variable_read(ctx, variable, &value))
      << vf_ctx_message(ctx);
  int64_t count = 1;
  for (int32_t i = 0; i < value.rank; ++i)
    count *= value.dims[i];
  const auto *data = static_cast<const float *>(value.data);
  return {data, data + count};
}

inline int64_t readStep(vf_ctx *ctx) {
  vf_arg value = {};
  EXPECT_EQ(VF_OK, vf_variable_read(ctx, kGlobalStep, &value));
  return *static_cast<const int64_t *>(value.data);
}

inline bool isInitialized(vf_ctx *ctx, Variable variable) {
  int32_t initialized = -1;
  EXPECT_EQ(VF_OK, vf_variable_is_initialized(ctx, variable, &initialized));
  return initialized == 1;
}

} // namespace vf::test

#endif // VF_RUNTIME_TEST_TESTSUPPORT_H
