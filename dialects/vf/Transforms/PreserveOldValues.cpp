// An update happens in place, so a variable's earlier value is gone after it.
// Where such a value is used after a write to its variable, the consumers move
// before the write if they can; for the others one marked copy is made there.
//
// Views of a value (reshapes, slices) live in the variable's buffer too and are
// old when it is. A value that a loop takes, or that a branch or a loop yields,
// is copied: it has to stay the same while the variable changes.
//
// Blocks are worked on from the outside in. In a loop that writes the variable,
// every use of a value from before it comes behind a write; in a branch, only
// those behind a write in the same region do.
//
// Each value is looked at once per block; a consumer moves with at most
// `kMaxMovedOps` ops that compute its operands: linear.
#include "vf/Transforms/Passes.h"

#include "mlir/Interfaces/LoopLikeInterface.h"
#include "llvm/ADT/MapVector.h"
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
/// The order of a block's ops, kept while ops move: a move makes the block's
/// own numbering invalid as a whole, and numbering anew after each is
/// quadratic.
class OpOrder {
public:
  explicit OpOrder(Block &block) : block(block) {
    for (auto [index, op] : llvm::enumerate(block))
      keys[&op] = {index, kUnmoved};
  }

  /// The op of the block that `op` is or is in; null if it is outside.
  Operation *getAncestor(Operation *op) const {
    return block.findAncestorOpInBlock(*op);
  }
  /// Whether `op`, or the op it is in, stands behind `anchor` in the block.
  bool isBehind(Operation *op, Operation *anchor) const {
    auto it = keys.find(getAncestor(op));
    return it != keys.end() && it->second > keys.at(anchor);
  }
  void sort(SmallVectorImpl<Operation *> &ops) const {
    llvm::sort(ops, [&](Operation *a, Operation *b) {
      return keys.at(a) < keys.at(b);
    });
  }
  /// Notes that `op` stands right before `anchor`, which never moves.
  void placeBefore(Operation *op, Operation *anchor) {
    keys[op] = {keys.at(anchor).first, numPlaced++};
  }

private:
  static constexpr size_t kUnmoved = ~size_t(0);

  Block &block;
  /// Place in the original block; for an op that was placed before that place,
  /// its turn.
  DenseMap<Operation *, std::pair<size_t, size_t>> keys;
  size_t numPlaced = 0;
};

/// The variable in whose buffer each value is, if in one.
using VariableValues = llvm::MapVector<Value, FlatSymbolRefAttr>;

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
  void preserveIn(Block &block, VariableValues inherited);
  void preserve(const OldValue &old, OpOrder &order);
  void copyWhatLeaves(Block &block, const VariableValues &variableOf,
                      OpOrder &order);
};
} // namespace

/// True if the result of `op` may share the buffer of its first operand.
static bool isView(Operation *op) {
  return isa<nd::ReshapeOp, nd::SliceOp>(op);
}

/// Whether a region of `op` may run again after itself.
static bool repeats(Operation *op) {
  auto branch = dyn_cast<RegionBranchOpInterface>(op);
  return op->getNumRegions() > 0 && (!branch || branch.hasLoop());
}

/// Whether `op` reads what it is given while it changes its variable in place.
static bool readsWhileWriting(Operation *op) {
  auto update = dyn_cast<VariableUpdateOpInterface>(op);
  return update && update.updatesDestination();
}

/// Whether `user` may run after `write`: behind it, in the loop that it is, or
/// as the write itself.
static bool isLate(Operation *user, Operation *write, const OpOrder &order) {
  return order.isBehind(user, write) ||
         (user == write && readsWhileWriting(write)) ||
         (repeats(write) && order.getAncestor(user) == write);
}

static bool isUsedLate(Value value, Operation *write, const OpOrder &order) {
  return llvm::any_of(value.getUsers(), [&](Operation *user) {
    return isLate(user, write, order);
  });
}

//===----------------------------------------------------------------------===//
// Finding old values
//===----------------------------------------------------------------------===//

/// Adds the values of `block` that are in the buffer of a variable. Strings are
/// in none: a variable that is overwritten lets go of them.
static void addVariableValues(Block &block, VariableValues &variableOf) {
  for (Operation &op : block) {
    if (auto access = dyn_cast<VariableAccessOpInterface>(op)) {
      for (auto [variable, value] : access.getVariableValues())
        if (!isStrings(value.getType()))
          variableOf[value] = variable;
    } else if (isView(&op)) {
      if (FlatSymbolRefAttr variable = variableOf.lookup(op.getOperand(0)))
        variableOf[op.getResult(0)] = variable;
    }
  }
}

/// The old values of `block`, in the order in which they are computed; those
/// from outside first.
static SmallVector<OldValue> findOldValues(Block &block,
                                           const VariableValues &inherited,
                                           const VariableValues &variableOf,
                                           const OpOrder &order) {
  DenseMap<Attribute, Operation *> nextWrite;
  SmallVector<OldValue> oldValues;
  auto add = [&](Value value, FlatSymbolRefAttr variable) {
    Operation *write = variable ? nextWrite.lookup(variable) : nullptr;
    if (write && isUsedLate(value, write, order))
      oldValues.push_back({value, variable, write});
  };
  for (Operation &op : llvm::reverse(block)) {
    for (Value result : llvm::reverse(op.getResults()))
      add(result, variableOf.lookup(result));
    for (FlatSymbolRefAttr variable : getWrittenVariables(&op))
      nextWrite[variable] = &op;
  }
  for (auto &[value, variable] : llvm::reverse(inherited))
    add(value, variable);
  std::reverse(oldValues.begin(), oldValues.end());
  return oldValues;
}

/// Those of `values` that `op` or an op in it uses.
static VariableValues selectUsedIn(Operation *op,
                                   const VariableValues &values) {
  VariableValues used;
  op->walk([&](Operation *nested) {
    for (Value operand : nested->getOperands())
      if (FlatSymbolRefAttr variable = values.lookup(operand))
        used[operand] = variable;
  });
  return used;
}

//===----------------------------------------------------------------------===//
// Moving consumers
//===----------------------------------------------------------------------===//

/// Moves `consumer` before `write`, with the ops behind `write` that it needs.
/// Returns whether it could: all of them must be pure, and their results no
/// views, which would be old values themselves.
static bool moveBefore(Operation *consumer, Operation *write, OpOrder &order) {
  llvm::SetVector<Operation *> slice;
  slice.insert(consumer);
  for (size_t i = 0; i < slice.size(); ++i) {
    Operation *op = slice[i];
    if (slice.size() > kMaxMovedOps || !isPure(op) || isView(op) ||
        op->getNumRegions() || op->hasTrait<OpTrait::IsTerminator>())
      return false;
    for (Value operand : op->getOperands()) {
      Operation *definition = operand.getDefiningOp();
      // The write itself is not pure and ends the attempt.
      if (definition &&
          (definition == write || order.isBehind(definition, write)))
        slice.insert(definition);
    }
  }
  SmallVector<Operation *> ordered = slice.takeVector();
  order.sort(ordered);
  for (Operation *op : ordered) {
    op->moveBefore(write);
    order.placeBefore(op, write);
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Copying
//===----------------------------------------------------------------------===//

static void copyForLateUses(const OldValue &old, Operation *firstUser,
                            OpOrder &order) {
  OpBuilder builder(old.write);
  auto copy = CopyOp::create(builder, firstUser->getLoc(), old.value);
  order.placeBefore(copy, old.write);
  Value value = old.value;
  value.replaceUsesWithIf(copy.getResult(), [&](OpOperand &use) {
    return isLate(use.getOwner(), old.write, order);
  });
  InFlightDiagnostic remark = firstUser->emitRemark("needs the value of ")
                              << old.variable
                              << " from before a write: a copy of type "
                              << old.value.getType() << " is made";
  remark.attachNote(old.write->getLoc()) << "written here";
}

/// The ops behind the write that use the value, in their order.
static SmallVector<Operation *> collectLateUsers(const OldValue &old,
                                                 const OpOrder &order) {
  llvm::SetVector<Operation *> users;
  for (Operation *user : old.value.getUsers())
    if (isLate(user, old.write, order))
      users.insert(order.getAncestor(user));
  SmallVector<Operation *> ordered = users.takeVector();
  order.sort(ordered);
  return ordered;
}

void PreserveOldValues::preserve(const OldValue &old, OpOrder &order) {
  Operation *firstStaying = nullptr;
  for (Operation *user : collectLateUsers(old, order)) {
    // It may have moved as an operand of an earlier consumer.
    if (!isLate(user, old.write, order))
      continue;
    if (moveBefore(user, old.write, order))
      ++numMoved;
    else if (!firstStaying)
      firstStaying = user;
  }
  if (!firstStaying)
    return;
  copyForLateUses(old, firstStaying, order);
  ++numCopies;
}

/// Whether the value of an operand of `op` goes on into a loop, or out of a
/// region; arith.select is what becomes of a branch that does nothing else.
static bool handsOn(Operation *op) {
  return isa<LoopLikeOpInterface, arith::SelectOp>(op) ||
         (op->hasTrait<OpTrait::IsTerminator>() &&
          !isa<EntryOp>(op->getParentOp()));
}

void PreserveOldValues::copyWhatLeaves(Block &block,
                                       const VariableValues &variableOf,
                                       OpOrder &order) {
  for (Operation &op : block) {
    if (!handsOn(&op))
      continue;
    for (OpOperand &operand : op.getOpOperands()) {
      if (!variableOf.contains(operand.get()))
        continue;
      OpBuilder builder(&op);
      auto copy = CopyOp::create(builder, op.getLoc(), operand.get());
      order.placeBefore(copy, &op);
      operand.set(copy.getResult());
      op.emitRemark("hands on the value of ")
          << variableOf.lookup(copy.getOperand()) << ": a copy of type "
          << copy.getType() << " is made";
      ++numCopies;
    }
  }
}

/// `inherited` are the values from outside that are used in `block`.
void PreserveOldValues::preserveIn(Block &block, VariableValues inherited) {
  OpOrder order(block);
  VariableValues variableOf = inherited;
  addVariableValues(block, variableOf);
  copyWhatLeaves(block, variableOf, order);
  for (const OldValue &old : findOldValues(block, inherited, variableOf, order))
    preserve(old, order);
  for (Operation &op : block) {
    if (op.getNumRegions() == 0)
      continue;
    VariableValues used = selectUsedIn(&op, variableOf);
    for (Region &region : op.getRegions())
      for (Block &inner : region)
        preserveIn(inner, used);
  }
}

void PreserveOldValues::runOnOperation() {
  preserveIn(getOperation().getBlock(), {});
}
