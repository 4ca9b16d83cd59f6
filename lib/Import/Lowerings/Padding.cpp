// Ops that surround a tensor with other elements, and the gradients of ops that
// take parts. Paddings may follow from sizes: those of a slice's gradient do.
#include "Slicing.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::SizeExpr;
using ::vf::SizeVector;

//===----------------------------------------------------------------------===//
// Constant surroundings
//===----------------------------------------------------------------------===//

static LogicalResult lowerPad(NodeLowering &n) {
  auto paddings = getSizes(n, 1, "paddings");
  Places places = getAllPlaces(n, n.operandShape(0));
  if (failed(paddings) || n.hasFailed())
    return failure();
  Value value = n.operand(0);
  Value filling = n.numOperands() > 2
                      ? n.operand(2)
                      : n.scalar(typeOf(value).getElementType(), 0);
  for (auto [axis, offset] : llvm::enumerate(places.offsets))
    offset = (*paddings)[2 * axis];
  n.setResult(createPad(n, value, filling, places, n.resultShape()));
  return success();
}

/// Turns the axes of `value` that `places` take backwards, and `places` with
/// them: strides are positive then.
static Value turnAxes(NodeLowering &n, Value value, Places &places) {
  ::vf::SizeContext &sizes = n.sizes();
  Places turned = getAllPlaces(n, places.sizes);
  bool isTurned = false;
  for (auto [axis, stride] : llvm::enumerate(places.strides)) {
    if (stride > 0)
      continue;
    isTurned = true;
    SizeExpr last = sizes.max(sizes.sub(places.sizes[axis], sizes.constant(1)),
                              sizes.constant(0));
    turned.offsets[axis] = last;
    turned.strides[axis] = -1;
    // Of an empty slice, which may start before its axis, any place will do.
    places.offsets[axis] =
        sizes.max(sizes.add(places.offsets[axis],
                            sizes.mul(last, sizes.constant(stride))),
                  sizes.constant(0));
    stride = -stride;
  }
  return isTurned ? createSlice(n, value, turned) : value;
}

static LogicalResult lowerStridedSliceGrad(NodeLowering &n) {
  FailureOr<Places> places = getSlicedPlaces(n, n.resultShape());
  if (failed(places) || n.hasFailed())
    return failure();
  Value gradient = n.reshape(n.operand(4), places->sizes);
  gradient = turnAxes(n, gradient, *places);
  Value zero = n.scalar(typeOf(gradient).getElementType(), 0);
  n.setResult(createPad(n, gradient, zero, *places, n.resultShape()));
  return success();
}

//===----------------------------------------------------------------------===//
// Mirrored surroundings
//===----------------------------------------------------------------------===//

namespace {
/// An axis with `before` and `after` elements mirrored around its `size` own.
struct MirroredAxis {
  MirroredAxis(NodeLowering &n, unsigned axis, SizeExpr size,
               ArrayRef<SizeExpr> paddings)
      : size(size), before(paddings[2 * axis]), after(paddings[2 * axis + 1]),
        sizes(n.sizes()) {
    border = n.node().getAttr<StringRef>("mode") == "REFLECT" ? 1 : 0;
  }

  /// Where the elements mirrored at the beginning lie in the axis: the last of
  /// them comes first. Likewise at the end.
  SizeExpr firstBefore() const { return sizes.constant(border); }
  SizeExpr firstAfter() const {
    return sizes.sub(sizes.sub(size, after), sizes.constant(border));
  }

  SizeExpr size, before, after;
  ::vf::SizeContext &sizes;
  int64_t border; ///< elements next to the mirror that are not repeated
};
} // namespace

/// `count` elements along `axis` of `value`, of shape `shape`, from `first` on;
/// backwards if `isTurned`.
static Value createPart(NodeLowering &n, Value value, ArrayRef<SizeExpr> shape,
                        unsigned axis, SizeExpr first, SizeExpr count,
                        bool isTurned) {
  ::vf::SizeContext &sizes = n.sizes();
  Places places = getAllPlaces(n, shape);
  places.sizes[axis] = count;
  places.offsets[axis] = first;
  if (isTurned) {
    SizeExpr last = sizes.sub(count, sizes.constant(1));
    places.offsets[axis] = sizes.add(first, last);
    places.strides[axis] = -1;
  }
  return createSlice(n, value, places);
}

static LogicalResult lowerMirrorPad(NodeLowering &n) {
  auto paddings = getSizes(n, 1, "paddings");
  SizeVector shape(n.operandShape(0));
  if (failed(paddings) || n.hasFailed())
    return failure();
  Value value = n.operand(0);
  for (unsigned axis : llvm::seq<unsigned>(shape.size())) {
    MirroredAxis mirrored(n, axis, shape[axis], *paddings);
    SmallVector<Value> parts;
    if (!mirrored.before.isConstant(0))
      parts.push_back(createPart(n, value, shape, axis, mirrored.firstBefore(),
                                 mirrored.before, /*isTurned=*/true));
    parts.push_back(value);
    if (!mirrored.after.isConstant(0))
      parts.push_back(createPart(n, value, shape, axis, mirrored.firstAfter(),
                                 mirrored.after, /*isTurned=*/true));
    shape[axis] = n.resultShape()[axis];
    if (parts.size() > 1)
      value = n.create<nd::ConcatOp>(
          n.typeOf(shape, typeOf(value).getElementType()), parts, axis);
  }
  n.setResult(value);
  return success();
}

/// Each mirrored element's gradient is added to that of its original.
static LogicalResult lowerMirrorPadGrad(NodeLowering &n) {
  auto paddings = getSizes(n, 1, "paddings");
  SizeVector shape(n.operandShape(0));
  if (failed(paddings) || n.hasFailed())
    return failure();
  Value value = n.operand(0);
  Value zero = n.scalar(typeOf(value).getElementType(), 0);
  for (unsigned axis : llvm::seq<unsigned>(shape.size())) {
    MirroredAxis mirrored(n, axis, n.resultShape()[axis], *paddings);
    SizeVector inner = shape;
    inner[axis] = mirrored.size;
    Value sum = createPart(n, value, shape, axis, mirrored.before,
                           mirrored.size, /*isTurned=*/false);
    auto addMirrored = [&](SizeExpr from, SizeExpr to, SizeExpr count) {
      if (count.isConstant(0))
        return;
      Value part =
          createPart(n, value, shape, axis, from, count, /*isTurned=*/true);
      Places places = getAllPlaces(n, inner);
      places.offsets[axis] = to;
      places.sizes[axis] = count;
      sum = binary<nd::AddOp>(n, sum, createPad(n, part, zero, places, inner));
    };
    addMirrored(n.sizes().constant(0), mirrored.firstBefore(), mirrored.before);
    addMirrored(n.sizes().add(mirrored.before, mirrored.size),
                mirrored.firstAfter(), mirrored.after);
    value = sum;
    shape = inner;
  }
  n.setResult(value);
  return success();
}

void mlir::vf::registerPaddingLowerings(::vf::OpRegistry &ops) {
  setLowerings(ops, {"Pad", "PadV2"}, lowerPad);
  ops.setLowering("StridedSliceGrad", lowerStridedSliceGrad);
  ops.setLowering("MirrorPad", lowerMirrorPad);
  ops.setLowering("MirrorPadGrad", lowerMirrorPadGrad);
}
