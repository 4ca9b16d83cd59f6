// Verifiers of ops whose result type does not follow from their operands. The
// others are verified by NDInference.cpp.
#include "nd/IR/NDOps.h"

#include "nd/IR/NDEnums.cpp.inc"
#include "llvm/Support/MathExtras.h"

#define GET_OP_CLASSES
#include "nd/IR/NDOps.cpp.inc"

using namespace mlir;
using namespace mlir::nd;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

int64_t nd::getElementBytes(Type element) {
  if (auto complex = dyn_cast<ComplexType>(element))
    return 2 * getElementBytes(complex.getElementType());
  return llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
}

/// Verifies that a sized op has one size per `?` of its result.
template <typename SizedOp>
static LogicalResult verifySizes(SizedOp op) {
  auto type = cast<RankedTensorType>(op.getType());
  if (op.getSizes().size() == type.getNumDynamicDims())
    return success();
  return op.emitOpError("has ")
         << op.getSizes().size() << " sizes, but its result has "
         << type.getNumDynamicDims() << " axes of unknown size";
}

/// Verifies that `narrow` broadcasts to `wide`: aligned at the last axis,
/// static sizes are equal or 1 in `narrow`.
static LogicalResult verifyBroadcasts(Operation *op, RankedTensorType narrow,
                                      RankedTensorType wide) {
  int64_t added = wide.getRank() - narrow.getRank();
  if (added < 0)
    return op->emitOpError("cannot broadcast rank ")
           << narrow.getRank() << " to rank " << wide.getRank();
  for (auto [k, size] : llvm::enumerate(narrow.getShape())) {
    int64_t target = wide.getDimSize(added + k);
    if (size != target && size != 1 && ShapedType::isStatic(size) &&
        ShapedType::isStatic(target))
      return op->emitOpError("cannot broadcast size ")
             << size << " to " << target << " on axis " << added + k;
  }
  return success();
}

LogicalResult BroadcastOp::verify() {
  if (failed(
          verifyBroadcasts(*this, typeOf(getOperand()), typeOf(getResult()))))
    return failure();
  return verifySizes(*this);
}

LogicalResult UnbroadcastOp::verify() {
  if (failed(
          verifyBroadcasts(*this, typeOf(getResult()), typeOf(getOperand()))))
    return failure();
  return verifySizes(*this);
}

LogicalResult ReshapeOp::verify() {
  RankedTensorType from = typeOf(getOperand()), to = typeOf(getResult());
  if (from.hasStaticShape() && to.hasStaticShape() &&
      from.getNumElements() != to.getNumElements())
    return emitOpError("operand has ")
           << from.getNumElements() << " elements, but the result has "
           << to.getNumElements();
  return verifySizes(*this);
}

/// Verifies that on axis `axis`, as far as it is static, the places of `narrow`
/// lie in `wide`. `verb` says what the op does with them.
template <typename PlacedOp>
static LogicalResult verifyPlaces(PlacedOp op, RankedTensorType narrow,
                                  RankedTensorType wide, int64_t axis,
                                  StringRef verb) {
  int64_t available = wide.getDimSize(axis), taken = narrow.getDimSize(axis);
  int64_t first = op.getStaticOffsets()[axis], stride = op.getStrides()[axis];
  if (stride == 0)
    return op.emitOpError("stride of axis ") << axis << " is 0";
  if (ShapedType::isDynamic(first))
    return success();
  if (first < 0)
    return op.emitOpError("offset of axis ") << axis << " is negative";
  if (ShapedType::isDynamic(available) || ShapedType::isDynamic(taken) ||
      taken == 0)
    return success();
  int64_t last;
  if (llvm::MulOverflow(taken - 1, stride, last) ||
      llvm::AddOverflow(first, last, last))
    last = stride < 0 ? INT64_MIN : INT64_MAX;
  if (std::max(first, last) < available && last >= 0)
    return success();
  return op.emitOpError(verb)
         << " elements " << first << " to " << last << " of axis " << axis
         << ", which has size " << available;
}

/// Verifies an op that relates the places of `narrow` to places of `wide`.
template <typename PlacedOp>
static LogicalResult verifyPlaced(PlacedOp op, RankedTensorType narrow,
                                  RankedTensorType wide, StringRef verb) {
  int64_t rank = typeOf(op.getOperand()).getRank();
  if (typeOf(op.getResult()).getRank() != rank)
    return op.emitOpError("operand has rank ")
           << rank << ", but the result has rank "
           << typeOf(op.getResult()).getRank();
  int64_t offsets = op.getStaticOffsets().size(),
          strides = op.getStrides().size();
  if (offsets != rank || strides != rank)
    return op.emitOpError("has ")
           << offsets << " offsets and " << strides
           << " strides, but the operand has rank " << rank;
  size_t unknown = llvm::count_if(op.getStaticOffsets(), ShapedType::isDynamic);
  if (op.getOffsets().size() != unknown)
    return op.emitOpError("has ") << op.getOffsets().size() << " values for "
                                  << unknown << " offsets that are not static";
  for (int64_t axis : llvm::seq(rank))
    if (failed(verifyPlaces(op, narrow, wide, axis, verb)))
      return failure();
  return verifySizes(op);
}

LogicalResult SliceOp::verify() {
  return verifyPlaced(*this, typeOf(getResult()), typeOf(getOperand()),
                      "takes");
}

/// Verifies an op that puts its operand at places of its result.
template <typename PlacedOp>
static LogicalResult verifyWritten(PlacedOp op) {
  for (auto [axis, stride] : llvm::enumerate(op.getStrides()))
    if (stride < 0)
      return op.emitOpError("stride of axis ") << axis << " is negative";
  return verifyPlaced(op, typeOf(op.getOperand()), typeOf(op.getResult()),
                      "writes");
}

LogicalResult PadOp::verify() {
  if (getElementTypeOrSelf(getFilling()) != getType().getElementType())
    return emitOpError("fills elements of type ")
           << getType().getElementType() << " with "
           << getElementTypeOrSelf(getFilling());
  return verifyWritten(*this);
}

LogicalResult InsertOp::verify() {
  if (getDest().getType() != getType())
    return emitOpError("destination has type ")
           << getDest().getType() << ", but the result has type " << getType();
  return verifyWritten(*this);
}

LogicalResult IotaOp::verify() {
  int64_t rank = typeOf(getResult()).getRank();
  int64_t axis = getAxis();
  if (axis < 0 || axis >= rank)
    return emitOpError("axis ") << axis << " is out of range for rank " << rank;
  return verifySizes(*this);
}

LogicalResult RandomOp::verify() { return verifySizes(*this); }
