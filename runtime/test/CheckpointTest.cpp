// Saving and restoring what the model's Saver covers.
#include "TestSupport.h"

#include <filesystem>
#include <fstream>

using namespace vf::test;
using testing::ElementsAre;
using testing::HasSubstr;

namespace fs = std::filesystem;

namespace {
/// A scratch folder of the test's own.
struct CheckpointTest : testing::Test {
  CheckpointTest()
      : folder(fs::path(VF_TEST_TMP) /
               testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::remove_all(folder);
    fs::create_directory(folder);
  }
  ~CheckpointTest() override { fs::remove_all(folder); }

  std::string at(const char *name) const { return (folder / name).string(); }

  /// Sets w and global_step and saves them.
  void save(const std::string &prefix) {
    Session session;
    std::vector<float> weights = {1, 2, 3, 4};
    std::vector<int64_t> step = {9};
    vf_arg w = argOf(weights, VF_FLOAT, {4});
    vf_arg s = argOf(step, VF_INT64, {});
    vf_variable_write(session.ctx.get(), kWeights, &w);
    vf_variable_write(session.ctx.get(), kGlobalStep, &s);
    ASSERT_EQ(VF_OK, vf_save(session.ctx.get(), prefix.c_str(), 0))
        << session.message();
  }

  fs::path folder;
};
} // namespace

TEST_F(CheckpointTest, RestoresWhatItSaved) {
  save(at("model"));
  Session session;
  ASSERT_EQ(VF_OK, vf_restore(session.ctx.get(), at("model").c_str(), 0))
      << session.message();
  EXPECT_THAT(readFloats(session.ctx.get(), kWeights), ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(9, readStep(session.ctx.get()));
  EXPECT_FALSE(isInitialized(session.ctx.get(), kExtra));
}

TEST_F(CheckpointTest, RecordsTheLatestInTheStateFile) {
  save(at("first"));
  save(at("second"));
  std::ifstream file(at("checkpoint"));
  std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_THAT(text, HasSubstr("model_checkpoint_path: \"" + at("second")));
}

TEST_F(CheckpointTest, CreatesOnlyTheLastFolder) {
  save(at("new/model"));
  Session session;
  ASSERT_EQ(VF_OK, vf_initialize(session.ctx.get()));
  EXPECT_NE(VF_OK, vf_save(session.ctx.get(), at("no/such/model").c_str(), 0));
  EXPECT_THAT(session.message(), HasSubstr("no/such"));
}

TEST_F(CheckpointTest, SavesNothingUninitialized) {
  Session session;
  EXPECT_EQ(VF_FAILED_PRECONDITION,
            vf_save(session.ctx.get(), at("model").c_str(), 0));
  EXPECT_EQ("Attempting to use uninitialized value global_step",
            session.message());
  EXPECT_TRUE(fs::is_empty(folder));
}

TEST_F(CheckpointTest, RestoresAllOrNothing) {
  save(at("model"));
  fs::resize_file(at("model.data-00000-of-00001"), 20);
  Session session;
  EXPECT_EQ(VF_DATA_LOSS,
            vf_restore(session.ctx.get(), at("model").c_str(), 0));
  EXPECT_THAT(session.message(), HasSubstr("model.data-00000-of-00001"));
  EXPECT_FALSE(isInitialized(session.ctx.get(), kWeights));
  EXPECT_FALSE(isInitialized(session.ctx.get(), kGlobalStep));
}

TEST_F(CheckpointTest, ReportsMissingFilesAndSavers) {
  Session session;
  EXPECT_EQ(VF_NOT_FOUND, vf_restore(session.ctx.get(), at("none").c_str(), 0));
  EXPECT_THAT(session.message(), HasSubstr("none"));
  EXPECT_EQ(VF_INVALID_ARGUMENT,
            vf_restore(session.ctx.get(), at("none").c_str(), 1));
  EXPECT_EQ("there is no saver #1", session.message());
}

// A model whose Saver wants other shapes and keys: all of it in one report.
TEST_F(CheckpointTest, ReportsEveryMismatch) {
  save(at("model"));
  static const int64_t dims[] = {5};
  std::vector<vf_variable_desc> variables(testModel().variables,
                                          testModel().variables + kVariables);
  variables[kWeights].dims = dims;
  variables[kGlobalStep].dtype = VF_INT32;
  vf_saver_tensor tensors[] = {{"global_step", "", kGlobalStep},
                               {"lost", "", kExtra},
                               {"w", "", kWeights}};
  vf_saver_desc saver = testModel().savers[0];
  saver.tensors = tensors;
  saver.num_tensors = 3;
  vf_model_desc model = testModel();
  model.variables = variables.data();
  model.savers = &saver;
  vf_instance *instance;
  vf_ctx *ctx;
  ASSERT_EQ(VF_OK, vf_instance_create(&model, nullptr, &instance, nullptr, 0));
  ASSERT_EQ(VF_OK, vf_ctx_create(instance, &ctx));
  EXPECT_NE(VF_OK, vf_restore(ctx, at("model").c_str(), 0));
  std::string message = vf_ctx_message(ctx);
  for (const char *part : {"lost", "global_step", "int32", "[5]", "[4]"})
    EXPECT_THAT(message, HasSubstr(part));
  vf_ctx_destroy(ctx);
  vf_instance_destroy(instance);
}
