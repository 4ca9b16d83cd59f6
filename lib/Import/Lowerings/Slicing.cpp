// Ops that take regular parts of a tensor, at places that follow from sizes.
#include "Slicing.h"

#include "vf/Graph/StridedSlice.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::SizeExpr;
using ::vf::SizeVector;
using ::vf::SlicedAxis;

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

void Places::append(SizeExpr offset, int64_t stride, SizeExpr size) {
  offsets.push_back(offset);
  strides.push_back(stride);
  sizes.push_back(size);
}

Places mlir::vf::getAllPlaces(NodeLowering &n, ArrayRef<SizeExpr> shape) {
  Places places;
  for (SizeExpr size : shape)
    places.append(n.sizes().constant(0), 1, size);
  return places;
}

FailureOr<ArrayRef<SizeExpr>> mlir::vf::getSizes(NodeLowering &n, unsigned i,
                                                 StringRef what) {
  const ::vf::TensorInfo &info = n.operandInfo(i);
  if (info.hasFullValue())
    return ArrayRef<SizeExpr>(*info.value);
  ::vf::TensorRef tensor = n.node().input(i);
  return n.error() << "expected " << what
                   << " known when the entry is called, found '" << tensor.str()
                   << "' (" << tensor.node->op() << ")";
}

FailureOr<Places> mlir::vf::getSlicedPlaces(NodeLowering &n,
                                            ArrayRef<SizeExpr> shape) {
  static constexpr StringRef names[] = {"beginnings", "ends", "strides"};
  ArrayRef<SizeExpr> vectors[3];
  for (auto [i, vector] : llvm::enumerate(vectors)) {
    const ::vf::TensorInfo &info = n.operandInfo(i + 1);
    // An element that a mask hides may be unknown.
    if (info.value)
      vector = *info.value;
    else if (failed(getSizes(n, i + 1, names[i])))
      return failure();
  }
  FailureOr<::vf::SlicedAxes> axes = ::vf::resolveStridedSlice(
      n.node(), shape, vectors[0], vectors[1], vectors[2], n.sizes(),
      [&] { return n.error(); });
  if (failed(axes))
    return failure();
  Places places;
  for (const SlicedAxis &entry : *axes) {
    if (entry.kind == SlicedAxis::NewAxis)
      continue;
    if (!entry.start || !entry.length)
      return n.error() << "slices axis " << entry.axis
                       << " by positions that depend on data";
    // Nothing is taken from where an empty slice starts.
    bool isEmpty = entry.length.isConstant(0);
    places.append(isEmpty ? n.sizes().constant(0) : entry.start, entry.stride,
                  entry.length);
  }
  return places;
}

/// The offsets of `places` as the two operands of an op: each a number, or
/// marked and among the values.
static SmallVector<int64_t> splitOffsets(NodeLowering &n, const Places &places,
                                         SmallVectorImpl<Value> &values) {
  SmallVector<int64_t> numbers;
  for (SizeExpr offset : places.offsets) {
    numbers.push_back(offset.isConstant() ? offset.constant()
                                          : ShapedType::kDynamic);
    if (!offset.isConstant())
      values.push_back(n.size(offset));
  }
  return numbers;
}

Value mlir::vf::createSlice(NodeLowering &n, Value value,
                            const Places &places) {
  SmallVector<Value> values;
  SmallVector<int64_t> offsets = splitOffsets(n, places, values);
  return n.create<nd::SliceOp>(
      n.typeOf(places.sizes, typeOf(value).getElementType()), value, values,
      offsets, places.strides, n.dynamicSizes(places.sizes));
}

Value mlir::vf::createPad(NodeLowering &n, Value value, Value filling,
                          const Places &places, ArrayRef<SizeExpr> shape) {
  SmallVector<Value> values;
  SmallVector<int64_t> offsets = splitOffsets(n, places, values);
  return n.create<nd::PadOp>(n.typeOf(shape, typeOf(value).getElementType()),
                             value, filling, values, offsets, places.strides,
                             n.dynamicSizes(shape));
}

//===----------------------------------------------------------------------===//
// Slices
//===----------------------------------------------------------------------===//

static LogicalResult lowerSlice(NodeLowering &n) {
  auto begin = getSizes(n, 1, "beginnings");
  if (failed(begin))
    return failure();
  Places places = getAllPlaces(n, n.resultShape());
  places.offsets.assign(begin->begin(), begin->end());
  n.setResult(createSlice(n, n.operand(0), places));
  return success();
}

static LogicalResult lowerStridedSlice(NodeLowering &n) {
  FailureOr<Places> places = getSlicedPlaces(n, n.operandShape(0));
  if (failed(places) || n.hasFailed())
    return failure();
  Value part = createSlice(n, n.operand(0), *places);
  n.setResult(n.reshape(part, n.resultShape()));
  return success();
}

static LogicalResult lowerReverse(NodeLowering &n) {
  SmallVector<int64_t> axes = n.constantOperand(1, "axes");
  if (n.hasFailed())
    return failure();
  Places places = getAllPlaces(n, n.resultShape());
  for (int64_t axis : axes) {
    axis += axis < 0 ? places.sizes.size() : 0;
    places.offsets[axis] =
        n.sizes().sub(places.sizes[axis], n.sizes().constant(1));
    places.strides[axis] = -1;
    if (places.sizes[axis].isConstant(0))
      places.offsets[axis] = places.sizes[axis];
  }
  n.setResult(createSlice(n, n.operand(0), places));
  return success();
}

//===----------------------------------------------------------------------===//
// Parts that follow each other
//===----------------------------------------------------------------------===//

/// Results that follow each other along `axis` of operand `i`; each is cut out
/// with the axis and then given the shape inferred for it.
static LogicalResult lowerParts(NodeLowering &n, unsigned i, int64_t axis,
                                function_ref<SizeExpr(unsigned)> sizeOfPart) {
  Places places = getAllPlaces(n, n.operandShape(i));
  if (n.hasFailed())
    return failure();
  axis = axis < 0 ? axis + places.sizes.size() : axis;
  Value value = n.operand(i);
  for (unsigned part : llvm::seq<unsigned>(n.node().outputTypes().size())) {
    places.sizes[axis] = sizeOfPart(part);
    Value slice = createSlice(n, value, places);
    n.setResult(part, n.reshape(slice, n.resultShape(part)));
    places.offsets[axis] =
        n.sizes().add(places.offsets[axis], places.sizes[axis]);
  }
  return success();
}

template <unsigned axisInput, unsigned valueInput>
static LogicalResult lowerSplit(NodeLowering &n) {
  SmallVector<int64_t> axes = n.constantOperand(axisInput, "an axis");
  if (n.hasFailed())
    return failure();
  unsigned rank = n.operandShape(valueInput).size();
  int64_t axis = axes[0] < 0 ? axes[0] + rank : axes[0];
  return lowerParts(n, valueInput, axis,
                    [&](unsigned part) { return n.resultShape(part)[axis]; });
}

static LogicalResult lowerUnpack(NodeLowering &n) {
  return lowerParts(n, 0, n.node().getAttr<int64_t>("axis"),
                    [&](unsigned) { return n.sizes().constant(1); });
}

void mlir::vf::registerSlicingLowerings(::vf::OpRegistry &ops) {
  ops.setLowering("Slice", lowerSlice);
  ops.setLowering("StridedSlice", lowerStridedSlice);
  ops.setLowering("ReverseV2", lowerReverse);
  ops.setLowering("Split", lowerSplit</*axisInput=*/0, /*valueInput=*/1>);
  ops.setLowering("SplitV", lowerSplit</*axisInput=*/2, /*valueInput=*/0>);
  ops.setLowering("Unpack", lowerUnpack);
}
