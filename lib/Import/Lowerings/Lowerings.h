// The lowerings by group, and what several groups share. Where to add an op: a
// function and a line of registration in the file of its group.
#ifndef VF_LIB_IMPORT_LOWERINGS_LOWERINGS_H
#define VF_LIB_IMPORT_LOWERINGS_LOWERINGS_H

#include "vf/Graph/OpRegistry.h"
#include "vf/Graph/TensorConstant.h"
#include "vf/Import/NodeLowering.h"

#include "nd/IR/NDOps.h"

namespace mlir::vf {

void registerArrayLowerings(::vf::OpRegistry &ops);
void registerIndexingLowerings(::vf::OpRegistry &ops);
void registerMathLowerings(::vf::OpRegistry &ops);
void registerNNLowerings(::vf::OpRegistry &ops);
void registerPaddingLowerings(::vf::OpRegistry &ops);
void registerRandomLowerings(::vf::OpRegistry &ops);
void registerReductionLowerings(::vf::OpRegistry &ops);
void registerSlicingLowerings(::vf::OpRegistry &ops);
void registerStateLowerings(::vf::OpRegistry &ops);
void registerStringLowerings(::vf::OpRegistry &ops);
void registerTableLowerings(::vf::OpRegistry &ops);
void registerTrainingLowerings(::vf::OpRegistry &ops);

/// Gives all of `names` the same lowering.
inline void setLowerings(::vf::OpRegistry &ops, ArrayRef<StringRef> names,
                         ::vf::LoweringFn lowering) {
  for (StringRef name : names)
    ops.setLowering(name, lowering);
}

/// Gives all of `names` the same lowering, which also serves strings.
inline void setCommonLowerings(::vf::OpRegistry &ops, ArrayRef<StringRef> names,
                               ::vf::LoweringFn lowering) {
  for (StringRef name : names) {
    ops.setLowering(name, lowering);
    ops.setStringLowering(name, lowering);
  }
}

/// The constant of a Const node; reports why there is none.
FailureOr<::vf::TensorConstant> getConstant(NodeLowering &n);

/// An elementwise op of the node's result type over all operands, broadcast.
template <typename OpT>
LogicalResult lowerElementwise(NodeLowering &n) {
  SmallVector<Value> operands;
  for (unsigned i = 0; i != n.numOperands(); ++i)
    operands.push_back(n.broadcastOperand(i, n.resultShape()));
  n.setResult(n.create<OpT>(TypeRange(n.resultType()), operands));
  return success();
}

inline RankedTensorType typeOf(Value tensor) {
  return cast<RankedTensorType>(tensor.getType());
}

/// A number of the result's element type, which broadcasts.
inline Value number(NodeLowering &n, double value) {
  return n.scalar(n.resultType().getElementType(), value);
}

/// Arithmetic between tensors that broadcast by their types.
template <typename OpT>
Value binary(NodeLowering &n, Value lhs, Value rhs) {
  RankedTensorType type = typeOf(lhs);
  if (type.getRank() < typeOf(rhs).getRank())
    type = typeOf(rhs);
  return n.create<OpT>(type, lhs, rhs);
}

/// Reports, and fails, where `type` is not floating point, or not real and so
/// on: ops that TensorFlow has, or allows, for more types than nd.
LogicalResult requireFloat(NodeLowering &n, ::vf::DataType type);
LogicalResult requireFloatOrComplex(NodeLowering &n, ::vf::DataType type);
LogicalResult requireNumber(NodeLowering &n, ::vf::DataType type);
LogicalResult requireReal(NodeLowering &n, ::vf::DataType type);

/// Sets the result of an update to the variable's new value; the forms for
/// resources have no result.
LogicalResult setUpdated(NodeLowering &n, Value value);

/// Fails the entry if an element of operand `i`, an integer divisor, is 0 and
/// anything is divided: `shape` is that of the quotients.
void checkDivisor(NodeLowering &n, unsigned i, ArrayRef<::vf::SizeExpr> shape,
                  StringRef message = "Integer division by zero");

} // namespace mlir::vf

#endif // VF_LIB_IMPORT_LOWERINGS_LOWERINGS_H
