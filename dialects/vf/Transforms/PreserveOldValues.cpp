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
/// The order of a block's ops, kept while ops move: a move makes the block's
/// own numbering invalid as a whole, and numbering anew after each is
/// quadratic.
class OpOrder {
public:
  explicit OpOrder(Block &block) : block(block) {
    for (auto [index, op] : llvm::enumerate(block))
      keys[&op] = {index, kUnmoved};
  }

  /// The op of the block that `op` is or is in.
  Operation *getAncestor(Operation *op) const {
    return block.findAncestorOpInBlock(*op);
  }
  /// Whether `op`, or the op it is in, stands behind `anchor` in the block.
  bool isBehind(Operation *op, Operation *anchor) const {
    return keys.at(getAncestor(op)) > keys.at(anchor);
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
  void preserve(const OldValue &old, OpOrder &order);
};
} // namespace

/// True if the result of `op` may share the buffer of its first operand.
static bool isView(Operation *op) {
  return isa<nd::ReshapeOp, nd::SliceOp>(op);
}

static bool isUsedBehind(Value value, Operation *write, const OpOrder &order) {
  return llvm::any_of(value.getUsers(), [&](Operation *user) {
    return order.isBehind(user, write);
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
static SmallVector<OldValue> findOldValues(Block &block, const OpOrder &order) {
  DenseMap<Value, FlatSymbolRefAttr> variableOf = findVariableValues(block);
  DenseMap<Attribute, Operation *> nextWrite;
  SmallVector<OldValue> oldValues;
  for (Operation &op : llvm::reverse(block)) {
    for (Value result : op.getResults()) {
      FlatSymbolRefAttr variable = variableOf.lookup(result);
      Operation *write = variable ? nextWrite.lookup(variable) : nullptr;
      if (write && isUsedBehind(result, write, order))
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
    return order.isBehind(use.getOwner(), old.write);
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
    if (order.isBehind(user, old.write))
      users.insert(order.getAncestor(user));
  SmallVector<Operation *> ordered = users.takeVector();
  order.sort(ordered);
  return ordered;
}

void PreserveOldValues::preserve(const OldValue &old, OpOrder &order) {
  Operation *firstStaying = nullptr;
  for (Operation *user : collectLateUsers(old, order)) {
    // It may have moved as an operand of an earlier consumer.
    if (!order.isBehind(user, old.write))
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

void PreserveOldValues::runOnOperation() {
  Block &block = getOperation().getBlock();
  OpOrder order(block);
  for (const OldValue &old : findOldValues(block, order))
    preserve(old, order);
}
