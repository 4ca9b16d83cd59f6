// One walk in program order keeps the latest value of each variable. An op with
// regions that writes variables is rebuilt around its own regions, with the
// variables behind what it already takes and yields.
#include "vf/Transforms/StateThreading.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vf;

//===----------------------------------------------------------------------===//
// Ops with regions
//===----------------------------------------------------------------------===//

static SmallVector<Value> append(ValueRange values, ValueRange added) {
  SmallVector<Value> all(values);
  llvm::append_range(all, added);
  return all;
}

/// An op like `op` that carries `added` too, with empty regions.
static Operation *createCarrying(OpBuilder &builder, Operation *op,
                                 ValueRange added) {
  Location loc = op->getLoc();
  SmallVector<Type> types(op->getResultTypes());
  llvm::append_range(types, added.getTypes());
  return llvm::TypeSwitch<Operation *, Operation *>(op)
      .Case([&](scf::IfOp branch) {
        return scf::IfOp::create(builder, loc, types, branch.getCondition(),
                                 /*addThenBlock=*/false,
                                 /*addElseBlock=*/false);
      })
      .Case([&](scf::ForOp loop) {
        return scf::ForOp::create(
            builder, loc, loop.getLowerBound(), loop.getUpperBound(),
            loop.getStep(), append(loop.getInitArgs(), added),
            /*bodyBuilder=*/nullptr, loop.getUnsignedCmp());
      })
      .Case([&](scf::WhileOp loop) {
        return scf::WhileOp::create(builder, loc, types,
                                    append(loop.getInits(), added));
      });
}

Operation *mlir::vf::carryMore(Operation *op, ValueRange added) {
  OpBuilder builder(op);
  auto branch = dyn_cast<scf::IfOp>(op);
  if (branch && branch.getElseRegion().empty())
    scf::IfOp::ensureTerminator(branch.getElseRegion(), builder, op->getLoc());
  Operation *carrying = createCarrying(builder, op, added);
  for (auto [from, to] :
       llvm::zip_equal(op->getRegions(), carrying->getRegions())) {
    to.takeBody(from);
    if (branch)
      continue;
    for (Value value : added)
      to.addArgument(value.getType(), value.getLoc());
  }
  carrying->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  op->replaceAllUsesWith(
      carrying->getResults().take_front(op->getNumResults()));
  op->erase();
  return carrying;
}

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

/// The variables of `latest`, in its order, that `op` or an op in it writes.
static SmallVector<Attribute> collectWritten(Operation *op,
                                             const LatestValues &latest) {
  SmallVector<FlatSymbolRefAttr> affected = getWrittenVariables(op);
  if (affected.empty())
    return {};
  SmallPtrSet<Attribute, 8> isWritten(affected.begin(), affected.end());
  SmallVector<Attribute> written;
  for (auto &[variable, value] : latest)
    if (isWritten.contains(variable))
      written.push_back(variable);
  return written;
}

/// Lets `op` take and yield the variables that it writes.
static void carry(Operation *op, ArrayRef<Attribute> written,
                  LatestValues &latest, UpdateBuilder buildUpdate) {
  auto collectLatest = [&](const LatestValues &values) {
    return llvm::map_to_vector(
        written, [&](Attribute variable) { return values.lookup(variable); });
  };
  Operation *carrying = carryMore(op, collectLatest(latest));
  for (Region &region : carrying->getRegions()) {
    Block &block = region.front();
    LatestValues inner = latest;
    if (!isa<scf::IfOp>(carrying))
      for (auto [variable, argument] : llvm::zip_equal(
               written, block.getArguments().take_back(written.size())))
        inner[variable] = argument;
    threadVariables(block, inner, buildUpdate);
    Operation *terminator = block.getTerminator();
    terminator->insertOperands(terminator->getNumOperands(),
                               collectLatest(inner));
  }
  for (auto [variable, value] : llvm::zip_equal(
           written, carrying->getResults().take_back(written.size())))
    latest[variable] = value;
}

void mlir::vf::threadVariables(Operation *op, LatestValues &latest,
                               UpdateBuilder buildUpdate) {
  if (auto read = dyn_cast<ReadOp>(op)) {
    if (Value value = latest.lookup(read.getVariableAttr())) {
      read.replaceAllUsesWith(value);
      read.erase();
    }
    return;
  }
  SmallVector<Attribute> written = collectWritten(op, latest);
  auto update = dyn_cast<VariableUpdateOpInterface>(op);
  if (update && !written.empty()) {
    SmallVector<Value> values = buildUpdate(update, latest);
    for (auto [variable, value] :
         llvm::zip_equal(update.getWrittenVariables(), values))
      latest[variable] = value;
    update->replaceAllUsesWith(values);
    update->erase();
    return;
  }
  if (!written.empty())
    return carry(op, written, latest, buildUpdate);
  for (Region &region : op->getRegions())
    for (Block &block : region)
      threadVariables(block, latest, buildUpdate);
}

void mlir::vf::threadVariables(Block &block, LatestValues &latest,
                               UpdateBuilder buildUpdate) {
  for (Operation &op : llvm::make_early_inc_range(block))
    threadVariables(&op, latest, buildUpdate);
}
