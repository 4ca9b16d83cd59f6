// The pieces of a generated header; test/package compiles and runs a whole one.
#include "Driver/Header.h"

#include "vf/rt/abi.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace vf;
using namespace mlir::vf;
using testing::HasSubstr;
using testing::Not;

static EntryDescription makeEntry(std::string name) {
  EntryDescription entry;
  entry.name = std::move(name);
  entry.isInitializer = false;
  entry.symbols = {"B"};
  entry.feeds = {{"x", "x:0", VF_UINT8, {-1, 64}, {0, -1}}};
  entry.fetches = {{"loss", "total/loss:0", VF_FLOAT, {}, {}}};
  return entry;
}

static std::string headerOf(std::vector<EntryDescription> entries) {
  ModelDescription model;
  model.name = "digits";
  model.entries = std::move(entries);
  return generateHeader(model);
}

TEST(Header, DeclaresTheDescriptorForC) {
  std::string header = headerOf({});
  EXPECT_THAT(header, HasSubstr("#ifndef VF_MODEL_DIGITS_H"));
  EXPECT_THAT(header, HasSubstr("extern const vf_model_desc vf_model_digits;"));
  EXPECT_THAT(header, HasSubstr("namespace digits {\n\nclass Model : public "
                                "vf::rt::Model {"));
}

TEST(Header, HasATypedMethodPerEntry) {
  EXPECT_THAT(headerOf({makeEntry("train")}),
              HasSubstr("  /// x: feed of x:0, [B, 64]\n"
                        "  /// loss: fetch of total/loss:0, []\n"
                        "  std::int32_t train(const vf::rt::Tensor<const "
                        "std::uint8_t, 2> &x, vf::rt::Tensor<float, 0> &loss) "
                        "{\n"));
}

// A quantized number is the integer that stores it.
TEST(Header, ElementsThatCHasNoWordFor) {
  EntryDescription entry = makeEntry("f");
  entry.feeds[0].dtype = VF_QINT32;
  entry.fetches[0].dtype = VF_COMPLEX64;
  std::string header = headerOf({entry});
  EXPECT_THAT(header, HasSubstr("#include <complex>\n"));
  EXPECT_THAT(header, HasSubstr("f(const vf::rt::Tensor<const std::int32_t, 2> "
                                "&x, vf::rt::Tensor<std::complex<float>, 0> "
                                "&loss)"));
}

// Entries are called by their number; the initializer is not one of them.
TEST(Header, NumbersPublicEntries) {
  EntryDescription initializer = makeEntry("vf_init");
  initializer.isInitializer = true;
  std::string header = headerOf({makeEntry("a"), makeEntry("b"), initializer});
  EXPECT_THAT(header, HasSubstr("call(0, vf_feeds, 1, vf_fetches, 1)"));
  EXPECT_THAT(header, HasSubstr("call(1, vf_feeds, 1, vf_fetches, 1)"));
  EXPECT_THAT(header, Not(HasSubstr("vf_init")));
}

TEST(Header, EntryWithoutTensors) {
  EntryDescription entry = makeEntry("step");
  entry.feeds.clear();
  entry.fetches.clear();
  EXPECT_THAT(headerOf({entry}),
              HasSubstr("step() {\n    vf_arg *vf_feeds = nullptr;\n    vf_arg "
                        "*vf_fetches = nullptr;\n"));
}

TEST(Header, NamesBecomeIdentifiers) {
  EntryDescription entry = makeEntry("f");
  entry.feeds[0].name = "class";
  entry.fetches[0].name = "gradients/x:1";
  std::string header = headerOf({entry});
  EXPECT_THAT(header, HasSubstr("&class_,"));
  EXPECT_THAT(header, HasSubstr("&gradients_x_1)"));
}

// A parameter must hide nothing that the method's body uses, and be no macro;
// what is fed may be fetched under its name.
TEST(Header, ParametersHaveNamesOfTheirOwn) {
  EntryDescription entry = makeEntry("f");
  auto nameFeed = [&](std::string name) {
    entry.feeds[0].name = std::move(name);
    return headerOf({entry});
  };
  EXPECT_THAT(nameFeed("vf_feeds"), HasSubstr("&vf_feeds_, "));
  EXPECT_THAT(nameFeed("VF_OK"), HasSubstr("&VF_OK_, "));
  EXPECT_THAT(nameFeed("EOF"), HasSubstr("&EOF_, "));
  EXPECT_THAT(nameFeed("X"), HasSubstr("&X, "));
  std::string same = nameFeed("loss");
  EXPECT_THAT(same, HasSubstr("&loss, vf::rt::Tensor<float, 0> &loss_)"));
  EXPECT_THAT(same, HasSubstr("takeFetch(vf_fetches[0], loss_)"));
}

TEST(Header, NamespacesAreNoNamesOfTheCLibrary) {
  auto spaceOf = [](std::string name) {
    ModelDescription model;
    model.name = std::move(name);
    std::string header = generateHeader(model);
    llvm::StringRef rest = llvm::StringRef(header).split("\nnamespace ").second;
    return rest.split(' ').first.str();
  };
  for (std::string name : {"NULL", "EOF", "stdin", "int8_t", "exp", "printf",
                           "time", "main", "std", "vf", "vf_arg", "class"})
    EXPECT_EQ(spaceOf(name), name + "_");
  for (std::string name : {"lr", "digits", "my_model_v2"})
    EXPECT_EQ(spaceOf(name), name);
}

// A method with the name of its class would be a constructor; one with the
// name of a member of the base must not be called in its place.
TEST(Header, EntriesMayHaveNamesOfTheClass) {
  std::string header = headerOf({makeEntry("Model"), makeEntry("Model_"),
                                 makeEntry("vf_arg"), makeEntry("call")});
  EXPECT_THAT(header, HasSubstr("std::int32_t Model_("));
  EXPECT_THAT(header, HasSubstr("std::int32_t Model__("));
  EXPECT_THAT(header, HasSubstr("std::int32_t vf_arg_("));
  EXPECT_THAT(header, HasSubstr("std::int32_t call("));
  EXPECT_THAT(header, HasSubstr("vf_status = vf::rt::Model::call("));
}
