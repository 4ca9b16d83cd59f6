// Shapes and values of slices.

#include "ShapeFunctions.h"
#include "Values.h"

#include "vf/Graph/StridedSlice.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;
using namespace vf::shapes;

//===----------------------------------------------------------------------===//
// Slice
//===----------------------------------------------------------------------===//

// The extent of one axis of a Slice; null if it is unknown.
static FailureOr<SizeExpr> sliceAxis(ShapeInferenceContext &context,
                                     unsigned axis, SizeExpr begin,
                                     SizeExpr size) {
  ArrayRef<SizeExpr> dims = context.input(0).dims;
  if (!begin || !size)
    return SizeExpr();
  SizeContext &sizes = context.sizes();
  std::string name = std::to_string(axis);
  auto outOfBounds = [&](const char *what) {
    return std::string("Expected ") + what + "[" + name + "] in [0, {3}], " +
           "but got {2}";
  };
  if (begin.lower() < 0 &&
      failed(context.require(SizeCheck::Kind::LessEqual, sizes.constant(0),
                             begin, {}, dims,
                             "Expected begin[" + name + "] >= 0, but got {3}")))
    return failure();
  if (size.isConstant(-1)) {
    if (failed(context.require(SizeCheck::Kind::LessEqual, begin, dims[axis],
                               dims, {}, outOfBounds("begin"))))
      return failure();
    return sizes.sub(dims[axis], begin);
  }
  if (failed(context.require(SizeCheck::Kind::LessEqual, size,
                             sizes.sub(dims[axis], begin), dims, {},
                             outOfBounds("size"))))
    return failure();
  return size;
}

LogicalResult shapes::slice(ShapeInferenceContext &context) {
  FailureOr<std::optional<SizeVector>> begin = sizesInput(context, 1);
  FailureOr<std::optional<SizeVector>> size = sizesInput(context, 2);
  if (failed(begin) || failed(size))
    return failure();
  const TensorInfo &input = context.input(0);
  if (!input.isRanked())
    return success();
  SizeVector dims(input.rank());
  for (const auto &vector : {*begin, *size})
    if (vector && vector->size() != input.rank())
      return context.error()
             << "Expected begin and size arguments to be 1-D "
                "tensors of size "
             << input.rank() << ", but got size " << vector->size();
  if (*begin && *size)
    for (unsigned i = 0; i < dims.size(); ++i) {
      FailureOr<SizeExpr> extent =
          sliceAxis(context, i, (**begin)[i], (**size)[i]);
      if (failed(extent))
        return failure();
      dims[i] = *extent;
    }
  if (failed(context.setShape(0, dims)))
    return failure();
  std::optional<llvm::SmallVector<int64_t>> offsets =
      constantsInput(context, 1);
  if (!input.value || !offsets)
    return success();
  setElements(context, 0, [&](ArrayRef<int64_t> index) {
    IntVector position(index);
    for (auto [i, offset] : llvm::zip_equal(position, *offsets))
      i += offset;
    return (*input.value)[linearIndex(*constantDims(input.dims), position)];
  });
  return success();
}

//===----------------------------------------------------------------------===//
// StridedSlice
//===----------------------------------------------------------------------===//

// What the node takes of a tensor of shape `dims`; its beginnings, ends and
// strides are inputs 1 to 3. None if their number is unknown.
static FailureOr<std::optional<SlicedAxes>>
slicedAxes(ShapeInferenceContext &context, ArrayRef<SizeExpr> dims) {
  SizeVector vectors[3];
  for (unsigned i = 0; i < 3; ++i) {
    FailureOr<std::optional<SizeVector>> vector = sizesInput(context, i + 1);
    if (failed(vector))
      return failure();
    if (!*vector)
      return std::optional<SlicedAxes>();
    vectors[i] = **vector;
  }
  FailureOr<SlicedAxes> axes = resolveStridedSlice(
      context.node(), dims, vectors[0], vectors[1], vectors[2], context.sizes(),
      [&] { return context.error(); });
  if (failed(axes))
    return failure();
  return std::optional(std::move(*axes));
}

// An index must lie within its axis.
static LogicalResult requireIndex(ShapeInferenceContext &context,
                                  const SlicedAxis &entry,
                                  ArrayRef<SizeExpr> dims) {
  SizeContext &sizes = context.sizes();
  auto message = [&](const char *index) {
    return std::string("slice index ") + index + " of dimension " +
           std::to_string(entry.axis) + " out of bounds.";
  };
  if (failed(context.require(SizeCheck::Kind::LessEqual, sizes.constant(0),
                             entry.start, {}, dims, message("{3}"))))
    return failure();
  SizeExpr last = sizes.sub(dims[entry.axis], sizes.constant(1));
  return context.require(SizeCheck::Kind::LessEqual, entry.start, last, dims,
                         {}, message("{2}"));
}

// The shape that `axes` of a tensor of shape `dims` have.
static FailureOr<SizeVector> slicedShape(ShapeInferenceContext &context,
                                         ArrayRef<SizeExpr> dims,
                                         ArrayRef<SlicedAxis> axes) {
  SizeVector result;
  for (const SlicedAxis &entry : axes) {
    if (entry.kind != SlicedAxis::Index)
      result.push_back(entry.length);
    else if (entry.start && failed(requireIndex(context, entry, dims)))
      return failure();
  }
  return result;
}

static void sliceValue(ShapeInferenceContext &context,
                       ArrayRef<SlicedAxis> axes) {
  const TensorInfo &input = context.input(0);
  IntVector dims = *constantDims(input.dims);
  IntVector starts(dims.size());
  for (const SlicedAxis &entry : axes) {
    if (entry.kind == SlicedAxis::NewAxis)
      continue;
    if (!entry.start || !entry.start.isConstant())
      return;
    starts[entry.axis] = entry.start.constant();
  }
  setElements(context, 0, [&](ArrayRef<int64_t> index) {
    IntVector position(starts);
    for (const SlicedAxis &entry : axes) {
      if (entry.kind == SlicedAxis::Index)
        continue;
      if (entry.kind == SlicedAxis::Range)
        position[entry.axis] += index.front() * entry.stride;
      index = index.drop_front();
    }
    return (*input.value)[linearIndex(dims, position)];
  });
}

LogicalResult shapes::stridedSlice(ShapeInferenceContext &context) {
  const TensorInfo &input = context.input(0);
  if (!input.isRanked())
    return success();
  auto axes = slicedAxes(context, input.dims);
  if (failed(axes))
    return failure();
  if (!*axes)
    return success();
  FailureOr<SizeVector> dims = slicedShape(context, input.dims, **axes);
  if (failed(dims) || failed(context.setShape(0, *dims)))
    return failure();
  if (input.value)
    sliceValue(context, **axes);
  return success();
}

// Input `valueInput` must have the shape of what inputs 1 to 3 take of a tensor
// of shape `dims`; its message names that shape {0}, its own {1}.
static LogicalResult requireSlicedShape(ShapeInferenceContext &context,
                                        ArrayRef<SizeExpr> dims,
                                        const TensorInfo &value,
                                        llvm::StringRef message) {
  if (!value.isRanked())
    return success();
  auto axes = slicedAxes(context, dims);
  if (failed(axes))
    return failure();
  if (!*axes)
    return success();
  FailureOr<SizeVector> sliced = slicedShape(context, dims, **axes);
  if (failed(sliced))
    return failure();
  return context.requireEqualShapes(*sliced, value.dims, message);
}

LogicalResult shapes::stridedSliceGrad(ShapeInferenceContext &context) {
  if (failed(setShapeFromInput(context, 0)))
    return failure();
  if (!context.output(0).isRanked())
    return success();
  return requireSlicedShape(context, context.output(0).dims, context.input(4),
                            "shape of dy was {1} instead of {0}");
}

LogicalResult shapes::stridedSliceAssign(ShapeInferenceContext &context) {
  const TensorInfo &variable = context.input(0);
  if (context.numOutputs())
    context.setInfo(0, variable);
  if (!variable.isRanked())
    return success();
  return requireSlicedShape(
      context, variable.dims, context.input(4),
      "sliced l-value shape {0} does not match r-value shape {1}. Automatic "
      "broadcasting not yet implemented.");
}
