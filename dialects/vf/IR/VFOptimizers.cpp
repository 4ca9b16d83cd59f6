// The formulas of the optimizers, and what their gradients must be.
#include "VFFormula.h"
#include "vf/IR/VFOps.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::vf;

/// The type that a gradient for rows `indices` of `variable` must have.
static RankedTensorType getGradientType(RankedTensorType variable,
                                        Value indices) {
  if (!indices)
    return variable;
  SmallVector<int64_t> shape(variable.getShape());
  shape[0] = cast<RankedTensorType>(indices.getType()).getDimSize(0);
  return RankedTensorType::get(shape, variable.getElementType());
}

LogicalResult vf::verifyGradient(Operation *op, Value gradient, Value indices) {
  auto variable = cast<RankedTensorType>(op->getResult(0).getType());
  auto type = cast<RankedTensorType>(gradient.getType());
  if (indices && variable.getRank() == 0)
    return op->emitOpError("updates rows, but the variable has rank 0");
  if (indices && cast<RankedTensorType>(indices.getType()).getRank() != 1)
    return op->emitOpError("expects indices of rank 1, found ")
           << indices.getType();
  RankedTensorType expected = getGradientType(variable, indices);
  if (type.getElementType() != expected.getElementType() ||
      failed(verifyCompatibleShape(type, expected)) ||
      (!indices && type != expected))
    return op->emitOpError("expects a gradient of type ")
           << expected << ", found " << type;
  return success();
}

SmallVector<Value> ApplyMomentumOp::buildStep(Formula &f, ValueRange latest,
                                              Value gradient) {
  Value decayed = f.mul(latest[1], getMomentum());
  Value accum = f.add(decayed, gradient);
  if (!getNesterov())
    return {f.sub(latest[0], f.mul(accum, getLearningRate())), accum};
  Value gradientStep = f.mul(gradient, getLearningRate());
  Value momentumStep = f.mul(f.mul(accum, getMomentum()), getLearningRate());
  return {f.sub(latest[0], f.add(gradientStep, momentumStep)), accum};
}

SmallVector<Value> ApplyAdagradOp::buildStep(Formula &f, ValueRange latest,
                                             Value gradient) {
  Value accum =
      getKeepSlots() ? latest[1] : f.add(latest[1], f.square(gradient));
  Value rate = f.mul(gradient, getLearningRate());
  return {f.sub(latest[0], f.mul(rate, f.rsqrt(accum))), accum};
}

SmallVector<Value> ApplyAdadeltaOp::buildStep(Formula &f, ValueRange latest,
                                              Value gradient) {
  Value oneMinusRho = f.oneMinus(getRho());
  Value decayed = f.mul(latest[1], getRho());
  Value accum = f.add(decayed, f.mul(f.square(gradient), oneMinusRho));
  Value numerator = f.sqrt(f.add(latest[2], getEpsilon()));
  Value denominator = f.rsqrt(f.add(accum, getEpsilon()));
  Value update = f.mul(f.mul(numerator, denominator), gradient);
  Value variable = f.sub(latest[0], f.mul(update, getLearningRate()));
  Value decayedUpdate = f.mul(latest[2], getRho());
  Value accumUpdate =
      f.add(decayedUpdate, f.mul(f.square(update), oneMinusRho));
  return {variable, accum, accumUpdate};
}

SmallVector<Value> ApplyAdamOp::buildStep(Formula &f, ValueRange latest,
                                          Value gradient) {
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

/// old + (value - old) * (1 - rho): a moving average.
static Value moveAverage(Formula &f, Value old, Value value, Value rho) {
  Value spread = f.sub(value, old);
  return f.add(old, f.mul(spread, f.oneMinus(rho)));
}

/// mom * momentum + grad * lr / sqrt(variance + epsilon).
template <typename OpTy>
static Value moveMoment(Formula &f, OpTy op, Value moment, Value gradient,
                        Value variance) {
  Value decayed = f.mul(moment, op.getMomentum());
  Value rate = f.mul(gradient, op.getLearningRate());
  Value deviation = f.sqrt(f.add(variance, op.getEpsilon()));
  return f.add(decayed, f.div(rate, deviation));
}

SmallVector<Value> ApplyRMSPropOp::buildStep(Formula &f, ValueRange latest,
                                             Value gradient) {
  Value square = moveAverage(f, latest[1], f.square(gradient), getRho());
  Value moment = moveMoment(f, *this, latest[2], gradient, square);
  return {f.sub(latest[0], moment), square, moment};
}

SmallVector<Value> ApplyCenteredRMSPropOp::buildStep(Formula &f,
                                                     ValueRange latest,
                                                     Value gradient) {
  Value square = moveAverage(f, latest[2], f.square(gradient), getRho());
  Value mean = moveAverage(f, latest[1], gradient, getRho());
  Value variance = f.sub(square, f.square(mean));
  Value moment = moveMoment(f, *this, latest[3], gradient, variance);
  return {f.sub(latest[0], moment), mean, square, moment};
}

//===----------------------------------------------------------------------===//
// FTRL
//===----------------------------------------------------------------------===//

/// base ^ -power; the usual power, -0.5, is a square root.
static Value powNegated(Formula &f, Value base, Value power) {
  DenseFPElementsAttr constant;
  if (matchPattern(power, m_Constant(&constant)) &&
      constant.getSplatValue<APFloat>().convertToDouble() == -0.5)
    return f.sqrt(base);
  return f.pow(base, f.neg(power));
}

/// `linearGradient` stands for the gradient in the update of `linear`.
template <typename OpTy>
static SmallVector<Value> buildFtrl(Formula &f, OpTy op, ValueRange latest,
                                    Value gradient, Value linearGradient) {
  Value variable = latest[0], accum = latest[1], linear = latest[2];
  Value rate = op.getLearningRate(), power = op.getLearningRatePower();
  bool byRate = op.getLinearByRate();

  Value newAccum = f.add(accum, f.square(gradient));
  Value newRoot = powNegated(f, newAccum, power);
  Value spread = f.sub(newRoot, powNegated(f, accum, power));
  Value sigma = byRate ? spread : f.div(spread, rate);
  Value push = byRate ? f.mul(linearGradient, rate) : linearGradient;
  Value change = f.sub(push, f.mul(sigma, variable));
  Value newLinear = f.add(linear, change);

  Value l1 = byRate ? f.mul(op.getL1(), rate) : op.getL1();
  Value l2 = f.twice(byRate ? f.mul(op.getL2(), rate) : op.getL2());
  Value quadratic = f.add(byRate ? newRoot : f.div(newRoot, rate), l2);
  Value numerator = f.sub(f.mul(l1, f.sign(newLinear)), newLinear);
  Value shrunk = f.div(numerator, quadratic);
  Value isLarge = f.isGreater(f.abs(newLinear), l1);
  Value zero = f.scalarLike(l1, 0.0);
  return {f.select(isLarge, shrunk, zero), newAccum, newLinear};
}

SmallVector<Value> ApplyFtrlOp::buildStep(Formula &f, ValueRange latest,
                                          Value gradient) {
  return buildFtrl(f, *this, latest, gradient, gradient);
}

SmallVector<Value> ApplyFtrlV2Op::buildStep(Formula &f, ValueRange latest,
                                            Value gradient) {
  Value shrinkage = f.mul(f.twice(getL2Shrinkage()), latest[0]);
  return buildFtrl(f, *this, latest, gradient, f.add(gradient, shrinkage));
}
