// Shapes of elementwise ops, and their values where shape arithmetic uses them.

#include "ShapeFunctions.h"
#include "Values.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;
using namespace vf::shapes;

/// Computes one element; null if it is unknown.
using Fold1 = SizeExpr (*)(SizeContext &, SizeExpr);
using Fold2 = SizeExpr (*)(SizeContext &, SizeExpr, SizeExpr);

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

static TensorInfo withoutValue(TensorInfo info) {
  info.value.reset();
  info.unbroadcastAxes.reset();
  return info;
}

LogicalResult shapes::unary(ShapeInferenceContext &context) {
  context.setInfo(0, withoutValue(context.input(0)));
  return success();
}

LogicalResult shapes::identity(ShapeInferenceContext &context) {
  context.setInfo(0, context.input(0));
  return success();
}

LogicalResult shapes::ensureShape(ShapeInferenceContext &context) {
  auto expected = context.node().getAttr<PartialShape>("shape");
  const TensorInfo &input = context.input(0);
  if (!input.isRanked() || !expected.hasRank())
    return identity(context);
  const char *message = "expected a tensor of shape {1}, found {0}";
  SizeVector dims;
  for (auto [i, size] : llvm::enumerate(expected.dims()))
    dims.push_back(size != PartialShape::unknownSize ? context.constant(size)
                   : i < input.rank()                ? input.dims[i]
                                                     : SizeExpr());
  if (failed(context.requireEqualShapes(input.dims, dims, message)))
    return failure();
  return context.setShape(0, dims);
}

LogicalResult shapes::identityN(ShapeInferenceContext &context) {
  for (unsigned i = 0; i < context.numOutputs(); ++i)
    context.setInfo(i, context.input(i));
  return success();
}

static LogicalResult foldUnary(ShapeInferenceContext &context, Fold1 fold) {
  const TensorInfo &input = context.input(0);
  context.setInfo(0, withoutValue(input));
  if (!input.value)
    return success();
  SizeVector elements;
  for (SizeExpr element : *input.value)
    elements.push_back(element ? fold(context.sizes(), element) : SizeExpr());
  context.setValue(0, elements);
  return success();
}

LogicalResult shapes::neg(ShapeInferenceContext &context) {
  return foldUnary(context, [](SizeContext &sizes, SizeExpr x) {
    return sizes.sub(sizes.constant(0), x);
  });
}

LogicalResult shapes::logicalNot(ShapeInferenceContext &context) {
  return foldUnary(context, [](SizeContext &sizes, SizeExpr x) {
    return sizes.sub(sizes.constant(1), x);
  });
}

// Whether x is not 0, as 0 or 1; null if undecided.
static SizeExpr isNonZero(SizeContext &sizes, SizeExpr x) {
  if (x.isConstant(0))
    return x;
  return x.isNonZero() ? sizes.constant(1) : SizeExpr();
}

LogicalResult shapes::cast(ShapeInferenceContext &context) {
  if (context.node().outputTypes()[0] == DataType::Bool)
    return foldUnary(context, isNonZero);
  return foldUnary(context, [](SizeContext &, SizeExpr x) { return x; });
}

//===----------------------------------------------------------------------===//
// Two operands
//===----------------------------------------------------------------------===//

static bool isScalar(const TensorInfo &info) {
  return info.isRanked() && info.rank() == 0;
}

LogicalResult shapes::binary(ShapeInferenceContext &context) {
  const TensorInfo &lhs = context.input(0), &rhs = context.input(1);
  // A scalar leaves the other operand's rank to be what the run decides.
  if (lhs.kind == ShapeKind::UpToReshape && isScalar(rhs))
    context.setInfo(0, withoutValue(lhs));
  if (rhs.kind == ShapeKind::UpToReshape && isScalar(lhs))
    context.setInfo(0, withoutValue(rhs));
  if (!context.allRanked())
    return success();
  FailureOr<SizeVector> dims = context.broadcast(lhs.dims, rhs.dims);
  return failed(dims) ? failure() : context.setShape(0, *dims);
}

// The element of a value that broadcasting puts at `index` of the result.
static SizeExpr broadcastElement(const TensorInfo &operand,
                                 ArrayRef<int64_t> index) {
  IntVector dims = *constantDims(operand.dims);
  IntVector position(index.take_back(dims.size()));
  for (auto [i, size] : llvm::zip_equal(position, dims))
    i = size == 1 ? 0 : i;
  return (*operand.value)[linearIndex(dims, position)];
}

static LogicalResult foldBinary(ShapeInferenceContext &context, Fold2 fold) {
  if (failed(binary(context)))
    return failure();
  const TensorInfo &lhs = context.input(0), &rhs = context.input(1);
  if (!lhs.value || !rhs.value)
    return success();
  setElements(context, 0, [&](ArrayRef<int64_t> index) {
    SizeExpr x = broadcastElement(lhs, index);
    SizeExpr y = broadcastElement(rhs, index);
    return x && y ? fold(context.sizes(), x, y) : SizeExpr();
  });
  return success();
}

LogicalResult shapes::add(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return sizes.add(x, y);
  });
}

LogicalResult shapes::sub(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return sizes.sub(x, y);
  });
}

LogicalResult shapes::mul(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return sizes.mul(x, y);
  });
}

LogicalResult shapes::maximum(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return sizes.max(x, y);
  });
}

LogicalResult shapes::minimum(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return sizes.min(x, y);
  });
}

// Where the divisor may be 0, the division is left to the run, which reports
// it.
LogicalResult shapes::floorDiv(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return y.isNonZero() ? sizes.floorDiv(x, y) : SizeExpr();
  });
}

LogicalResult shapes::floorMod(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return y.isNonZero() ? sizes.mod(x, y) : SizeExpr();
  });
}

// Truncation is rounding down where nothing is negative.
static bool divideAlike(SizeExpr x, SizeExpr y) {
  return x.lower() >= 0 && y.lower() > 0;
}

LogicalResult shapes::truncateDiv(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return divideAlike(x, y) ? sizes.floorDiv(x, y) : SizeExpr();
  });
}

LogicalResult shapes::truncateMod(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return divideAlike(x, y) ? sizes.mod(x, y) : SizeExpr();
  });
}

//===----------------------------------------------------------------------===//
// Comparisons and logic
//===----------------------------------------------------------------------===//

static SizeExpr foldEqual(SizeContext &sizes, SizeExpr x, SizeExpr y) {
  if (x == y)
    return sizes.constant(1);
  return sizes.provablyDifferent(x, y) ? sizes.constant(0) : SizeExpr();
}

static SizeExpr foldLessEqual(SizeContext &sizes, SizeExpr x, SizeExpr y) {
  if (sizes.provablyLessEqual(x, y))
    return sizes.constant(1);
  bool isGreater = sizes.provablyLessEqual(sizes.add(y, sizes.constant(1)), x);
  return isGreater ? sizes.constant(0) : SizeExpr();
}

static SizeExpr foldNot(SizeContext &sizes, SizeExpr x) {
  return x ? sizes.sub(sizes.constant(1), x) : SizeExpr();
}

LogicalResult shapes::equal(ShapeInferenceContext &context) {
  return foldBinary(context, foldEqual);
}

LogicalResult shapes::notEqual(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return foldNot(sizes, foldEqual(sizes, x, y));
  });
}

LogicalResult shapes::lessEqual(ShapeInferenceContext &context) {
  return foldBinary(context, foldLessEqual);
}

LogicalResult shapes::greaterEqual(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return foldLessEqual(sizes, y, x);
  });
}

LogicalResult shapes::less(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return foldNot(sizes, foldLessEqual(sizes, y, x));
  });
}

LogicalResult shapes::greater(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return foldNot(sizes, foldLessEqual(sizes, x, y));
  });
}

LogicalResult shapes::logicalAnd(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return sizes.mul(x, y);
  });
}

LogicalResult shapes::logicalOr(ShapeInferenceContext &context) {
  return foldBinary(context, [](SizeContext &sizes, SizeExpr x, SizeExpr y) {
    return sizes.max(x, y);
  });
}

//===----------------------------------------------------------------------===//
// More operands
//===----------------------------------------------------------------------===//

LogicalResult shapes::activationGrad(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  ArrayRef<SizeExpr> lhs = context.input(0).dims, rhs = context.input(1).dims;
  if (failed(context.requireEqualShapes(
          lhs, rhs, "Inputs must have the same size and shape: {0} and {1}")))
    return failure();
  return context.setShape(0, lhs);
}

LogicalResult shapes::lookup(ShapeInferenceContext &context) {
  const TensorInfo &keys = context.input(1);
  return keys.isRanked() ? context.setShape(0, keys.dims) : success();
}

LogicalResult shapes::stringJoin(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  SizeVector dims;
  for (unsigned i = 0; i < context.numInputs(); ++i) {
    const TensorInfo &input = context.input(i);
    if (isScalar(input))
      continue;
    if (!dims.empty() &&
        failed(context.requireEqualShapes(
            dims, input.dims, "Input shapes do not match: {0} vs. {1}")))
      return failure();
    dims = input.dims;
  }
  return context.setShape(0, dims);
}

LogicalResult shapes::addN(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  ArrayRef<SizeExpr> first = context.input(0).dims;
  for (unsigned i = 1; i < context.numInputs(); ++i)
    if (failed(context.requireEqualShapes(
            first, context.input(i).dims,
            "Inputs to operation must have the same shape: {0} and {1}")))
      return failure();
  return context.setShape(0, first);
}

static void foldSelect(ShapeInferenceContext &context) {
  for (unsigned i = 0; i < 3; ++i)
    if (!context.input(i).value)
      return;
  setElements(context, 0, [&](ArrayRef<int64_t> index) {
    SizeExpr condition = broadcastElement(context.input(0), index);
    if (!condition.isConstant())
      return SizeExpr();
    return broadcastElement(context.input(condition.isConstant(0) ? 2 : 1),
                            index);
  });
}

LogicalResult shapes::select(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  ArrayRef<SizeExpr> condition = context.input(0).dims;
  ArrayRef<SizeExpr> dims = context.input(1).dims;
  if (failed(context.requireEqualShapes(
          dims, context.input(2).dims,
          "'then' and 'else' must have the same size, but received: {0} vs. "
          "{1}")))
    return failure();
  bool picksRows = condition.size() == 1 && dims.size() > 1;
  if (!condition.empty() &&
      failed(context.requireEqualShapes(
          condition, picksRows ? dims.take_front(1) : dims,
          "'cond' and 'then' must have the same size, but received: {0} vs. "
          "{1}")))
    return failure();
  if (failed(context.setShape(0, dims)))
    return failure();
  if (!picksRows)
    foldSelect(context);
  return success();
}

LogicalResult shapes::selectV2(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  FailureOr<SizeVector> dims =
      context.broadcast(context.input(1).dims, context.input(2).dims);
  if (failed(dims))
    return failure();
  dims = context.broadcast(context.input(0).dims, *dims);
  if (failed(dims) || failed(context.setShape(0, *dims)))
    return failure();
  foldSelect(context);
  return success();
}

LogicalResult shapes::scan(ShapeInferenceContext &context) {
  if (!context.input(0).isRanked())
    return success();
  ArrayRef<SizeExpr> dims = context.input(0).dims;
  if (failed(context.axisInput(1, dims.size())))
    return failure();
  return context.setShape(0, dims);
}

LogicalResult shapes::clipByValue(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  ArrayRef<SizeExpr> dims = context.input(0).dims;
  for (unsigned i : {1, 2})
    if (context.input(i).rank() != 0 &&
        failed(context.requireEqualShapes(
            dims, context.input(i).dims,
            "clip_value_min and clip_value_max must be either of the same "
            "shape as input, or a scalar. input shape: {0}, found {1}")))
      return failure();
  return context.setShape(0, dims);
}
