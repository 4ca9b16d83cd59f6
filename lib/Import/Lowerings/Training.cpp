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

/// The variable and its slots: the first inputs, by `names`. They are distinct
/// and of one shape.
static SmallVector<VariableOperand, 3>
trainedVariables(NodeLowering &n, ArrayRef<StringRef> names) {
  SmallVector<VariableOperand, 3> variables;
  for (auto [i, name] : llvm::enumerate(names)) {
    VariableOperand variable = n.variable(i);
    for (auto [other, otherName] : llvm::zip(variables, names)) {
      if (n.hasFailed())
        break;
      if (other.symbol == variable.symbol)
        n.error() << otherName << " and " << name << " are the same variable '"
                  << variable.symbol << "'";
      else if (other.type != variable.type)
        n.error() << otherName << " and " << name
                  << " do not have the same shape and type";
    }
    variables.push_back(variable);
  }
  return variables;
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
  auto variables = trainedVariables(n, {"var", "accum"});
  const VariableOperand &variable = variables[0], &accumulator = variables[1];
  Value rate = scalarOperand(n, 2, "lr");
  Value gradient = n.operandLike(3, variable);
  Value momentum = scalarOperand(n, 4, "momentum");
  auto op = n.create<ApplyMomentumOp>(
      variable.type, accumulator.type, variable.symbol, accumulator.symbol,
      rate, gradient, momentum, n.node().getAttr<bool>("use_nesterov"));
  return setUpdated(n, op.getResult());
}

static LogicalResult lowerAdam(NodeLowering &n) {
  if (failed(requireFloat(n, n.node().inputTypes()[9])))
    return failure();
  auto variables = trainedVariables(n, {"var", "m", "v"});
  const VariableOperand &variable = variables[0], &m = variables[1],
                        &v = variables[2];
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
