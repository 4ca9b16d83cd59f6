// Shapes and values of ops that join tensors and take them apart again.

#include "ShapeFunctions.h"
#include "Values.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;
using namespace vf::shapes;

//===----------------------------------------------------------------------===//
// Concatenation
//===----------------------------------------------------------------------===//

// The part that holds position `i` along the joined axis; `i` becomes the
// position within it.
static const TensorInfo &findPart(ArrayRef<const TensorInfo *> parts,
                                  unsigned axis, int64_t &i) {
  while (i >= parts.front()->dims[axis].constant()) {
    i -= parts.front()->dims[axis].constant();
    parts = parts.drop_front();
  }
  return *parts.front();
}

static void concatValues(ShapeInferenceContext &context,
                         ArrayRef<const TensorInfo *> parts, unsigned axis) {
  if (!llvm::all_of(parts, [](const TensorInfo *part) {
        return part->value || llvm::any_of(part->dims, [](SizeExpr dim) {
                 return dim.isConstant(0);
               });
      }))
    return;
  setElements(context, 0, [&](ArrayRef<int64_t> index) {
    IntVector source(index);
    const TensorInfo &part = findPart(parts, axis, source[axis]);
    return (*part.value)[linearIndex(*constantDims(part.dims), source)];
  });
}

static LogicalResult concatParts(ShapeInferenceContext &context,
                                 unsigned firstPart, unsigned numParts,
                                 unsigned axisInput) {
  llvm::SmallVector<const TensorInfo *> parts;
  for (unsigned i = 0; i < numParts; ++i) {
    parts.push_back(&context.input(firstPart + i));
    if (!parts.back()->isRanked())
      return success();
  }
  ArrayRef<SizeExpr> first = parts.front()->dims;
  FailureOr<std::optional<unsigned>> axis =
      context.axisInput(axisInput, first.size());
  if (failed(axis))
    return failure();
  if (!*axis)
    return context.setShape(0, SizeVector(first.size()));

  SizeVector joined;
  for (auto [i, part] : llvm::enumerate(parts)) {
    SizeVector dims = part->dims;
    if (dims.size() == first.size())
      dims[**axis] = first[**axis];
    if (failed(context.requireEqualShapes(
            first, dims,
            "ConcatOp : Dimensions of inputs should match: shape[0] = {0} vs. "
            "shape[" +
                std::to_string(i) + "] = {1}")))
      return failure();
    joined.push_back(part->dims[**axis]);
  }
  SizeVector dims(first);
  dims[**axis] = context.sizes().sum(joined);
  if (failed(context.setShape(0, dims)))
    return failure();
  concatValues(context, parts, **axis);
  return success();
}

LogicalResult shapes::concat(ShapeInferenceContext &context) {
  return concatParts(context, 1, context.numInputs() - 1, 0);
}

LogicalResult shapes::concatV2(ShapeInferenceContext &context) {
  unsigned last = context.numInputs() - 1;
  return concatParts(context, 0, last, last);
}

// Where each input begins in the concatenation: zeros but along the axis.
LogicalResult shapes::concatOffset(ShapeInferenceContext &context) {
  SizeExpr offset = context.constant(0);
  for (unsigned i = 0; i < context.numOutputs(); ++i) {
    FailureOr<std::optional<SizeVector>> dims = sizesInput(context, i + 1);
    if (failed(dims))
      return failure();
    if (!*dims)
      continue;
    unsigned rank = (*dims)->size();
    FailureOr<std::optional<unsigned>> axis = context.axisInput(0, rank);
    if (failed(axis) || failed(context.setShape(i, {context.constant(rank)})))
      return failure();
    if (!*axis)
      continue;
    SizeVector elements(rank, context.constant(0));
    elements[**axis] = offset;
    context.setValue(i, elements);
    offset = context.sizes().add(offset, (**dims)[**axis]);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------===//

LogicalResult shapes::pack(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  ArrayRef<SizeExpr> part = context.input(0).dims;
  bool hasValues = true;
  for (unsigned i = 0; i < context.numInputs(); ++i) {
    hasValues &= context.input(i).value.has_value();
    if (failed(context.requireEqualShapes(
            part, context.input(i).dims,
            "Shapes of all inputs must match: values[0].shape = {0} != "
            "values[" +
                std::to_string(i) + "].shape = {1}")))
      return failure();
  }
  FailureOr<unsigned> axis = context.normalizeAxis(
      context.node().getAttr<int64_t>("axis"), part.size() + 1);
  if (failed(axis))
    return failure();
  SizeVector dims(part);
  dims.insert(dims.begin() + *axis, context.constant(context.numInputs()));
  if (failed(context.setShape(0, dims)))
    return failure();
  // A vector of sizes some of which are unknown is still worth following.
  if (!hasValues && !part.empty())
    return success();
  setElements(context, 0, [&](ArrayRef<int64_t> index) {
    const TensorInfo &source = context.input(index[*axis]);
    IntVector position(index);
    position.erase(position.begin() + *axis);
    return source.value ? (*source.value)[linearIndex(
                              *constantDims(source.dims), position)]
                        : SizeExpr();
  });
  return success();
}

LogicalResult shapes::unpack(ShapeInferenceContext &context) {
  const TensorInfo &input = context.input(0);
  if (!input.isRanked())
    return success();
  FailureOr<unsigned> axis = context.normalizeAxis(
      context.node().getAttr<int64_t>("axis"), input.rank());
  if (failed(axis))
    return failure();
  int64_t count = context.node().getAttr<int64_t>("num");
  if (failed(context.require(SizeCheck::Kind::Equal, input.dims[*axis],
                             context.constant(count), input.dims, {},
                             "Input shape axis " + std::to_string(*axis) +
                                 " must equal {3}, got shape {0}")))
    return failure();
  SizeVector dims(input.dims);
  dims.erase(dims.begin() + *axis);
  for (unsigned i = 0; i < context.numOutputs(); ++i) {
    if (failed(context.setShape(i, dims)))
      return failure();
    if (!input.value)
      continue;
    setElements(context, i, [&](ArrayRef<int64_t> index) {
      IntVector position(index);
      position.insert(position.begin() + *axis, i);
      return (*input.value)[linearIndex(*constantDims(input.dims), position)];
    });
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Splitting
//===----------------------------------------------------------------------===//

// The parts before the first of unknown size must lie in the input; where all
// are known they are known to add up to it.
static LogicalResult requireInside(ShapeInferenceContext &context,
                                   const TensorInfo &input, unsigned axis,
                                   ArrayRef<SizeExpr> parts) {
  SizeExpr end = context.constant(0);
  for (SizeExpr part : parts) {
    end = context.sizes().add(end, part);
    if (failed(context.require(
            SizeCheck::Kind::LessEqual, end, input.dims[axis], input.dims, {},
            "Split sizes must not exceed the size along the split dimension: "
            "sizes reach {2}, input has {3}")))
      return failure();
  }
  return success();
}

// Output k is the part of size parts[k] along the axis; values are cut too. The
// parts lie in the input.
static LogicalResult splitInto(ShapeInferenceContext &context,
                               const TensorInfo &input, unsigned axis,
                               ArrayRef<SizeExpr> parts) {
  std::optional<int64_t> offset = 0; // none behind a part of unknown size
  for (auto [k, part] : llvm::enumerate(parts)) {
    SizeVector dims = input.dims;
    dims[axis] = part;
    if (failed(context.setShape(k, dims)))
      return failure();
    if (!part.isConstant())
      offset.reset();
    if (!input.value || !offset)
      continue;
    setElements(context, k, [&](ArrayRef<int64_t> index) {
      IntVector position(index);
      position[axis] += *offset;
      return (*input.value)[linearIndex(*constantDims(input.dims), position)];
    });
    *offset += part.constant();
  }
  return success();
}

// Parts whose sizes only the run decides.
static LogicalResult splitUnknown(ShapeInferenceContext &context,
                                  const TensorInfo &input) {
  for (unsigned k = 0; k < context.numOutputs(); ++k)
    if (failed(context.setShape(k, SizeVector(input.rank()))))
      return failure();
  return success();
}

LogicalResult shapes::split(ShapeInferenceContext &context) {
  const TensorInfo &input = context.input(1);
  if (!input.isRanked())
    return success();
  FailureOr<std::optional<unsigned>> axis = context.axisInput(0, input.rank());
  if (failed(axis))
    return failure();
  if (!*axis)
    return splitUnknown(context, input);
  SizeExpr count = context.constant(context.numOutputs());
  SizeExpr size = input.dims[**axis];
  if (failed(context.require(
          SizeCheck::Kind::Equal, context.sizes().mod(size, count),
          context.constant(0), input.dims, {},
          "Number of ways to split should evenly divide the split dimension, "
          "but got split_dim " +
              std::to_string(**axis) + " of shape {0} and num_split " +
              count.str())))
    return failure();
  SizeVector parts(context.numOutputs(), context.sizes().floorDiv(size, count));
  return splitInto(context, input, **axis, parts);
}

LogicalResult shapes::splitV(ShapeInferenceContext &context) {
  const TensorInfo &input = context.input(0);
  FailureOr<std::optional<SizeVector>> given = sizesInput(context, 1);
  if (failed(given))
    return failure();
  if (!input.isRanked())
    return success();
  FailureOr<std::optional<unsigned>> axis = context.axisInput(2, input.rank());
  if (failed(axis))
    return failure();
  if (!*axis || !*given)
    return splitUnknown(context, input);
  SizeVector parts = **given;
  if (parts.size() != context.numOutputs())
    return context.error() << "expected " << context.numOutputs()
                           << " sizes to split into, found " << parts.size();
  SizeContext &sizes = context.sizes();
  SizeExpr total = input.dims[**axis];
  auto inferred =
      llvm::find_if(parts, [](SizeExpr part) { return part.isConstant(-1); });
  if (inferred != parts.end()) {
    *inferred = context.constant(0);
    *inferred = sizes.sub(total, sizes.sum(parts));
  }
  if (failed(context.require(
          SizeCheck::Kind::Equal, total, sizes.sum(parts), input.dims, {},
          "Split size must sum to the size along the split dimension: sizes "
          "sum to {3}, input has {2}")) ||
      (llvm::is_contained(parts, SizeExpr()) &&
       failed(requireInside(context, input, **axis, parts))))
    return failure();
  return splitInto(context, input, **axis, parts);
}
