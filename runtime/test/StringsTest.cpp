// Strings in instances and calls, with a model of one variable of strings and
// one entry that appends to it.
#include "TestSupport.h"

#include <cstring>

using namespace vf;
using testing::ElementsAre;
using testing::HasSubstr;

using Texts = std::vector<std::string>;

//===- The model ----------------------------------------------------------===//

/// append: x string [?] -> before, after string [2]. The variable gets x and
/// "!" behind its elements.
static int32_t append(vf_ctx *ctx, const vf_arg *feeds, vf_arg *fetches) {
  const vf_runtime_api &api = *ctx->api;
  if (int32_t code = api.reserve_strings(ctx, 3))
    return code;
  const vf_strings *x, *after;
  if (int32_t code = api.feed_strings(ctx, &feeds[0], &x))
    return code;
  if (!(ctx->slots[0].flags & VF_SLOT_INITIALIZED))
    return api.fail(ctx, 0, nullptr, 0);
  const auto *before = static_cast<const vf_strings *>(ctx->slots[0].data);
  const vf_strings *parts[] = {before, x, api.constant_strings(ctx, 1)};
  if (int32_t code = api.join_strings(ctx, parts, 3, &after))
    return code;
  api.assign_strings(ctx, 0, after);
  api.fetch_strings(ctx, &fetches[0], before);
  api.fetch_strings(ctx, &fetches[1], after);
  return VF_OK;
}

static int32_t initialize(vf_ctx *ctx, const vf_arg *, vf_arg *) {
  if (int32_t code = ctx->api->reserve_strings(ctx, 1))
    return code;
  ctx->api->assign_strings(ctx, 0, ctx->api->constant_strings(ctx, 0));
  return VF_OK;
}

static const int64_t k2[] = {2};
static const int64_t kAny[] = {-1};
static const int32_t kNoSymbol[] = {-1};
static const vf_variable_desc kVariables[] = {
    {"s", VF_STRING, 1, k2, VF_VARIABLE_HAS_INITIALIZER}};
static const vf_tensor_desc kFeeds[] = {
    {"x", "x:0", VF_STRING, 1, kAny, kNoSymbol}};
static const vf_tensor_desc kFetches[] = {
    {"before", "s:0", VF_STRING, 1, k2, kNoSymbol},
    {"after", "add:0", VF_STRING, 1, k2, kNoSymbol}};
static const vf_entry_desc kEntries[] = {
    {"append", append, VF_ENTRY_WRITES_STATE, 1, 2, 0, kFeeds, kFetches,
     nullptr, nullptr, 0, 0},
    {"init", initialize, VF_ENTRY_WRITES_STATE, 0, 0, 0, nullptr, nullptr,
     nullptr, nullptr, 0, 0}};
static const vf_saver_tensor kSaved[] = {{"s", "", 0}};
static const vf_saver_desc kSavers[] = {{"save", 2, 0, 5, 10000.0f, 1, kSaved}};
static const vf_site_desc kSites[] = {
    {VF_FAILED_PRECONDITION, "s/read", "Identity",
     "Attempting to use uninitialized value s"}};
static const vf_string kInitial[] = {{"a", 1}, {"\0b", 2}};
static const vf_string kMark[] = {{"!", 1}};
static const vf_strings_desc kConstants[] = {{1, k2, kInitial},
                                             {0, nullptr, kMark}};

static vf_model_desc stringModel() {
  vf_model_desc model = {};
  model.struct_size = sizeof(model);
  model.abi_version = VF_ABI_VERSION;
  model.name = "strings";
  model.graph_hash = model.target = model.compiler_version = "";
  model.num_variables = 1;
  model.num_entries = 2;
  model.num_savers = 1;
  model.num_sites = 1;
  model.initializer = 1;
  model.global_step = -1;
  model.variables = kVariables;
  model.entries = kEntries;
  model.savers = kSavers;
  model.sites = kSites;
  model.num_public_entries = 1;
  model.num_strings = 2;
  model.strings = kConstants;
  return model;
}

namespace {
class StringsTest : public testing::Test {
protected:
  int32_t appendTexts(std::vector<vf_string> texts) {
    vf_arg feed =
        test::argOf(texts, VF_STRING, {static_cast<int64_t>(texts.size())});
    return vf_call(session.ctx.get(), 0, &feed, 1, fetches, 2);
  }
  static Texts textsOf(const vf_arg &value) {
    Texts texts;
    const auto *elements = static_cast<const vf_string *>(value.data);
    for (int64_t i = 0; i < value.dims[0]; ++i)
      texts.emplace_back(elements[i].data, elements[i].size);
    return texts;
  }
  Texts readVariable() {
    vf_arg value = {};
    EXPECT_EQ(VF_OK, vf_variable_read(session.ctx.get(), 0, &value));
    EXPECT_EQ(VF_STRING, value.dtype);
    return textsOf(value);
  }
  std::string message() const { return session.message(); }

  vf_model_desc model = stringModel();
  test::Session session{model};
  vf_arg fetches[2] = {};
};
} // namespace

//===- Calls --------------------------------------------------------------===//

TEST_F(StringsTest, EachCallGoesOnFromTheOneBefore) {
  ASSERT_EQ(VF_OK, vf_initialize(session.ctx.get()));
  Texts expected = {"a", std::string("\0b", 2)};
  for (const char *text : {"1", "", "long enough to leave any small buffer"}) {
    auto size = static_cast<int64_t>(std::strlen(text));
    ASSERT_EQ(VF_OK, appendTexts({{text, size}})) << message();
    EXPECT_EQ(expected, textsOf(fetches[0])) << "the replaced value stays";
    for (std::string &element : expected)
      element += std::string(text) + "!";
    EXPECT_EQ(expected, textsOf(fetches[1]));
    EXPECT_EQ(expected, readVariable());
  }
}

TEST_F(StringsTest, AnotherContextsCallLeavesWhatWasFetched) {
  ASSERT_EQ(VF_OK, vf_initialize(session.ctx.get()));
  ASSERT_EQ(VF_OK, appendTexts({{"1", 1}}));
  Texts fetched = textsOf(fetches[1]);
  vf_ctx *made;
  ASSERT_EQ(VF_OK, vf_ctx_create(session.instance.get(), &made));
  rt::ContextPtr other(made);
  for (int i = 0; i < 3; ++i)
    ASSERT_EQ(VF_OK, vf_initialize(other.get()));
  EXPECT_EQ(fetched, textsOf(fetches[1]));
}

TEST_F(StringsTest, AnUninitializedVariableIsAFailureAndStaysOne) {
  EXPECT_EQ(VF_FAILED_PRECONDITION, appendTexts({{"1", 1}}));
  EXPECT_THAT(message(), HasSubstr("uninitialized value s"));
  int32_t initialized = 1;
  ASSERT_EQ(VF_OK,
            vf_variable_is_initialized(session.ctx.get(), 0, &initialized));
  EXPECT_FALSE(initialized);
}

TEST_F(StringsTest, RefusesStringsThatAreNone) {
  ASSERT_EQ(VF_OK, vf_initialize(session.ctx.get()));
  EXPECT_EQ(VF_INVALID_ARGUMENT, appendTexts({{"1", 1}, {"2", -1}}));
  EXPECT_THAT(message(), HasSubstr("feed 'x': string #1 has size -1"));
  EXPECT_EQ(VF_INVALID_ARGUMENT, appendTexts({{nullptr, 3}}));
  EXPECT_THAT(message(), HasSubstr("feed 'x': string #0 has no data"));
  EXPECT_EQ(VF_OK, appendTexts({{nullptr, 0}}));
}

TEST_F(StringsTest, VariablesAreWrittenAsCopies) {
  std::string first = "first";
  std::vector<vf_string> values = {{first.data(), 5}, {"", 0}};
  vf_arg value = test::argOf(values, VF_STRING, {2});
  ASSERT_EQ(VF_OK, vf_variable_write(session.ctx.get(), 0, &value));
  first = "other";
  EXPECT_THAT(readVariable(), ElementsAre("first", ""));
  vf_arg wrong = test::argOf(values, VF_STRING, {1});
  EXPECT_EQ(VF_INVALID_ARGUMENT,
            vf_variable_write(session.ctx.get(), 0, &wrong));
}

//===- Checkpoints --------------------------------------------------------===//

TEST_F(StringsTest, CheckpointsKeepEveryByte) {
  std::string prefix = VF_TEST_TMP "/strings/s";
  ASSERT_EQ(VF_OK, vf_initialize(session.ctx.get()));
  ASSERT_EQ(VF_OK, vf_save(session.ctx.get(), prefix.c_str(), 0)) << message();
  ASSERT_EQ(VF_OK, appendTexts({{"1", 1}}));
  ASSERT_EQ(VF_OK, vf_restore(session.ctx.get(), prefix.c_str(), 0))
      << message();
  EXPECT_THAT(readVariable(), ElementsAre("a", std::string("\0b", 2)));
}

//===- Descriptors --------------------------------------------------------===//

TEST_F(StringsTest, DamagedConstantsAreRefused) {
  vf_strings_desc damaged[] = {kConstants[0], kConstants[1]};
  model.strings = damaged;
  char text[256];
  vf_instance *created;
  damaged[1].elements = nullptr;
  EXPECT_EQ(VF_INVALID_ARGUMENT,
            vf_instance_create(&model, nullptr, &created, text, sizeof(text)));
  EXPECT_THAT(text, HasSubstr("strings #1: the table of elements is missing"));
  damaged[1] = {1, kAny, kMark};
  EXPECT_EQ(VF_INVALID_ARGUMENT,
            vf_instance_create(&model, nullptr, &created, text, sizeof(text)));
  EXPECT_THAT(text, HasSubstr("strings #1: a size is unknown"));
}
