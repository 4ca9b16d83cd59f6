// Lookup tables, with a model whose one entry fills and another reads.
#include "TestSupport.h"

using namespace vf;
using testing::ElementsAre;
using testing::HasSubstr;

//===- The model ----------------------------------------------------------===//

enum Table : int32_t { kTextToNumber, kNumberToText };

/// fill: keys string [?], values int64 [?] into the first table.
static int32_t fill(vf_ctx *ctx, const vf_arg *feeds, vf_arg *) {
  const vf_runtime_api &api = *ctx->api;
  const vf_strings *keys;
  const vf_table_content *content;
  if (int32_t code = api.feed_strings(ctx, &feeds[0], &keys))
    return code;
  if (int32_t code = api.build_table(ctx, kTextToNumber, 0, keys, feeds[1].data,
                                     feeds[1].dims[0], &content))
    return code;
  api.initialize_table(ctx, kTextToNumber, content);
  return VF_OK;
}

/// find: keys string [?] -> values int64 [?], -1 where there is none.
static int32_t find(vf_ctx *ctx, const vf_arg *feeds, vf_arg *fetches) {
  const vf_runtime_api &api = *ctx->api;
  if (!api.is_table_initialized(ctx, kTextToNumber))
    return api.fail(ctx, 1, nullptr, 0);
  const vf_strings *keys;
  if (int32_t code = api.feed_strings(ctx, &feeds[0], &keys))
    return code;
  int64_t count = feeds[0].dims[0], none = -1;
  fetches[0].dims[0] = count;
  if (int32_t code =
          api.reserve_fetch(ctx, &fetches[0], 0, count * sizeof(int64_t)))
    return code;
  api.find_numbers(ctx, kTextToNumber, keys, count, &none,
                   static_cast<int64_t *>(fetches[0].data));
  return VF_OK;
}

/// invert: keys int64 [2] -> values string [2], by a table of its own.
static int32_t invert(vf_ctx *ctx, const vf_arg *feeds, vf_arg *fetches) {
  const vf_runtime_api &api = *ctx->api;
  if (int32_t code = api.reserve_strings(ctx, 1))
    return code;
  static const int64_t keys[] = {7, 8, 7};
  const vf_table_content *content;
  if (int32_t code = api.build_table(ctx, kNumberToText, 0, keys,
                                     api.constant_strings(ctx, 0), 3, &content))
    return code;
  api.initialize_table(ctx, kNumberToText, content);
  const vf_strings *found;
  if (int32_t code =
          api.find_strings(ctx, kNumberToText, feeds[0].data, feeds[0].dims, 1,
                           api.constant_strings(ctx, 1), &found))
    return code;
  api.fetch_strings(ctx, &fetches[0], found);
  return VF_OK;
}

static const int64_t kAny[] = {-1};
static const int64_t k2[] = {2};
static const int64_t k3[] = {3};
static const int32_t kNoSymbol[] = {-1};
static const vf_tensor_desc kFillFeeds[] = {
    {"keys", "keys:0", VF_STRING, 1, kAny, kNoSymbol},
    {"values", "values:0", VF_INT64, 1, kAny, kNoSymbol}};
static const vf_tensor_desc kNumbers[] = {
    {"values", "values:0", VF_INT64, 1, kAny, kNoSymbol}};
static const vf_tensor_desc kTwoNumbers[] = {
    {"keys", "keys:0", VF_INT64, 1, k2, kNoSymbol}};
static const vf_tensor_desc kTwoTexts[] = {
    {"values", "values:0", VF_STRING, 1, k2, kNoSymbol}};
static const vf_entry_desc kEntries[] = {
    {"fill", fill, VF_ENTRY_WRITES_STATE, 2, 0, 0, kFillFeeds, nullptr, nullptr,
     nullptr, 0, 0},
    {"find", find, 0, 1, 1, 0, kFillFeeds, kNumbers, nullptr, nullptr, 0, 0},
    {"invert", invert, VF_ENTRY_WRITES_STATE, 1, 1, 0, kTwoNumbers, kTwoTexts,
     nullptr, nullptr, 0, 0}};
static const vf_site_desc kSites[] = {
    {VF_FAILED_PRECONDITION, "init", "InitializeTableV2", ""},
    {VF_FAILED_PRECONDITION, "find", "LookupTableFindV2",
     "Table not initialized."}};
static const vf_string kTexts[] = {{"x", 1}, {"y", 1}, {"x", 1}};
static const vf_string kDefault[] = {{"?", 1}};
static const vf_strings_desc kConstants[] = {{1, k3, kTexts},
                                             {0, nullptr, kDefault}};
static const vf_table_desc kTables[] = {{"t", VF_STRING, VF_INT64, 0},
                                        {"u", VF_INT64, VF_STRING, 0}};

static vf_model_desc tableModel() {
  vf_model_desc model = {};
  model.struct_size = sizeof(model);
  model.abi_version = VF_ABI_VERSION;
  model.name = "tables";
  model.graph_hash = model.target = model.compiler_version = "";
  model.num_entries = model.num_public_entries = 3;
  model.num_sites = 2;
  model.initializer = model.global_step = -1;
  model.entries = kEntries;
  model.sites = kSites;
  model.num_strings = 2;
  model.strings = kConstants;
  model.num_tables = 2;
  model.tables = kTables;
  return model;
}

namespace {
class TablesTest : public testing::Test {
protected:
  int32_t fillTable(std::vector<vf_string> keys, std::vector<int64_t> values) {
    auto count = static_cast<int64_t>(keys.size());
    vf_arg feeds[] = {test::argOf(keys, VF_STRING, {count}),
                      test::argOf(values, VF_INT64, {count})};
    return vf_call(session.ctx.get(), 0, feeds, 2, nullptr, 0);
  }
  int32_t findValues(std::vector<vf_string> keys) {
    vf_arg feed =
        test::argOf(keys, VF_STRING, {static_cast<int64_t>(keys.size())});
    vf_arg fetch = {};
    int32_t code = vf_call(session.ctx.get(), 1, &feed, 1, &fetch, 1);
    const auto *found = static_cast<const int64_t *>(fetch.data);
    values.assign(found, found + (code ? 0 : keys.size()));
    return code;
  }
  bool isInitialized(Table table) {
    int32_t initialized = 0;
    EXPECT_EQ(VF_OK,
              vf_table_is_initialized(session.ctx.get(), table, &initialized));
    return initialized;
  }
  std::string message() const { return session.message(); }

  vf_model_desc model = tableModel();
  test::Session session{model};
  std::vector<int64_t> values;
};
} // namespace

TEST_F(TablesTest, FindsWhatItWasFilledWithAndElseTheDefault) {
  ASSERT_EQ(VF_OK, fillTable({{"a", 1}, {"", 0}, {"a", 1}}, {1, 2, 1}))
      << message();
  for (int call = 0; call < 3; ++call) {
    ASSERT_EQ(VF_OK, findValues({{"", 0}, {"b", 1}, {"a", 1}})) << message();
    EXPECT_THAT(values, ElementsAre(2, -1, 1));
  }
}

TEST_F(TablesTest, ATableWithoutContentFails) {
  EXPECT_EQ(VF_FAILED_PRECONDITION, findValues({{"a", 1}}));
  EXPECT_EQ("node 'find' (LookupTableFindV2): Table not initialized.",
            message());
  EXPECT_FALSE(isInitialized(kTextToNumber));
}

TEST_F(TablesTest, AKeyWithTwoValuesFailsAndLeavesTheTableEmpty) {
  EXPECT_EQ(VF_FAILED_PRECONDITION,
            fillTable({{"a", 1}, {"b", 1}, {"a", 1}}, {1, 2, 3}));
  EXPECT_THAT(message(),
              HasSubstr("node 'init' (InitializeTableV2): HashTable has "
                        "different value for same key. Key a has 1 and trying "
                        "to add value 3"));
  EXPECT_FALSE(isInitialized(kTextToNumber));
}

TEST_F(TablesTest, FillingAgainTakesTheSameKeysOnly) {
  ASSERT_EQ(VF_OK, fillTable({{"a", 1}, {"b", 1}}, {1, 2}));
  EXPECT_EQ(VF_OK, fillTable({{"b", 1}, {"a", 1}}, {5, 6}))
      << "TensorFlow looks at the keys only, and keeps what is there";
  EXPECT_EQ(VF_FAILED_PRECONDITION, fillTable({{"a", 1}}, {1}));
  EXPECT_THAT(message(), HasSubstr("Table was already initialized with "
                                   "different data."));
  ASSERT_EQ(VF_OK, findValues({{"a", 1}, {"b", 1}}));
  EXPECT_THAT(values, ElementsAre(1, 2));
}

TEST_F(TablesTest, MapsNumbersToTexts) {
  std::vector<int64_t> keys = {7, 9};
  vf_arg feed = test::argOf(keys, VF_INT64, {2}), fetch = {};
  for (int call = 0; call < 3; ++call) {
    ASSERT_EQ(VF_OK, vf_call(session.ctx.get(), 2, &feed, 1, &fetch, 1))
        << message();
    const auto *found = static_cast<const vf_string *>(fetch.data);
    EXPECT_EQ("x", std::string(found[0].data, found[0].size));
    EXPECT_EQ("?", std::string(found[1].data, found[1].size));
  }
}

TEST_F(TablesTest, RefusesTablesOfOtherTypes) {
  vf_table_desc damaged[] = {kTables[0], {"u", VF_FLOAT, VF_INT64, 0}};
  model.tables = damaged;
  char text[256];
  vf_instance *created;
  EXPECT_EQ(VF_INVALID_ARGUMENT,
            vf_instance_create(&model, nullptr, &created, text, sizeof(text)));
  EXPECT_THAT(text,
              HasSubstr("table #1 'u': keys or values of element type 1"));
}
