// The test model's entries and descriptor. As in compiled code, every check
// stands before the first change of state.
#include "TestModel.h"

#include <initializer_list>

using namespace vf::test;

namespace {
enum Site : int32_t {
  kWeightsUninitialized,
  kStepUninitialized,
  kExtraUninitialized,
  kNegativeStep,
  kSites
};
} // namespace

static float *floats(const vf_slot &slot) {
  return static_cast<float *>(slot.data);
}

static int64_t &globalStep(vf_ctx *ctx) {
  return *static_cast<int64_t *>(ctx->slots[kGlobalStep].data);
}

static int32_t requireInitialized(vf_ctx *ctx, Variable variable, Site site) {
  if (ctx->slots[variable].flags & VF_SLOT_INITIALIZED)
    return VF_OK;
  return ctx->api->fail(ctx, site, nullptr, 0);
}

static float dot(const float *x, const float *w) {
  return x[0] * w[0] + x[1] * w[1] + x[2] * w[2] + x[3] * w[3];
}

static int32_t train(vf_ctx *ctx, const vf_arg *feeds, vf_arg *fetches) {
  int64_t batch = feeds[0].dims[0];
  if (int32_t code = requireInitialized(ctx, kWeights, kWeightsUninitialized))
    return code;
  if (int32_t code = requireInitialized(ctx, kGlobalStep, kStepUninitialized))
    return code;
  if (int32_t code = ctx->api->reserve_arena(ctx, batch * sizeof(float)))
    return code;
  if (int32_t code =
          ctx->api->reserve_fetch(ctx, &fetches[0], 0, sizeof(float)))
    return code;

  const auto *x = static_cast<const float *>(feeds[0].data);
  const auto *y = static_cast<const float *>(feeds[1].data);
  float *w = floats(ctx->slots[kWeights]);
  auto *error = static_cast<float *>(ctx->arena);
  float loss = 0;
  for (int64_t i = 0; i < batch; ++i) {
    error[i] = dot(x + 4 * i, w) - y[i];
    loss += error[i] * error[i] / static_cast<float>(batch);
  }
  for (int64_t i = 0; i < batch; ++i)
    for (int j = 0; j < 4; ++j)
      w[j] -= 0.2f * error[i] * x[4 * i + j] / static_cast<float>(batch);
  ++globalStep(ctx);
  *static_cast<float *>(fetches[0].data) = loss;
  return VF_OK;
}

namespace {
/// What the rows of `predict` read and write.
struct Rows {
  const float *x, *w;
  float *predictions;
};
} // namespace

static void predictRows(void *state, int64_t begin, int64_t end) {
  const Rows &rows = *static_cast<Rows *>(state);
  for (int64_t i = begin; i < end; ++i)
    rows.predictions[i] = dot(rows.x + 4 * i, rows.w);
}

static int32_t predict(vf_ctx *ctx, const vf_arg *feeds, vf_arg *fetches) {
  int64_t batch = feeds[0].dims[0];
  if (int32_t code = requireInitialized(ctx, kWeights, kWeightsUninitialized))
    return code;
  fetches[0].dims[0] = batch;
  if (int32_t code =
          ctx->api->reserve_fetch(ctx, &fetches[0], 0, batch * sizeof(float)))
    return code;
  if (int32_t code =
          ctx->api->reserve_fetch(ctx, &fetches[1], 1, 4 * sizeof(float)))
    return code;
  const float *w = floats(ctx->slots[kWeights]);
  Rows rows = {static_cast<const float *>(feeds[0].data), w,
               static_cast<float *>(fetches[0].data)};
  ctx->api->parallel_for(ctx, batch, /*grain=*/2, predictRows, &rows);
  for (int j = 0; j < 4; ++j)
    static_cast<float *>(fetches[1].data)[j] = w[j];
  return VF_OK;
}

/// Not Philox: the runtime's part is only where the streams begin.
static int32_t draw(vf_ctx *ctx, const vf_arg *, vf_arg *fetches) {
  if (int32_t code =
          ctx->api->reserve_fetch(ctx, &fetches[0], 0, 2 * sizeof(uint64_t)))
    return code;
  auto *bits = static_cast<uint64_t *>(fetches[0].data);
  for (int i = 0; i < 2; ++i) {
    vf_generator &generator = ctx->generators[i];
    bits[i] = generator.key + 3 * generator.counter_hi +
              1000 * generator.counter_lo++;
  }
  return VF_OK;
}

static int32_t fixed(vf_ctx *ctx, const vf_arg *feeds, vf_arg *fetches) {
  if (int32_t code =
          ctx->api->reserve_fetch(ctx, &fetches[0], 0, 6 * sizeof(float)))
    return code;
  for (int i = 0; i < 6; ++i)
    static_cast<float *>(fetches[0].data)[i] =
        2 * static_cast<const float *>(feeds[0].data)[i];
  return VF_OK;
}

static int32_t advance(vf_ctx *ctx, const vf_arg *feeds, vf_arg *fetches) {
  int64_t by = *static_cast<const int32_t *>(feeds[0].data);
  if (int32_t code = requireInitialized(ctx, kGlobalStep, kStepUninitialized))
    return code;
  if (int32_t code =
          ctx->api->reserve_fetch(ctx, &fetches[0], 0, sizeof(int64_t)))
    return code;
  if (by < 0)
    return ctx->api->fail(ctx, kNegativeStep, &by, 1);
  globalStep(ctx) += by;
  *static_cast<int64_t *>(fetches[0].data) = globalStep(ctx);
  return VF_OK;
}

static int32_t readExtra(vf_ctx *ctx, const vf_arg *, vf_arg *fetches) {
  if (int32_t code = requireInitialized(ctx, kExtra, kExtraUninitialized))
    return code;
  if (int32_t code =
          ctx->api->reserve_fetch(ctx, &fetches[0], 0, 2 * sizeof(float)))
    return code;
  if (int32_t code =
          ctx->api->reserve_fetch(ctx, &fetches[1], 1, sizeof(float)))
    return code;
  for (int i = 0; i < 2; ++i)
    static_cast<float *>(fetches[0].data)[i] = floats(ctx->slots[kExtra])[i];
  *static_cast<float *>(fetches[1].data) = *floats(ctx->slots[kLocal]);
  return VF_OK;
}

static int32_t initialize(vf_ctx *ctx, const vf_arg *, vf_arg *) {
  for (int j = 0; j < 4; ++j)
    floats(ctx->slots[kWeights])[j] = 0;
  globalStep(ctx) = 0;
  *floats(ctx->slots[kLocal]) = 5;
  for (Variable variable : {kWeights, kGlobalStep, kLocal})
    ctx->slots[variable].flags |= VF_SLOT_INITIALIZED;
  return VF_OK;
}

//===- Descriptor ---------------------------------------------------------===//

static const int64_t kBatchBy4[] = {-1, 4};
static const int64_t kBatch[] = {-1};
static const int64_t k4[] = {4};
static const int64_t k2[] = {2};
static const int64_t k2By3[] = {2, 3};
static const int64_t k0By3[] = {0, 3};
static const int32_t kSymbolB[] = {0, -1};
static const int32_t kNoSymbols[] = {-1, -1};
static const char *const kSymbols[] = {"B"};

static const vf_tensor_desc kTrainFeeds[] = {
    {"x", "input/X:0", VF_FLOAT, 2, kBatchBy4, kSymbolB},
    {"y", "y:0", VF_FLOAT, 1, kBatch, kSymbolB}};
static const vf_tensor_desc kTrainFetches[] = {
    {"loss", "loss:0", VF_FLOAT, 0, nullptr, nullptr}};
static const vf_tensor_desc kPredictFetches[] = {
    {"pred", "pred:0", VF_FLOAT, 1, kBatch, kSymbolB},
    {"w", "w:0", VF_FLOAT, 1, k4, kNoSymbols}};
static const vf_tensor_desc kDrawFetches[] = {
    {"bits", "bits:0", VF_UINT64, 1, k2, kNoSymbols}};
static const vf_tensor_desc kFixedFeeds[] = {
    {"rows", "rows:0", VF_FLOAT, 2, k2By3, kNoSymbols}};
static const vf_tensor_desc kFixedFetches[] = {
    {"doubled", "doubled:0", VF_FLOAT, 2, k2By3, kNoSymbols}};
static const vf_tensor_desc kAdvanceFeeds[] = {
    {"by", "by:0", VF_INT32, 0, nullptr, nullptr}};
static const vf_tensor_desc kAdvanceFetches[] = {
    {"step", "step:0", VF_INT64, 0, nullptr, nullptr}};
static const vf_tensor_desc kReadExtraFetches[] = {
    {"extra", "extra:0", VF_FLOAT, 1, k2, kNoSymbols},
    {"local", "local:0", VF_FLOAT, 0, nullptr, nullptr}};

static const vf_variable_desc kVariableTable[kVariables] = {
    {"w", VF_FLOAT, 1, k4, VF_VARIABLE_TRAINABLE | VF_VARIABLE_HAS_INITIALIZER},
    {"global_step", VF_INT64, 0, nullptr, VF_VARIABLE_HAS_INITIALIZER},
    {"extra", VF_FLOAT, 1, k2, 0},
    {"empty", VF_FLOAT, 2, k0By3, 0},
    {"local", VF_FLOAT, 0, nullptr, VF_VARIABLE_HAS_INITIALIZER}};

static const int32_t kAdvanceLocks[] = {kGlobalStep};

static const vf_entry_desc kEntryTable[kEntries] = {
    {"train", train, VF_ENTRY_WRITES_STATE, 2, 1, 1, kTrainFeeds, kTrainFetches,
     kSymbols, nullptr, 0, 0},
    {"draw", draw, VF_ENTRY_WRITES_STATE, 0, 1, 0, nullptr, kDrawFetches,
     nullptr, nullptr, 0, 0},
    {"fixed", fixed, 0, 1, 1, 0, kFixedFeeds, kFixedFetches, nullptr, nullptr,
     0, 0},
    {"advance", advance, VF_ENTRY_WRITES_STATE, 1, 1, 0, kAdvanceFeeds,
     kAdvanceFetches, nullptr, kAdvanceLocks, 1, 0},
    {"read_extra", readExtra, 0, 0, 2, 0, nullptr, kReadExtraFetches, nullptr,
     nullptr, 0, 0},
    {"predict", predict, 0, 1, 2, 1, kTrainFeeds, kPredictFetches, kSymbols,
     nullptr, 0, 0},
    {"init", initialize, VF_ENTRY_WRITES_STATE, 0, 0, 0, nullptr, nullptr,
     nullptr, nullptr, 0, 0}};

static const vf_saver_tensor kSaverTensors[] = {
    {"global_step", "", kGlobalStep}, {"w", "", kWeights}};
static const vf_saver_desc kSavers[] = {
    {"save", 2, 0, 5, 10000.0f, 2, kSaverTensors}};
static const vf_generator_desc kGenerators[] = {{"dropout", 0, 0},
                                                {"noise", 87654321, 1}};
static const vf_site_desc kSiteTable[kSites] = {
    {VF_FAILED_PRECONDITION, "w/read", "Identity",
     "Attempting to use uninitialized value w"},
    {VF_FAILED_PRECONDITION, "advance", "AssignAdd",
     "Attempting to use uninitialized value global_step"},
    {VF_FAILED_PRECONDITION, "extra/read", "Identity",
     "Attempting to use uninitialized value extra"},
    {VF_INVALID_ARGUMENT, "advance", "AssignAdd",
     "expected a step of 0 or more, found {0}"}};

static const vf_model_desc kModel = {sizeof(vf_model_desc),
                                     VF_ABI_VERSION,
                                     "regression",
                                     "0123abcd",
                                     "x86_64-pc-linux-gnu x86-64-v3",
                                     "0.1.0",
                                     kVariables,
                                     kEntries,
                                     1,
                                     2,
                                     kSites,
                                     kInitialize,
                                     kGlobalStep,
                                     0,
                                     kVariableTable,
                                     kEntryTable,
                                     kSavers,
                                     kGenerators,
                                     kSiteTable,
                                     kPublicEntries,
                                     0,
                                     0,
                                     0,
                                     nullptr,
                                     nullptr};

const vf_model_desc &vf::test::testModel() { return kModel; }
