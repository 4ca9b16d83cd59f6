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

/// A session of the test model with a Saver of these records.
struct SliceSession {
  explicit SliceSession(std::vector<vf_saver_tensor> records)
      : tensors(std::move(records)), saver(testModel().savers[0]),
        model(testModel()) {
    saver.tensors = tensors.data();
    saver.num_tensors = static_cast<int32_t>(tensors.size());
    model.savers = &saver;
    vf_instance *createdInstance = nullptr;
    EXPECT_EQ(VF_OK, vf_instance_create(&model, nullptr, &createdInstance,
                                        nullptr, 0));
    instance.reset(createdInstance);
    vf_ctx *createdContext = nullptr;
    EXPECT_EQ(VF_OK, vf_ctx_create(createdInstance, &createdContext));
    ctx.reset(createdContext);
  }

  void set(Variable variable, std::vector<float> values) {
    vf_arg value =
        argOf(values, VF_FLOAT, {static_cast<int64_t>(values.size())});
    EXPECT_EQ(VF_OK, vf_variable_write(ctx.get(), variable, &value));
  }
  void save(const std::string &prefix) {
    EXPECT_EQ(VF_OK, vf_save(ctx.get(), prefix.c_str(), 0))
        << vf_ctx_message(ctx.get());
  }
  void restore(const std::string &prefix) {
    EXPECT_EQ(VF_OK, vf_restore(ctx.get(), prefix.c_str(), 0))
        << vf_ctx_message(ctx.get());
  }

  std::vector<vf_saver_tensor> tensors;
  vf_saver_desc saver;
  vf_model_desc model;
  vf::rt::InstancePtr instance;
  vf::rt::ContextPtr ctx;
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

// One file, as the Saver's format says; the slice keeps its record.
TEST_F(CheckpointTest, ASaverOfVersion1WritesAV1File) {
  SliceSession writer({{"w", "4 0,4", kWeights}});
  writer.saver.version = 1;
  writer.set(kWeights, {1, 2, 3, 4});
  writer.save(at("model"));
  EXPECT_TRUE(fs::is_regular_file(at("model")));
  EXPECT_FALSE(fs::exists(at("model.index")));
  SliceSession reader({{"w", "", kWeights}});
  reader.restore(at("model"));
  EXPECT_THAT(readFloats(reader.ctx.get(), kWeights), ElementsAre(1, 2, 3, 4));
  std::ifstream file(at("checkpoint"));
  std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_THAT(text,
              HasSubstr("model_checkpoint_path: \"" + at("model") + "\""));
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

// A variable in three shards, in none, and in two others.
TEST_F(CheckpointTest, ShardsOfOneVariableGoIntoAnyOtherPartitioning) {
  SliceSession three({{"w", "4 0,1", kWeights},
                      {"w", "4 1,2", kWeights},
                      {"w", "4 3,1", kWeights}});
  SliceSession one({{"w", "", kWeights}});
  SliceSession two({{"w", "4 2,2", kWeights}, {"w", "4 0,2", kWeights}});
  three.set(kWeights, {1, 2, 3, 4});
  three.save(at("three"));
  one.restore(at("three"));
  EXPECT_THAT(readFloats(one.ctx.get(), kWeights), ElementsAre(1, 2, 3, 4));
  one.save(at("one"));
  two.restore(at("one"));
  two.save(at("two"));
  SliceSession again(three.tensors);
  again.restore(at("two"));
  EXPECT_THAT(readFloats(again.ctx.get(), kWeights), ElementsAre(1, 2, 3, 4));
}

// Two variables that are slices of one tensor.
TEST_F(CheckpointTest, VariablesAreSlicesOfOneTensor) {
  const std::vector<vf_saver_tensor> records = {{"t", "6 0,4", kWeights},
                                                {"t", "6 4,2", kExtra}};
  SliceSession session(records);
  session.set(kWeights, {1, 2, 3, 4});
  session.set(kExtra, {5, 6});
  session.save(at("model"));
  SliceSession other(records);
  other.restore(at("model"));
  EXPECT_THAT(readFloats(other.ctx.get(), kWeights), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(readFloats(other.ctx.get(), kExtra), ElementsAre(5, 6));
}
