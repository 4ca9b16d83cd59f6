// From memrefs with sizes to bare buffers and index arguments.
#include "vf/Conversion/StageToBuffers.h"

#include "vf/Conversion/OffsetPlan.h"
#include "vf/Transforms/Passes.h"

#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace mlir::vf {
#define GEN_PASS_DEF_LOWERSTAGESIGNATURE
#include "vf/Conversion/StageToBuffers.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

static void dropResults(func::FuncOp function) {
  auto returnOp =
      cast<func::ReturnOp>(function.getBody().front().getTerminator());
  returnOp->setOperands({});
  function.setType(FunctionType::get(
      function.getContext(), function.getFunctionType().getInputs(), {}));
  function.removeResAttrsAttr();
}

/// Row-major strides of `sizes`.
static SmallVector<OpFoldResult>
computeStrides(OpBuilder &builder, Location loc, ArrayRef<OpFoldResult> sizes) {
  SmallVector<OpFoldResult> strides(sizes.size());
  OpFoldResult stride = builder.getIndexAttr(1);
  for (size_t axis = sizes.size(); axis-- > 0;) {
    strides[axis] = stride;
    std::optional<int64_t> known = getConstantIntValue(stride);
    std::optional<int64_t> size = getConstantIntValue(sizes[axis]);
    if (known && size) {
      stride = builder.getIndexAttr(*known * *size);
      continue;
    }
    Value product = arith::MulIOp::create(
        builder, loc, getValueOrCreateConstantIndexOp(builder, loc, stride),
        getValueOrCreateConstantIndexOp(builder, loc, sizes[axis]));
    stride = product;
  }
  return strides;
}

/// Replaces what asks for the sizes of `buffer` by `sizes`.
static void replaceDims(Value buffer, ArrayRef<OpFoldResult> sizes,
                        OpBuilder &builder) {
  for (Operation *user : llvm::make_early_inc_range(buffer.getUsers())) {
    auto dim = dyn_cast<memref::DimOp>(user);
    if (!dim || !dim.getConstantIndex())
      continue;
    dim.replaceAllUsesWith(getValueOrCreateConstantIndexOp(
        builder, dim.getLoc(), sizes[*dim.getConstantIndex()]));
    dim.erase();
  }
}

/// Whether an argument cannot cross a call as it is: without its sizes it is no
/// bare pointer, and one without elements is none to MLIR's conversion.
static bool needsView(Value argument) {
  auto type = dyn_cast<MemRefType>(argument.getType());
  return type && (!type.hasStaticShape() || type.getNumElements() == 0);
}

/// Replaces such an argument by a bare buffer; its sizes, if unknown, go to the
/// end.
static void lowerArgument(func::FuncOp function, unsigned index,
                          OpBuilder &builder) {
  Block &body = function.getBody().front();
  BlockArgument argument = body.getArgument(index);
  auto type = cast<MemRefType>(argument.getType());
  Location loc = argument.getLoc();

  SmallVector<OpFoldResult> sizes;
  for (int64_t size : type.getShape()) {
    if (!ShapedType::isDynamic(size)) {
      sizes.push_back(builder.getIndexAttr(size));
      continue;
    }
    (void)function.insertArgument(function.getNumArguments(),
                                  builder.getIndexType(), {}, loc);
    sizes.push_back(body.getArguments().back());
  }
  replaceDims(argument, sizes, builder);
  SmallVector<OpFoldResult> strides = computeStrides(builder, loc, sizes);
  argument.setType(MemRefType::get({}, type.getElementType()));
  auto view = memref::ReinterpretCastOp::create(
      builder, loc, type, argument, builder.getIndexAttr(0), sizes, strides);
  argument.replaceAllUsesExcept(view.getResult(), view);
}

/// Tells LLVM what the entry guarantees: what a stage writes overlaps nothing,
/// and variables are aligned.
static void annotateArguments(func::FuncOp function, OpBuilder &builder) {
  for (BlockArgument argument : function.getArguments()) {
    if (!isa<MemRefType>(argument.getType()))
      continue;
    unsigned index = argument.getArgNumber();
    function.setArgAttr(index, LLVM::LLVMDialect::getNoAliasAttrName(),
                        builder.getUnitAttr());
    if (function.getArgAttr(index, kVariableAttrName))
      function.setArgAttr(index, LLVM::LLVMDialect::getAlignAttrName(),
                          builder.getI64IntegerAttr(kBufferAlignment));
    function.removeArgAttr(index, kVariableAttrName);
    function.removeArgAttr(index, kOutputAttrName);
  }
}

namespace {
struct LowerStageSignature
    : public mlir::vf::impl::LowerStageSignatureBase<LowerStageSignature> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isExternal())
      return;
    dropResults(function);
    OpBuilder builder = OpBuilder::atBlockBegin(&function.getBody().front());
    annotateArguments(function, builder);
    for (unsigned index = 0, end = function.getNumArguments(); index < end;
         ++index)
      if (needsView(function.getArgument(index)))
        lowerArgument(function, index, builder);
    function.setType(
        FunctionType::get(function.getContext(),
                          function.getBody().front().getArgumentTypes(), {}));
  }
};
} // namespace
