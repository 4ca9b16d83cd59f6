// Ops that pick elements: by constant positions, or by indices that are data.
#include "Lowerings.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::SizeExpr;
using ::vf::SizeVector;

/// The part of `value` of shape `sizes` that starts at `offsets`.
static Value createSlice(NodeLowering &n, Value value,
                         ArrayRef<int64_t> offsets, ArrayRef<int64_t> strides,
                         ArrayRef<SizeExpr> sizes) {
  return n.create<nd::SliceOp>(n.typeOf(sizes, typeOf(value).getElementType()),
                               value, offsets, strides, n.dynamicSizes(sizes));
}

//===----------------------------------------------------------------------===//
// Constant positions
//===----------------------------------------------------------------------===//

static LogicalResult lowerSlice(NodeLowering &n) {
  SmallVector<int64_t> begin = n.constantOperand(1, "a beginning");
  if (n.hasFailed())
    return failure();
  SmallVector<int64_t> strides(begin.size(), 1);
  n.setResult(createSlice(n, n.operand(0), begin, strides, n.resultShape()));
  return success();
}

namespace {
/// StridedSlice per axis of its input: where it starts, its step, and what
/// becomes of the axis.
class StridedSlice {
public:
  explicit StridedSlice(NodeLowering &n)
      : n(n), begin(n.constantOperand(1, "a beginning")),
        strides(n.constantOperand(3, "strides")),
        beginMask(n.node().getAttr<int64_t>("begin_mask")),
        ellipsisMask(n.node().getAttr<int64_t>("ellipsis_mask")),
        newAxisMask(n.node().getAttr<int64_t>("new_axis_mask")),
        shrinkMask(n.node().getAttr<int64_t>("shrink_axis_mask")) {}

  LogicalResult lower();

private:
  /// The number of axes that the ellipsis (or what follows the last entry)
  /// stands for.
  unsigned countEllipsisAxes(unsigned rank) const;
  void addFullAxes(unsigned count);
  void addAxis(unsigned entry);
  /// The entry's first index; an error if only the run knows it.
  int64_t getOffset(unsigned entry, SizeExpr axisSize) const;
  static bool has(int64_t mask, unsigned entry) { return mask >> entry & 1; }

  NodeLowering &n;
  SmallVector<int64_t> begin, strides;
  int64_t beginMask, ellipsisMask, newAxisMask, shrinkMask;
  SmallVector<int64_t> offsets, steps;
  SizeVector sizes;
  unsigned resultAxis = 0;
};
} // namespace

unsigned StridedSlice::countEllipsisAxes(unsigned rank) const {
  unsigned taken = 0;
  for (unsigned entry = 0; entry != begin.size(); ++entry)
    taken += has(ellipsisMask, entry) ? 0 : !has(newAxisMask, entry);
  return rank - taken;
}

void StridedSlice::addFullAxes(unsigned count) {
  for (; count; --count, ++resultAxis) {
    offsets.push_back(0);
    steps.push_back(1);
    sizes.push_back(n.resultShape()[resultAxis]);
  }
}

int64_t StridedSlice::getOffset(unsigned entry, SizeExpr axisSize) const {
  bool isBackward = strides[entry] < 0;
  bool isMasked = has(beginMask, entry) && !has(shrinkMask, entry);
  int64_t first = isMasked ? (isBackward ? -1 : 0) : begin[entry];
  if (first >= 0 && !isBackward)
    return first;
  if (!axisSize.isConstant()) {
    n.error() << "counts from the end of an axis of size " << axisSize.str()
              << ", which is not known at compile time";
    return 0;
  }
  int64_t size = axisSize.constant();
  first += first < 0 ? size : 0;
  return isBackward ? std::min(first, size - 1) : std::max<int64_t>(first, 0);
}

void StridedSlice::addAxis(unsigned entry) {
  bool isShrunk = has(shrinkMask, entry);
  SizeExpr size =
      isShrunk ? n.sizes().constant(1) : n.resultShape()[resultAxis++];
  // Nothing is taken from where an empty slice starts.
  bool isEmpty = size.isConstant(0);
  offsets.push_back(
      isEmpty ? 0 : getOffset(entry, n.operandShape(0)[offsets.size()]));
  steps.push_back(isShrunk ? 1 : strides[entry]);
  sizes.push_back(size);
}

LogicalResult StridedSlice::lower() {
  unsigned rank = n.operandShape(0).size();
  if (n.hasFailed())
    return failure();
  unsigned ellipsisAxes = countEllipsisAxes(rank);
  for (unsigned entry = 0; entry != begin.size(); ++entry) {
    if (has(ellipsisMask, entry))
      addFullAxes(ellipsisAxes);
    else if (has(newAxisMask, entry))
      ++resultAxis;
    else
      addAxis(entry);
  }
  addFullAxes(rank - offsets.size());
  Value part = createSlice(n, n.operand(0), offsets, steps, sizes);
  n.setResult(n.reshape(part, n.resultShape()));
  return success();
}

static LogicalResult lowerStridedSlice(NodeLowering &n) {
  return StridedSlice(n).lower();
}

/// Results that follow each other along `axis` of operand `i`; each is cut out
/// with the axis and then given the shape inferred for it.
static LogicalResult lowerParts(NodeLowering &n, unsigned i, int64_t axis,
                                function_ref<SizeExpr(unsigned)> sizeOfPart) {
  SizeVector shape(n.operandShape(i));
  if (n.hasFailed())
    return failure();
  axis = axis < 0 ? axis + shape.size() : axis;
  Value value = n.operand(i);
  SmallVector<int64_t> offsets(shape.size(), 0), strides(shape.size(), 1);
  unsigned parts = n.node().outputTypes().size();
  for (unsigned part = 0; part != parts; ++part) {
    shape[axis] = sizeOfPart(part);
    Value slice = createSlice(n, value, offsets, strides, shape);
    n.setResult(part, n.reshape(slice, n.resultShape(part)));
    if (part + 1 == parts)
      break;
    if (!shape[axis].isConstant())
      return n.error() << "splits an axis of size "
                       << n.operandShape(i)[axis].str()
                       << ", which is not known at compile time";
    offsets[axis] += shape[axis].constant();
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

//===----------------------------------------------------------------------===//
// Indices that are data
//===----------------------------------------------------------------------===//

static constexpr StringRef gatherMessage = "indices%I = %V is not in [0, %B)";

/// Rows of `params`, of shape `shape`, by operand `indexInput`.
static Value createGather(NodeLowering &n, Value params,
                          ArrayRef<SizeExpr> shape, unsigned indexInput) {
  n.checkInRange(indexInput, shape.front(), gatherMessage);
  SizeVector result(n.operandShape(indexInput));
  llvm::append_range(result, shape.drop_front());
  return n.create<nd::GatherOp>(
      n.typeOf(result, typeOf(params).getElementType()), params,
      n.operand(indexInput));
}

static LogicalResult lowerGather(NodeLowering &n) {
  n.setResult(createGather(n, n.operand(0), n.operandShape(0), 1));
  return success();
}

static LogicalResult lowerResourceGather(NodeLowering &n) {
  if (n.node().getAttr<int64_t>("batch_dims") != 0)
    return n.error() << "batch_dims other than 0 is not supported";
  Value params = n.read(0);
  SizeVector shape;
  for (int64_t size : typeOf(params).getShape())
    shape.push_back(n.sizes().constant(size));
  if (shape.empty())
    return n.error() << "params must be at least 1-D, got shape []";
  n.setResult(createGather(n, params, shape, 1));
  return success();
}

/// `value` with axis `from` moved to position `to`, and its shape.
static Value moveAxis(NodeLowering &n, Value value, SizeVector &shape,
                      int64_t from, int64_t to) {
  SmallVector<int64_t> permutation;
  for (int64_t axis = 0; axis != static_cast<int64_t>(shape.size()); ++axis)
    if (axis != from)
      permutation.push_back(axis);
  permutation.insert(permutation.begin() + to, from);
  SizeVector moved;
  for (int64_t axis : permutation)
    moved.push_back(shape[axis]);
  shape = moved;
  return n.create<nd::TransposeOp>(
      n.typeOf(shape, typeOf(value).getElementType()), value, permutation);
}

static LogicalResult lowerGatherV2(NodeLowering &n) {
  SmallVector<int64_t> axes = n.constantOperand(2, "an axis");
  if (n.node().getAttr<int64_t>("batch_dims") != 0)
    return n.error() << "batch_dims other than 0 is not supported";
  SizeVector shape(n.operandShape(0));
  if (n.hasFailed())
    return failure();
  int64_t axis = axes[0] < 0 ? axes[0] + shape.size() : axes[0];
  if (axis == 0)
    return lowerGather(n);
  // Gather rows of the axis moved to the front, then move the axes that the
  // indices made back behind those that stood before it.
  Value rows = moveAxis(n, n.operand(0), shape, axis, 0);
  Value gathered = createGather(n, rows, shape, 1);
  SizeVector gatheredShape(n.operandShape(1));
  int64_t indexRank = gatheredShape.size();
  llvm::append_range(gatheredShape, llvm::drop_begin(shape));
  for (int64_t before = 0; before != axis; ++before)
    gathered = moveAxis(n, gathered, gatheredShape, indexRank + before, before);
  n.setResult(gathered);
  return success();
}

void mlir::vf::registerIndexingLowerings(::vf::OpRegistry &ops) {
  ops.setLowering("Slice", lowerSlice);
  ops.setLowering("StridedSlice", lowerStridedSlice);
  ops.setLowering("Split", lowerSplit</*axisInput=*/0, /*valueInput=*/1>);
  ops.setLowering("SplitV", lowerSplit</*axisInput=*/2, /*valueInput=*/0>);
  ops.setLowering("Unpack", lowerUnpack);
  ops.setLowering("Gather", lowerGather);
  ops.setLowering("GatherV2", lowerGatherV2);
  ops.setLowering("ResourceGather", lowerResourceGather);
}
