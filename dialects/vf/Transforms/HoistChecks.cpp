// Makes an entry a prologue and a commit. First each variable whose value from
// before the call is used gets a check that it is initialized, where it is
// first used. Then every check moves, with the ops that compute its operands,
// before the first op that changes state; the order among them stays, so the
// error that is reported is the one that comes first in the graph's order.
//
// A backward walk finds what must move, a forward walk whether it may: it must
// not change state, nor read a variable after a write to it. Linear.
#include "vf/Transforms/Passes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/ScopedHashTable.h"

namespace mlir::vf {
#define GEN_PASS_DEF_HOISTCHECKS
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

namespace {
/// Adds the checks that variables are initialized.
class InitializationChecker {
public:
  /// Returns how many it added.
  unsigned run(Block &block);

private:
  using WrittenVariables = llvm::ScopedHashTable<Attribute, bool>;

  void visit(Block &block);
  void visitRegions(Operation *op);
  void require(FlatSymbolRefAttr variable, VariableAccessOpInterface access);

  /// Those that have surely been written at the place reached.
  WrittenVariables written;
  DenseSet<Attribute> checked;
  /// The op of the entry's own block that the place reached is in.
  Operation *outermost = nullptr;
  unsigned numAdded = 0;
};

struct HoistChecks : public mlir::vf::impl::HoistChecksBase<HoistChecks> {
  void runOnOperation() override;
};
} // namespace

//===----------------------------------------------------------------------===//
// Initialized variables
//===----------------------------------------------------------------------===//

void InitializationChecker::require(FlatSymbolRefAttr variable,
                                    VariableAccessOpInterface access) {
  if (written.lookup(variable) || !checked.insert(variable).second)
    return;
  OpBuilder builder(outermost);
  NodeName consumer = access.getConsumer();
  CheckInitializedOp::create(builder, access.getLoc(), variable,
                             builder.getStringAttr(consumer.node),
                             builder.getStringAttr(consumer.op));
  ++numAdded;
}

/// What each region of a branch writes is written behind it. What else a branch
/// or a loop writes may be the old value still: that must be there.
void InitializationChecker::visitRegions(Operation *op) {
  llvm::MapVector<Attribute, unsigned> numWriting;
  for (FlatSymbolRefAttr variable : getWrittenVariables(op))
    numWriting[variable] = 0;
  for (Region &region : op->getRegions()) {
    WrittenVariables::ScopeTy scope(written);
    for (Block &block : region)
      visit(block);
    for (auto &[variable, count] : numWriting)
      count += written.lookup(variable);
  }
  op->walk([&](VariableAccessOpInterface access) {
    for (FlatSymbolRefAttr variable : access.getWrittenVariables())
      if (!isa<scf::IfOp>(op) || numWriting[variable] < op->getNumRegions())
        require(variable, access);
  });
  for (auto [variable, count] : numWriting)
    written.insert(variable, true);
}

void InitializationChecker::visit(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (isa<EntryOp>(block.getParentOp()))
      outermost = &op;
    if (auto check = dyn_cast<CheckInitializedOp>(op);
        check && outermost == &op) {
      FlatSymbolRefAttr variable = check.getVariableAttr();
      if (written.lookup(variable) || !checked.insert(variable).second)
        check.erase();
      continue;
    }
    if (op.getNumRegions() > 0)
      visitRegions(&op);
    auto access = dyn_cast<VariableAccessOpInterface>(op);
    if (!access)
      continue;
    if (access.needsValue())
      for (FlatSymbolRefAttr variable : access.getReadVariables())
        require(variable, access);
    for (FlatSymbolRefAttr variable : access.getWrittenVariables())
      written.insert(variable, true);
  }
}

unsigned InitializationChecker::run(Block &block) {
  WrittenVariables::ScopeTy scope(written);
  visit(block);
  return numAdded;
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
      // Strings can be computed aside, a table can not.
      : check->hasTrait<RuntimeCall>()
          ? "looks into a table that the same entry fills"
          : "check depends on a value from after a write; "
            "--vf-shadow-updates computes it aside");
  diagnostic.attachNote(cause->getLoc())
      << (isDraw                  ? "drawn here"
          : mayChangeState(cause) ? "state changes here"
                                  : "state read here after a write to it");
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
  numInitializedChecks += InitializationChecker().run(block);

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
