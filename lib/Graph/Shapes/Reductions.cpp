// Shapes of reductions, and the values of those over a vector: products of
// shapes and the like.

#include "ShapeFunctions.h"
#include "Values.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace vf;
using namespace vf::shapes;

// The axes that input 1 names, as a set; none if they are not constant.
static FailureOr<std::optional<llvm::SmallBitVector>>
reducedAxes(ShapeInferenceContext &context) {
  std::optional<llvm::SmallVector<int64_t>> axes = constantsInput(context, 1);
  if (!axes)
    return std::optional<llvm::SmallBitVector>();
  unsigned rank = context.input(0).rank();
  llvm::SmallBitVector reduced(rank);
  for (int64_t axis : *axes) {
    FailureOr<unsigned> normalized = context.normalizeAxis(axis, rank);
    if (failed(normalized))
      return failure();
    if (reduced.test(*normalized))
      return context.error() << "Invalid reduction arguments: Axes contains "
                                "duplicate dimension: "
                             << *normalized;
    reduced.set(*normalized);
  }
  return std::optional(std::move(reduced));
}

// Without constant axes nothing but the rank is left, and that only if every
// axis is kept.
static LogicalResult reduceUnknownAxes(ShapeInferenceContext &context) {
  if (!context.node().getAttr<bool>("keep_dims"))
    return success();
  return context.setShape(0, SizeVector(context.input(0).rank()));
}

LogicalResult shapes::reduce(ShapeInferenceContext &context) {
  if (!context.input(0).isRanked())
    return success();
  FailureOr<std::optional<llvm::SmallBitVector>> reduced = reducedAxes(context);
  if (failed(reduced))
    return failure();
  if (!*reduced)
    return reduceUnknownAxes(context);
  bool keepDims = context.node().getAttr<bool>("keep_dims");
  SizeVector dims;
  for (auto [i, dim] : llvm::enumerate(context.input(0).dims)) {
    if (!(*reduced)->test(i))
      dims.push_back(dim);
    else if (keepDims)
      dims.push_back(context.constant(1));
  }
  return context.setShape(0, dims);
}

// Folds a reduction of a whole vector to its one element; reducing along no
// axis is the identity.
static LogicalResult
foldReduce(ShapeInferenceContext &context,
           llvm::function_ref<SizeExpr(ArrayRef<SizeExpr>)> fold) {
  if (failed(reduce(context)))
    return failure();
  const TensorInfo &input = context.input(0);
  std::optional<llvm::SmallVector<int64_t>> axes = constantsInput(context, 1);
  if (!input.value || !axes || !context.output(0).isRanked())
    return success();
  if (axes->empty())
    context.setValue(0, *input.value);
  else if (input.rank() == 1 && input.hasFullValue())
    context.setValue(0, fold(*input.value));
  return success();
}

// The dims of `target`, with leading 1s up to the rank of `broadcast`.
static SizeVector padToBroadcast(ShapeInferenceContext &context,
                                 const UnbroadcastAxes &axes) {
  SizeVector dims(axes.broadcast.size() - axes.target.size(),
                  context.constant(1));
  dims.append(axes.target.begin(), axes.target.end());
  return dims;
}

// A gradient of the broadcast shape, summed over the axes along which the
// operand was repeated: its elements are those of the operand's shape.
static LogicalResult sumToOperand(ShapeInferenceContext &context,
                                  const UnbroadcastAxes &axes) {
  const TensorInfo &gradient = context.input(0);
  if (!gradient.isRanked() || !context.equal(gradient.dims, axes.broadcast))
    return success();
  bool keepDims = context.node().getAttr<bool>("keep_dims");
  context.setUnbroadcast(keepDims ? padToBroadcast(context, axes) : axes.target,
                         keepDims);
  return success();
}

LogicalResult shapes::reduceSum(ShapeInferenceContext &context) {
  if (const auto &axes = context.input(1).unbroadcastAxes)
    return sumToOperand(context, *axes);
  return foldReduce(context, [&](ArrayRef<SizeExpr> elements) {
    return context.sizes().sum(elements);
  });
}

LogicalResult shapes::reduceProd(ShapeInferenceContext &context) {
  return foldReduce(context, [&](ArrayRef<SizeExpr> elements) {
    return context.sizes().product(elements);
  });
}

LogicalResult shapes::reduceMax(ShapeInferenceContext &context) {
  return foldReduce(context, [&](ArrayRef<SizeExpr> elements) {
    SizeExpr result = elements.empty() ? SizeExpr() : elements.front();
    for (SizeExpr element : elements)
      result = context.sizes().max(result, element);
    return result;
  });
}

LogicalResult shapes::reduceMin(ShapeInferenceContext &context) {
  return foldReduce(context, [&](ArrayRef<SizeExpr> elements) {
    SizeExpr result = elements.empty() ? SizeExpr() : elements.front();
    for (SizeExpr element : elements)
      result = context.sizes().min(result, element);
    return result;
  });
}

LogicalResult shapes::argReduce(ShapeInferenceContext &context) {
  if (!context.input(0).isRanked() || failed(context.requireRankAtLeast(0, 1)))
    return success(!context.input(0).isRanked());
  ArrayRef<SizeExpr> dims = context.input(0).dims;
  FailureOr<std::optional<unsigned>> axis = context.axisInput(1, dims.size());
  if (failed(axis))
    return failure();
  // Which size goes depends on data, how many remain does not.
  if (!*axis)
    return context.setShape(0, SizeVector(dims.size() - 1));
  if (failed(context.require(SizeCheck::Kind::LessEqual, context.constant(1),
                             dims[**axis], dims, {},
                             "Reduction axis " + std::to_string(**axis) +
                                 " is empty in shape {0}")))
    return failure();
  SizeVector result(dims);
  result.erase(result.begin() + **axis);
  return context.setShape(0, result);
}
