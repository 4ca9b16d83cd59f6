// Shapes around variables. The info of a resource tensor is that of the
// variable behind it, so reads and updates are written once for both kinds.

#include "ShapeFunctions.h"
#include "Values.h"

#include "vf/Graph/OpRegistry.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;
using namespace vf::shapes;

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

LogicalResult shapes::variable(ShapeInferenceContext &context) {
  FailureOr<std::optional<SizeVector>> dims =
      context.declaredShape(0, context.node().getAttr<PartialShape>("shape"));
  if (failed(dims))
    return failure();
  return *dims ? context.setShape(0, **dims) : success();
}

// Updates of a reference yield it; those of a resource yield nothing.
static LogicalResult yieldVariable(ShapeInferenceContext &context) {
  return context.numOutputs() ? unary(context) : success();
}

//===----------------------------------------------------------------------===//
// Dense updates
//===----------------------------------------------------------------------===//

static LogicalResult requireSameShape(ShapeInferenceContext &context,
                                      llvm::StringRef message) {
  if (!context.allRanked())
    return success();
  return context.requireEqualShapes(context.input(0).dims,
                                    context.input(1).dims, message);
}

LogicalResult shapes::assign(ShapeInferenceContext &context) {
  const TensorInfo &variable = context.input(0), &value = context.input(1);
  if (!context.node().getAttr<bool>("validate_shape") || !variable.isRanked())
    return value.isRanked() ? context.setShape(0, value.dims) : success();
  if (failed(requireSameShape(
          context, "Assign requires shapes of both tensors to match. lhs "
                   "shape= {0} rhs shape= {1}")))
    return failure();
  return yieldVariable(context);
}

LogicalResult shapes::assignUpdate(ShapeInferenceContext &context) {
  if (failed(requireSameShape(
          context, "Parameters and update must be the same size: {0} and {1}")))
    return failure();
  return yieldVariable(context);
}

LogicalResult shapes::assignVariable(ShapeInferenceContext &context) {
  return requireSameShape(context,
                          "Cannot update variable with shape {0} using a "
                          "Tensor with shape {1}, shapes must be equal.");
}

LogicalResult shapes::countUpTo(ShapeInferenceContext &context) {
  const TensorInfo &variable = context.input(0);
  if (variable.isRanked() && variable.rank() != 0)
    return context.error() << "input is not a scalar: "
                           << shapeStr(variable.dims);
  return scalar(context);
}

//===----------------------------------------------------------------------===//
// Sparse updates
//===----------------------------------------------------------------------===//

LogicalResult shapes::scatter(ShapeInferenceContext &context) {
  if (failed(yieldVariable(context)))
    return failure();
  if (!context.allRanked())
    return success();
  ArrayRef<SizeExpr> variable = context.input(0).dims;
  ArrayRef<SizeExpr> indices = context.input(1).dims;
  ArrayRef<SizeExpr> updates = context.input(2).dims;
  if (variable.empty())
    return context.error() << "params must be at least 1-D, got shape []";
  if (updates.empty())
    return success();
  SizeVector expected(indices);
  llvm::append_range(expected, variable.drop_front());
  return context.requireEqualShapes(
      expected, updates,
      "Must have updates.shape = indices.shape + params.shape[1:] or "
      "updates.shape = [], got updates.shape {1}, indices.shape {4}, "
      "params.shape {5}",
      {SizeVector(indices), SizeVector(variable)});
}

LogicalResult shapes::scatterNdUpdate(ShapeInferenceContext &context) {
  if (failed(yieldVariable(context)))
    return failure();
  if (!context.allRanked())
    return success();
  ArrayRef<SizeExpr> variable = context.input(0).dims;
  ArrayRef<SizeExpr> indices = context.input(1).dims;
  ArrayRef<SizeExpr> updates = context.input(2).dims;
  if (failed(context.requireRankAtLeast(1, 1)))
    return failure();
  SizeExpr depth = indices.back();
  if (!depth.isConstant())
    return success();
  if (depth.constant() > static_cast<int64_t>(variable.size()))
    return context.error() << "expected at most " << variable.size()
                           << " coordinates per index into a variable of shape "
                           << shapeStr(variable) << ", found " << depth;
  SizeVector expected(indices.drop_back());
  llvm::append_range(expected, variable.drop_front(depth.constant()));
  return context.requireEqualShapes(
      expected, updates,
      "Must have updates.shape = indices.shape[:batch_dim] + "
      "params_shape[slice_dim:], got updates.shape: {1}, indices.shape: {4}, "
      "params_shape: {5}",
      {SizeVector(indices), SizeVector(variable)});
}

//===----------------------------------------------------------------------===//
// Optimizers
//===----------------------------------------------------------------------===//

// The inputs of an update by what they are; the op's record names them.
namespace {
enum class Role { Variable, Gradient, Indices, Scalar };
} // namespace

static Role roleOf(const ArgRecord &input) {
  if (input.isRef || input.type == DataType::Resource)
    return Role::Variable;
  if (input.name == "grad" || input.name == "delta")
    return Role::Gradient;
  return input.name == "indices" ? Role::Indices : Role::Scalar;
}

static LogicalResult verifyScalar(ShapeInferenceContext &context, unsigned i,
                                  llvm::StringRef name) {
  if (context.input(i).rank() == 0)
    return success();
  return context.error() << name << " is not a scalar: "
                         << shapeStr(context.input(i).dims);
}

// Slots and other variables have the variable's shape; hyper-parameters are
// scalars. `gradient` is the shape that the gradient must have.
static LogicalResult verifyUpdate(ShapeInferenceContext &context,
                                  ArrayRef<SizeExpr> gradient) {
  ArrayRef<SizeExpr> variable = context.input(0).dims;
  for (auto [i, input] : llvm::enumerate(context.node().record()->inputs)) {
    if (!context.input(i).isRanked())
      continue;
    Role role = roleOf(input);
    if (role == Role::Scalar && failed(verifyScalar(context, i, input.name)))
      return failure();
    bool hasShape = role == Role::Variable || role == Role::Gradient;
    if (hasShape &&
        failed(context.requireEqualShapes(
            role == Role::Gradient ? gradient : variable, context.input(i).dims,
            "var and " + input.name + " do not have the same shape{0} {1}")))
      return failure();
  }
  return success();
}

LogicalResult shapes::applyDense(ShapeInferenceContext &context) {
  if (failed(yieldVariable(context)))
    return failure();
  if (!context.input(0).isRanked())
    return success();
  return verifyUpdate(context, context.input(0).dims);
}

LogicalResult shapes::applySparse(ShapeInferenceContext &context) {
  if (failed(yieldVariable(context)))
    return failure();
  const TensorInfo &variable = context.input(0);
  const auto &inputs = context.node().record()->inputs;
  unsigned indices = llvm::find_if(inputs,
                                   [](const ArgRecord &input) {
                                     return roleOf(input) == Role::Indices;
                                   }) -
                     inputs.begin();
  if (!variable.isRanked() || !context.input(indices).isRanked())
    return success();
  if (variable.rank() == 0)
    return context.error() << "var must be at least 1 dimensional";
  if (context.input(indices).rank() != 1)
    return context.error() << "indices must be one-dimensional";
  SizeVector gradient = variable.dims;
  gradient.front() = context.input(indices).dims.front();
  return verifyUpdate(context, gradient);
}
