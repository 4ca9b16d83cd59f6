// Decoding of constants: the stored forms, the short forms, and what is none.
#include "vf/Graph/TensorConstant.h"

#include "GraphTesting.h"

using namespace vf;
using namespace vf::test;

static tf::TensorProto parse(const std::string &text) {
  tf::TensorProto proto;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &proto));
  return proto;
}

static TensorConstant decode(const tf::TensorProto &proto) {
  std::string error;
  auto constant = TensorConstant::decode(proto, error);
  EXPECT_TRUE(succeeded(constant)) << error;
  return failed(constant) ? TensorConstant() : std::move(*constant);
}

static std::string decodeError(const std::string &text) {
  std::string error;
  tf::TensorProto proto = parse(text);
  EXPECT_TRUE(failed(TensorConstant::decode(proto, error)));
  return error;
}

TEST(TensorConstant, ViewsContent) {
  tf::TensorProto proto =
      parse("dtype: DT_INT32 tensor_shape { dim { size: 2 } } "
            "tensor_content: '\\001\\000\\000\\000\\377\\377\\377\\377'");
  TensorConstant constant = decode(proto);
  EXPECT_EQ(constant.ints(), (llvm::SmallVector<int64_t>{1, -1}));
  EXPECT_EQ(constant.rawData().data(), proto.tensor_content().data());
  EXPECT_FALSE(constant.isSplat());
}

TEST(TensorConstant, RepeatsTheLastValue) {
  tf::TensorProto proto =
      parse("dtype: DT_INT64 tensor_shape { dim { size: 4 } } int64_val: 7 "
            "int64_val: 9");
  EXPECT_EQ(decode(proto).ints(), (llvm::SmallVector<int64_t>{7, 9, 9, 9}));
}

TEST(TensorConstant, KeepsASplatAsOneValue) {
  tf::TensorProto proto =
      parse("dtype: DT_FLOAT tensor_shape { dim { size: 1000000000000 } } "
            "float_val: 2.5");
  TensorConstant constant = decode(proto);
  EXPECT_TRUE(constant.isSplat());
  EXPECT_EQ(constant.rawData().size(), sizeof(float));
  EXPECT_EQ(constant.numElements(), 1000000000000);
}

TEST(TensorConstant, IsZeroWithoutValues) {
  tf::TensorProto proto =
      parse("dtype: DT_INT8 tensor_shape { dim { size: 3 } }");
  EXPECT_EQ(decode(proto).ints(), (llvm::SmallVector<int64_t>{0, 0, 0}));
}

TEST(TensorConstant, ReadsEveryIntegerType) {
  EXPECT_EQ(decode(parse("dtype: DT_INT16 int_val: -2")).intAt(0), -2);
  EXPECT_EQ(decode(parse("dtype: DT_UINT8 int_val: 200")).intAt(0), 200);
  EXPECT_EQ(decode(parse("dtype: DT_UINT16 int_val: 65535")).intAt(0), 65535);
  EXPECT_EQ(decode(parse("dtype: DT_BOOL bool_val: true")).intAt(0), 1);
  EXPECT_EQ(decode(parse("dtype: DT_UINT32 uint32_val: 4294967295")).intAt(0),
            4294967295);
}

TEST(TensorConstant, StringsAndHalfAndComplex) {
  tf::TensorProto texts =
      parse("dtype: DT_STRING tensor_shape { dim { size: 2 } } "
            "string_val: 'a' string_val: ''");
  TensorConstant constant = decode(texts);
  ASSERT_EQ(constant.strings().size(), 2u);
  EXPECT_EQ(constant.strings()[0], "a");
  EXPECT_EQ(decode(parse("dtype: DT_HALF half_val: 15360")).rawData().size(),
            2u);
  EXPECT_EQ(decode(parse("dtype: DT_COMPLEX64 scomplex_val: 1 scomplex_val: 2"))
                .rawData()
                .size(),
            8u);
}

TEST(TensorConstant, EmptyTensors) {
  for (const char *type : {"DT_FLOAT", "DT_STRING"}) {
    TensorConstant constant = decode(parse(
        std::string("dtype: ") + type +
        " tensor_shape { dim { size: 4611686018427387904 } dim { size: 0 } "
        "dim { size: 4 } }"));
    EXPECT_EQ(constant.numElements(), 0);
    EXPECT_FALSE(constant.isSplat());
    EXPECT_TRUE(constant.rawData().empty());
  }
}

TEST(TensorConstant, RefusesWhatIsNone) {
  EXPECT_EQ(decodeError("dtype: DT_RESOURCE"),
            "has element type resource, which has no constants");
  EXPECT_EQ(decodeError("dtype: DT_FLOAT_REF float_val: 1"),
            "has element type float_ref, which has no constants");
  EXPECT_EQ(decodeError("dtype: DT_FLOAT tensor_shape { dim { size: -1 } }"),
            "has shape [?], which is not static");
  EXPECT_EQ(decodeError("dtype: DT_FLOAT tensor_shape { dim { size: "
                        "4611686018427387904 } dim { size: 4 } } float_val: 1"),
            "has shape [4611686018427387904,4], which is too large");
  EXPECT_EQ(decodeError("dtype: DT_FLOAT tensor_shape { dim { size: "
                        "1000000000000 } } float_val: 1 float_val: 2"),
            "has 2 values for shape [1000000000000]");
}
