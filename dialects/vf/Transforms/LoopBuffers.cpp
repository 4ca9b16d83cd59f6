// Bufferization refuses a loop that hands on another buffer than it was given.
// For each terminator of a loop's region, copies first, then materializations:
// what is handed on crosswise must be saved before the first is overwritten.
#include "vf/Transforms/LoopBuffers.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "vf/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::vf;

/// The argument of a block in whose buffer `value` is, or null.
static BlockArgument traceToArgument(Value value) {
  while (Operation *def = value.getDefiningOp()) {
    if (auto materialize =
            dyn_cast<bufferization::MaterializeInDestinationOp>(def))
      value = materialize.getDest();
    else if (auto insert = dyn_cast<nd::InsertOp>(def))
      value = insert.getDest();
    else if (isa<nd::ReshapeOp, nd::SliceOp, nd::ScatterOp, nd::ScatterNdOp>(
                 def))
      value = def->getOperand(0);
    else
      return nullptr;
  }
  return cast<BlockArgument>(value);
}

/// Calls `visit` for the operand itself or, where it is what a branch yields
/// for it alone, for what that yields in either region.
static void visitYields(OpOperand &operand,
                        llvm::function_ref<void(OpOperand &)> visit) {
  auto branch = operand.get().getDefiningOp<scf::IfOp>();
  if (!branch || !operand.get().hasOneUse())
    return visit(operand);
  unsigned number = cast<OpResult>(operand.get()).getResultNumber();
  for (Region &region : branch->getRegions())
    visitYields(region.front().getTerminator()->getOpOperand(number), visit);
}

static void saveCrosswise(OpOperand &operand, BlockArgument argument) {
  BlockArgument source = traceToArgument(operand.get());
  if (!source || source == argument || source.getOwner() != argument.getOwner())
    return;
  Location loc = operand.getOwner()->getLoc();
  OpBuilder builder(operand.getOwner());
  operand.set(CopyOp::create(builder, loc, operand.get()));
}

static void materialize(OpOperand &operand, BlockArgument argument) {
  if (traceToArgument(operand.get()) == argument)
    return;
  OpBuilder builder(operand.getOwner());
  operand.set(bufferization::MaterializeInDestinationOp::create(
                  builder, operand.getOwner()->getLoc(), argument.getType(),
                  operand.get(), argument)
                  .getResult());
}

/// Operand k from `firstOperand` on goes where argument k of `arguments` is.
static void keepBuffers(Operation *terminator, unsigned firstOperand,
                        ArrayRef<BlockArgument> arguments) {
  using Step = void (*)(OpOperand &, BlockArgument);
  for (Step step : {Step(saveCrosswise), Step(materialize)}) {
    auto operands = terminator->getOpOperands().drop_front(firstOperand);
    for (auto [operand, argument] : llvm::zip(operands, arguments))
      if (isa<RankedTensorType>(argument.getType()) &&
          argument.getType() == operand.get().getType())
        visitYields(operand, [&, argument = argument](OpOperand &yielded) {
          step(yielded, argument);
        });
  }
}

void mlir::vf::keepLoopBuffers(Operation *root) {
  root->walk([](Operation *op) {
    if (auto loop = dyn_cast<scf::ForOp>(op)) {
      keepBuffers(loop.getBody()->getTerminator(), 0,
                  loop.getBody()->getArguments().drop_front());
    } else if (auto loop = dyn_cast<scf::WhileOp>(op)) {
      // Operand 0 of scf.condition is the condition.
      keepBuffers(loop.getConditionOp(), 1, loop.getBeforeArguments());
      keepBuffers(loop.getYieldOp(), 0, loop.getAfterArguments());
    }
  });
}
