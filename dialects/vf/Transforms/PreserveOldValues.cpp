// An update happens in place, so a variable's earlier value is gone after it.
// Where such a value is used after a write to its variable, the consumers move
// before the write if they can; for the others one marked copy is made there.
//
// Views of a value (reshapes, slices) live in the variable's buffer too and are
// old when it is. Each value is looked at once; a consumer moves with at most
// `kMaxMovedOps` ops that compute its operands: linear.
#include "vf/Transforms/Passes.h"

#include "llvm/ADT/SetVector.h"

namespace mlir::vf {
#define GEN_PASS_DEF_PRESERVEOLDVALUES
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

/// Ops that move for the sake of one consumer at most.
static constexpr size_t kMaxMovedOps = 16;

namespace {
/// A value of `variable` with uses behind `write`, the next write to it.
struct OldValue {
  Value value;
  FlatSymbolRefAttr variable;
  Operation *write;
};

struct PreserveOldValues
    : public mlir::vf::impl::PreserveOldValuesBase<PreserveOldValues> {
  void runOnOperation() override;

private:
  void preserve(const OldValue &old);
};
} // namespace

/// True if the result of `op` may share the buffer of its first operand.
static bool isView(Operation *op) {
  return isa<nd::ReshapeOp, nd::SliceOp>(op);
}

/// The op of `block` that `user` is or is in.
static Operation *getUserIn(Block *block, Operation *user) {
  return block->findAncestorOpInBlock(*user);
}

static bool isUsedBehind(Value value, Operation *write) {
  return llvm::any_of(value.getUsers(), [&](Operation *user) {
    return write->isBeforeInBlock(getUserIn(write->getBlock(), user));
  });
}

//===----------------------------------------------------------------------===//
// Finding old values
//===----------------------------------------------------------------------===//

/// The variable in whose buffer each value of `block` is, if in one.
static DenseMap<Value, FlatSymbolRefAttr> findVariableValues(Block &block) {
  DenseMap<Value, FlatSymbolRefAttr> variableOf;
  for (Operation &op : block) {
    if (auto access = dyn_cast<VariableAccessOpInterface>(op)) {
      for (auto [variable, value] : access.getVariableValues())
        variableOf[value] = variable;
    } else if (isView(&op)) {
      if (FlatSymbolRefAttr variable = variableOf.lookup(op.getOperand(0)))
        variableOf[op.getResult(0)] = variable;
    }
  }
  return variableOf;
}

/// The old values of `block`, in the order in which they are computed.
static SmallVector<OldValue> findOldValues(Block &block) {
  DenseMap<Value, FlatSymbolRefAttr> variableOf = findVariableValues(block);
  DenseMap<Attribute, Operation *> nextWrite;
  SmallVector<OldValue> oldValues;
  for (Operation &op : llvm::reverse(block)) {
    for (Value result : op.getResults()) {
      FlatSymbolRefAttr variable = variableOf.lookup(result);
      Operation *write = variable ? nextWrite.lookup(variable) : nullptr;
      if (write && isUsedBehind(result, write))
        oldValues.push_back({result, variable, write});
    }
    for (FlatSymbolRefAttr variable : getWrittenVariables(&op))
      nextWrite[variable] = &op;
  }
  std::reverse(oldValues.begin(), oldValues.end());
  return oldValues;
}

//===----------------------------------------------------------------------===//
// Moving consumers
//===----------------------------------------------------------------------===//

static bool isBehind(Operation *op, Operation *write) {
  return op && op->getBlock() == write->getBlock() &&
         !op->isBeforeInBlock(write);
}

/// Moves `consumer` before `write`, with the ops behind `write` that it needs.
/// Returns whether it could: all of them must be pure, and their results no
/// views, which would be old values themselves.
static bool moveBefore(Operation *consumer, Operation *write) {
  llvm::SetVector<Operation *> slice;
  slice.insert(consumer);
  for (size_t i = 0; i < slice.size(); ++i) {
    Operation *op = slice[i];
    if (slice.size() > kMaxMovedOps || !isPure(op) || isView(op) ||
        op->getNumRegions() || op->hasTrait<OpTrait::IsTerminator>())
      return false;
    for (Value operand : op->getOperands())
      if (isBehind(operand.getDefiningOp(), write))
        slice.insert(operand.getDefiningOp());
  }
  SmallVector<Operation *> ordered = slice.takeVector();
  llvm::sort(ordered,
             [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  for (Operation *op : ordered)
    op->moveBefore(write);
  return true;
}

//===----------------------------------------------------------------------===//
// Copying
//===----------------------------------------------------------------------===//

static void copyForLateUses(const OldValue &old, Operation *firstUser) {
  OpBuilder builder(old.write);
  auto copy = CopyOp::create(builder, firstUser->getLoc(), old.value);
  Value value = old.value;
  value.replaceUsesWithIf(copy.getResult(), [&](OpOperand &use) {
    return old.write->isBeforeInBlock(
        getUserIn(old.write->getBlock(), use.getOwner()));
  });
  InFlightDiagnostic remark = firstUser->emitRemark("needs the value of ")
                              << old.variable
                              << " from before a write: a copy of type "
                              << old.value.getType() << " is made";
  remark.attachNote(old.write->getLoc()) << "written here";
}

/// The ops behind the write that use the value, in their order.
static SmallVector<Operation *> collectLateUsers(const OldValue &old) {
  llvm::SetVector<Operation *> users;
  for (Operation *user : old.value.getUsers()) {
    Operation *inBlock = getUserIn(old.write->getBlock(), user);
    if (old.write->isBeforeInBlock(inBlock))
      users.insert(inBlock);
  }
  SmallVector<Operation *> ordered = users.takeVector();
  llvm::sort(ordered,
             [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); });
  return ordered;
}

void PreserveOldValues::preserve(const OldValue &old) {
  Operation *firstStaying = nullptr;
  for (Operation *user : collectLateUsers(old)) {
    // It may have moved as an operand of an earlier consumer.
    if (user->isBeforeInBlock(old.write))
      continue;
    if (moveBefore(user, old.write))
      ++numMoved;
    else if (!firstStaying)
      firstStaying = user;
  }
  if (!firstStaying)
    return;
  copyForLateUses(old, firstStaying);
  ++numCopies;
}

void PreserveOldValues::runOnOperation() {
  for (const OldValue &old : findOldValues(getOperation().getBlock()))
    preserve(old);
}
