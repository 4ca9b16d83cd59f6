// Shapes of ops that make tensors, and the ops that turn shapes into values.

#include "ShapeFunctions.h"
#include "Values.h"

#include "vf/Graph/TensorConstant.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;
using namespace vf::shapes;

//===----------------------------------------------------------------------===//
// Constants and placeholders
//===----------------------------------------------------------------------===//

static SizeVector constants(ShapeInferenceContext &context,
                            ArrayRef<int64_t> values) {
  SizeVector sizes;
  for (int64_t value : values)
    sizes.push_back(context.constant(value));
  return sizes;
}

LogicalResult shapes::constant(ShapeInferenceContext &context) {
  std::string reason;
  FailureOr<TensorConstant> value = TensorConstant::decode(
      *context.node().getAttr<const tf::TensorProto *>("value"), reason);
  if (failed(value))
    return context.error() << "the constant " << reason;
  if (failed(context.setShape(0, constants(context, value->dims()))))
    return failure();
  DataType type = value->type();
  if (type == DataType::Int32 || type == DataType::Int64 ||
      type == DataType::Bool)
    setElements(context, 0, [&](ArrayRef<int64_t> index) {
      return context.constant(value->intAt(linearIndex(value->dims(), index)));
    });
  return success();
}

LogicalResult shapes::placeholder(ShapeInferenceContext &context) {
  auto shape = context.node().getAttr<PartialShape>("shape");
  // Until this version a scalar's shape attribute also stood for none.
  constexpr int lastVersionWithoutScalars = 21;
  if (context.producerVersion() <= lastVersionWithoutScalars &&
      shape.hasRank() && shape.rank() == 0)
    shape = PartialShape();
  FailureOr<std::optional<SizeVector>> dims = context.declaredShape(0, shape);
  if (failed(dims))
    return failure();
  return *dims ? context.setShape(0, **dims) : success();
}

LogicalResult shapes::placeholderWithDefault(ShapeInferenceContext &context) {
  return identity(context);
}

//===----------------------------------------------------------------------===//
// Shapes as values
//===----------------------------------------------------------------------===//

LogicalResult shapes::shape(ShapeInferenceContext &context) {
  for (unsigned i = 0; i < context.numOutputs(); ++i) {
    const TensorInfo &input = context.input(i);
    if (!input.isRanked()) {
      if (failed(context.setShape(i, {SizeExpr()})))
        return failure();
      continue;
    }
    if (failed(context.setShape(i, {context.constant(input.rank())})))
      return failure();
    context.setValue(i, input.dims);
  }
  return success();
}

LogicalResult shapes::size(ShapeInferenceContext &context) {
  const TensorInfo &input = context.input(0);
  if (failed(context.setShape(0, {})))
    return failure();
  if (input.kind != ShapeKind::Unknown)
    context.setValue(0, {context.sizes().product(input.dims)});
  return success();
}

LogicalResult shapes::rank(ShapeInferenceContext &context) {
  if (failed(context.setShape(0, {})))
    return failure();
  if (context.input(0).isRanked())
    context.setValue(0, {context.constant(context.input(0).rank())});
  return success();
}

// The number of elements of a range; null if the sign of delta is unknown.
static FailureOr<SizeExpr> rangeSize(ShapeInferenceContext &context,
                                     SizeExpr start, SizeExpr limit,
                                     SizeExpr delta) {
  if (!start || !limit || !delta)
    return SizeExpr();
  if (delta.isConstant(0))
    return context.error() << "Requires delta != 0: 0";
  SizeContext &sizes = context.sizes();
  bool ascends = delta.lower() > 0;
  if (!ascends && delta.upper() >= 0)
    return SizeExpr();
  SizeExpr zero = sizes.constant(0);
  SizeExpr first = ascends ? start : limit, last = ascends ? limit : start;
  if (failed(context.require(SizeCheck::Kind::LessEqual, first, last, {}, {},
                             ascends ? "Requires start <= limit when delta > "
                                       "0: {2}/{3}"
                                     : "Requires start >= limit when delta < "
                                       "0: {3}/{2}")))
    return failure();
  return sizes.ceilDiv(sizes.max(sizes.sub(last, first), zero),
                       ascends ? delta : sizes.sub(zero, delta));
}

LogicalResult shapes::range(ShapeInferenceContext &context) {
  SizeExpr start = scalarInput(context, 0), delta = scalarInput(context, 2);
  FailureOr<SizeExpr> count =
      rangeSize(context, start, scalarInput(context, 1), delta);
  if (failed(count) || failed(context.setShape(0, {*count})))
    return failure();
  SizeContext &sizes = context.sizes();
  if (*count)
    setElements(context, 0, [&](ArrayRef<int64_t> index) {
      return sizes.add(start, sizes.mul(delta, sizes.constant(index.front())));
    });
  return success();
}

LogicalResult shapes::linSpace(ShapeInferenceContext &context) {
  return context.setShape(0, {scalarInput(context, 2)});
}

//===----------------------------------------------------------------------===//
// Filled tensors
//===----------------------------------------------------------------------===//

static void fillWith(ShapeInferenceContext &context, SizeExpr element) {
  setElements(context, 0, [&](ArrayRef<int64_t>) { return element; });
}

LogicalResult shapes::fill(ShapeInferenceContext &context) {
  if (failed(context.requireRank(1, 0)) ||
      failed(setShapeFromInput(context, 0)))
    return failure();
  SizeExpr element = scalarInput(context, 1);
  if (element && context.output(0).isRanked())
    fillWith(context, element);
  return success();
}

static LogicalResult likeInput(ShapeInferenceContext &context,
                               int64_t element) {
  if (failed(unary(context)))
    return failure();
  if (context.output(0).isRanked())
    fillWith(context, context.constant(element));
  return success();
}

LogicalResult shapes::zerosLike(ShapeInferenceContext &context) {
  return likeInput(context, 0);
}

LogicalResult shapes::onesLike(ShapeInferenceContext &context) {
  return likeInput(context, 1);
}

LogicalResult shapes::givenByInput0(ShapeInferenceContext &context) {
  return setShapeFromInput(context, 0);
}
LogicalResult shapes::givenByInput1(ShapeInferenceContext &context) {
  return setShapeFromInput(context, 1);
}
LogicalResult shapes::givenByInput2(ShapeInferenceContext &context) {
  return setShapeFromInput(context, 2);
}

LogicalResult shapes::multinomial(ShapeInferenceContext &context) {
  if (!context.input(0).isRanked())
    return success();
  if (failed(context.requireRank(0, 2)))
    return failure();
  return context.setShape(
      0, {context.input(0).dims.front(), scalarInput(context, 1)});
}

LogicalResult shapes::scalar(ShapeInferenceContext &context) {
  for (unsigned i = 0; i < context.numOutputs(); ++i)
    if (failed(context.setShape(i, {})))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Broadcasting of shapes
//===----------------------------------------------------------------------===//

LogicalResult shapes::broadcastArgs(ShapeInferenceContext &context) {
  FailureOr<std::optional<SizeVector>> lhs = sizesInput(context, 0);
  FailureOr<std::optional<SizeVector>> rhs = sizesInput(context, 1);
  if (failed(lhs) || failed(rhs))
    return failure();
  if (!*lhs || !*rhs)
    return context.setShape(0, {SizeExpr()});
  FailureOr<SizeVector> dims = context.broadcast(**lhs, **rhs);
  if (failed(dims) ||
      failed(context.setShape(0, {context.constant(dims->size())})))
    return failure();
  context.setValue(0, *dims);
  return success();
}

// Whether the gradient of an operand of size `own` is summed over an axis where
// the other operand has size `other`; none if that depends on the run. Equal
// sizes need no sum: where they happen to be 1, TensorFlow lists the axis all
// the same, and its sum over one element is not missed.
static std::optional<bool> isReduced(ShapeInferenceContext &context,
                                     SizeExpr own, SizeExpr other) {
  SizeExpr one = context.constant(1);
  if (context.equal(own, one))
    return true;
  if (context.equal(own, other) || context.equal(other, one) ||
      context.sizes().provablyDifferent(own, one))
    return false;
  return std::nullopt;
}

// The axes of the broadcast shape along which `operand` was repeated (or is of
// size 1, where summing changes nothing), else what the run must find out.
static LogicalResult setReductionAxes(ShapeInferenceContext &context,
                                      unsigned output,
                                      ArrayRef<SizeExpr> operand,
                                      ArrayRef<SizeExpr> other,
                                      ArrayRef<SizeExpr> broadcast) {
  size_t rank = broadcast.size();
  auto dimOf = [&](ArrayRef<SizeExpr> dims, size_t i) {
    size_t missing = rank - dims.size();
    return i < missing ? context.constant(1) : dims[i - missing];
  };
  SizeVector axes;
  for (size_t i = 0; i < rank; ++i) {
    std::optional<bool> reduced =
        isReduced(context, dimOf(operand, i), dimOf(other, i));
    if (!reduced) {
      context.setUnbroadcastAxes(output,
                                 {SizeVector(operand), SizeVector(broadcast)});
      return context.setShape(output, {SizeExpr()});
    }
    if (*reduced)
      axes.push_back(context.constant(i));
  }
  if (failed(context.setShape(output, {context.constant(axes.size())})))
    return failure();
  context.setValue(output, axes);
  return success();
}

static bool areAllKnown(const std::optional<SizeVector> &sizes) {
  return sizes &&
         llvm::all_of(*sizes, [](SizeExpr size) { return bool(size); });
}

LogicalResult shapes::broadcastGradientArgs(ShapeInferenceContext &context) {
  FailureOr<std::optional<SizeVector>> lhs = sizesInput(context, 0);
  FailureOr<std::optional<SizeVector>> rhs = sizesInput(context, 1);
  if (failed(lhs) || failed(rhs))
    return failure();
  if (!areAllKnown(*lhs) || !areAllKnown(*rhs)) {
    if (failed(context.setShape(0, {SizeExpr()})))
      return failure();
    return context.setShape(1, {SizeExpr()});
  }
  FailureOr<SizeVector> dims = context.broadcast(**lhs, **rhs);
  if (failed(dims) || failed(setReductionAxes(context, 0, **lhs, **rhs, *dims)))
    return failure();
  return setReductionAxes(context, 1, **rhs, **lhs, *dims);
}
