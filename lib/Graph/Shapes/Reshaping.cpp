// Shapes of ops that rearrange, repeat or relabel elements.

#include "ShapeFunctions.h"
#include "Values.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace vf;
using namespace vf::shapes;

//===----------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------===//

// The position of the one -1 in a requested shape; none if there is none.
static FailureOr<std::optional<unsigned>>
findInferredSize(ShapeInferenceContext &context, ArrayRef<SizeExpr> requested) {
  std::optional<unsigned> inferred;
  for (auto [i, size] : llvm::enumerate(requested)) {
    if (!size.isConstant(-1))
      continue;
    if (inferred)
      return context.error() << "Only one input size may be -1, not both "
                             << *inferred << " and " << i;
    inferred = i;
  }
  return inferred;
}

// Takes what both have out of both.
static void cancelSizes(SizeVector &dims, SizeVector &requested) {
  llvm::erase_if(dims, [&](SizeExpr dim) {
    auto same = llvm::find(requested, dim);
    if (same == requested.end())
      return false;
    requested.erase(same);
    return true;
  });
}

// The size that -1 stands for: the elements of `dims` over the product of the
// sizes `requested` besides it. Where both are 0, what the requested sizes
// share with the input is left out of either; that must leave something.
static FailureOr<SizeExpr> inferSize(ShapeInferenceContext &context,
                                     SizeVector dims, SizeVector requested) {
  SizeContext &sizes = context.sizes();
  SizeExpr others = sizes.product(requested);
  cancelSizes(dims, requested);
  SizeExpr total = sizes.product(dims), divisor = sizes.product(requested);
  if (!total || !divisor || !others)
    return SizeExpr();
  // Where nothing is left, the quotient is one of 0 by 0.
  SizeExpr decided = divisor.isNonZero() ? sizes.add(others, total) : others;
  if (failed(context.require(
          SizeCheck::Kind::LessEqual, sizes.constant(1), decided, {}, {},
          "reshape cannot infer the missing input size for an empty tensor "
          "unless all specified input sizes are non-zero")))
    return failure();
  SizeExpr exact = sizes.divideExactly(total, divisor);
  return exact ? exact : sizes.floorDiv(total, divisor);
}

LogicalResult shapes::reshape(ShapeInferenceContext &context) {
  FailureOr<std::optional<SizeVector>> requested = sizesInput(context, 1);
  if (failed(requested))
    return failure();
  if (!*requested)
    return success();
  SizeVector dims = **requested;
  const TensorInfo &input = context.input(0);
  SizeContext &sizes = context.sizes();
  SizeExpr total =
      input.kind == ShapeKind::Unknown ? SizeExpr() : sizes.product(input.dims);

  FailureOr<std::optional<unsigned>> inferred = findInferredSize(context, dims);
  if (failed(inferred))
    return failure();
  if (*inferred) {
    SizeVector others = dims;
    others.erase(others.begin() + **inferred);
    FailureOr<SizeExpr> size =
        total ? inferSize(context, input.dims, others) : SizeExpr();
    if (failed(size))
      return failure();
    dims[**inferred] = *size;
  }
  if (failed(context.setShape(0, dims)))
    return failure();
  if (input.value)
    if (auto count = constantDims(context.output(0).dims);
        count && sizes.product(context.output(0).dims) == total)
      context.setValue(0, *input.value);
  return context.require(
      SizeCheck::Kind::Equal, total, sizes.product(context.output(0).dims),
      input.dims, context.output(0).dims,
      "Input to reshape is a tensor with {2} values, but the requested shape "
      "has {3}");
}

//===----------------------------------------------------------------------===//
// Axes of size 1
//===----------------------------------------------------------------------===//

static void keepValue(ShapeInferenceContext &context) {
  if (context.input(0).value)
    context.setValue(0, *context.input(0).value);
}

LogicalResult shapes::expandDims(ShapeInferenceContext &context) {
  if (!context.input(0).isRanked())
    return success();
  SizeVector dims = context.input(0).dims;
  FailureOr<std::optional<unsigned>> axis =
      context.axisInput(1, dims.size() + 1);
  if (failed(axis))
    return failure();
  if (!*axis)
    return context.setShape(0, SizeVector(dims.size() + 1));
  dims.insert(dims.begin() + **axis, context.constant(1));
  if (failed(context.setShape(0, dims)))
    return failure();
  keepValue(context);
  return success();
}

// Squeeze without axes drops every axis of size 1: the rank is known only if
// each size is known to be 1 or not.
static std::optional<llvm::SmallBitVector>
axesOfSizeOne(ShapeInferenceContext &context) {
  SizeExpr one = context.constant(1);
  llvm::SmallBitVector squeezed(context.input(0).rank());
  for (auto [i, dim] : llvm::enumerate(context.input(0).dims)) {
    if (context.equal(dim, one))
      squeezed.set(i);
    else if (!context.sizes().provablyDifferent(dim, one))
      return std::nullopt;
  }
  return squeezed;
}

static FailureOr<llvm::SmallBitVector>
squeezedAxes(ShapeInferenceContext &context, ArrayRef<int64_t> axes) {
  ArrayRef<SizeExpr> dims = context.input(0).dims;
  llvm::SmallBitVector squeezed(dims.size());
  for (int64_t axis : axes) {
    FailureOr<unsigned> normalized = context.normalizeAxis(axis, dims.size());
    if (failed(normalized))
      return failure();
    if (failed(context.require(SizeCheck::Kind::Equal, dims[*normalized],
                               context.constant(1), dims, {},
                               "Can not squeeze dim[" +
                                   std::to_string(*normalized) +
                                   "], expected a dimension of 1, got {2}")))
      return failure();
    squeezed.set(*normalized);
  }
  return squeezed;
}

LogicalResult shapes::squeeze(ShapeInferenceContext &context) {
  if (!context.input(0).isRanked())
    return success();
  auto axes =
      context.node().getAttr<llvm::SmallVector<int64_t>>("squeeze_dims");
  llvm::SmallBitVector squeezed;
  if (axes.empty()) {
    std::optional<llvm::SmallBitVector> known = axesOfSizeOne(context);
    if (!known)
      return success();
    squeezed = *known;
  } else {
    FailureOr<llvm::SmallBitVector> named = squeezedAxes(context, axes);
    if (failed(named))
      return failure();
    squeezed = *named;
  }
  SizeVector dims;
  for (auto [i, dim] : llvm::enumerate(context.input(0).dims))
    if (!squeezed.test(i))
      dims.push_back(dim);
  if (failed(context.setShape(0, dims)))
    return failure();
  keepValue(context);
  return success();
}

//===----------------------------------------------------------------------===//
// Rearranging and repeating
//===----------------------------------------------------------------------===//

static LogicalResult verifyPermutation(ShapeInferenceContext &context,
                                       ArrayRef<int64_t> permutation) {
  unsigned rank = context.input(0).rank();
  if (permutation.size() != rank)
    return context.error() << "transpose expects a vector of size " << rank
                           << ". But input(1) is a vector of size "
                           << permutation.size();
  llvm::SmallBitVector seen(rank);
  for (int64_t axis : permutation) {
    FailureOr<unsigned> normalized = context.normalizeAxis(axis, rank);
    if (failed(normalized))
      return failure();
    if (seen.test(*normalized))
      return context.error()
             << *normalized << " is repeated in the permutation";
    seen.set(*normalized);
  }
  return success();
}

LogicalResult shapes::transpose(ShapeInferenceContext &context) {
  const TensorInfo &input = context.input(0);
  if (!input.isRanked())
    return success();
  std::optional<llvm::SmallVector<int64_t>> permutation =
      constantsInput(context, 1);
  if (!permutation)
    return context.setShape(0, SizeVector(input.rank()));
  if (failed(verifyPermutation(context, *permutation)))
    return failure();
  SizeVector dims;
  for (int64_t &axis : *permutation) {
    axis = axis < 0 ? axis + input.rank() : axis;
    dims.push_back(input.dims[axis]);
  }
  if (failed(context.setShape(0, dims)))
    return failure();
  if (!input.value)
    return success();
  setElements(context, 0, [&](ArrayRef<int64_t> index) {
    IntVector source(index.size());
    for (auto [axis, i] : llvm::zip_equal(*permutation, index))
      source[axis] = i;
    return (*input.value)[linearIndex(*constantDims(input.dims), source)];
  });
  return success();
}

LogicalResult shapes::tile(ShapeInferenceContext &context) {
  const TensorInfo &input = context.input(0);
  FailureOr<std::optional<SizeVector>> multiples = sizesInput(context, 1);
  if (failed(multiples))
    return failure();
  if (!input.isRanked() || !*multiples)
    return success();
  if ((*multiples)->size() != input.rank())
    return context.error() << "Expected multiples argument to be a vector of "
                              "length "
                           << input.rank() << " but got length "
                           << (*multiples)->size();
  SizeVector dims;
  for (auto [i, multiple] : llvm::enumerate(**multiples)) {
    if (failed(context.require(
            SizeCheck::Kind::LessEqual, context.constant(0), multiple, {}, {},
            "Expected multiples[" + std::to_string(i) + "] >= 0, but got {3}")))
      return failure();
    dims.push_back(context.sizes().mul(input.dims[i], multiple));
  }
  if (failed(context.setShape(0, dims)))
    return failure();
  if (!input.value)
    return success();
  IntVector sourceDims = *constantDims(input.dims);
  setElements(context, 0, [&](ArrayRef<int64_t> index) {
    IntVector source(index);
    for (auto [i, size] : llvm::zip_equal(source, sourceDims))
      i %= size;
    return (*input.value)[linearIndex(sourceDims, source)];
  });
  return success();
}

LogicalResult shapes::broadcastTo(ShapeInferenceContext &context) {
  const TensorInfo &input = context.input(0);
  FailureOr<std::optional<SizeVector>> requested = sizesInput(context, 1);
  if (failed(requested))
    return failure();
  if (!*requested)
    return success();
  if (failed(context.setShape(0, **requested)))
    return failure();
  if (!input.isRanked())
    return success();
  ArrayRef<SizeExpr> dims = context.output(0).dims;
  if (input.rank() > dims.size())
    return context.error() << "Rank of input (" << input.rank()
                           << ") must be no greater than rank of output shape ("
                           << dims.size() << ")";
  for (auto [from, to] :
       llvm::zip_equal(input.dims, dims.take_back(input.rank())))
    if (failed(context.require(SizeCheck::Kind::Expand, from, to, input.dims,
                               dims, "Incompatible shapes: {0} vs. {1}")))
      return failure();
  if (!input.value)
    return success();
  IntVector sourceDims = *constantDims(input.dims);
  setElements(context, 0, [&](ArrayRef<int64_t> index) {
    IntVector source(index.take_back(sourceDims.size()));
    for (auto [i, size] : llvm::zip_equal(source, sourceDims))
      i = size == 1 ? 0 : i;
    return (*input.value)[linearIndex(sourceDims, source)];
  });
  return success();
}

LogicalResult shapes::reverse(ShapeInferenceContext &context) {
  const TensorInfo &input = context.input(0);
  if (!input.isRanked() || failed(context.setShape(0, input.dims)))
    return success(!input.isRanked());
  std::optional<llvm::SmallVector<int64_t>> axes = constantsInput(context, 1);
  if (!axes)
    return success();
  llvm::SmallBitVector seen(input.rank());
  for (int64_t &axis : *axes) {
    FailureOr<unsigned> normalized = context.normalizeAxis(axis, input.rank());
    if (failed(normalized))
      return failure();
    if (seen.test(*normalized))
      return context.error()
             << "axis " << *normalized << " specified more than once.";
    seen.set(*normalized);
    axis = *normalized;
  }
  if (!input.value)
    return success();
  IntVector dims = *constantDims(input.dims);
  setElements(context, 0, [&](ArrayRef<int64_t> index) {
    IntVector source(index);
    for (int64_t axis : *axes)
      source[axis] = dims[axis] - 1 - source[axis];
    return (*input.value)[linearIndex(dims, source)];
  });
  return success();
}

// The sizes of input 0 with `sign` times the paddings added.
static LogicalResult padBy(ShapeInferenceContext &context, int64_t sign) {
  if (!context.allRanked())
    return success();
  ArrayRef<SizeExpr> dims = context.input(0).dims;
  const TensorInfo &paddings = context.input(1);
  if (failed(context.requireRank(1, 2)))
    return failure();
  SizeVector expected{context.constant(dims.size()), context.constant(2)};
  if (failed(context.requireEqualShapes(
          expected, paddings.dims,
          "The first dimension of paddings must be the rank of inputs: "
          "expected paddings of shape {0}, found {1}")))
    return failure();
  SizeContext &sizes = context.sizes();
  SizeVector padded(dims.size());
  for (auto [i, dim] : llvm::enumerate(dims)) {
    if (!paddings.value)
      break;
    SizeExpr added =
        sizes.add((*paddings.value)[2 * i], (*paddings.value)[2 * i + 1]);
    padded[i] = sizes.add(dim, sizes.mul(added, sizes.constant(sign)));
  }
  return context.setShape(0, padded);
}

// The known paddings are not negative.
static LogicalResult requirePaddings(ShapeInferenceContext &context) {
  const TensorInfo &paddings = context.input(1);
  if (!paddings.value)
    return success();
  for (SizeExpr width : *paddings.value)
    if (failed(context.require(SizeCheck::Kind::LessEqual, context.constant(0),
                               width, {}, {},
                               "Paddings must be non-negative, got {3}")))
      return failure();
  return success();
}

LogicalResult shapes::pad(ShapeInferenceContext &context) {
  if (context.numInputs() > 2 && context.input(2).isRanked() &&
      failed(context.requireRank(2, 0)))
    return failure();
  return success(succeeded(padBy(context, 1)) &&
                 succeeded(requirePaddings(context)));
}

// No more than the axis has is mirrored; where its border is not repeated
// (REFLECT), one less.
LogicalResult shapes::mirrorPad(ShapeInferenceContext &context) {
  if (failed(pad(context)))
    return failure();
  const TensorInfo &input = context.input(0), &paddings = context.input(1);
  if (!input.isRanked() || !paddings.value)
    return success();
  bool reflects = context.node().getAttr<llvm::StringRef>("mode") == "REFLECT";
  SizeContext &sizes = context.sizes();
  for (auto [i, width] : llvm::enumerate(*paddings.value)) {
    SizeExpr size = input.dims[i / 2];
    if (!width)
      continue;
    std::string message = std::string("paddings must be ") +
                          (reflects ? "less than" : "no greater than") +
                          " the dimension size: {0} of dimension " +
                          std::to_string(i / 2) + " of shape {1}";
    if (failed(context.require(SizeCheck::Kind::LessEqual,
                               reflects ? sizes.add(width, sizes.constant(1))
                                        : width,
                               size, width, input.dims, message)))
      return failure();
  }
  return success();
}

LogicalResult shapes::unpad(ShapeInferenceContext &context) {
  return padBy(context, -1);
}
