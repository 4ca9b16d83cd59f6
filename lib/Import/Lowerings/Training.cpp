// Optimizer updates: dense gradients, by reference and by resource.
#include "Lowerings.h"

using namespace mlir;
using namespace mlir::vf;

/// A hyper-parameter: a scalar of the variable's type. Some ops of TensorFlow
/// take a vector of one element too.
static Value scalarOperand(NodeLowering &n, unsigned i, StringRef name) {
  Value value = n.operand(i);
  bool isScalar = llvm::all_of(n.operandShape(i), [](::vf::SizeExpr size) {
    return size.isConstant(1);
  });
  if (isScalar)
    return n.reshape(value, {});
  n.error() << name
            << " is not a scalar: " << ::vf::shapeStr(n.operandShape(i));
  return n.scalar(typeOf(value).getElementType(), 0);
}

/// Slots have the shape of what they belong to.
static VariableOperand slotOperand(NodeLowering &n, unsigned i, StringRef name,
                                   const VariableOperand &variable) {
  VariableOperand slot = n.variable(i);
  if (!n.hasFailed() && slot.type != variable.type)
    n.error() << "var and " << name << " do not have the same shape";
  return slot;
}

static LogicalResult setUpdated(NodeLowering &n, Value value) {
  if (!n.node().outputTypes().empty())
    n.setResult(value);
  return success();
}

static LogicalResult lowerGradientDescent(NodeLowering &n) {
  VariableOperand variable = n.variable(0);
  Value alpha = scalarOperand(n, 1, "alpha");
  Value delta = n.operandLike(2, variable);
  return setUpdated(n, n.create<ApplyGradientDescentOp>(
                           variable.type, variable.symbol, alpha, delta));
}

static LogicalResult lowerMomentum(NodeLowering &n) {
  VariableOperand variable = n.variable(0);
  VariableOperand accumulator = slotOperand(n, 1, "accum", variable);
  Value rate = scalarOperand(n, 2, "lr");
  Value gradient = n.operandLike(3, variable);
  Value momentum = scalarOperand(n, 4, "momentum");
  auto op = n.create<ApplyMomentumOp>(
      variable.type, accumulator.type, variable.symbol, accumulator.symbol,
      rate, gradient, momentum, n.node().getAttr<bool>("use_nesterov"));
  return setUpdated(n, op.getResult());
}

static LogicalResult lowerAdam(NodeLowering &n) {
  VariableOperand variable = n.variable(0);
  VariableOperand m = slotOperand(n, 1, "m", variable);
  VariableOperand v = slotOperand(n, 2, "v", variable);
  Value beta1Power = scalarOperand(n, 3, "beta1_power");
  Value beta2Power = scalarOperand(n, 4, "beta2_power");
  Value rate = scalarOperand(n, 5, "lr");
  Value beta1 = scalarOperand(n, 6, "beta1");
  Value beta2 = scalarOperand(n, 7, "beta2");
  Value epsilon = scalarOperand(n, 8, "epsilon");
  Value gradient = n.operandLike(9, variable);
  auto op = n.create<ApplyAdamOp>(
      variable.type, m.type, v.type, variable.symbol, m.symbol, v.symbol,
      beta1Power, beta2Power, rate, beta1, beta2, epsilon, gradient,
      n.node().getAttr<bool>("use_nesterov"));
  return setUpdated(n, op.getResult());
}

void mlir::vf::registerTrainingLowerings(::vf::OpRegistry &ops) {
  setLowerings(ops, {"ApplyGradientDescent", "ResourceApplyGradientDescent"},
               lowerGradientDescent);
  setLowerings(ops, {"ApplyMomentum", "ResourceApplyMomentum"}, lowerMomentum);
  setLowerings(ops, {"ApplyAdam", "ResourceApplyAdam"}, lowerAdam);
}
