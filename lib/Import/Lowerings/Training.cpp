// Optimizer updates: dense and sparse gradients, by reference and by resource.
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

static LogicalResult lowerGradientDescent(NodeLowering &n) {
  VariableOperand variable = n.variable(0);
  Value alpha = scalarOperand(n, 1, "alpha");
  Value delta = n.operandLike(2, variable);
  return setUpdated(n, n.create<ApplyGradientDescentOp>(
                           variable.type, variable.symbol, alpha, delta));
}

//===----------------------------------------------------------------------===//
// Optimizers with slots
//===----------------------------------------------------------------------===//

namespace {
/// The inputs of an optimizer's ops: the variable and its slots, then scalars
/// and, among them, the gradient. In the sparse forms its indices follow it.
struct OptimizerInputs {
  ArrayRef<StringRef> variables;
  ArrayRef<StringRef> others;
  /// The attribute that sets the op's flag if it is `flagIfValue`; or none.
  StringRef flag = "";
  bool flagIfValue = true;
};
} // namespace

static constexpr StringRef kVarAccum[] = {"var", "accum"};
static constexpr StringRef kMomentumOthers[] = {"lr", "grad", "momentum"};
static constexpr OptimizerInputs kMomentum = {kVarAccum, kMomentumOthers,
                                              "use_nesterov"};

static constexpr StringRef kAdagradOthers[] = {"lr", "grad"};
static constexpr OptimizerInputs kAdagrad = {kVarAccum, kAdagradOthers,
                                             "update_slots", false};

static constexpr StringRef kAdadeltaVariables[] = {"var", "accum",
                                                   "accum_update"};
static constexpr StringRef kAdadeltaOthers[] = {"lr", "rho", "epsilon", "grad"};
static constexpr OptimizerInputs kAdadelta = {kAdadeltaVariables,
                                              kAdadeltaOthers};

static constexpr StringRef kAdamVariables[] = {"var", "m", "v"};
static constexpr StringRef kAdamOthers[] = {
    "beta1_power", "beta2_power", "lr", "beta1", "beta2", "epsilon", "grad"};
static constexpr OptimizerInputs kAdam = {kAdamVariables, kAdamOthers,
                                          "use_nesterov"};

static constexpr StringRef kRMSPropVariables[] = {"var", "ms", "mom"};
static constexpr StringRef kCenteredVariables[] = {"var", "mg", "ms", "mom"};
static constexpr StringRef kRMSPropOthers[] = {"lr", "rho", "momentum",
                                               "epsilon", "grad"};
static constexpr OptimizerInputs kRMSProp = {kRMSPropVariables, kRMSPropOthers};
static constexpr OptimizerInputs kCenteredRMSProp = {kCenteredVariables,
                                                     kRMSPropOthers};

static constexpr StringRef kFtrlVariables[] = {"var", "accum", "linear"};
static constexpr StringRef kFtrlOthers[] = {"grad", "lr", "l1", "l2",
                                            "lr_power"};
static constexpr StringRef kFtrlV2Others[] = {
    "grad", "lr", "l1", "l2", "l2_shrinkage", "lr_power"};
static constexpr OptimizerInputs kFtrl = {kFtrlVariables, kFtrlOthers,
                                          "multiply_linear_by_lr"};
static constexpr OptimizerInputs kFtrlV2 = {kFtrlVariables, kFtrlV2Others,
                                            "multiply_linear_by_lr"};

/// Input `i` as a gradient for the rows of `variable` that input `i + 1` names;
/// adds the indices, which are in range once the entry's checks have passed.
static void addRows(NodeLowering &n, unsigned i,
                    const VariableOperand &variable,
                    SmallVectorImpl<Value> &gradientAndIndices) {
  if (variable.type.getRank() == 0) {
    n.error() << "var must be at least 1 dimensional";
    return;
  }
  SmallVector<::vf::SizeExpr> target(n.operandShape(i + 1));
  for (int64_t size : variable.type.getShape().drop_front())
    target.push_back(n.sizes().constant(size));
  if (!n.hasFailed() && !n.equal(n.operandShape(i), target))
    n.error() << "grad has shape " << ::vf::shapeStr(n.operandShape(i))
              << ", but var and indices ask for " << ::vf::shapeStr(target);
  if (n.hasFailed())
    return;
  n.checkInRange(i + 1, n.sizes().constant(variable.type.getDimSize(0)),
                 "indices%I = %V is not in [0, %B)");
  gradientAndIndices.push_back(n.reshape(n.operand(i), target));
  gradientAndIndices.push_back(n.operand(i + 1));
}

/// The update's symbols and its flag.
template <typename OpT>
static SmallVector<NamedAttribute>
optimizerAttributes(NodeLowering &n, const OptimizerInputs &inputs,
                    ArrayRef<VariableOperand> variables) {
  Builder &builder = n.builder();
  SmallVector<NamedAttribute> attributes;
  for (auto [name, variable] : llvm::zip_equal(OpT::kVariables, variables))
    attributes.push_back(builder.getNamedAttr(
        name, FlatSymbolRefAttr::get(builder.getContext(), variable.symbol)));
  if (!inputs.flag.empty() &&
      n.node().getAttr<bool>(inputs.flag) == inputs.flagIfValue)
    attributes.push_back(
        builder.getNamedAttr(OpT::kFlag, builder.getUnitAttr()));
  return attributes;
}

template <typename OpT, const OptimizerInputs &inputs, bool isSparse>
static LogicalResult lowerOptimizer(NodeLowering &n) {
  auto type = n.node().getAttr<::vf::DataType>("T");
  // FTRL compares; the others take roots, but for momentum.
  constexpr bool isFtrl =
      std::is_same_v<OpT, ApplyFtrlOp> || std::is_same_v<OpT, ApplyFtrlV2Op>;
  if (isFtrl && failed(requireFloat(n, type)))
    return failure();
  if (!std::is_same_v<OpT, ApplyMomentumOp> &&
      failed(requireFloatOrComplex(n, type)))
    return failure();
  auto variables = trainedVariables(n, inputs.variables);
  if (n.hasFailed())
    return failure();
  SmallVector<Value> operands, gradient;
  unsigned i = inputs.variables.size();
  for (StringRef name : inputs.others) {
    if (name != "grad") {
      operands.push_back(scalarOperand(n, i++, name));
    } else if (isSparse) {
      addRows(n, i, variables[0], gradient);
      i += 2;
    } else {
      gradient.push_back(n.operandLike(i++, variables[0]));
    }
  }
  if (n.hasFailed())
    return failure();
  llvm::append_range(operands, gradient);
  SmallVector<Type> types(variables.size(), variables[0].type);
  auto op = n.create<OpT>(types, operands,
                          optimizerAttributes<OpT>(n, inputs, variables));
  return setUpdated(n, op.getResult());
}

/// The forms of the ops whose name ends in `kernel`: ApplyX, ResourceApplyX
/// and, where TensorFlow has them, SparseApplyX and ResourceSparseApplyX.
template <typename OpT, const OptimizerInputs &inputs>
static void setOptimizer(::vf::OpRegistry &ops, const Twine &kernel,
                         bool hasSparse = true) {
  for (StringRef prefix : {"", "Resource"}) {
    ops.setLowering((prefix + "Apply" + kernel).str(),
                    lowerOptimizer<OpT, inputs, false>);
    if (hasSparse)
      ops.setLowering((prefix + "SparseApply" + kernel).str(),
                      lowerOptimizer<OpT, inputs, true>);
  }
}

void mlir::vf::registerTrainingLowerings(::vf::OpRegistry &ops) {
  setLowerings(ops, {"ApplyGradientDescent", "ResourceApplyGradientDescent"},
               lowerGradientDescent);
  setOptimizer<ApplyMomentumOp, kMomentum>(ops, "Momentum");
  setOptimizer<ApplyAdagradOp, kAdagrad>(ops, "Adagrad");
  setOptimizer<ApplyAdadeltaOp, kAdadelta>(ops, "Adadelta");
  setOptimizer<ApplyAdamOp, kAdam>(ops, "Adam", /*hasSparse=*/false);
  setOptimizer<ApplyRMSPropOp, kRMSProp>(ops, "RMSProp");
  setOptimizer<ApplyCenteredRMSPropOp, kCenteredRMSProp>(ops,
                                                         "CenteredRMSProp");
  setOptimizer<ApplyFtrlOp, kFtrl>(ops, "Ftrl");
  setOptimizer<ApplyFtrlV2Op, kFtrlV2>(ops, "FtrlV2");
}
