// Elementwise fusion that respects updates of variables.
#include "vf/Conversion/StageToBuffers.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace mlir::vf {
#define GEN_PASS_DEF_FUSEELEMENTWISE
#include "vf/Conversion/StageToBuffers.h.inc"
} // namespace mlir::vf

using namespace mlir;

/// True if `use` may overwrite the buffer of the value it uses.
static bool mayOverwrite(OpOperand &use) {
  Operation *op = use.getOwner();
  if (auto materialize =
          dyn_cast<bufferization::MaterializeInDestinationOp>(op))
    return use.get() == materialize.getDest();
  if (auto destinationStyle = dyn_cast<DestinationStyleOpInterface>(op))
    return destinationStyle.isDpsInit(&use);
  return isa<LoopLikeOpInterface>(op) || isa<tensor::InsertSliceOp>(op);
}

/// The value that `value` is a view of, or null if it is not a view.
static Value lookupViewSource(Value value) {
  Operation *def = value.getDefiningOp();
  bool isView = isa_and_nonnull<tensor::CastOp, tensor::CollapseShapeOp,
                                tensor::ExpandShapeOp, tensor::ExtractSliceOp,
                                tensor::ReshapeOp>(def);
  return isView ? def->getOperand(0) : Value();
}

/// True if something between `producer` and `consumer` overwrites what the
/// producer reads, directly or through views.
static bool isOverwrittenBetween(Operation *producer, Operation *consumer) {
  auto overwrites = [&](OpOperand &use) {
    Operation *user =
        producer->getBlock()->findAncestorOpInBlock(*use.getOwner());
    return user && user != producer && user != consumer && mayOverwrite(use) &&
           producer->isBeforeInBlock(user) && user->isBeforeInBlock(consumer);
  };
  for (Value read : producer->getOperands())
    for (; read; read = lookupViewSource(read))
      if (llvm::any_of(read.getUses(), overwrites))
        return true;
  return false;
}

/// True if recomputing the op costs nothing but its arithmetic.
static bool readsOnlyScalars(linalg::GenericOp op) {
  bool readsTensor = false;
  op.getBody()->walk([&](tensor::ExtractOp) { readsTensor = true; });
  return !readsTensor && llvm::all_of(op.getDpsInputs(), [](Value input) {
    auto type = dyn_cast<ShapedType>(input.getType());
    return !type || type.getRank() == 0;
  });
}

static bool shouldFuse(OpOperand *fused) {
  auto producer =
      dyn_cast_or_null<linalg::GenericOp>(fused->get().getDefiningOp());
  Operation *consumer = fused->getOwner();
  if (!producer || producer->getBlock() != consumer->getBlock())
    return false;
  if (!producer->hasOneUse() && !readsOnlyScalars(producer))
    return false;
  return !isOverwrittenBetween(producer, consumer);
}

namespace {
struct FuseElementwise
    : public mlir::vf::impl::FuseElementwiseBase<FuseElementwise> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    linalg::populateElementwiseOpsFusionPatterns(patterns, shouldFuse);
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
