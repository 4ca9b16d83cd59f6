// Known values of inputs, and what shape functions compute elements with.

#include "Values.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;
using namespace vf::shapes;

/// Larger values are not computed.
constexpr int64_t maxComputedElements = 64;

FailureOr<std::optional<SizeVector>>
shapes::sizesInput(ShapeInferenceContext &context, unsigned i) {
  const TensorInfo &input = context.input(i);
  if (!input.isRanked())
    return std::optional<SizeVector>();
  if (failed(context.requireRank(i, 1)))
    return failure();
  if (input.value)
    return std::optional(SizeVector(ArrayRef<SizeExpr>(*input.value)));
  if (!input.dims[0].isConstant() ||
      input.dims[0].constant() > maxComputedElements)
    return std::optional<SizeVector>();
  return std::optional(SizeVector(input.dims[0].constant()));
}

SizeExpr shapes::scalarInput(ShapeInferenceContext &context, unsigned i) {
  const TensorInfo &input = context.input(i);
  return input.value && input.value->size() == 1 ? input.value->front()
                                                 : SizeExpr();
}

std::optional<llvm::SmallVector<int64_t>>
shapes::constantsInput(ShapeInferenceContext &context, unsigned i) {
  return context.input(i).constantValue();
}

std::optional<IntVector> shapes::constantDims(ArrayRef<SizeExpr> dims) {
  IntVector sizes;
  for (SizeExpr dim : dims) {
    if (!dim.isConstant())
      return std::nullopt;
    sizes.push_back(dim.constant());
  }
  return sizes;
}

int64_t shapes::linearIndex(ArrayRef<int64_t> dims, ArrayRef<int64_t> index) {
  int64_t position = 0;
  for (auto [size, i] : llvm::zip_equal(dims, index))
    position = position * size + i;
  return position;
}

// Steps to the next index in row-major order; false after the last.
static bool advance(llvm::MutableArrayRef<int64_t> index,
                    ArrayRef<int64_t> dims) {
  for (size_t axis = dims.size(); axis-- > 0;) {
    if (++index[axis] < dims[axis])
      return true;
    index[axis] = 0;
  }
  return false;
}

// The number of elements if it is at most maxComputedElements.
static std::optional<int64_t> smallCount(ArrayRef<int64_t> dims) {
  if (llvm::is_contained(dims, 0))
    return 0;
  int64_t count = 1;
  for (int64_t size : dims) {
    if (size > maxComputedElements)
      return std::nullopt;
    count *= size;
    if (count > maxComputedElements)
      return std::nullopt;
  }
  return count;
}

void shapes::setElements(
    ShapeInferenceContext &context, unsigned output,
    llvm::function_ref<SizeExpr(ArrayRef<int64_t>)> elementAt) {
  std::optional<IntVector> dims = constantDims(context.output(output).dims);
  std::optional<int64_t> count = dims ? smallCount(*dims) : std::nullopt;
  if (!count)
    return;
  SizeVector elements;
  IntVector index(dims->size(), 0);
  for (int64_t i = 0; i < *count; ++i) {
    elements.push_back(elementAt(index));
    advance(index, *dims);
  }
  context.setValue(output, elements);
}

LogicalResult shapes::setShapeFromInput(ShapeInferenceContext &context,
                                        unsigned i) {
  FailureOr<std::optional<SizeVector>> dims = sizesInput(context, i);
  if (failed(dims))
    return failure();
  return *dims ? context.setShape(0, **dims) : success();
}
