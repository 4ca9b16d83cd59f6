// Takes checks out of branches and loops, the innermost first: what a check
// tests becomes a result of the op that it stands in, and the check comes to
// stand beside that op.
//
// A check in a branch that needs nothing which the branch changes moves before
// it, with a branch of its own that computes what it needs. Any other moves
// behind its op: from the check on, nothing of a region runs unless it holds,
// and neither do the further rounds of a loop.
//
// Cost: linear in the ops, but quadratic in the checks of one region: each
// guard hands on what all of them test, and checks of a branch compute slices
// that they share once each.
#include "vf/Transforms/Passes.h"
#include "vf/Transforms/StateThreading.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

namespace mlir::vf {
#define GEN_PASS_DEF_LIFTCHECKS
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

namespace {
struct LiftChecks : public mlir::vf::impl::LiftChecksBase<LiftChecks> {
  void runOnOperation() override;

private:
  LogicalResult lift(Operation *op);
};
} // namespace

//===----------------------------------------------------------------------===//
// What both ways share
//===----------------------------------------------------------------------===//

/// The operands of a check that holds: true, then zeros.
static SmallVector<Value> createHolding(OpBuilder &builder, CheckOp check) {
  Location loc = check.getLoc();
  SmallVector<Value> holding{arith::ConstantIntOp::create(builder, loc, 1, 1)};
  for (size_t i = 0; i < check.getValues().size(); ++i)
    holding.push_back(arith::ConstantIndexOp::create(builder, loc, 0));
  return holding;
}

/// The check again at the builder's place, on other operands.
static void createCheck(OpBuilder &builder, CheckOp check, ValueRange tested) {
  CheckOp::create(builder, check.getLoc(), tested.front(), check.getCode(),
                  check.getMessage(), tested.drop_front(), check.getNode(),
                  check.getOp());
}

//===----------------------------------------------------------------------===//
// Before a branch
//===----------------------------------------------------------------------===//

/// The ops of the check's block that its operands come from, in their order;
/// none if one of them changes state or reads what the block changes before.
static std::optional<SmallVector<Operation *>> findPureSlice(CheckOp check) {
  Block *block = check->getBlock();
  llvm::SetVector<Operation *> slice;
  auto need = [&](Value value) {
    Operation *def = value.getDefiningOp();
    if (def && def->getBlock() == block)
      slice.insert(def);
  };
  llvm::for_each(check->getOperands(), need);
  for (size_t i = 0; i < slice.size(); ++i) {
    llvm::for_each(slice[i]->getOperands(), need);
    visitUsedValuesDefinedAbove(
        slice[i]->getRegions(),
        [&](OpOperand *operand) { need(operand->get()); });
  }
  SmallVector<Operation *> ordered;
  DenseSet<Attribute> written;
  for (Operation &op : llvm::make_range(block->begin(), check->getIterator())) {
    if (slice.contains(&op)) {
      bool readsWritten =
          llvm::any_of(getReadVariables(&op), [&](FlatSymbolRefAttr variable) {
            return written.contains(variable);
          });
      if (readsWritten || mayChangeState(&op))
        return std::nullopt;
      ordered.push_back(&op);
    }
    written.insert_range(getWrittenVariables(&op));
  }
  return ordered;
}

/// Moves the check before the branch that it stands in.
static void liftBefore(scf::IfOp branch, CheckOp check,
                       ArrayRef<Operation *> slice) {
  OpBuilder builder(branch);
  auto tests =
      scf::IfOp::create(builder, check.getLoc(), check->getOperandTypes(),
                        branch.getCondition(), /*withElseRegion=*/true);
  bool isThen = check->getParentRegion() == &branch.getThenRegion();
  OpBuilder own =
      isThen ? tests.getThenBodyBuilder() : tests.getElseBodyBuilder();
  OpBuilder other =
      isThen ? tests.getElseBodyBuilder() : tests.getThenBodyBuilder();
  IRMapping mapping;
  for (Operation *op : slice)
    own.clone(*op, mapping);
  SmallVector<Value> tested =
      llvm::map_to_vector(check->getOperands(), [&](Value operand) {
        return mapping.lookupOrDefault(operand);
      });
  scf::YieldOp::create(own, check.getLoc(), tested);
  scf::YieldOp::create(other, check.getLoc(), createHolding(other, check));
  createCheck(builder, check, tests.getResults());
  check.erase();
}

//===----------------------------------------------------------------------===//
// Behind its op
//===----------------------------------------------------------------------===//

namespace {
/// Gives an op what its checks test as results behind its own: their operands
/// where one fails, else those of checks that hold.
class CheckResults {
public:
  CheckResults(Operation *op, SmallVector<CheckOp> checks)
      : op(op), checks(std::move(checks)) {}
  /// Fails where a region hands on what only ops behind a check can compute.
  LogicalResult run();

private:
  FailureOr<SmallVector<Value>> createOtherwise(Block &block);
  void guardChecks(Block &block, ValueRange otherwise, ValueRange tested);
  void guardRound(Block &block, ValueRange otherwise, ValueRange tested);

  Operation *op;
  SmallVector<CheckOp> checks;
};
} // namespace

/// Makes the ops from `first` to the terminator run under `condition` only; the
/// terminator gets `otherwise` where they do not.
static void guardOps(Block &block, Block::iterator first, Value condition,
                     ValueRange otherwise) {
  Operation *terminator = block.getTerminator();
  OpBuilder builder(terminator);
  auto guarded = scf::IfOp::create(
      builder, terminator->getLoc(), terminator->getOperandTypes(), condition,
      /*addThenBlock=*/true, /*addElseBlock=*/true);
  Block &held = guarded.getThenRegion().front();
  if (first != terminator->getIterator())
    held.getOperations().splice(held.end(), block.getOperations(), first,
                                guarded->getIterator());
  builder.setInsertionPointToEnd(&held);
  scf::YieldOp::create(builder, terminator->getLoc(),
                       terminator->getOperands());
  builder.setInsertionPointToEnd(&guarded.getElseRegion().front());
  scf::YieldOp::create(builder, terminator->getLoc(), otherwise);
  terminator->setOperands(guarded.getResults());
}

/// A value for a result that nothing will look at, or null.
static Value createPlaceholder(OpBuilder &builder, Location loc, Type type) {
  if (auto tensor = dyn_cast<RankedTensorType>(type)) {
    if (!tensor.hasStaticShape())
      return nullptr;
    return nd::ConstantOp::create(
        builder, loc, cast<ElementsAttr>(builder.getZeroAttr(type)));
  }
  TypedAttr zero = builder.getZeroAttr(type);
  return zero ? arith::ConstantOp::create(builder, loc, zero) : Value();
}

/// What a region hands on besides what is tested, once a check has failed: a
/// loop, what it was given; `scf.condition` says to stop.
FailureOr<SmallVector<Value>> CheckResults::createOtherwise(Block &block) {
  Operation *terminator = block.getTerminator();
  OpBuilder builder(op);
  SmallVector<Value> otherwise;
  auto arguments = block.getArguments();
  if (isa<scf::ConditionOp>(terminator))
    otherwise.push_back(
        arith::ConstantIntOp::create(builder, op->getLoc(), 0, 1));
  else if (isa<scf::ForOp>(op))
    arguments = arguments.drop_front();
  size_t first = otherwise.size();
  for (auto [index, type] : llvm::enumerate(
           llvm::drop_begin(terminator->getOperandTypes(), first))) {
    Value value;
    if (isa<scf::IfOp>(op))
      value = createPlaceholder(builder, op->getLoc(), type);
    else if (index < arguments.size() && arguments[index].getType() == type)
      value = arguments[index];
    if (!value)
      return terminator->emitError("expected a region with a check to hand on "
                                   "values that are there when the check "
                                   "fails, found one of type ")
             << type;
    otherwise.push_back(value);
  }
  return otherwise;
}

/// Guards what stands behind each check, the last check first.
void CheckResults::guardChecks(Block &block, ValueRange otherwise,
                               ValueRange tested) {
  size_t position = tested.size();
  for (CheckOp check : llvm::reverse(checks)) {
    size_t count = check->getNumOperands();
    position -= count;
    if (check->getBlock() != &block)
      continue;
    SmallVector<Value> handedOn(otherwise);
    llvm::append_range(handedOn, tested.take_front(position));
    llvm::append_range(handedOn, check->getOperands());
    llvm::append_range(handedOn, tested.drop_front(position + count));
    guardOps(block, std::next(check->getIterator()), check.getCondition(),
             handedOn);
  }
}

/// Guards a whole round of a loop: no check has failed before it.
void CheckResults::guardRound(Block &block, ValueRange otherwise,
                              ValueRange tested) {
  OpBuilder builder(&block, block.begin());
  Value holds;
  size_t position = 0;
  for (CheckOp check : checks) {
    Value own = tested[position];
    holds =
        holds ? arith::AndIOp::create(builder, op->getLoc(), holds, own) : own;
    position += check->getNumOperands();
  }
  SmallVector<Value> handedOn(otherwise);
  llvm::append_range(handedOn, tested);
  guardOps(block, builder.getInsertionPoint(), holds, handedOn);
}

LogicalResult CheckResults::run() {
  OpBuilder builder(op);
  SmallVector<Value> holding;
  for (CheckOp check : checks)
    llvm::append_range(holding, createHolding(builder, check));
  SmallVector<SmallVector<Value>> otherwise;
  for (Region &region : op->getRegions()) {
    if (region.empty())
      continue;
    FailureOr<SmallVector<Value>> values = createOtherwise(region.front());
    if (failed(values))
      return failure();
    otherwise.push_back(std::move(*values));
  }
  otherwise.resize(op->getNumRegions());

  op = carryMore(op, holding);
  bool isLoop = !isa<scf::IfOp>(op);
  for (auto [region, values] : llvm::zip_equal(op->getRegions(), otherwise)) {
    Block &block = region.front();
    SmallVector<Value> tested = holding;
    if (isLoop)
      tested.assign(block.getArguments().end() - holding.size(),
                    block.getArguments().end());
    Operation *terminator = block.getTerminator();
    terminator->insertOperands(terminator->getNumOperands(), tested);
    guardChecks(block, values, tested);
    // The rounds of scf.while end with its condition.
    if (isLoop && region.getRegionNumber() == 0)
      guardRound(block, values, tested);
  }

  builder.setInsertionPointAfter(op);
  auto tested = op->getResults().take_back(holding.size());
  for (CheckOp check : checks) {
    size_t count = check->getNumOperands();
    createCheck(builder, check, tested.take_front(count));
    tested = tested.drop_front(count);
    check.erase();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

LogicalResult LiftChecks::lift(Operation *op) {
  SmallVector<CheckOp> behind;
  for (Region &region : op->getRegions()) {
    for (CheckOp check : llvm::to_vector(region.getOps<CheckOp>())) {
      ++numLifted;
      auto branch = dyn_cast<scf::IfOp>(op);
      auto slice =
          branch && behind.empty() ? findPureSlice(check) : std::nullopt;
      if (slice)
        liftBefore(branch, check, *slice);
      else
        behind.push_back(check);
    }
  }
  if (behind.empty())
    return success();
  return CheckResults(op, std::move(behind)).run();
}

void LiftChecks::runOnOperation() {
  SmallVector<Operation *> withRegions;
  getOperation().getBody().walk([&](Operation *op) {
    if (isa<scf::IfOp, scf::ForOp, scf::WhileOp>(op))
      withRegions.push_back(op);
  });
  // The walk has yielded inner ops first; lifting replaces only the op lifted
  // from, and adds ops without checks.
  for (Operation *op : withRegions)
    if (failed(lift(op)))
      return signalPassFailure();
}
