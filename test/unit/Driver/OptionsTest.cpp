// The model's name is the output's file name as an identifier of C++.
#include "Driver/Options.h"

#include "gtest/gtest.h"

using namespace vf;

static std::string nameOf(std::string output, Emit emit = Emit::Executable) {
  CompileOptions options;
  options.output = std::move(output);
  options.emit = emit;
  return options.modelName();
}

TEST(ModelName, IsTheStemOfTheOutput) {
  EXPECT_EQ(nameOf("digits"), "digits");
  EXPECT_EQ(nameOf("out/my.dir/digits.o", Emit::Object), "digits");
}

TEST(ModelName, LosesLibOnlyFromALibrary) {
  EXPECT_EQ(nameOf("out/libdigits.a", Emit::Static), "digits");
  EXPECT_EQ(nameOf("libdigits"), "libdigits");
}

TEST(ModelName, IsAnIdentifier) {
  EXPECT_EQ(nameOf("my-model v2"), "my_model_v2");
  EXPECT_EQ(nameOf("3d"), "model_3d");
  EXPECT_EQ(nameOf("class"), "class_");
  EXPECT_EQ(nameOf(""), "model");
}
