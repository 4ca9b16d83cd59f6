// The shape functions that the op tables (lib/Graph/Ops) name: what each op
// does to symbolic shapes and, for the ops of shape arithmetic, to values. A
// function serves the op of its name, unless the comment above it lists others.
#ifndef VF_LIB_GRAPH_SHAPES_SHAPEFUNCTIONS_H
#define VF_LIB_GRAPH_SHAPES_SHAPEFUNCTIONS_H

#include "llvm/Support/LogicalResult.h"

namespace vf {
class ShapeInferenceContext;
} // namespace vf

namespace vf::shapes {

using llvm::LogicalResult;

// Elementwise.cpp

/// Relu, Exp, ReadVariableOp, Shuffle, ...: the shape of input 0.
LogicalResult unary(ShapeInferenceContext &context);
/// Identity, StopGradient, ...: shape and value of input 0.
LogicalResult identity(ShapeInferenceContext &context);
LogicalResult ensureShape(ShapeInferenceContext &context);
LogicalResult identityN(ShapeInferenceContext &context);
LogicalResult cast(ShapeInferenceContext &context);
/// Two operands that broadcast; those below also compute values.
LogicalResult binary(ShapeInferenceContext &context);
LogicalResult add(ShapeInferenceContext &context);
LogicalResult sub(ShapeInferenceContext &context);
LogicalResult mul(ShapeInferenceContext &context);
LogicalResult floorDiv(ShapeInferenceContext &context);
/// Div, RealDiv, TruncateDiv.
LogicalResult truncateDiv(ShapeInferenceContext &context);
LogicalResult floorMod(ShapeInferenceContext &context);
/// Mod, TruncateMod.
LogicalResult truncateMod(ShapeInferenceContext &context);
LogicalResult maximum(ShapeInferenceContext &context);
LogicalResult minimum(ShapeInferenceContext &context);
LogicalResult neg(ShapeInferenceContext &context);
LogicalResult equal(ShapeInferenceContext &context);
LogicalResult notEqual(ShapeInferenceContext &context);
LogicalResult less(ShapeInferenceContext &context);
LogicalResult lessEqual(ShapeInferenceContext &context);
LogicalResult greater(ShapeInferenceContext &context);
LogicalResult greaterEqual(ShapeInferenceContext &context);
LogicalResult logicalAnd(ShapeInferenceContext &context);
LogicalResult logicalOr(ShapeInferenceContext &context);
LogicalResult logicalNot(ShapeInferenceContext &context);
/// ReluGrad, TanhGrad, ...: two operands of one shape.
LogicalResult activationGrad(ShapeInferenceContext &context);
/// AddN, AccumulateNV2.
LogicalResult addN(ShapeInferenceContext &context);
/// LookupTableFind: the shape of the keys.
LogicalResult lookup(ShapeInferenceContext &context);
/// Operands of one shape, or scalars.
LogicalResult stringJoin(ShapeInferenceContext &context);
/// Select: a vector of conditions picks rows.
LogicalResult select(ShapeInferenceContext &context);
LogicalResult selectV2(ShapeInferenceContext &context);
/// Cumsum, Cumprod.
LogicalResult scan(ShapeInferenceContext &context);
LogicalResult clipByValue(ShapeInferenceContext &context);

// Reductions.cpp

/// Mean, All, Any, EuclideanNorm; those below also compute values.
LogicalResult reduce(ShapeInferenceContext &context);
/// Sum; over UnbroadcastAxes too.
LogicalResult reduceSum(ShapeInferenceContext &context);
LogicalResult reduceProd(ShapeInferenceContext &context);
LogicalResult reduceMax(ShapeInferenceContext &context);
LogicalResult reduceMin(ShapeInferenceContext &context);
/// ArgMax, ArgMin.
LogicalResult argReduce(ShapeInferenceContext &context);

// NeuralNet.cpp

LogicalResult matMul(ShapeInferenceContext &context);
/// BatchMatMul: the batch dims are equal.
LogicalResult batchMatMul(ShapeInferenceContext &context);
/// BatchMatMulV2: the batch dims broadcast.
LogicalResult batchMatMulV2(ShapeInferenceContext &context);
/// BiasAdd, BiasAddV1.
LogicalResult biasAdd(ShapeInferenceContext &context);
LogicalResult biasAddGrad(ShapeInferenceContext &context);
/// Softmax, LogSoftmax.
LogicalResult softmax(ShapeInferenceContext &context);
/// SoftmaxCrossEntropyWithLogits.
LogicalResult softmaxCrossEntropy(ShapeInferenceContext &context);
/// SparseSoftmaxCrossEntropyWithLogits.
LogicalResult sparseSoftmaxCrossEntropy(ShapeInferenceContext &context);
/// InTopK, InTopKV2.
LogicalResult inTopK(ShapeInferenceContext &context);
/// TopKV2.
LogicalResult topK(ShapeInferenceContext &context);

// Convolution.cpp

LogicalResult conv2D(ShapeInferenceContext &context);
/// MaxPool, AvgPool.
LogicalResult pool(ShapeInferenceContext &context);

// Reshaping.cpp

LogicalResult reshape(ShapeInferenceContext &context);
LogicalResult expandDims(ShapeInferenceContext &context);
LogicalResult squeeze(ShapeInferenceContext &context);
LogicalResult transpose(ShapeInferenceContext &context);
LogicalResult tile(ShapeInferenceContext &context);
LogicalResult broadcastTo(ShapeInferenceContext &context);
LogicalResult reverse(ShapeInferenceContext &context);
/// Pad, PadV2.
LogicalResult pad(ShapeInferenceContext &context);
LogicalResult mirrorPad(ShapeInferenceContext &context);
/// MirrorPadGrad: takes away what MirrorPad added.
LogicalResult unpad(ShapeInferenceContext &context);

// Joining.cpp

/// Concat: the axis comes first.
LogicalResult concat(ShapeInferenceContext &context);
/// ConcatV2: the axis comes last.
LogicalResult concatV2(ShapeInferenceContext &context);
LogicalResult concatOffset(ShapeInferenceContext &context);
LogicalResult pack(ShapeInferenceContext &context);
LogicalResult unpack(ShapeInferenceContext &context);
LogicalResult split(ShapeInferenceContext &context);
LogicalResult splitV(ShapeInferenceContext &context);

// Slicing.cpp

LogicalResult slice(ShapeInferenceContext &context);
LogicalResult stridedSlice(ShapeInferenceContext &context);
LogicalResult stridedSliceGrad(ShapeInferenceContext &context);
/// StridedSliceAssign, ResourceStridedSliceAssign.
LogicalResult stridedSliceAssign(ShapeInferenceContext &context);

// Gathering.cpp

/// Gather, ResourceGather.
LogicalResult gather(ShapeInferenceContext &context);
LogicalResult gatherV2(ShapeInferenceContext &context);
/// GatherNd, ResourceGatherNd.
LogicalResult gatherNd(ShapeInferenceContext &context);
LogicalResult oneHot(ShapeInferenceContext &context);
/// UnsortedSegmentSum, ...
LogicalResult unsortedSegment(ShapeInferenceContext &context);
/// SegmentSum, ...: data decides the first size.
LogicalResult sortedSegment(ShapeInferenceContext &context);
LogicalResult dynamicStitch(ShapeInferenceContext &context);
LogicalResult dynamicPartition(ShapeInferenceContext &context);
/// Unique, UniqueWithCounts.
LogicalResult unique(ShapeInferenceContext &context);
LogicalResult where(ShapeInferenceContext &context);
LogicalResult listDiff(ShapeInferenceContext &context);
LogicalResult invertPermutation(ShapeInferenceContext &context);

// Sources.cpp

/// Const.
LogicalResult constant(ShapeInferenceContext &context);
/// Placeholder, PlaceholderV2: what the graph states.
LogicalResult placeholder(ShapeInferenceContext &context);
/// PlaceholderWithDefault: the default, if it is not fed.
LogicalResult placeholderWithDefault(ShapeInferenceContext &context);
/// RandomUniform, ...: the value of input 0.
LogicalResult givenByInput0(ShapeInferenceContext &context);
/// Conv2DBackpropFilter, SparseToDense: the value of input 1.
LogicalResult givenByInput1(ShapeInferenceContext &context);
/// ScatterNd: the value of input 2.
LogicalResult givenByInput2(ShapeInferenceContext &context);
/// L2Loss, IsVariableInitialized, ...: every output is a scalar.
LogicalResult scalar(ShapeInferenceContext &context);
/// Shape, ShapeN, VariableShape.
LogicalResult shape(ShapeInferenceContext &context);
LogicalResult size(ShapeInferenceContext &context);
LogicalResult rank(ShapeInferenceContext &context);
LogicalResult range(ShapeInferenceContext &context);
LogicalResult linSpace(ShapeInferenceContext &context);
LogicalResult fill(ShapeInferenceContext &context);
LogicalResult zerosLike(ShapeInferenceContext &context);
LogicalResult onesLike(ShapeInferenceContext &context);
LogicalResult multinomial(ShapeInferenceContext &context);
LogicalResult broadcastArgs(ShapeInferenceContext &context);
LogicalResult broadcastGradientArgs(ShapeInferenceContext &context);

// State.cpp

/// Variable, VariableV2, VarHandleOp, TemporaryVariable.
LogicalResult variable(ShapeInferenceContext &context);
LogicalResult assign(ShapeInferenceContext &context);
/// AssignAdd, AssignSub.
LogicalResult assignUpdate(ShapeInferenceContext &context);
/// AssignVariableOp, AssignAddVariableOp, AssignSubVariableOp.
LogicalResult assignVariable(ShapeInferenceContext &context);
/// ScatterUpdate, ResourceScatterUpdate, ...
LogicalResult scatter(ShapeInferenceContext &context);
/// ScatterNdUpdate, ResourceScatterNdUpdate, ...
LogicalResult scatterNdUpdate(ShapeInferenceContext &context);
/// CountUpTo, ResourceCountUpTo.
LogicalResult countUpTo(ShapeInferenceContext &context);
/// ApplyAdam, ResourceApplyAdam, ...
LogicalResult applyDense(ShapeInferenceContext &context);
/// SparseApplyAdagrad, ResourceSparseApplyAdagrad, ...
LogicalResult applySparse(ShapeInferenceContext &context);

} // namespace vf::shapes

#endif // VF_LIB_GRAPH_SHAPES_SHAPEFUNCTIONS_H
