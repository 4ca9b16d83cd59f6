// --nd-verify-shape-checks: walks an entry in order, learns from its checks,
// and demands of each op that the sizes it takes to be equal are numbered equal
// by then. Works on a scratch copy, since reified sizes are new ops.
#include "SizeNumbering.h"
#include "nd/IR/NDOps.h"
#include "nd/Transforms/Passes.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"

namespace mlir::nd {
#define GEN_PASS_DEF_VERIFYSHAPECHECKS
#include "nd/Transforms/Passes.h.inc"
} // namespace mlir::nd

using namespace mlir;
using namespace mlir::nd;

/// The op that ends an entry unless its first operand holds. Named, because
/// this dialect does not know that one.
static constexpr llvm::StringLiteral checkOpName = "vf.check";

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

namespace {

/// An axis of a tensor.
struct Axis {
  Value tensor;
  int64_t axis;
};

class ShapeVerifier {
public:
  LogicalResult verify(Operation *op) {
    return llvm::TypeSwitch<Operation *, LogicalResult>(op)
        .Case([&](BroadcastOp op) {
          return verifyBroadcast(op, op.getOperand(), op.getResult());
        })
        .Case([&](UnbroadcastOp op) {
          return verifyBroadcast(op, op.getResult(), op.getOperand());
        })
        .Case([&](MatmulOp op) {
          return requireEqual(op, {op.getLhs(), op.getTransposeA() ? 0 : 1},
                              {op.getRhs(), op.getTransposeB() ? 1 : 0});
        })
        .Case([&](ConcatOp op) { return verifyConcat(op); })
        .Case([&](SoftmaxCrossEntropyOp op) {
          return requireEqualAxes(op, op.getLogits(), op.getLabels(), 2);
        })
        .Case([&](SparseSoftmaxCrossEntropyOp op) {
          return requireEqualAxes(op, op.getLogits(), op.getLabels(), 1);
        })
        .Case([&](ScatterOp op) {
          int64_t rank = typeOf(op.getIndices()).getRank();
          return verifyScatter(op, rank, /*depth=*/1);
        })
        .Case([&](ScatterNdOp op) {
          ArrayRef<int64_t> shape = typeOf(op.getIndices()).getShape();
          return verifyScatter(op, shape.size() - 1, shape.back());
        })
        .Case([&](scf::ForOp op) {
          return verifyKept(op, op.getYieldedValues(), op.getRegionIterArgs());
        })
        .Case([&](scf::WhileOp op) {
          return success(succeeded(verifyKept(op, op.getConditionOp().getArgs(),
                                              op.getBeforeArguments())) &&
                         succeeded(verifyKept(op, op.getYieldOp().getResults(),
                                              op.getAfterArguments())));
        })
        .Default([&](Operation *op) {
          return op->hasTrait<Broadcasting>() ? verifyElementwise(op)
                                              : success();
        });
  }

  void learn(Value condition) { sizes.assume(condition); }

private:
  LogicalResult requireEqual(Operation *op, Axis a, Axis b) {
    if (sizes.areEqual(sizes.getSize(a.tensor, a.axis),
                       sizes.getSize(b.tensor, b.axis)))
      return success();
    return op->emitOpError("takes axis ")
           << a.axis << " of " << a.tensor.getType() << " and axis " << b.axis
           << " of " << b.tensor.getType()
           << " to be equal, but nothing before it checks that";
  }

  /// The first `count` axes of both.
  LogicalResult requireEqualAxes(Operation *op, Value a, Value b,
                                 int64_t count) {
    for (int64_t axis : llvm::seq(count))
      if (failed(requireEqual(op, {a, axis}, {b, axis})))
        return failure();
    return success();
  }

  /// Operand axes that are not statically 1 are equal.
  LogicalResult verifyElementwise(Operation *op) {
    int64_t rank = typeOf(op->getResult(0)).getRank();
    for (int64_t axis : llvm::seq(rank)) {
      std::optional<Axis> first;
      for (Value operand : op->getOperands()) {
        int64_t own = axis - (rank - typeOf(operand).getRank());
        if (own < 0 || typeOf(operand).getDimSize(own) == 1)
          continue;
        if (!first)
          first = {operand, own};
        else if (failed(requireEqual(op, *first, {operand, own})))
          return failure();
      }
    }
    return success();
  }

  /// Each axis of `narrow` is 1 or that of `wide`.
  LogicalResult verifyBroadcast(Operation *op, Value narrow, Value wide) {
    int64_t added = typeOf(wide).getRank() - typeOf(narrow).getRank();
    for (int64_t axis : llvm::seq(typeOf(narrow).getRank())) {
      if (typeOf(narrow).getDimSize(axis) == 1 ||
          sizes.broadcasts(sizes.getSize(narrow, axis),
                           sizes.getSize(wide, added + axis)))
        continue;
      return op->emitOpError("takes axis ")
             << axis << " of " << narrow.getType() << " to be 1 or axis "
             << added + axis << " of " << wide.getType()
             << ", but nothing before it checks that";
    }
    return success();
  }

  /// A loop hands on what has the sizes of what it was given.
  LogicalResult verifyKept(Operation *loop, ValueRange handedOn,
                           ValueRange given) {
    for (auto [value, argument] : llvm::zip(handedOn, given)) {
      auto type = dyn_cast<RankedTensorType>(value.getType());
      if (type && type == argument.getType() &&
          failed(requireEqualAxes(loop, argument, value, type.getRank())))
        return failure();
    }
    return success();
  }

  LogicalResult verifyConcat(ConcatOp op) {
    Value first = op.getOperands().front();
    for (Value operand : op.getOperands().drop_front())
      for (int64_t axis : llvm::seq(typeOf(first).getRank()))
        if (axis != static_cast<int64_t>(op.getAxis()) &&
            failed(requireEqual(op, {first, axis}, {operand, axis})))
          return failure();
    return success();
  }

  /// The first `count` axes of the indices count the updated parts, which have
  /// the axes of the destination from `depth` on.
  template <typename OpT>
  LogicalResult verifyScatter(OpT op, int64_t count, int64_t depth) {
    if (typeOf(op.getUpdates()).getRank() == 0)
      return success();
    if (failed(requireEqualAxes(op, op.getIndices(), op.getUpdates(), count)))
      return failure();
    for (int64_t axis : llvm::seq(depth, typeOf(op.getDest()).getRank()))
      if (failed(requireEqual(op, {op.getDest(), axis},
                              {op.getUpdates(), count + axis - depth})))
        return failure();
    return success();
  }

  SizeNumbering sizes;
};

struct VerifyShapeChecks : nd::impl::VerifyShapeChecksBase<VerifyShapeChecks> {
  void runOnOperation() override {
    if (getOperation().isExternal())
      return;
    OwningOpRef<Operation *> scratch = getOperation()->clone();
    Block &block = scratch->getRegion(0).front();
    ShapeVerifier verifier;
    bool failedAny = false;
    // Reified sizes are inserted before ops that the walk has reached: collect
    // first.
    SmallVector<Operation *> ops;
    scratch->getRegion(0).walk<WalkOrder::PreOrder>(
        [&](Operation *op) { ops.push_back(op); });
    for (Operation *op : ops) {
      // In a branch or a loop, what a check says does not hold behind that.
      if (op->getName().getStringRef() == checkOpName &&
          op->getBlock() == &block)
        verifier.learn(op->getOperand(0));
      else if (failed(verifier.verify(op)))
        failedAny = true;
    }
    if (failedAny)
      signalPassFailure();
  }
};

} // namespace
