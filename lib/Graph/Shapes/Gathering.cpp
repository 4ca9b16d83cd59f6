// Shapes of ops that pick, place, count or search elements by index.

#include "ShapeFunctions.h"
#include "Values.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;
using namespace vf::shapes;

//===----------------------------------------------------------------------===//
// Gather
//===----------------------------------------------------------------------===//

// Constant indices into a constant axis are checked here: a value that is
// computed at compile time leaves nothing to check at run time.
static LogicalResult verifyIndices(ShapeInferenceContext &context,
                                   SizeExpr dim) {
  std::optional<llvm::SmallVector<int64_t>> indices =
      constantsInput(context, 1);
  if (!indices || !dim.isConstant())
    return success();
  for (auto [i, index] : llvm::enumerate(*indices))
    if (index < 0 || index >= dim.constant())
      return context.error() << "indices[" << i << "] = " << index
                             << " is not in [0, " << dim << ")";
  return success();
}

// params[:axis] + indices[batchDims:] + params[axis + 1:]
static LogicalResult gatherAlong(ShapeInferenceContext &context, unsigned axis,
                                 unsigned batchDims) {
  const TensorInfo &params = context.input(0), &indices = context.input(1);
  if (failed(verifyIndices(context, params.dims[axis])))
    return failure();
  SizeVector dims(ArrayRef(params.dims).take_front(axis));
  llvm::append_range(dims, ArrayRef(indices.dims).drop_front(batchDims));
  llvm::append_range(dims, ArrayRef(params.dims).drop_front(axis + 1));
  if (failed(context.setShape(0, dims)))
    return failure();
  if (!params.value || !indices.value || batchDims != 0)
    return success();
  unsigned indexRank = indices.rank();
  setElements(context, 0, [&](ArrayRef<int64_t> index) {
    SizeExpr row = (*indices.value)[linearIndex(*constantDims(indices.dims),
                                                index.slice(axis, indexRank))];
    if (!row.isConstant())
      return SizeExpr();
    IntVector position(index.take_front(axis));
    position.push_back(row.constant());
    llvm::append_range(position, index.drop_front(axis + indexRank));
    return (*params.value)[linearIndex(*constantDims(params.dims), position)];
  });
  return success();
}

LogicalResult shapes::gather(ShapeInferenceContext &context) {
  bool isBatched =
      context.node().lookupAttr<int64_t>("batch_dims").value_or(0) != 0;
  if (!context.allRanked() || isBatched)
    return success();
  if (failed(context.requireRankAtLeast(0, 1)))
    return failure();
  return gatherAlong(context, 0, 0);
}

LogicalResult shapes::gatherV2(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  const TensorInfo &params = context.input(0), &indices = context.input(1);
  if (failed(context.requireRankAtLeast(0, 1)))
    return failure();
  FailureOr<std::optional<unsigned>> axis = context.axisInput(2, params.rank());
  if (failed(axis))
    return failure();
  int64_t batchDims = context.node().getAttr<int64_t>("batch_dims");
  batchDims = batchDims < 0 ? batchDims + indices.rank() : batchDims;
  if (batchDims < 0 || batchDims > indices.rank() ||
      (*axis && batchDims > **axis))
    return context.error() << "expected batch_dims in [0, "
                           << (*axis ? **axis : indices.rank()) << "], found "
                           << batchDims;
  if (!*axis)
    return context.setShape(
        0, SizeVector(params.rank() - 1 + indices.rank() - batchDims));
  if (failed(context.requireEqualShapes(
          ArrayRef(params.dims).take_front(batchDims),
          ArrayRef(indices.dims).take_front(batchDims),
          "batch dimensions of params and indices must match: {0} and {1}")))
    return failure();
  return gatherAlong(context, **axis, batchDims);
}

// The number of coordinates in each row of `indices`: its last size, which must
// be a constant of at most `rank`. None if it is not constant.
static FailureOr<std::optional<unsigned>>
indexDepth(ShapeInferenceContext &context, const TensorInfo &indices,
           unsigned rank) {
  if (indices.rank() == 0)
    return context.error() << "Shape must be at least rank 1 but is rank 0: "
                              "indices are a scalar";
  SizeExpr depth = indices.dims.back();
  if (!depth.isConstant())
    return std::optional<unsigned>();
  if (depth.constant() > rank)
    return context.error() << "index innermost dimension length must be <= "
                              "params rank; saw: "
                           << depth << " vs. " << rank;
  return std::optional<unsigned>(depth.constant());
}

LogicalResult shapes::gatherNd(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  const TensorInfo &params = context.input(0), &indices = context.input(1);
  FailureOr<std::optional<unsigned>> depth =
      indexDepth(context, indices, params.rank());
  if (failed(depth))
    return failure();
  if (!*depth)
    return success();
  SizeVector dims(ArrayRef(indices.dims).drop_back());
  llvm::append_range(dims, ArrayRef(params.dims).drop_front(**depth));
  return context.setShape(0, dims);
}

LogicalResult shapes::oneHot(ShapeInferenceContext &context) {
  const TensorInfo &indices = context.input(0);
  if (!indices.isRanked())
    return success();
  int64_t axis = context.node().getAttr<int64_t>("axis");
  FailureOr<unsigned> position =
      context.normalizeAxis(axis, indices.rank() + 1);
  if (failed(position))
    return failure();
  SizeVector dims = indices.dims;
  dims.insert(dims.begin() + *position, scalarInput(context, 1));
  return context.setShape(0, dims);
}

//===----------------------------------------------------------------------===//
// Segments
//===----------------------------------------------------------------------===//

LogicalResult shapes::unsortedSegment(ShapeInferenceContext &context) {
  const TensorInfo &data = context.input(0), &ids = context.input(1);
  if (!data.isRanked() || !ids.isRanked())
    return success();
  if (ids.rank() > data.rank())
    return context.error() << "data.shape = " << shapeStr(data.dims)
                           << " does not start with segment_ids.shape = "
                           << shapeStr(ids.dims);
  if (failed(context.requireEqualShapes(
          ArrayRef(data.dims).take_front(ids.rank()), ids.dims,
          "data.shape = {0} does not start with segment_ids.shape = {1}")))
    return failure();
  SizeVector dims{scalarInput(context, 2)};
  llvm::append_range(dims, ArrayRef(data.dims).drop_front(ids.rank()));
  return context.setShape(0, dims);
}

LogicalResult shapes::sortedSegment(ShapeInferenceContext &context) {
  const TensorInfo &data = context.input(0);
  if (!data.isRanked())
    return success();
  if (failed(context.requireRankAtLeast(0, 1)))
    return failure();
  SizeVector dims = data.dims;
  dims.front() = SizeExpr();
  return context.setShape(0, dims);
}

//===----------------------------------------------------------------------===//
// Stitching and partitioning
//===----------------------------------------------------------------------===//

// The merged elements, where all indices are constants; later data win.
static void stitchValues(ShapeInferenceContext &context, unsigned count) {
  SizeVector elements(context.output(0).dims.front().constant());
  for (unsigned i = 0; i < count; ++i) {
    const TensorInfo &data = context.input(count + i);
    for (auto [k, index] : llvm::enumerate(*constantsInput(context, i)))
      elements[index] = data.value ? (*data.value)[k] : SizeExpr();
  }
  context.setValue(0, elements);
}

LogicalResult shapes::dynamicStitch(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  unsigned count = context.numInputs() / 2;
  std::optional<int64_t> last = -1;
  SizeVector rest;
  for (unsigned i = 0; i < count; ++i) {
    ArrayRef<SizeExpr> indices = context.input(i).dims;
    ArrayRef<SizeExpr> data = context.input(count + i).dims;
    const char *message =
        "data.shape must start with indices.shape: indices {0}, data {1}";
    if (data.size() < indices.size())
      return context.error() << "data[" << i << "].shape = " << shapeStr(data)
                             << " does not start with indices[" << i
                             << "].shape = " << shapeStr(indices);
    if (failed(context.requireEqualShapes(
            indices, data.take_front(indices.size()), message)))
      return failure();
    ArrayRef<SizeExpr> row = data.drop_front(indices.size());
    if (i == 0)
      rest = SizeVector(row);
    else if (failed(context.requireEqualShapes(
                 rest, row,
                 "the elements that indices name must have one shape: {0} of "
                 "data[0], {1} of data[" +
                     std::to_string(i) + "]")))
      return failure();
    std::optional<llvm::SmallVector<int64_t>> constants =
        constantsInput(context, i);
    if (!constants)
      last.reset();
    for (int64_t index : constants.value_or(llvm::SmallVector<int64_t>())) {
      if (index < 0)
        return context.error()
               << "indices[" << i << "] = " << index << " is out of range";
      last = last ? std::optional(std::max(*last, index)) : std::nullopt;
    }
  }
  SizeVector dims{last ? context.constant(*last + 1) : SizeExpr()};
  llvm::append_range(dims, rest);
  if (failed(context.setShape(0, dims)))
    return failure();
  constexpr int64_t longest = 64;
  if (last && *last < longest && rest.empty())
    stitchValues(context, count);
  return success();
}

LogicalResult shapes::dynamicPartition(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  ArrayRef<SizeExpr> data = context.input(0).dims;
  ArrayRef<SizeExpr> partitions = context.input(1).dims;
  if (data.size() < partitions.size())
    return context.error() << "data.shape = " << shapeStr(data)
                           << " does not start with partitions.shape = "
                           << shapeStr(partitions);
  if (failed(context.requireEqualShapes(
          data.take_front(partitions.size()), partitions,
          "data.shape must start with partitions.shape: data {0}, partitions "
          "{1}")))
    return failure();
  SizeVector dims{SizeExpr()};
  llvm::append_range(dims, data.drop_front(partitions.size()));
  for (unsigned i = 0; i < context.numOutputs(); ++i)
    if (failed(context.setShape(i, dims)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Searching: data decides how many elements there are
//===----------------------------------------------------------------------===//

LogicalResult shapes::unique(ShapeInferenceContext &context) {
  if (!context.input(0).isRanked())
    return success();
  if (failed(context.requireRank(0, 1)) ||
      failed(context.setShape(0, {SizeExpr()})) ||
      failed(context.setShape(1, context.input(0).dims)))
    return failure();
  return context.numOutputs() > 2
             ? context.setShape(2, SizeVector(context.output(0).dims))
             : success();
}

LogicalResult shapes::where(ShapeInferenceContext &context) {
  if (!context.input(0).isRanked())
    return success();
  return context.setShape(
      0, {SizeExpr(), context.constant(context.input(0).rank())});
}

// The elements of x that are not in y, and their positions.
LogicalResult shapes::listDiff(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  if (failed(context.requireRank(0, 1)) || failed(context.requireRank(1, 1)))
    return failure();
  auto x = constantsInput(context, 0), y = constantsInput(context, 1);
  if (!x || !y) {
    if (failed(context.setShape(0, {SizeExpr()})))
      return failure();
    return context.setShape(1, SizeVector(context.output(0).dims));
  }
  SizeVector kept, positions;
  for (auto [i, element] : llvm::enumerate(*x))
    if (!llvm::is_contained(*y, element)) {
      kept.push_back(context.constant(element));
      positions.push_back(context.constant(i));
    }
  SizeExpr count = context.constant(kept.size());
  if (failed(context.setShape(0, {count})) ||
      failed(context.setShape(1, {count})))
    return failure();
  context.setValue(0, kept);
  context.setValue(1, positions);
  return success();
}

LogicalResult shapes::invertPermutation(ShapeInferenceContext &context) {
  if (!context.input(0).isRanked())
    return success();
  if (failed(context.requireRank(0, 1)) ||
      failed(context.setShape(0, context.input(0).dims)))
    return failure();
  auto permutation = constantsInput(context, 0);
  if (!permutation)
    return success();
  int64_t size = permutation->size();
  SizeVector inverse(size);
  for (auto [i, target] : llvm::enumerate(*permutation)) {
    if (target < 0 || target >= size)
      return context.error() << target << " is not between 0 and " << size;
    if (inverse[target])
      return context.error() << target << " is duplicated in the input.";
    inverse[target] = context.constant(i);
  }
  context.setValue(0, inverse);
  return success();
}
