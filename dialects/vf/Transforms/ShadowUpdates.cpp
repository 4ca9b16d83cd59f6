// A check may depend on a value from after an update: then the update is
// computed aside, as a shadow, from values that exist before any change of
// state, and the variable takes the shadow over. What the check needs is then
// pure, and --vf-hoist-checks can move it into the prologue.
//
// One backward walk finds the updates that checks depend on, also through the
// variables that these read; one forward walk replaces them. Linear.
#include "vf/Transforms/Passes.h"
#include "vf/Transforms/StateThreading.h"

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
  void replaceInside(Operation *op);
  void replaceReads(Operation *op);
  void takeOver(OpBuilder &builder, Location loc, FlatSymbolRefAttr variable,
                Value shadow, bool usesLocking);

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

/// The value of a variable that has no shadow.
static Value readVariable(OpBuilder &builder, Location loc, Type type,
                          FlatSymbolRefAttr variable,
                          const NodeName &consumer) {
  return ReadOp::create(builder, loc, type, variable, consumer.node,
                        consumer.op);
}

/// Makes `shadow` the variable's.
void ShadowUpdates::takeOver(OpBuilder &builder, Location loc,
                             FlatSymbolRefAttr variable, Value shadow,
                             bool usesLocking) {
  shadows[variable] = shadow;
  AssignOp::create(builder, loc, shadow.getType(), variable, shadow,
                   usesLocking ? builder.getUnitAttr() : UnitAttr());
  ++numShadows;
  auto type = cast<RankedTensorType>(shadow.getType());
  if (type.hasStaticShape() && !isStrings(type))
    bytes += type.getNumElements() * nd::getElementBytes(type.getElementType());
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
      value = readVariable(builder, loc, types.lookup(variable), variable,
                           update.getConsumer());
      // An update of parts works on its destination: that is not the variable.
      if (update.updatesDestination())
        value = CopyOp::create(builder, loc, value);
    }
    latest.push_back(value);
  }
  SmallVector<Value> updated = update.buildUpdatedValues(builder, latest);
  update->emitRemark("is computed aside: a check depends on it");
  for (auto [variable, value] :
       llvm::zip_equal(update.getWrittenVariables(), updated))
    takeOver(builder, loc, variable, value, update.usesLocking());
  update->replaceAllUsesWith(updated);
  update->erase();
}

/// The new values of an update, from those of the variables it reads.
static SmallVector<Value> buildShadow(VariableUpdateOpInterface update,
                                      const LatestValues &latest) {
  OpBuilder builder(update);
  SmallVector<Value> values = llvm::map_to_vector(
      update.getReadVariables(),
      [&](FlatSymbolRefAttr variable) { return latest.lookup(variable); });
  return update.buildUpdatedValues(builder, values);
}

/// Lets a branch or a loop work on shadows of the variables that it writes.
void ShadowUpdates::replaceInside(Operation *op) {
  OpBuilder builder(op);
  Location loc = op->getLoc();
  LatestValues latest;
  bool usesLocking = false;
  op->walk([&](VariableUpdateOpInterface update) {
    usesLocking |= update.usesLocking();
    for (auto [variable, result] :
         llvm::zip_equal(update.getWrittenVariables(), update->getResults())) {
      Value &value = latest[variable];
      if (value)
        continue;
      value = shadows.lookup(variable);
      if (!value)
        value = CopyOp::create(builder, loc,
                               readVariable(builder, loc, result.getType(),
                                            variable, update.getConsumer()));
    }
  });
  op->emitRemark("is computed aside: a check depends on it");
  builder.setInsertionPointAfter(op);
  threadVariables(op, latest, buildShadow);
  for (auto [variable, shadow] : latest)
    takeOver(builder, loc, cast<FlatSymbolRefAttr>(variable), shadow,
             usesLocking);
}

/// Lets reads of variables that have a shadow yield it.
void ShadowUpdates::replaceReads(Operation *op) {
  op->walk([&](ReadOp read) {
    if (Value shadow = shadows.lookup(read.getVariableAttr())) {
      read.replaceAllUsesWith(shadow);
      read.erase();
    }
  });
}

void ShadowUpdates::runOnOperation() {
  shadows.clear();
  bytes = 0;
  Block &block = getOperation().getBlock();
  DenseSet<Operation *> needed = findNeeded(block);
  for (Operation &op : llvm::make_early_inc_range(block)) {
    auto update = dyn_cast<VariableUpdateOpInterface>(op);
    SmallVector<FlatSymbolRefAttr> written = getWrittenVariables(&op);
    if (update && needed.contains(&op)) {
      replace(update);
    } else if (op.getNumRegions() > 0 && !written.empty() &&
               needed.contains(&op)) {
      replaceInside(&op);
    } else if (written.empty()) {
      replaceReads(&op);
    } else {
      for (FlatSymbolRefAttr variable : written)
        shadows.erase(variable);
    }
  }
  if (bytes > 0)
    getOperation()->setAttr(kShadowBytesAttrName,
                            Builder(&getContext()).getI64IntegerAttr(bytes));
}
