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

SmallVector<Value>
ApplyGradientDescentOp::buildUpdatedValues(OpBuilder &builder,
                                           ValueRange latest) {
  Formula f(builder, getLoc());
  return {f.sub(latest[0], f.mul(getDelta(), getAlpha()))};
}
