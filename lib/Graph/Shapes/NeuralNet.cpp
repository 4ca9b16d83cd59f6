// Shapes of matrix products, biases and losses.

#include "ShapeFunctions.h"
#include "Values.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;
using namespace vf::shapes;

//===----------------------------------------------------------------------===//
// Matrix products
//===----------------------------------------------------------------------===//

// The last two sizes of the product of the last two of both operands.
static FailureOr<std::pair<SizeExpr, SizeExpr>>
productDims(ShapeInferenceContext &context, bool transposeA, bool transposeB) {
  ArrayRef<SizeExpr> a = context.input(0).dims, b = context.input(1).dims;
  ArrayRef<SizeExpr> aMatrix = a.take_back(2), bMatrix = b.take_back(2);
  if (failed(context.require(SizeCheck::Kind::Equal, aMatrix[!transposeA],
                             bMatrix[transposeB], a, b,
                             "Matrix size-incompatible: In[0]: {0}, In[1]: "
                             "{1}")))
    return failure();
  return std::pair(aMatrix[transposeA], bMatrix[!transposeB]);
}

LogicalResult shapes::matMul(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  if (failed(context.requireRank(0, 2)) || failed(context.requireRank(1, 2)))
    return failure();
  auto dims = productDims(context, context.node().getAttr<bool>("transpose_a"),
                          context.node().getAttr<bool>("transpose_b"));
  if (failed(dims))
    return failure();
  return context.setShape(0, {dims->first, dims->second});
}

LogicalResult shapes::batchMatMulV2(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  if (failed(context.requireRankAtLeast(0, 2)) ||
      failed(context.requireRankAtLeast(1, 2)))
    return failure();
  auto matrix = productDims(context, context.node().getAttr<bool>("adj_x"),
                            context.node().getAttr<bool>("adj_y"));
  if (failed(matrix))
    return failure();
  FailureOr<SizeVector> dims =
      context.broadcast(ArrayRef(context.input(0).dims).drop_back(2),
                        ArrayRef(context.input(1).dims).drop_back(2));
  if (failed(dims))
    return failure();
  dims->append({matrix->first, matrix->second});
  return context.setShape(0, *dims);
}

LogicalResult shapes::batchMatMul(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  if (failed(context.requireRankAtLeast(0, 2)) ||
      failed(context.requireRankAtLeast(1, 2)) ||
      failed(context.requireEqualShapes(
          ArrayRef(context.input(0).dims).drop_back(2),
          ArrayRef(context.input(1).dims).drop_back(2),
          "In[0] and In[1] must have the same batch dimensions: {0} vs. {1}")))
    return failure();
  return batchMatMulV2(context);
}

//===----------------------------------------------------------------------===//
// Bias
//===----------------------------------------------------------------------===//

// The axis of the channels; ops without data_format have them last.
static FailureOr<unsigned> channelAxis(ShapeInferenceContext &context) {
  unsigned rank = context.input(0).rank();
  auto format = context.node()
                    .lookupAttr<llvm::StringRef>("data_format")
                    .value_or("NHWC");
  if (rank < 2)
    return context.error() << "Input tensor must be at least 2D: "
                           << shapeStr(context.input(0).dims);
  return format == "NCHW" ? 1u : rank - 1;
}

LogicalResult shapes::biasAdd(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  FailureOr<unsigned> axis = channelAxis(context);
  if (failed(axis) || failed(context.requireRank(1, 1)))
    return failure();
  ArrayRef<SizeExpr> dims = context.input(0).dims;
  ArrayRef<SizeExpr> bias = context.input(1).dims;
  if (failed(context.require(
          SizeCheck::Kind::Equal, dims[*axis], bias.front(), dims, bias,
          "Must provide as many biases as the last dimension of the input "
          "tensor: {1} vs. {0}")))
    return failure();
  return context.setShape(0, dims);
}

LogicalResult shapes::biasAddGrad(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  FailureOr<unsigned> axis = channelAxis(context);
  if (failed(axis))
    return failure();
  return context.setShape(0, {context.input(0).dims[*axis]});
}

//===----------------------------------------------------------------------===//
// Softmax and losses
//===----------------------------------------------------------------------===//

LogicalResult shapes::softmax(ShapeInferenceContext &context) {
  if (!context.input(0).isRanked())
    return success();
  if (failed(context.requireRankAtLeast(0, 1)))
    return failure();
  return context.setShape(0, context.input(0).dims);
}

LogicalResult shapes::softmaxCrossEntropy(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  ArrayRef<SizeExpr> logits = context.input(0).dims;
  ArrayRef<SizeExpr> labels = context.input(1).dims;
  if (failed(context.requireRank(0, 2)) || failed(context.requireRank(1, 2)))
    return failure();
  SizeVector dims;
  for (auto [x, y] : llvm::zip_equal(logits, labels)) {
    if (failed(context.require(
            SizeCheck::Kind::Broadcast, x, y, logits, labels,
            "logits and labels must be broadcastable: logits_size={0} "
            "labels_size={1}")))
      return failure();
    dims.push_back(context.equal(x, y) ? x : context.sizes().broadcast(x, y));
  }
  if (failed(context.setShape(0, {dims.front()})))
    return failure();
  return context.setShape(1, dims);
}

LogicalResult
shapes::sparseSoftmaxCrossEntropy(ShapeInferenceContext &context) {
  if (!context.allRanked())
    return success();
  ArrayRef<SizeExpr> logits = context.input(0).dims;
  ArrayRef<SizeExpr> labels = context.input(1).dims;
  if (failed(context.requireRank(0, 2)) || failed(context.requireRank(1, 1)) ||
      failed(context.require(
          SizeCheck::Kind::Equal, logits.front(), labels.front(), logits,
          labels,
          "logits and labels must have the same first dimension, got logits "
          "shape {0} and labels shape {1}")))
    return failure();
  if (failed(context.setShape(0, {logits.front()})))
    return failure();
  return context.setShape(1, logits);
}

LogicalResult shapes::inTopK(ShapeInferenceContext &context) {
  if (!context.input(0).isRanked() || !context.input(1).isRanked())
    return success();
  ArrayRef<SizeExpr> predictions = context.input(0).dims;
  ArrayRef<SizeExpr> targets = context.input(1).dims;
  if (failed(context.requireRank(0, 2)) || failed(context.requireRank(1, 1)) ||
      failed(context.require(
          SizeCheck::Kind::Equal, predictions.front(), targets.front(),
          predictions, targets,
          "First dimension of predictions {0} must match length of targets "
          "{1}")))
    return failure();
  return context.setShape(0, targets);
}

LogicalResult shapes::topK(ShapeInferenceContext &context) {
  const TensorInfo &input = context.input(0);
  if (!input.isRanked())
    return success();
  if (failed(context.requireRankAtLeast(0, 1)))
    return failure();
  SizeVector dims = input.dims;
  dims.back() = scalarInput(context, 1);
  if (failed(context.require(SizeCheck::Kind::LessEqual, dims.back(),
                             input.dims.back(), {}, input.dims,
                             "input must have at least k columns. Had {3}, "
                             "needed {2}")) ||
      failed(context.setShape(0, dims)))
    return failure();
  return context.setShape(1, SizeVector(context.output(0).dims));
}
