// Sizes of results as values (ReifyRankedShapedTypeOpInterface). A size that
// the result's type knows is a number; another is taken from the operand axis
// that it equals.
#include "nd/IR/NDOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::nd;

namespace {
/// An axis of a value.
struct Axis {
  Value value;
  int64_t number;
};
} // namespace

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// The sizes of `result`; `axisOf(k)` is the operand axis that equals axis k.
static SmallVector<OpFoldResult>
reifySizes(OpBuilder &builder, Value result,
           llvm::function_ref<Axis(int64_t)> axisOf) {
  SmallVector<OpFoldResult> sizes;
  for (auto [k, size] : llvm::enumerate(typeOf(result).getShape())) {
    if (ShapedType::isStatic(size)) {
      sizes.push_back(builder.getIndexAttr(size));
      continue;
    }
    Axis axis = axisOf(k);
    sizes.push_back(tensor::getMixedSize(builder, result.getLoc(), axis.value,
                                         axis.number));
  }
  return sizes;
}

/// The operand axis that decides axis `k` of a broadcast of rank `rank`: one of
/// known size other than 1, else one of unknown size, else any.
static Axis getBroadcastAxis(ValueRange operands, int64_t rank, int64_t k) {
  Axis best = {nullptr, 0};
  for (Value operand : operands) {
    int64_t axis = k - (rank - typeOf(operand).getRank());
    if (axis < 0)
      continue;
    int64_t size = typeOf(operand).getDimSize(axis);
    if (ShapedType::isStatic(size) && size != 1)
      return {operand, axis};
    if (!best.value || (ShapedType::isDynamic(size) &&
                        !typeOf(best.value).isDynamicDim(best.number)))
      best = {operand, axis};
  }
  return best;
}

SmallVector<OpFoldResult> nd::reifyBroadcast(OpBuilder &builder,
                                             Operation *op) {
  Value result = op->getResult(0);
  int64_t rank = typeOf(result).getRank();
  return reifySizes(builder, result, [&](int64_t k) {
    return getBroadcastAxis(op->getOperands(), rank, k);
  });
}

LogicalResult
TransposeOp::reifyResultShapes(OpBuilder &builder,
                               ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(reifySizes(builder, getResult(), [&](int64_t k) {
    return Axis{getOperand(), getPermutation()[k]};
  }));
  return success();
}

LogicalResult ConcatOp::reifyResultShapes(OpBuilder &builder,
                                          ReifiedRankedShapedTypeDims &shapes) {
  SmallVector<OpFoldResult> sizes =
      reifySizes(builder, getResult(),
                 [&](int64_t k) { return Axis{getOperands().front(), k}; });
  int64_t joined = getAxis();
  if (typeOf(getResult()).isDynamicDim(joined)) {
    Value sum;
    for (Value operand : getOperands()) {
      Value size = getValueOrCreateConstantIndexOp(
          builder, getLoc(),
          tensor::getMixedSize(builder, getLoc(), operand, joined));
      sum = sum ? arith::AddIOp::create(builder, getLoc(), sum, size) : size;
    }
    sizes[joined] = sum;
  }
  shapes.push_back(sizes);
  return success();
}

LogicalResult MatmulOp::reifyResultShapes(OpBuilder &builder,
                                          ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(reifySizes(builder, getResult(), [&](int64_t k) {
    return k == 0 ? Axis{getLhs(), getTransposeA() ? 1 : 0}
                  : Axis{getRhs(), getTransposeB() ? 0 : 1};
  }));
  return success();
}

LogicalResult ReduceOp::reifyResultShapes(OpBuilder &builder,
                                          ReifiedRankedShapedTypeDims &shapes) {
  SmallVector<int64_t> kept;
  for (int64_t k : llvm::seq(typeOf(getOperand()).getRank()))
    if (getKeepDims() || !llvm::is_contained(getDimensions(), k))
      kept.push_back(k);
  SmallVector<OpFoldResult> sizes =
      reifySizes(builder, getResult(),
                 [&](int64_t k) { return Axis{getOperand(), kept[k]}; });
  if (getKeepDims())
    for (int64_t k : getDimensions())
      sizes[k] = builder.getIndexAttr(1);
  shapes.push_back(sizes);
  return success();
}

LogicalResult
ArgReduceOp::reifyResultShapes(OpBuilder &builder,
                               ReifiedRankedShapedTypeDims &shapes) {
  int64_t reduced = getAxis();
  shapes.push_back(reifySizes(builder, getResult(), [&](int64_t k) {
    return Axis{getOperand(), k < reduced ? k : k + 1};
  }));
  return success();
}

/// Sizes of a cross entropy's loss and its derivative, from the logits.
static void reifyCrossEntropy(OpBuilder &builder, Value logits, Value loss,
                              Value backprop,
                              ReifiedRankedShapedTypeDims &shapes) {
  auto ofLogits = [&](int64_t k) { return Axis{logits, k}; };
  shapes.push_back(reifySizes(builder, loss, ofLogits));
  shapes.push_back(reifySizes(builder, backprop, ofLogits));
}

LogicalResult
SoftmaxCrossEntropyOp::reifyResultShapes(OpBuilder &builder,
                                         ReifiedRankedShapedTypeDims &shapes) {
  reifyCrossEntropy(builder, getLogits(), getLoss(), getBackprop(), shapes);
  return success();
}

LogicalResult SparseSoftmaxCrossEntropyOp::reifyResultShapes(
    OpBuilder &builder, ReifiedRankedShapedTypeDims &shapes) {
  reifyCrossEntropy(builder, getLogits(), getLoss(), getBackprop(), shapes);
  return success();
}

LogicalResult GatherOp::reifyResultShapes(OpBuilder &builder,
                                          ReifiedRankedShapedTypeDims &shapes) {
  int64_t indexRank = typeOf(getIndices()).getRank();
  shapes.push_back(reifySizes(builder, getResult(), [&](int64_t k) {
    return k < indexRank ? Axis{getIndices(), k}
                         : Axis{getParams(), k - indexRank + 1};
  }));
  return success();
}

LogicalResult
ScatterOp::reifyResultShapes(OpBuilder &builder,
                             ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(reifySizes(builder, getResult(),
                              [&](int64_t k) { return Axis{getDest(), k}; }));
  return success();
}

LogicalResult
ScatterNdOp::reifyResultShapes(OpBuilder &builder,
                               ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back(reifySizes(builder, getResult(),
                              [&](int64_t k) { return Axis{getDest(), k}; }));
  return success();
}

LogicalResult
FindOutOfRangeOp::reifyResultShapes(OpBuilder &builder,
                                    ReifiedRankedShapedTypeDims &shapes) {
  shapes.push_back({builder.getIndexAttr(2)});
  return success();
}
