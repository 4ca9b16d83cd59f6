// The formulas of the update ops, as nd values. Operations are done in the
// variable's element type and in the order in which TensorFlow's kernels do
// them: rounding then agrees step by step. No call has two arguments that build
// ops: C++ leaves their order open, and our output must not depend on it.
#include "vf/IR/VFOps.h"

using namespace mlir;
using namespace mlir::vf;

namespace {
/// Writes formulas: each method builds one op at the update's location.
class Formula {
public:
  Formula(OpBuilder &builder, Location location)
      : builder(builder), location(location) {}

  Value add(Value a, Value b) { return build<nd::AddOp>(a, b); }
  Value sub(Value a, Value b) { return build<nd::SubOp>(a, b); }
  Value mul(Value a, Value b) { return build<nd::MulOp>(a, b); }
  Value div(Value a, Value b) { return build<nd::DivOp>(a, b); }
  Value square(Value a) { return build<nd::SquareOp>(a); }
  Value sqrt(Value a) { return build<nd::SqrtOp>(a); }
  Value oneMinus(Value a) {
    auto type = cast<RankedTensorType>(a.getType());
    TypedAttr one = builder.getFloatAttr(type.getElementType(), 1.0);
    return sub(build<nd::ConstantOp>(DenseElementsAttr::get(type, one)), a);
  }

private:
  template <typename OpTy, typename... Args>
  Value build(Args... args) {
    return OpTy::create(builder, location, args...);
  }

  OpBuilder &builder;
  Location location;
};
} // namespace

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

SmallVector<Value> ApplyMomentumOp::buildUpdatedValues(OpBuilder &builder,
                                                       ValueRange latest) {
  Formula f(builder, getLoc());
  Value decayed = f.mul(latest[1], getMomentum());
  Value accum = f.add(decayed, getGradient());
  if (!getNesterov())
    return {f.sub(latest[0], f.mul(accum, getLearningRate())), accum};
  Value gradientStep = f.mul(getGradient(), getLearningRate());
  Value momentumStep = f.mul(f.mul(accum, getMomentum()), getLearningRate());
  return {f.sub(latest[0], f.add(gradientStep, momentumStep)), accum};
}

SmallVector<Value> ApplyAdamOp::buildUpdatedValues(OpBuilder &builder,
                                                   ValueRange latest) {
  Formula f(builder, getLoc());
  Value gradient = getGradient();
  Value correction = f.sqrt(f.oneMinus(getBeta2Power()));
  Value rate = f.mul(getLearningRate(), correction);
  Value alpha = f.div(rate, f.oneMinus(getBeta1Power()));

  Value oneMinusBeta1 = f.oneMinus(getBeta1());
  Value m = f.add(latest[1], f.mul(f.sub(gradient, latest[1]), oneMinusBeta1));
  Value spread = f.sub(f.square(gradient), latest[2]);
  Value v = f.add(latest[2], f.mul(spread, f.oneMinus(getBeta2())));

  Value direction = m;
  if (getNesterov()) {
    Value gradientPart = f.mul(gradient, oneMinusBeta1);
    direction = f.add(gradientPart, f.mul(getBeta1(), m));
  }
  Value numerator = f.mul(direction, alpha);
  Value step = f.div(numerator, f.add(f.sqrt(v), getEpsilon()));
  return {f.sub(latest[0], step), m, v};
}
