// The registry: that its tables parse, and how records describe themselves.
#include "GraphTesting.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;
using namespace vf::test;

TEST(OpRegistry, RecordsAreWhole) {
  for (const OpRecord *op : registry().allOps()) {
    for (const auto *args : {&op->inputs, &op->outputs})
      for (const ArgRecord &arg : *args) {
        // A type is fixed, or one of the op's attributes gives it.
        if (arg.type != DataType::Invalid)
          continue;
        const std::string &source =
            arg.typeListAttr.empty() ? arg.typeAttr : arg.typeListAttr;
        const AttrRecord *attr = op->lookupAttr(source);
        ASSERT_TRUE(attr) << op->name << ": " << arg.name;
        EXPECT_EQ(attr->kind, AttrKind::Type) << op->name << ": " << arg.name;
        EXPECT_EQ(attr->isList, !arg.typeListAttr.empty()) << op->name;
      }
    for (const ArgRecord &arg : op->inputs)
      if (!arg.numberAttr.empty())
        EXPECT_TRUE(op->lookupAttr(arg.numberAttr)) << op->name;
  }
}

TEST(OpRegistry, OneRowMakesAllFormsOfAnOptimizer) {
  const OpRecord *ref = registry().lookup("SparseApplyMomentum");
  const OpRecord *resource = registry().lookup("ResourceSparseApplyMomentum");
  ASSERT_TRUE(ref && resource);
  auto names = [](const std::vector<ArgRecord> &args) {
    std::string all;
    for (const ArgRecord &arg : args)
      all += arg.name + " ";
    return all;
  };
  EXPECT_EQ(names(ref->inputs), "var accum lr grad indices momentum ");
  EXPECT_EQ(names(resource->inputs), names(ref->inputs));
  EXPECT_TRUE(ref->inputs[1].isRef);
  EXPECT_EQ(resource->inputs[1].type, DataType::Resource);
  EXPECT_EQ(ref->outputs.size(), 1u);
  EXPECT_TRUE(resource->outputs.empty());
}

TEST(OpRegistry, KnownIsWiderThanSupported) {
  OpRegistry ops;
  const OpRecord *matMul = ops.lookup("MatMul");
  EXPECT_FALSE(matMul->lowering);
  ops.setLowering("MatMul",
                  [](mlir::vf::NodeLowering &) { return llvm::success(); });
  EXPECT_TRUE(matMul->lowering);
  EXPECT_EQ(ops.lookup("NoSuchOp"), nullptr);
}
