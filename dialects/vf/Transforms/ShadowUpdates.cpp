// A check may depend on a value from after an update: then the update is
// computed aside, as a shadow, from values that exist before any change of
// state, and the variable takes the shadow over. What the check needs is then
// pure, and --vf-hoist-checks can move it into the prologue.
//
// One backward walk finds the updates that checks depend on, also through the
// variables that these read; one forward walk replaces them. Linear.
#include "vf/Transforms/Passes.h"

#include "mlir/Transforms/RegionUtils.h"

namespace mlir::vf {
#define GEN_PASS_DEF_SHADOWUPDATES
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

namespace {
struct ShadowUpdates : public mlir::vf::impl::ShadowUpdatesBase<ShadowUpdates> {
  void runOnOperation() override;

private:
  void replace(VariableUpdateOpInterface update);

  /// The shadow of each variable that has one, at the place reached.
  DenseMap<Attribute, Value> shadows;
  int64_t bytes = 0; ///< of all shadows whose size is known
};
} // namespace

/// The ops of `block` that a check depends on, through operands or through a
/// variable: whoever reads a variable depends on its last writer before.
static DenseSet<Operation *> findNeeded(Block &block) {
  DenseMap<Attribute, Operation *> lastWriter;
  DenseMap<Operation *, SmallVector<Operation *>> writersBefore;
  for (Operation &op : block) {
    for (FlatSymbolRefAttr variable : getReadVariables(&op))
      if (Operation *writer = lastWriter.lookup(variable))
        writersBefore[&op].push_back(writer);
    for (FlatSymbolRefAttr variable : getWrittenVariables(&op))
      lastWriter[variable] = &op;
  }

  DenseSet<Operation *> needed;
  auto need = [&](Operation *op) {
    if (op && op->getBlock() == &block)
      needed.insert(op);
  };
  for (Operation &op : llvm::reverse(block)) {
    if (!mayFail(&op) && !needed.contains(&op))
      continue;
    for (Value operand : op.getOperands())
      need(operand.getDefiningOp());
    visitUsedValuesDefinedAbove(op.getRegions(), [&](OpOperand *operand) {
      need(operand->get().getDefiningOp());
    });
    for (Operation *writer : writersBefore.lookup(&op))
      need(writer);
  }
  return needed;
}

void ShadowUpdates::replace(VariableUpdateOpInterface update) {
  OpBuilder builder(update);
  Location loc = update.getLoc();
  DenseMap<Attribute, Type> types;
  for (auto [variable, result] :
       llvm::zip_equal(update.getWrittenVariables(), update->getResults()))
    types[variable] = result.getType();

  SmallVector<Value> latest;
  for (FlatSymbolRefAttr variable : update.getReadVariables()) {
    Value value = shadows.lookup(variable);
    if (!value) {
      NodeName consumer = update.getConsumer();
      value = ReadOp::create(builder, loc, types.lookup(variable), variable,
                             consumer.node, consumer.op);
      // An update of parts works on its destination: that is not the variable.
      if (update.updatesDestination())
        value = CopyOp::create(builder, loc, value);
    }
    latest.push_back(value);
  }
  SmallVector<Value> updated = update.buildUpdatedValues(builder, latest);
  auto locking = update.usesLocking() ? builder.getUnitAttr() : UnitAttr();
  update->emitRemark("is computed aside: a check depends on it");
  for (auto [variable, value] :
       llvm::zip_equal(update.getWrittenVariables(), updated)) {
    shadows[variable] = value;
    AssignOp::create(builder, loc, value.getType(), variable, value, locking);
    ++numShadows;
    auto type = cast<RankedTensorType>(value.getType());
    if (type.hasStaticShape())
      bytes +=
          type.getNumElements() * nd::getElementBytes(type.getElementType());
  }
  update->replaceAllUsesWith(updated);
  update->erase();
}

void ShadowUpdates::runOnOperation() {
  shadows.clear();
  bytes = 0;
  Block &block = getOperation().getBlock();
  DenseSet<Operation *> needed = findNeeded(block);
  for (Operation &op : llvm::make_early_inc_range(block)) {
    auto update = dyn_cast<VariableUpdateOpInterface>(op);
    if (update && needed.contains(&op)) {
      replace(update);
      continue;
    }
    auto read = dyn_cast<ReadOp>(op);
    if (Value shadow =
            read ? shadows.lookup(read.getVariableAttr()) : Value()) {
      read.replaceAllUsesWith(shadow);
      read.erase();
      continue;
    }
    for (FlatSymbolRefAttr variable : getWrittenVariables(&op))
      shadows.erase(variable);
  }
  if (bytes > 0)
    getOperation()->setAttr(kShadowBytesAttrName,
                            Builder(&getContext()).getI64IntegerAttr(bytes));
}
