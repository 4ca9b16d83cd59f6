// Makes an entry a prologue and a commit. First each variable whose value from
// before the call is used gets a check that it is initialized, where it is
// first used. Then every check moves, with the ops that compute its operands,
// before the first op that changes state; the order among them stays, so the
// error that is reported is the one that comes first in the graph's order.
//
// A backward walk finds what must move, a forward walk whether it may: it must
// not change state, nor read a variable after a write to it. Linear.
#include "vf/Transforms/Passes.h"

#include "mlir/Transforms/RegionUtils.h"

namespace mlir::vf {
#define GEN_PASS_DEF_HOISTCHECKS
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

namespace {
struct HoistChecks : public mlir::vf::impl::HoistChecksBase<HoistChecks> {
  void runOnOperation() override;

private:
  void checkInitialized(Block &block);
};
} // namespace

//===----------------------------------------------------------------------===//
// Initialized variables
//===----------------------------------------------------------------------===//

void HoistChecks::checkInitialized(Block &block) {
  DenseSet<Attribute> settled;
  for (Operation &op : block) {
    OpBuilder builder(&op);
    op.walk([&](Operation *nested) {
      if (auto check = dyn_cast<CheckInitializedOp>(nested))
        settled.insert(check.getVariableAttr());
      auto access = dyn_cast<VariableAccessOpInterface>(nested);
      if (!access)
        return;
      for (FlatSymbolRefAttr variable : access.getReadVariables()) {
        if (!access.needsValue() || !settled.insert(variable).second)
          continue;
        NodeName consumer = access.getConsumer();
        CheckInitializedOp::create(builder, access.getLoc(), variable,
                                   builder.getStringAttr(consumer.node),
                                   builder.getStringAttr(consumer.op));
        ++numInitializedChecks;
      }
      for (FlatSymbolRefAttr variable : access.getWrittenVariables())
        settled.insert(variable);
    });
  }
}

//===----------------------------------------------------------------------===//
// Moving
//===----------------------------------------------------------------------===//

using OpRange = llvm::iterator_range<Block::iterator>;

/// The checks of `ops` and what computes their operands, each with the last
/// check that needs it.
static DenseMap<Operation *, Operation *> findSlices(OpRange ops) {
  DenseMap<Operation *, Operation *> neededBy;
  Block *block = ops.begin()->getBlock();
  for (Operation &op : llvm::reverse(ops)) {
    if (mayFail(&op))
      neededBy[&op] = &op;
    Operation *check = neededBy.lookup(&op);
    if (!check)
      continue;
    auto need = [&](Value operand) {
      Operation *definition = operand.getDefiningOp();
      if (definition && definition->getBlock() == block)
        neededBy.try_emplace(definition, check);
    };
    llvm::for_each(op.getOperands(), need);
    visitUsedValuesDefinedAbove(
        op.getRegions(), [&](OpOperand *operand) { need(operand->get()); });
  }
  return neededBy;
}

static LogicalResult reportLateCheck(Operation *check, Operation *cause) {
  bool isDraw = isa<DrawOp>(cause);
  InFlightDiagnostic diagnostic = check->emitError(
      isDraw ? "check depends on a random draw, which changes state"
             : "check depends on a value from after a write; "
               "--vf-shadow-updates computes it aside");
  diagnostic.attachNote(cause->getLoc())
      << (isDraw                  ? "drawn here"
          : mayChangeState(cause) ? "state changes here"
                                  : "variable read here after a write to it");
  return diagnostic;
}

/// The ops of `ops` that are in `neededBy`, in their order; reports a check
/// that depends on a change of state.
static FailureOr<SmallVector<Operation *>>
collectMovable(OpRange ops,
               const DenseMap<Operation *, Operation *> &neededBy) {
  SmallVector<Operation *> movable;
  DenseSet<Attribute> written;
  for (Operation &op : ops) {
    if (Operation *check = neededBy.lookup(&op)) {
      bool readsWritten =
          llvm::any_of(getReadVariables(&op), [&](FlatSymbolRefAttr variable) {
            return written.contains(variable);
          });
      if (readsWritten || mayChangeState(&op))
        return reportLateCheck(check, &op);
      movable.push_back(&op);
      continue;
    }
    for (FlatSymbolRefAttr variable : getWrittenVariables(&op))
      written.insert(variable);
  }
  return movable;
}

void HoistChecks::runOnOperation() {
  Block &block = getOperation().getBlock();
  checkInitialized(block);

  Block::iterator firstChange =
      llvm::find_if(block, [](Operation &op) { return mayChangeState(&op); });
  if (firstChange == block.end())
    return;
  OpRange commit(firstChange, block.end());
  FailureOr<SmallVector<Operation *>> movable =
      collectMovable(commit, findSlices(commit));
  if (failed(movable))
    return signalPassFailure();
  for (Operation *op : *movable) {
    op->moveBefore(&*firstChange);
    numHoisted += mayFail(op);
  }
}
