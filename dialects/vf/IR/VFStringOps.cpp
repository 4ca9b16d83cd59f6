// Verification of ops on strings.
#include "vf/IR/VFOps.h"

#include "mlir/Dialect/Traits.h"

using namespace mlir;
using namespace mlir::vf;

bool vf::touchesStrings(Operation *op) {
  return llvm::any_of(op->getOperandTypes(), isStrings) ||
         llvm::any_of(op->getResultTypes(), isStrings);
}

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// Verifies that a variadic op has operands.
template <typename OpT>
static LogicalResult verifyHasOperands(OpT op) {
  return op.getOperands().empty() ? op.emitOpError("has no operand")
                                  : success();
}

LogicalResult JoinStringsOp::verify() {
  if (failed(verifyHasOperands(*this)))
    return failure();
  SmallVector<int64_t> shape;
  for (auto [index, operand] : llvm::enumerate(getOperands())) {
    SmallVector<int64_t> joined;
    if (!OpTrait::util::getBroadcastedShape(shape, typeOf(operand).getShape(),
                                            joined))
      return emitOpError("operand #")
             << index << " of type " << operand.getType()
             << " does not broadcast";
    shape = std::move(joined);
  }
  RankedTensorType result = typeOf(getResult());
  if (failed(verifyCompatibleShape(shape, result.getShape())))
    return emitOpError("result has type ")
           << result << ", but the operands broadcast to "
           << RankedTensorType::get(shape, result.getElementType());
  return success();
}

LogicalResult ConcatStringsOp::verify() {
  if (failed(verifyHasOperands(*this)))
    return failure();
  RankedTensorType result = typeOf(getResult());
  auto axis = static_cast<int64_t>(getAxis());
  if (axis < 0 || axis >= result.getRank())
    return emitOpError("axis ")
           << axis << " is not in [0, " << result.getRank() << ")";
  for (auto [index, operand] : llvm::enumerate(getOperands())) {
    SmallVector<int64_t> expected(result.getShape());
    RankedTensorType type = typeOf(operand);
    if (type.getRank() == result.getRank())
      expected[axis] = type.getDimSize(axis);
    if (failed(verifyCompatibleShape(expected, type.getShape())))
      return emitOpError("operand #") << index << " has type " << type
                                      << ", but the result has type " << result;
  }
  return success();
}

LogicalResult ReshapeStringsOp::verify() {
  RankedTensorType operand = typeOf(getOperand()), result = typeOf(getResult());
  size_t numSizes = getSizes().size();
  if (numSizes != result.getNumDynamicDims())
    return emitOpError("has ")
           << numSizes << " sizes, but its result has "
           << result.getNumDynamicDims() << " axes of unknown size";
  if (operand.hasStaticShape() && result.hasStaticShape() &&
      operand.getNumElements() != result.getNumElements())
    return emitOpError("makes ") << result.getNumElements() << " strings of "
                                 << operand.getNumElements();
  return success();
}

LogicalResult ReportUninitializedOp::verify() {
  RankedTensorType names = typeOf(getNames()), result = typeOf(getResult());
  if (names.getRank() != 1 || result.getRank() != 1 || !result.isDynamicDim(0))
    return emitOpError("expects names and result to be vectors, the result of "
                       "any size, found ")
           << names << " and " << result;
  if (names.getDimSize(0) != static_cast<int64_t>(getFlags().size()))
    return emitOpError("has ")
           << getFlags().size() << " flags for names of type " << names;
  return success();
}
