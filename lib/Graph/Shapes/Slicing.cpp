// Shapes and values of slices. The result of a strided slice is described axis
// by axis (TensorFlow's masks are gone after `resolveSpec`); see
// ValidateStridedSliceOp's contract in TensorFlow for the masks' meaning.

#include "ShapeFunctions.h"
#include "Values.h"

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
// StridedSlice: the specification
//===----------------------------------------------------------------------===//

namespace {
/// What one entry of a strided slice does. Null begin or end: as far as the
/// axis goes.
struct AxisSlice {
  enum Kind { Range, Index, NewAxis } kind = Range;
  unsigned axis = 0;
  SizeExpr begin;
  SizeExpr end;
  std::optional<int64_t> stride = 1;
  bool isKnown = true; ///< false if begin or end are values of the run
};

struct Masks {
  explicit Masks(const Node &node)
      : begin(node.getAttr<int64_t>("begin_mask")),
        end(node.getAttr<int64_t>("end_mask")),
        ellipsis(node.getAttr<int64_t>("ellipsis_mask")),
        newAxis(node.getAttr<int64_t>("new_axis_mask")),
        shrink(node.getAttr<int64_t>("shrink_axis_mask")) {}
  static bool has(int64_t mask, size_t i) { return (mask >> i) & 1; }

  int64_t begin, end, ellipsis, newAxis, shrink;
};
} // namespace

// One entry that is not an ellipsis.
static FailureOr<AxisSlice> resolveEntry(ShapeInferenceContext &context,
                                         const Masks &masks, size_t i,
                                         SizeExpr begin, SizeExpr end,
                                         SizeExpr stride) {
  AxisSlice entry;
  if (Masks::has(masks.newAxis, i)) {
    entry.kind = AxisSlice::NewAxis;
    return entry;
  }
  if (stride.isConstant(0))
    return context.error() << "strides[" << i << "] must be non-zero";
  entry.stride =
      stride.isConstant() ? std::optional(stride.constant()) : std::nullopt;
  if (Masks::has(masks.shrink, i)) {
    if (stride.isConstant() && stride.constant() < 0)
      return context.error() << "only stride 1 allowed on non-range indexing.";
    entry.kind = AxisSlice::Index;
    entry.begin = begin;
    entry.isKnown = bool(begin);
    return entry;
  }
  bool masksBegin = Masks::has(masks.begin, i);
  bool masksEnd = Masks::has(masks.end, i);
  entry.begin = masksBegin ? SizeExpr() : begin;
  entry.end = masksEnd ? SizeExpr() : end;
  entry.isKnown = (masksBegin || begin) && (masksEnd || end);
  return entry;
}

// The entries in order, one per axis of the input and per new axis: the
// ellipsis is spelled out. None if the number of entries is unknown.
static FailureOr<std::optional<llvm::SmallVector<AxisSlice>>>
resolveSpec(ShapeInferenceContext &context, unsigned rank,
            unsigned firstInput) {
  SizeVector vectors[3];
  for (unsigned i = 0; i < 3; ++i) {
    FailureOr<std::optional<SizeVector>> vector =
        sizesInput(context, firstInput + i);
    if (failed(vector))
      return failure();
    if (!*vector)
      return std::optional<llvm::SmallVector<AxisSlice>>();
    vectors[i] = **vector;
  }
  auto &[begin, end, strides] = vectors;
  if (begin.size() != end.size() || begin.size() != strides.size() ||
      begin.size() >= 32)
    return context.error()
           << "Expected begin, end, and strides to be 1D equal size tensors, "
              "but got sizes "
           << begin.size() << ", " << end.size() << ", and " << strides.size();

  Masks masks(context.node());
  size_t numEntries = begin.size();
  int64_t ellipses = masks.ellipsis & ((int64_t(1) << numEntries) - 1);
  if (ellipses & (ellipses - 1))
    return context.error() << "Multiple ellipses in slice spec not allowed";
  size_t consumed = 0;
  for (size_t i = 0; i < numEntries; ++i)
    consumed += !Masks::has(ellipses, i) && !Masks::has(masks.newAxis, i);
  if (consumed > rank)
    return context.error() << "Index out of range using input dim " << rank
                           << "; input has only " << rank << " dims";

  llvm::SmallVector<AxisSlice> entries;
  unsigned axis = 0;
  auto takeWhole = [&] {
    for (size_t n = rank - consumed; n > 0; --n) {
      entries.emplace_back();
      entries.back().axis = axis++;
    }
  };
  for (size_t i = 0; i < numEntries; ++i) {
    if (Masks::has(ellipses, i)) {
      takeWhole();
      continue;
    }
    FailureOr<AxisSlice> entry =
        resolveEntry(context, masks, i, begin[i], end[i], strides[i]);
    if (failed(entry))
      return failure();
    if (entry->kind != AxisSlice::NewAxis)
      entry->axis = axis++;
    entries.push_back(*entry);
  }
  if (!ellipses)
    takeWhole();
  return std::optional(std::move(entries));
}

//===----------------------------------------------------------------------===//
// StridedSlice: the geometry
//===----------------------------------------------------------------------===//

// A position counted from the end if it is negative; null if its sign is
// unknown.
static SizeExpr fromStart(SizeContext &sizes, SizeExpr position, SizeExpr dim) {
  if (position.lower() >= 0)
    return position;
  return position.upper() < 0 ? sizes.add(dim, position) : SizeExpr();
}

// The number of elements of a range. Only the clamping that can matter is
// written: forwards, a begin beyond the end already makes the range empty.
static SizeExpr rangeLength(SizeContext &sizes, const AxisSlice &range,
                            SizeExpr dim) {
  if (!range.isKnown || !range.stride)
    return {};
  SizeExpr zero = sizes.constant(0), one = sizes.constant(1);
  SizeExpr begin =
      range.begin ? fromStart(sizes, range.begin, dim) : SizeExpr();
  SizeExpr end = range.end ? fromStart(sizes, range.end, dim) : SizeExpr();
  if ((range.begin && !begin) || (range.end && !end))
    return {};
  SizeExpr span;
  if (*range.stride > 0) {
    begin = range.begin ? sizes.max(begin, zero) : zero;
    end = range.end ? sizes.min(end, dim) : dim;
    span = sizes.sub(end, begin);
  } else {
    SizeExpr last = sizes.sub(dim, one), before = sizes.constant(-1);
    begin = range.begin ? sizes.min(begin, last) : last;
    end = range.end ? sizes.max(end, before) : before;
    span = sizes.sub(begin, end);
  }
  if (*range.stride == INT64_MIN)
    return {};
  return sizes.ceilDiv(sizes.max(span, zero),
                       sizes.constant(std::abs(*range.stride)));
}

// An index must lie within its axis.
static LogicalResult requireIndex(ShapeInferenceContext &context,
                                  const AxisSlice &entry,
                                  ArrayRef<SizeExpr> dims) {
  if (!entry.isKnown)
    return success();
  SizeContext &sizes = context.sizes();
  SizeExpr index = fromStart(sizes, entry.begin, dims[entry.axis]);
  if (!index)
    return success();
  std::string message = "slice index " + entry.begin.str() + " of dimension " +
                        std::to_string(entry.axis) + " out of bounds.";
  if (failed(context.require(SizeCheck::Kind::LessEqual, sizes.constant(0),
                             index, {}, dims, message)))
    return failure();
  return context.require(SizeCheck::Kind::LessEqual,
                         sizes.add(index, sizes.constant(1)), dims[entry.axis],
                         dims, {}, message);
}

static FailureOr<SizeVector> sliceShape(ShapeInferenceContext &context,
                                        ArrayRef<SizeExpr> dims,
                                        ArrayRef<AxisSlice> entries) {
  SizeVector result;
  for (const AxisSlice &entry : entries) {
    if (entry.kind == AxisSlice::NewAxis)
      result.push_back(context.constant(1));
    else if (entry.kind == AxisSlice::Range)
      result.push_back(rangeLength(context.sizes(), entry, dims[entry.axis]));
    else if (failed(requireIndex(context, entry, dims)))
      return failure();
  }
  return result;
}

// Where a range or an index starts on an axis of constant size; none if that
// is not a constant.
static std::optional<int64_t> firstPosition(const AxisSlice &entry,
                                            int64_t size) {
  if (!entry.isKnown || !entry.stride)
    return std::nullopt;
  bool forwards = *entry.stride > 0;
  if (!entry.begin)
    return forwards ? 0 : size - 1;
  if (!entry.begin.isConstant())
    return std::nullopt;
  int64_t begin = entry.begin.constant();
  begin = begin < 0 ? begin + size : begin;
  return forwards ? std::clamp<int64_t>(begin, 0, size)
                  : std::clamp<int64_t>(begin, -1, size - 1);
}

static void sliceValue(ShapeInferenceContext &context,
                       ArrayRef<AxisSlice> entries) {
  const TensorInfo &input = context.input(0);
  IntVector dims = *constantDims(input.dims);
  IntVector starts(dims.size());
  for (const AxisSlice &entry : entries) {
    if (entry.kind == AxisSlice::NewAxis)
      continue;
    std::optional<int64_t> start = firstPosition(entry, dims[entry.axis]);
    if (!start)
      return;
    starts[entry.axis] = *start;
  }
  setElements(context, 0, [&](ArrayRef<int64_t> index) {
    IntVector position(starts);
    for (const AxisSlice &entry : entries) {
      if (entry.kind == AxisSlice::Index)
        continue;
      if (entry.kind == AxisSlice::Range)
        position[entry.axis] += index.front() * *entry.stride;
      index = index.drop_front();
    }
    return (*input.value)[linearIndex(dims, position)];
  });
}

LogicalResult shapes::stridedSlice(ShapeInferenceContext &context) {
  const TensorInfo &input = context.input(0);
  if (!input.isRanked())
    return success();
  auto entries = resolveSpec(context, input.rank(), 1);
  if (failed(entries))
    return failure();
  if (!*entries)
    return success();
  FailureOr<SizeVector> dims = sliceShape(context, input.dims, **entries);
  if (failed(dims) || failed(context.setShape(0, *dims)))
    return failure();
  if (input.value)
    sliceValue(context, **entries);
  return success();
}

LogicalResult shapes::stridedSliceAssign(ShapeInferenceContext &context) {
  const TensorInfo &variable = context.input(0), &value = context.input(4);
  if (context.numOutputs())
    context.setInfo(0, variable);
  if (!variable.isRanked() || !value.isRanked())
    return success();
  auto entries = resolveSpec(context, variable.rank(), 1);
  if (failed(entries))
    return failure();
  if (!*entries)
    return success();
  FailureOr<SizeVector> dims = sliceShape(context, variable.dims, **entries);
  if (failed(dims))
    return failure();
  return context.requireEqualShapes(
      *dims, value.dims,
      "sliced l-value shape {0} does not match r-value shape {1}. Automatic "
      "broadcasting not yet implemented.");
}
