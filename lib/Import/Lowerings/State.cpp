// Reads and updates of variables, by reference and by resource. An update by
// reference yields the value right after it.
#include "Lowerings.h"

using namespace mlir;
using namespace mlir::vf;

static LogicalResult lowerRead(NodeLowering &n) {
  n.setResult(n.read(0));
  return success();
}

/// Resource forms have no output.
static LogicalResult setUpdated(NodeLowering &n, Value value) {
  if (!n.node().outputTypes().empty())
    n.setResult(value);
  return success();
}

template <typename OpT>
static LogicalResult lowerAssign(NodeLowering &n) {
  VariableOperand variable = n.variable(0);
  Value value = n.operandLike(1, variable);
  return setUpdated(n, n.create<OpT>(variable.type, variable.symbol, value));
}

template <nd::Combiner combiner>
static LogicalResult lowerScatter(NodeLowering &n) {
  VariableOperand variable = n.variable(0);
  if (n.hasFailed())
    return failure();
  if (variable.type.getRank() == 0)
    return n.error() << "params must be at least 1-D, got shape []";
  n.checkInRange(1, n.sizes().constant(variable.type.getDimSize(0)),
                 "indices%I = %V is not in [0, %B)");
  if (combiner == nd::Combiner::Div)
    checkDivisor(n, 2);
  bool needsOrder =
      combiner == nd::Combiner::Min || combiner == nd::Combiner::Max;
  if (needsOrder && failed(requireReal(n, n.node().inputTypes()[2])))
    return failure();
  return setUpdated(n, n.create<ScatterOp>(variable.type, combiner,
                                           variable.symbol, n.operand(1),
                                           n.operand(2)));
}

void mlir::vf::registerStateLowerings(::vf::OpRegistry &ops) {
  ops.setLowering("ReadVariableOp", lowerRead);
  setLowerings(ops, {"Assign", "AssignVariableOp"}, lowerAssign<AssignOp>);
  setLowerings(ops, {"AssignAdd", "AssignAddVariableOp"},
               lowerAssign<AssignAddOp>);
  setLowerings(ops, {"AssignSub", "AssignSubVariableOp"},
               lowerAssign<AssignSubOp>);
  setLowerings(ops, {"ScatterUpdate", "ResourceScatterUpdate"},
               lowerScatter<nd::Combiner::Update>);
  setLowerings(ops, {"ScatterAdd", "ResourceScatterAdd"},
               lowerScatter<nd::Combiner::Add>);
  setLowerings(ops, {"ScatterSub", "ResourceScatterSub"},
               lowerScatter<nd::Combiner::Sub>);
  setLowerings(ops, {"ScatterMul", "ResourceScatterMul"},
               lowerScatter<nd::Combiner::Mul>);
  setLowerings(ops, {"ScatterDiv", "ResourceScatterDiv"},
               lowerScatter<nd::Combiner::Div>);
  setLowerings(ops, {"ScatterMin", "ResourceScatterMin"},
               lowerScatter<nd::Combiner::Min>);
  setLowerings(ops, {"ScatterMax", "ResourceScatterMax"},
               lowerScatter<nd::Combiner::Max>);
}
