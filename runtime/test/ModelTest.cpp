// A descriptor is refused as a whole for anything wrong in it, with its place.
#include "TestSupport.h"

#include <functional>

using namespace vf::test;
using testing::HasSubstr;

namespace {
/// A copy of the test model's descriptor that a test may damage.
struct Damaged {
  Damaged()
      : model(testModel()),
        variables(model.variables, model.variables + model.num_variables),
        entries(model.entries, model.entries + model.num_entries),
        feeds(entries[kTrain].feeds,
              entries[kTrain].feeds + entries[kTrain].num_feeds),
        savers(model.savers, model.savers + model.num_savers),
        tensors(savers[0].tensors, savers[0].tensors + savers[0].num_tensors),
        sites(model.sites, model.sites + model.num_sites) {
    model.variables = variables.data();
    model.entries = entries.data();
    model.savers = savers.data();
    model.sites = sites.data();
    entries[kTrain].feeds = feeds.data();
    savers[0].tensors = tensors.data();
  }

  vf_model_desc model;
  std::vector<vf_variable_desc> variables;
  std::vector<vf_entry_desc> entries;
  std::vector<vf_tensor_desc> feeds;
  std::vector<vf_saver_desc> savers;
  std::vector<vf_saver_tensor> tensors;
  std::vector<vf_site_desc> sites;
};

struct Damage {
  const char *what;
  std::function<void(Damaged &)> apply;
  const char *message;
};
} // namespace

static const int64_t kHugeDims[] = {int64_t(1) << 40, int64_t(1) << 40};
static const int64_t kNegativeDims[] = {-2, 4};
static const int32_t kWrongSymbols[] = {1, -1};
static const int32_t kUnsorted[] = {2, 1};

static const Damage kDamages[] = {
    {"AbiVersion", [](Damaged &d) { d.model.abi_version = 7; },
     "the model has ABI version 7, but this runtime has 2"},
    {"StructSize", [](Damaged &d) { d.model.struct_size = 8; },
     "the model's descriptor has 8 bytes"},
    {"ModelName", [](Damaged &d) { d.model.name = nullptr; },
     "the model has no name"},
    {"GraphHash", [](Damaged &d) { d.model.graph_hash = nullptr; }, "hash"},
    {"NegativeCount", [](Damaged &d) { d.model.num_variables = -1; },
     "negative number of variables (-1)"},
    {"MissingTable", [](Damaged &d) { d.model.sites = nullptr; },
     "the table of sites is missing"},
    {"VariableName", [](Damaged &d) { d.variables[1].name = ""; },
     "model 'regression': variable #1: the name is missing"},
    {"VariableDType", [](Damaged &d) { d.variables[1].dtype = 99; },
     "variable #1 'global_step': unknown element type 99"},
    {"VariableRank", [](Damaged &d) { d.variables[0].rank = 9; },
     "variable #0 'w': rank 9 is not in [0, 8]"},
    {"VariableSize", [](Damaged &d) { d.variables[3].dims = kNegativeDims; },
     "size -2 of dimension 0"},
    {"VariableHuge", [](Damaged &d) { d.variables[3].dims = kHugeDims; },
     "exceeds the address space"},
    {"EntryName", [](Damaged &d) { d.entries[2].name = nullptr; },
     "entry #2: the name is missing"},
    {"EntryTwice", [](Damaged &d) { d.entries[1].name = "train"; },
     "two entries are named 'train'"},
    {"EntryCode", [](Damaged &d) { d.entries[1].function = nullptr; },
     "entry #1 'draw': the code is missing"},
    {"LockedOrder",
     [](Damaged &d) {
       d.entries[1].locked = kUnsorted, d.entries[1].num_locked = 2;
     },
     "entry #1 'draw': locked variable 1 is not in [3, 5)"},
    {"FeedTable", [](Damaged &d) { d.entries[kTrain].feeds = nullptr; },
     "the table of feeds is missing"},
    {"FeedTensor", [](Damaged &d) { d.feeds[1].tensor = nullptr; },
     "entry #0 'train': feed #1 'y': the name is missing"},
    {"FeedSymbol", [](Damaged &d) { d.feeds[0].symbols = kWrongSymbols; },
     "feed #0 'x': symbol 1 is not in [-1, 1)"},
    {"FeedDims", [](Damaged &d) { d.feeds[0].dims = nullptr; },
     "the sizes are missing"},
    {"Initializer", [](Damaged &d) { d.model.initializer = kEntries; },
     "initializer 7 is not in [-1, 7)"},
    {"InitializerFeeds", [](Damaged &d) { d.model.initializer = kTrain; },
     "the initializer has feeds or fetches"},
    {"GlobalStep", [](Damaged &d) { d.model.global_step = -2; },
     "global_step -2 is not in [-1, 5)"},
    {"PublicEntries", [](Damaged &d) { d.model.num_public_entries = 8; },
     "the number of public entries, 8, is not in [0, 7]"},
    {"SaverVersion", [](Damaged &d) { d.savers[0].version = 3; },
     "saver #0 'save': checkpoint format 3 is neither 1 nor 2"},
    {"SaverVariable", [](Damaged &d) { d.tensors[1].variable = 5; },
     "tensor #1 'w': variable 5 is not in [0, 5)"},
    {"SaverKey", [](Damaged &d) { d.tensors[0].key = nullptr; },
     "key or slice missing"},
    {"SaverSliceText", [](Damaged &d) { d.tensors[1].slice = "4 0;4"; },
     "tensor #1 'w': shape and slice '4 0;4': expected a form like"},
    {"SaverSliceBounds", [](Damaged &d) { d.tensors[1].slice = "4 2,3"; },
     "slice 2,3 does not lie in shape [4]"},
    {"SaverSlice", [](Damaged &d) { d.tensors[1].slice = "9 0,3"; },
     "slice '9 0,3' is no part of variable 'w' of shape [4], nor the variable "
     "a slice of it"},
    {"SiteCode", [](Damaged &d) { d.sites[0].code = VF_OK; },
     "site #0 'w/read': code 0 is no error"},
    {"SiteMessage", [](Damaged &d) { d.sites[0].message = nullptr; },
     "node, op or message missing"},
};

class ModelTest : public testing::TestWithParam<Damage> {};

TEST_P(ModelTest, RefusesDamage) {
  Damaged damaged;
  GetParam().apply(damaged);
  vf_instance *instance;
  char message[256];
  EXPECT_NE(VF_OK, vf_instance_create(&damaged.model, nullptr, &instance,
                                      message, sizeof(message)));
  EXPECT_EQ(nullptr, instance);
  EXPECT_THAT(message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(All, ModelTest, testing::ValuesIn(kDamages),
                         [](const auto &info) { return info.param.what; });

// The copy itself is sound, so it is the damage that is refused.
TEST(Model, AcceptsItsCopy) {
  Damaged undamaged;
  vf_instance *instance;
  EXPECT_EQ(VF_OK, vf_instance_create(&undamaged.model, nullptr, &instance,
                                      nullptr, 0));
  vf_instance_destroy(instance);
}

TEST(Model, RefusesNullAndCutsTheMessage) {
  vf_instance *instance;
  char message[8];
  EXPECT_EQ(VF_INVALID_ARGUMENT, vf_instance_create(nullptr, nullptr, &instance,
                                                    message, sizeof(message)));
  EXPECT_STREQ("no mode", message);
}

// A newer model may have a longer descriptor.
TEST(Model, AcceptsLongerDescriptor) {
  Damaged longer;
  longer.model.struct_size += 64;
  vf_instance *instance;
  EXPECT_EQ(VF_OK,
            vf_instance_create(&longer.model, nullptr, &instance, nullptr, 0));
  vf_instance_destroy(instance);
}
