// Elementwise fusion that respects updates of variables. Producers with one use
// go into it; then producers with several are joined with their users in one
// loop that yields the values of all: an optimizer's step reads and writes each
// variable once, and what its slots share is no temporary.
#include "vf/Conversion/StageToBuffers.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
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

//===----------------------------------------------------------------------===//
// Shared producers
//===----------------------------------------------------------------------===//

/// Of a joined loop: as many as an update has, a variable and three slots. LLVM
/// must tell the results' buffers apart.
static constexpr unsigned kMaxResults = 4;

/// True if each element comes from the operands' elements at its own place and
/// from scalars: then results may take the places of operands.
static bool isPointwise(linalg::GenericOp op) {
  bool readsTensor = false;
  op.getBody()->walk([&](tensor::ExtractOp) { readsTensor = true; });
  bool readsInit = llvm::any_of(op.getRegionOutputArgs(), [](Value argument) {
    return !argument.use_empty();
  });
  return !readsTensor && !readsInit &&
         op.getNumParallelLoops() == op.getNumLoops() &&
         llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
           return map.isIdentity() || map.getNumResults() == 0;
         });
}

/// The first op of its block that uses a result of `producer`.
static Operation *findFirstUser(linalg::GenericOp producer) {
  Operation *first = nullptr;
  for (Operation *user : producer->getUsers()) {
    Operation *ancestor = producer->getBlock()->findAncestorOpInBlock(*user);
    if (ancestor && (!first || ancestor->isBeforeInBlock(first)))
      first = ancestor;
  }
  return first;
}

/// The results of `producer` that others than `consumer` use.
static SmallVector<OpResult> findKept(linalg::GenericOp producer,
                                      linalg::GenericOp consumer) {
  return llvm::filter_to_vector(producer->getResults(), [&](OpResult result) {
    return llvm::any_of(result.getUsers(),
                        [&](Operation *user) { return user != consumer; });
  });
}

/// The op that `producer` is joined with, or null. Its other users come later.
static linalg::GenericOp findPartner(linalg::GenericOp producer) {
  if (!isPointwise(producer))
    return {};
  auto consumer = dyn_cast_or_null<linalg::GenericOp>(findFirstUser(producer));
  if (!consumer || !isPointwise(consumer) ||
      consumer.getNumLoops() != producer.getNumLoops() ||
      findKept(producer, consumer).size() + consumer.getNumResults() >
          kMaxResults)
    return {};
  bool overwritesResult = llvm::any_of(consumer.getDpsInits(), [&](Value init) {
    return init.getDefiningOp() == producer;
  });
  if (overwritesResult || isOverwrittenBetween(producer, consumer))
    return {};
  return consumer;
}

/// Clones the body of `op` and returns what it yields.
static SmallVector<Value> inlineBody(linalg::GenericOp op, OpBuilder &builder,
                                     IRMapping &mapping) {
  for (Operation &inner : op.getBody()->without_terminator())
    builder.clone(inner, mapping);
  return llvm::map_to_vector(
      op.getBody()->getTerminator()->getOperands(),
      [&](Value value) { return mapping.lookupOrDefault(value); });
}

/// One op for both: its results are those of the producer that are `kept`, then
/// the consumer's.
static linalg::GenericOp join(linalg::GenericOp producer,
                              linalg::GenericOp consumer,
                              ArrayRef<OpResult> kept, RewriterBase &rewriter) {
  auto isShared = [&](OpOperand *operand) {
    return operand->get().getDefiningOp() == producer;
  };
  SmallVector<OpOperand *> operands = producer.getDpsInputOperands();
  llvm::copy_if(consumer.getDpsInputOperands(), std::back_inserter(operands),
                [&](OpOperand *operand) { return !isShared(operand); });
  size_t numInputs = operands.size();
  for (OpResult result : kept)
    operands.push_back(producer.getTiedOpOperand(result));
  for (OpOperand &init : consumer.getDpsInitsMutable())
    operands.push_back(&init);

  SmallVector<Value> values;
  SmallVector<AffineMap> maps;
  for (OpOperand *operand : operands) {
    values.push_back(operand->get());
    maps.push_back(cast<linalg::GenericOp>(operand->getOwner())
                       .getMatchingIndexingMap(operand));
  }
  auto buildBody = [&](OpBuilder &builder, Location loc, ValueRange arguments) {
    IRMapping mapping;
    for (auto [operand, argument] : llvm::zip_equal(operands, arguments))
      mapping.map(cast<linalg::GenericOp>(operand->getOwner())
                      .getMatchingBlockArgument(operand),
                  argument);
    SmallVector<Value> produced = inlineBody(producer, builder, mapping);
    auto producedAs = [&](Value value) {
      return produced[cast<OpResult>(value).getResultNumber()];
    };
    for (OpOperand *operand : consumer.getDpsInputOperands())
      if (isShared(operand))
        mapping.map(consumer.getMatchingBlockArgument(operand),
                    producedAs(operand->get()));
    SmallVector<Value> yielded = llvm::map_to_vector(kept, producedAs);
    llvm::append_range(yielded, inlineBody(consumer, builder, mapping));
    linalg::YieldOp::create(builder, loc, yielded);
  };
  rewriter.setInsertionPoint(consumer);
  ValueRange inputs = ArrayRef(values).take_front(numInputs);
  ValueRange inits = ArrayRef(values).drop_front(numInputs);
  return linalg::GenericOp::create(rewriter, consumer.getLoc(),
                                   TypeRange(inits), inputs, inits, maps,
                                   consumer.getIteratorTypesArray(), buildBody);
}

/// Joins producers of `block` with their first users, which come later.
static void joinSharedProducers(Block &block, RewriterBase &rewriter) {
  for (Operation *op = &block.front(); op;) {
    Operation *next = op->getNextNode();
    auto producer = dyn_cast<linalg::GenericOp>(op);
    linalg::GenericOp consumer =
        producer ? findPartner(producer) : linalg::GenericOp();
    if (consumer) {
      SmallVector<OpResult> kept = findKept(producer, consumer);
      linalg::GenericOp joined = join(producer, consumer, kept, rewriter);
      if (next == consumer)
        next = joined;
      for (auto [result, value] : llvm::zip(kept, joined.getResults()))
        rewriter.replaceAllUsesWith(result, value);
      rewriter.replaceOp(consumer, joined.getResults().drop_front(kept.size()));
      rewriter.eraseOp(producer);
    }
    op = next;
  }
}

namespace {
struct FuseElementwise
    : public mlir::vf::impl::FuseElementwiseBase<FuseElementwise> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    linalg::populateElementwiseOpsFusionPatterns(patterns, shouldFuse);
    linalg::populateEraseUnusedOperandsAndResultsPatterns(patterns);
    FrozenRewritePatternSet fusion(std::move(patterns));
    if (failed(applyPatternsGreedily(getOperation(), fusion)))
      return signalPassFailure();
    IRRewriter rewriter(&getContext());
    getOperation().walk(
        [&](Block *block) { joinSharedProducers(*block, rewriter); });
    // Results that nobody uses any more, and what has one use now.
    if (failed(applyPatternsGreedily(getOperation(), fusion)))
      signalPassFailure();
  }
};
} // namespace
