// Instances: their variables, random streams and thread counts.
#include "TestSupport.h"

#include <cstdlib>

using namespace vf::test;
using testing::ElementsAre;
using testing::HasSubstr;

// Sanitizers end the process at an impossible allocation unless told that the
// program copes with it.
extern "C" const char *__asan_default_options() {
  return "allocator_may_return_null=1";
}

static vf_instance_options seeded(uint64_t seed) {
  vf_instance_options options = {};
  options.struct_size = sizeof(options);
  options.has_seed = 1;
  options.seed = seed;
  return options;
}

//===- Variables ----------------------------------------------------------===//

TEST(Instance, BeginsUninitializedButForEmptyVariables) {
  Session session;
  for (Variable variable : {kWeights, kGlobalStep, kExtra, kLocal})
    EXPECT_FALSE(isInitialized(session.ctx.get(), variable));
  EXPECT_TRUE(isInitialized(session.ctx.get(), kEmpty));
  EXPECT_THAT(readFloats(session.ctx.get(), kEmpty), ElementsAre());
}

TEST(Instance, InitializesVariablesThatHaveInitializers) {
  Session session;
  ASSERT_EQ(VF_OK, vf_initialize(session.ctx.get()));
  EXPECT_THAT(readFloats(session.ctx.get(), kWeights), ElementsAre(0, 0, 0, 0));
  EXPECT_FALSE(isInitialized(session.ctx.get(), kExtra));
}

TEST(Instance, FindsEntriesAndVariables) {
  EXPECT_EQ(kPredict, vf_find_entry(&testModel(), "predict"));
  EXPECT_EQ(-1, vf_find_entry(&testModel(), "init")) << "not a public entry";
  EXPECT_EQ(kExtra, vf_find_variable(&testModel(), "extra"));
  EXPECT_EQ(-1, vf_find_variable(&testModel(), "extr"));
}

TEST(Instance, WritesAndReadsVariables) {
  Session session;
  std::vector<float> values = {1, 2};
  vf_arg value = argOf(values, VF_FLOAT, {2});
  ASSERT_EQ(VF_OK, vf_variable_write(session.ctx.get(), kExtra, &value));
  EXPECT_THAT(readFloats(session.ctx.get(), kExtra), ElementsAre(1, 2));

  std::vector<float> copy(2);
  vf_arg own = argOf(copy, 0, {});
  ASSERT_EQ(VF_OK, vf_variable_read(session.ctx.get(), kExtra, &own));
  EXPECT_THAT(copy, ElementsAre(1, 2));
  EXPECT_EQ(VF_FLOAT, own.dtype);
  EXPECT_EQ(1, own.rank);
  EXPECT_EQ(2, own.dims[0]);
}

TEST(Instance, RefusesWrongVariableAccess) {
  Session session;
  vf_ctx *ctx = session.ctx.get();
  vf_arg value = {};
  EXPECT_EQ(VF_FAILED_PRECONDITION, vf_variable_read(ctx, kExtra, &value));
  EXPECT_EQ("Attempting to use uninitialized value extra", session.message());
  EXPECT_EQ(VF_INVALID_ARGUMENT, vf_variable_read(ctx, kVariables, &value));
  EXPECT_EQ("there is no variable #5", session.message());

  std::vector<float> floats = {1, 2, 3};
  value = argOf(floats, VF_FLOAT, {3});
  EXPECT_EQ(VF_INVALID_ARGUMENT, vf_variable_write(ctx, kExtra, &value));
  EXPECT_EQ("variable 'extra': expected shape [2], found [3]",
            session.message());
  value = argOf(floats, VF_INT32, {2});
  EXPECT_EQ(VF_INVALID_ARGUMENT, vf_variable_write(ctx, kExtra, &value));
  EXPECT_EQ("variable 'extra': expected dtype float, found int32",
            session.message());
  EXPECT_FALSE(isInitialized(ctx, kExtra));

  value = argOf(floats, VF_FLOAT, {2});
  ASSERT_EQ(VF_OK, vf_variable_write(ctx, kExtra, &value));
  vf_arg small = argOf(floats, 0, {});
  small.capacity = 4;
  EXPECT_EQ(VF_INVALID_ARGUMENT, vf_variable_read(ctx, kExtra, &small));
  EXPECT_THAT(session.message(),
              HasSubstr("needs 8 bytes, but the buffer has 4"));
}

// A variable whose sizes are unknown takes those of each value.
TEST(Instance, ReplacesValuesOfUnknownShape) {
  static const int64_t dims[] = {-1, 2};
  vf_variable_desc variable = {"grows", VF_FLOAT, 2, dims, 0};
  vf_model_desc model = testModel();
  model.variables = &variable;
  model.num_variables = 1;
  model.num_savers = 0;
  model.num_entries = model.num_public_entries = 0;
  model.global_step = model.initializer = -1;
  vf_instance *instance;
  ASSERT_EQ(VF_OK, vf_instance_create(&model, nullptr, &instance, nullptr, 0));
  vf_ctx *ctx;
  ASSERT_EQ(VF_OK, vf_ctx_create(instance, &ctx));
  for (int64_t rows : {1, 1000, 0, 3}) {
    std::vector<float> values(2 * rows, 0.5f * rows);
    vf_arg value = argOf(values, VF_FLOAT, {rows, 2});
    ASSERT_EQ(VF_OK, vf_variable_write(ctx, 0, &value)) << vf_ctx_message(ctx);
    EXPECT_EQ(values, readFloats(ctx, Variable(0)));
  }
  vf_ctx_destroy(ctx);
  vf_instance_destroy(instance);
}

TEST(Instance, ManyAreIndependent) {
  std::vector<Session> sessions(50);
  for (size_t i = 0; i < sessions.size(); ++i) {
    std::vector<float> values = {float(i), 0};
    vf_arg value = argOf(values, VF_FLOAT, {2});
    vf_variable_write(sessions[i].ctx.get(), kExtra, &value);
  }
  for (size_t i = 0; i < sessions.size(); ++i)
    EXPECT_THAT(readFloats(sessions[i].ctx.get(), kExtra), ElementsAre(i, 0));
}

// 2^62 bytes exceed every address space.
TEST(Instance, ReportsVariablesThatDoNotFitMemory) {
  static const int64_t dims[] = {int64_t(1) << 40, int64_t(1) << 20};
  vf_variable_desc variable = {"huge", VF_FLOAT, 2, dims, 0};
  vf_model_desc model = testModel();
  model.variables = &variable;
  model.num_variables = 1;
  model.num_savers = 0;
  model.num_entries = model.num_public_entries = 0;
  model.global_step = model.initializer = -1;
  vf_instance *instance;
  char message[128];
  EXPECT_EQ(
      VF_RESOURCE_EXHAUSTED,
      vf_instance_create(&model, nullptr, &instance, message, sizeof(message)));
  EXPECT_STREQ("variable 'huge': no memory for its 4611686018427387904 bytes",
               message);
}

//===- Random streams -----------------------------------------------------===//

static std::vector<uint64_t> draw(Session &session) {
  std::vector<uint64_t> bits(2);
  vf_arg fetch = argOf(bits, 0, {});
  EXPECT_EQ(VF_OK, vf_call(session.ctx.get(), kDraw, nullptr, 0, &fetch, 1));
  return bits;
}

// The test model prints key + 3 * counter_hi + 1000 * counter_lo.
TEST(Instance, SeedsStreamsAsTheGraphSays) {
  Session session;
  EXPECT_EQ(87654321u + 3u, draw(session)[1]);
  EXPECT_EQ(87654321u + 3u + 1000u, draw(session)[1]);
}

TEST(Instance, SeedsTheRestFromItsOption) {
  vf_instance_options seven = seeded(7), eight = seeded(8);
  Session a(&seven), b(&seven), c(&eight), d, e;
  uint64_t first = draw(a)[0];
  EXPECT_EQ(first, draw(b)[0]);
  EXPECT_NE(first, draw(c)[0]);
  EXPECT_NE(draw(d)[0], draw(e)[0]) << "seeded by the operating system";
}

//===- Threads ------------------------------------------------------------===//

namespace {
/// Sets VF_THREADS for one test.
struct ThreadsVariable {
  explicit ThreadsVariable(const char *value) {
    setenv("VF_THREADS", value, 1);
  }
  ~ThreadsVariable() { unsetenv("VF_THREADS"); }
};
} // namespace

TEST(Instance, TakesThreadsFromOptionThenEnvironment) {
  vf_instance_options options = {};
  options.struct_size = sizeof(options);
  EXPECT_EQ(1, vf_instance_num_threads(Session(&options).instance.get()));
  ThreadsVariable environment("3");
  EXPECT_EQ(3, vf_instance_num_threads(Session(&options).instance.get()));
  options.num_threads = 2;
  EXPECT_EQ(2, vf_instance_num_threads(Session(&options).instance.get()));
}

TEST(Instance, RefusesThreadsThatAreNoNumber) {
  ThreadsVariable environment("many");
  vf_instance *instance;
  char message[128];
  EXPECT_EQ(VF_INVALID_ARGUMENT,
            vf_instance_create(&testModel(), nullptr, &instance, message,
                               sizeof(message)));
  EXPECT_STREQ("VF_THREADS: expected a number from 1 to 4096, found 'many'",
               message);
}

TEST(Instance, RefusesOptionsOfAnotherSize) {
  vf_instance_options options = {};
  options.struct_size = 4;
  vf_instance *instance;
  char message[128];
  EXPECT_EQ(VF_INVALID_ARGUMENT,
            vf_instance_create(&testModel(), &options, &instance, message,
                               sizeof(message)));
  EXPECT_STREQ("options: struct_size is 4, expected 24", message);
}

TEST(Instance, NamesCodesAndElementTypes) {
  EXPECT_STREQ("FailedPrecondition", vf_code_name(VF_FAILED_PRECONDITION));
  EXPECT_STREQ("Unknown", vf_code_name(77));
  EXPECT_STREQ("bfloat16", vf_dtype_name(VF_BFLOAT16));
  EXPECT_EQ(16, vf_dtype_size(VF_COMPLEX128));
  EXPECT_EQ(0, vf_dtype_size(VF_STRING));
}
