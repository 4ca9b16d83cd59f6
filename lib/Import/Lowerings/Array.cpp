// Constants, and ops that rearrange elements without computing with them.
#include "Lowerings.h"

#include "../Types.h"

#include "vf/Graph/TensorConstant.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::DataType;
using ::vf::SizeExpr;
using ::vf::SizeVector;

//===----------------------------------------------------------------------===//
// Constants and identities
//===----------------------------------------------------------------------===//

FailureOr<::vf::TensorConstant> mlir::vf::getConstant(NodeLowering &n) {
  std::string reason;
  auto constant = ::vf::TensorConstant::decode(
      *n.node().getAttr<const ::vf::tf::TensorProto *>("value"), reason);
  if (failed(constant))
    return n.error() << "the constant " << reason;
  return constant;
}

static LogicalResult lowerConst(NodeLowering &n) {
  FailureOr<::vf::TensorConstant> constant = getConstant(n);
  if (failed(constant))
    return failure();
  if (!lookupElementType(n.builder().getContext(), constant->type()))
    return n.error() << "yields " << ::vf::dataTypeName(constant->type())
                     << ", which compiled code can not hold";
  n.setResult(n.create<nd::ConstantOp>(
      getElements(n.builder().getContext(), *constant)));
  return success();
}

static LogicalResult lowerIdentity(NodeLowering &n) {
  for (unsigned i = 0; i != n.numOperands(); ++i)
    if (!n.isReference(i))
      n.setResult(i, n.operand(i));
  return success();
}

/// StopGradient and its like, which copy a value: a variable is read here.
static LogicalResult lowerCopy(NodeLowering &n) {
  n.setResult(n.operand(0));
  return success();
}

/// Shape arithmetic: inference has the values. Where it could not decide them,
/// whoever needs them is blamed.
static LogicalResult lowerShapeArithmetic(NodeLowering &) { return success(); }

//===----------------------------------------------------------------------===//
// Filling and reshaping
//===----------------------------------------------------------------------===//

static LogicalResult lowerFill(NodeLowering &n) {
  n.setResult(n.broadcast(n.operand(1), n.resultShape()));
  return success();
}

template <int64_t number>
static LogicalResult lowerFilledLike(NodeLowering &n) {
  Value value = n.scalar(n.resultType().getElementType(), number);
  n.setResult(n.broadcast(value, n.resultShape()));
  return success();
}

static LogicalResult lowerBroadcastTo(NodeLowering &n) {
  n.setResult(n.broadcast(n.operand(0), n.resultShape()));
  return success();
}

/// Reshape, ExpandDims and Squeeze: what they differ in is the inferred shape.
static LogicalResult lowerReshape(NodeLowering &n) {
  // Has no value: see lowerWhere.
  if (n.node().input(0).node->op() == "Where")
    return success();
  n.setResult(n.reshape(n.operand(0), n.resultShape()));
  return success();
}

static LogicalResult lowerTranspose(NodeLowering &n) {
  SmallVector<int64_t> permutation = n.constantOperand(1, "a permutation");
  if (n.hasFailed())
    return failure();
  n.setResult(
      n.create<nd::TransposeOp>(n.resultType(), n.operand(0), permutation));
  return success();
}

/// Each axis of size d and multiple m becomes two of sizes 1 and d, of which
/// the first repeats m times. Nothing is taken of an operand that no multiple
/// repeats.
static LogicalResult lowerTile(NodeLowering &n) {
  ArrayRef<SizeExpr> shape = n.operandShape(0);
  if (!n.operandInfo(1).hasFullValue())
    return n.error() << "expected multiples known at compile time";
  ArrayRef<SizeExpr> multiples = *n.operandInfo(1).value;
  if (llvm::is_contained(multiples, n.sizes().constant(0))) {
    Value zero = n.scalar(n.resultType().getElementType(), 0);
    n.setResult(n.broadcast(zero, n.resultShape()));
    return success();
  }
  SizeVector split, repeated;
  for (auto [size, multiple] : llvm::zip(shape, multiples)) {
    bool isSingle = size.isConstant(1), isOnce = multiple.isConstant(1);
    if (!isSingle && !isOnce) {
      split.push_back(n.sizes().constant(1));
      repeated.push_back(multiple);
    }
    split.push_back(size);
    repeated.push_back(isSingle ? multiple : size);
  }
  Value value = n.reshape(n.operand(0), split);
  n.setResult(n.reshape(n.broadcast(value, repeated), n.resultShape()));
  return success();
}

//===----------------------------------------------------------------------===//
// Joining
//===----------------------------------------------------------------------===//

static Value concat(NodeLowering &n, ValueRange values, int64_t axis) {
  RankedTensorType type = n.resultType();
  if (isStrings(type))
    return n.create<ConcatStringsOp>(type, values, axis);
  return n.create<nd::ConcatOp>(type, values, axis);
}

/// Concat has its axis first, ConcatV2 last.
template <bool axisIsFirst>
static LogicalResult lowerConcat(NodeLowering &n) {
  unsigned axisInput = axisIsFirst ? 0 : n.numOperands() - 1;
  SmallVector<int64_t> axes = n.constantOperand(axisInput, "an axis");
  if (n.hasFailed())
    return failure();
  SmallVector<Value> values;
  for (unsigned i = 0; i != n.numOperands(); ++i)
    if (i != axisInput)
      values.push_back(n.operand(i));
  int64_t rank = n.resultShape().size();
  int64_t axis = axes[0] < 0 ? axes[0] + rank : axes[0];
  n.setResult(concat(n, values, axis));
  return success();
}

static LogicalResult lowerPack(NodeLowering &n) {
  int64_t rank = n.resultShape().size();
  int64_t axis = n.node().getAttr<int64_t>("axis");
  axis = axis < 0 ? axis + rank : axis;
  SizeVector shape(n.resultShape());
  shape[axis] = n.sizes().constant(1);
  SmallVector<Value> values;
  for (unsigned i = 0; i != n.numOperands(); ++i)
    values.push_back(n.reshape(n.operand(i), shape));
  n.setResult(concat(n, values, axis));
  return success();
}

//===----------------------------------------------------------------------===//
// Counting
//===----------------------------------------------------------------------===//

static LogicalResult lowerRange(NodeLowering &n) {
  RankedTensorType type = n.resultType();
  Value count = n.create<nd::IotaOp>(type, 0, n.dynamicSizes(n.resultShape()));
  Value offset = n.create<nd::MulOp>(type, count, n.operand(2));
  n.setResult(n.create<nd::AddOp>(type, offset, n.operand(0)));
  return success();
}

static LogicalResult lowerOneHot(NodeLowering &n) {
  int64_t rank = n.resultShape().size();
  int64_t axis = n.node().getAttr<int64_t>("axis");
  axis = axis < 0 ? axis + rank : axis;
  SizeExpr one = n.sizes().constant(1), depth = n.resultShape()[axis];

  SizeVector indexShape(n.operandShape(0));
  indexShape.insert(indexShape.begin() + axis, one);
  Value indices = n.reshape(n.operand(0), indexShape);
  // Indices of a narrow type do not reach all classes.
  Type indexType = typeOf(indices).getElementType();
  if (indexType.getIntOrFloatBitWidth() < 32) {
    indexType = n.builder().getI32Type();
    indices = n.create<nd::CastOp>(typeOf(indices).clone(indexType), indices);
  }
  Value classes = n.create<nd::IotaOp>(n.typeOf({depth}, indexType), 0,
                                       n.dynamicSizes({depth}));
  SizeVector classShape(rank - axis, one);
  classShape[0] = depth;
  classes = n.reshape(classes, classShape);

  Value isHot = n.create<nd::CompareOp>(
      n.typeOf(n.resultShape(), n.builder().getI1Type()), nd::Comparison::EQ,
      indices, classes);
  n.setResult(n.create<nd::SelectOp>(n.resultType(), isHot, n.operand(2),
                                     n.operand(3)));
  return success();
}

void mlir::vf::registerArrayLowerings(::vf::OpRegistry &ops) {
  ops.setLowering("Const", lowerConst);
  setCommonLowerings(ops, {"Identity", "IdentityN"}, lowerIdentity);
  setCommonLowerings(
      ops,
      {"StopGradient", "PreventGradient", "Snapshot", "PlaceholderWithDefault"},
      lowerCopy);
  setCommonLowerings(ops, {"Shape", "ShapeN", "Size", "Rank"},
                     lowerShapeArithmetic);
  setLowerings(ops,
               {"VariableShape", "BroadcastArgs", "BroadcastGradientArgs",
                "ConcatOffset", "DynamicStitch", "InvertPermutation"},
               lowerShapeArithmetic);
  ops.setLowering("Fill", lowerFill);
  ops.setLowering("ZerosLike", lowerFilledLike<0>);
  ops.setLowering("OnesLike", lowerFilledLike<1>);
  ops.setLowering("BroadcastTo", lowerBroadcastTo);
  setCommonLowerings(ops, {"Reshape", "ExpandDims", "Squeeze"}, lowerReshape);
  ops.setLowering("Transpose", lowerTranspose);
  ops.setLowering("Tile", lowerTile);
  setCommonLowerings(ops, {"Concat"}, lowerConcat</*axisIsFirst=*/true>);
  setCommonLowerings(ops, {"ConcatV2"}, lowerConcat</*axisIsFirst=*/false>);
  setCommonLowerings(ops, {"Pack"}, lowerPack);
  ops.setLowering("Range", lowerRange);
  ops.setLowering("OneHot", lowerOneHot);
}
