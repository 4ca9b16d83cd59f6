// The formulas of the update ops but the optimizers', as nd values.
#include "VFFormula.h"
#include "vf/IR/VFOps.h"

using namespace mlir;
using namespace mlir::vf;

SmallVector<Value> AssignOp::buildUpdatedValues(OpBuilder &, ValueRange) {
  return {getValue()};
}

SmallVector<Value> AssignAddOp::buildUpdatedValues(OpBuilder &builder,
                                                   ValueRange latest) {
  return {Formula(builder, getLoc()).add(latest[0], getDelta())};
}

SmallVector<Value> AssignSubOp::buildUpdatedValues(OpBuilder &builder,
                                                   ValueRange latest) {
  return {Formula(builder, getLoc()).sub(latest[0], getDelta())};
}

SmallVector<Value> ScatterOp::buildUpdatedValues(OpBuilder &builder,
                                                 ValueRange latest) {
  return {nd::ScatterOp::create(builder, getLoc(), latest[0].getType(),
                                getCombiner(), latest[0], getIndices(),
                                getUpdates())};
}

bool ScatterOp::updatesDestination() { return true; }

SmallVector<Value> ScatterNdOp::buildUpdatedValues(OpBuilder &builder,
                                                   ValueRange latest) {
  return {nd::ScatterNdOp::create(builder, getLoc(), latest[0].getType(),
                                  getCombiner(), latest[0], getIndices(),
                                  getUpdates())};
}

bool ScatterNdOp::updatesDestination() { return true; }

SmallVector<Value> SliceAssignOp::buildUpdatedValues(OpBuilder &builder,
                                                     ValueRange latest) {
  return {nd::InsertOp::create(builder, getLoc(), latest[0].getType(),
                               getValue(), latest[0], /*offsets=*/ValueRange(),
                               getOffsets(), getStrides(),
                               /*sizes=*/ValueRange())};
}

bool SliceAssignOp::updatesDestination() { return true; }

bool CountUpToOp::usesLocking() { return true; }

SmallVector<Value> CountUpToOp::buildUpdatedValues(OpBuilder &builder,
                                                   ValueRange latest) {
  auto type = cast<RankedTensorType>(latest[0].getType());
  TypedAttr one = builder.getIntegerAttr(type.getElementType(), 1);
  Value step = nd::ConstantOp::create(builder, getLoc(),
                                      DenseElementsAttr::get(type, one));
  return {Formula(builder, getLoc()).add(latest[0], step)};
}

SmallVector<Value>
ApplyGradientDescentOp::buildUpdatedValues(OpBuilder &builder,
                                           ValueRange latest) {
  Formula f(builder, getLoc());
  return {f.sub(latest[0], f.mul(getDelta(), getAlpha()))};
}
