// Replaces a read by the value that its variable is known to have: that of an
// earlier read or update with no write to the variable in between. Likewise a
// variable that has been written is initialized, and no check has to say so.
// One walk in program order; linear, at each depth of branches and loops.
//
// What is known outside holds inside, but for what a loop writes: its first op
// runs after its last too. What is learned inside holds only there, but for the
// value that every branch ends with, which one more read behind them yields.
#include "vf/Transforms/Passes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/ScopedHashTable.h"

namespace mlir::vf {
#define GEN_PASS_DEF_FORWARDSTATE
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

/// Lets `first` serve `second` too, which may need a value where `first` does
/// not.
static void mergeInto(ReadOp first, ReadOp second) {
  if (!first || !first.getIfInitialized() || second.getIfInitialized())
    return;
  NodeName consumer = second.getConsumer();
  first.setIfInitialized(false);
  first.setNode(consumer.node);
  first.setOp(consumer.op);
}

namespace {
/// Walks one entry.
class StateForwarder {
public:
  /// Returns how many values were replaced.
  unsigned run(Block &block);

private:
  using KnownValues = llvm::ScopedHashTable<Attribute, Value>;
  using WrittenVariables = llvm::ScopedHashTable<Attribute, bool>;

  void forward(Block &block);
  void forwardInto(Operation *op);
  bool replace(ReadOp read);
  bool replace(IsInitializedOp test);
  bool remove(CheckInitializedOp check);
  void learn(Operation *op);
  void forget(ArrayRef<FlatSymbolRefAttr> variables);
  FlatSymbolRefAttr lookupVariable(Value value,
                                   ArrayRef<FlatSymbolRefAttr> variables);

  /// Null: not known any more.
  KnownValues known;
  WrittenVariables written;
  unsigned numForwarded = 0;
};

struct ForwardState : public mlir::vf::impl::ForwardStateBase<ForwardState> {
  void runOnOperation() override {
    numForwarded += StateForwarder().run(getOperation().getBlock());
  }
};
} // namespace

bool StateForwarder::replace(ReadOp read) {
  Value value = known.lookup(read.getVariableAttr());
  if (!value)
    return false;
  mergeInto(value.getDefiningOp<ReadOp>(), read);
  read.replaceAllUsesWith(value);
  read.erase();
  return true;
}

bool StateForwarder::replace(IsInitializedOp test) {
  if (!written.lookup(test.getVariableAttr()))
    return false;
  OpBuilder builder(test);
  test.replaceAllUsesWith(
      arith::ConstantIntOp::create(builder, test.getLoc(), 1, 1).getResult());
  test.erase();
  return true;
}

bool StateForwarder::remove(CheckInitializedOp check) {
  if (!written.lookup(check.getVariableAttr()))
    return false;
  check.erase();
  return true;
}

void StateForwarder::forget(ArrayRef<FlatSymbolRefAttr> variables) {
  for (FlatSymbolRefAttr variable : variables)
    known.insert(variable, Value());
}

/// Notes what `op`, which has no regions, writes and yields.
void StateForwarder::learn(Operation *op) {
  SmallVector<FlatSymbolRefAttr> variables = getWrittenVariables(op);
  forget(variables);
  for (FlatSymbolRefAttr variable : variables)
    written.insert(variable, true);
  if (auto access = dyn_cast<VariableAccessOpInterface>(op))
    for (auto [variable, value] : access.getVariableValues())
      known.insert(variable, value);
}

/// The first of `variables` that is known to have `value`, or null.
FlatSymbolRefAttr
StateForwarder::lookupVariable(Value value,
                               ArrayRef<FlatSymbolRefAttr> variables) {
  for (FlatSymbolRefAttr variable : variables)
    if (known.lookup(variable) == value)
      return variable;
  return nullptr;
}

void StateForwarder::forwardInto(Operation *op) {
  SmallVector<FlatSymbolRefAttr> variables = getWrittenVariables(op);
  auto branch = dyn_cast<RegionBranchOpInterface>(op);
  bool repeats = !branch || branch.hasLoop();
  // Per result of a branch, the variable whose value each region ends with.
  SmallVector<FlatSymbolRefAttr> yielded(op->getNumResults());
  for (auto [index, region] : llvm::enumerate(op->getRegions())) {
    KnownValues::ScopeTy knownScope(known);
    WrittenVariables::ScopeTy writtenScope(written);
    if (repeats)
      forget(variables);
    for (Block &block : region)
      forward(block);
    if (!isa<scf::IfOp>(op) || yielded.empty())
      continue;
    for (auto [variable, value] : llvm::zip_equal(
             yielded, region.front().getTerminator()->getOperands())) {
      FlatSymbolRefAttr found = lookupVariable(value, variables);
      variable = index == 0 || variable == found ? found : nullptr;
    }
  }
  forget(variables);
  OpBuilder builder(op->getContext());
  builder.setInsertionPointAfter(op);
  for (auto [variable, result] : llvm::zip_equal(yielded, op->getResults())) {
    if (!variable || result.use_empty())
      continue;
    auto read = ReadOp::create(builder, op->getLoc(), result.getType(),
                               variable, /*node=*/StringAttr(),
                               /*op=*/StringAttr());
    result.replaceAllUsesWith(read.getResult());
    known.insert(variable, read.getResult());
    ++numForwarded;
  }
}

void StateForwarder::forward(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (auto read = dyn_cast<ReadOp>(op); read && replace(read))
      ++numForwarded;
    else if (auto test = dyn_cast<IsInitializedOp>(op); test && replace(test))
      ++numForwarded;
    else if (auto check = dyn_cast<CheckInitializedOp>(op);
             check && remove(check))
      ++numForwarded;
    else if (op.getNumRegions() > 0)
      forwardInto(&op);
    else
      learn(&op);
  }
}

unsigned StateForwarder::run(Block &block) {
  KnownValues::ScopeTy knownScope(known);
  WrittenVariables::ScopeTy writtenScope(written);
  forward(block);
  return numForwarded;
}
