// The shape functions that the op tables (lib/Graph/Ops) name: what each op
// does to symbolic shapes and, for the ops of shape arithmetic, to values.
// Several ops share one where only the computation differs.
#ifndef VF_LIB_GRAPH_SHAPES_SHAPEFUNCTIONS_H
#define VF_LIB_GRAPH_SHAPES_SHAPEFUNCTIONS_H

#include "llvm/Support/LogicalResult.h"

namespace vf {
class ShapeInferenceContext;
} // namespace vf

namespace vf::shapes {

using llvm::LogicalResult;

// Elementwise.cpp
LogicalResult
unary(ShapeInferenceContext &); ///< Relu, Exp, ...: shape of input 0
LogicalResult identity(ShapeInferenceContext &);  ///< Identity, StopGradient,
                                                  ///< Snapshot: shape and value
LogicalResult identityN(ShapeInferenceContext &); ///< IdentityN
LogicalResult cast(ShapeInferenceContext &);      ///< Cast
LogicalResult binary(ShapeInferenceContext
                         &); ///< Pow, Atan2, comparisons of no shape arithmetic
LogicalResult add(ShapeInferenceContext &);      ///< Add, AddV2
LogicalResult sub(ShapeInferenceContext &);      ///< Sub
LogicalResult mul(ShapeInferenceContext &);      ///< Mul
LogicalResult floorDiv(ShapeInferenceContext &); ///< FloorDiv
LogicalResult
truncateDiv(ShapeInferenceContext &);            ///< Div, TruncateDiv, RealDiv
LogicalResult floorMod(ShapeInferenceContext &); ///< FloorMod
LogicalResult truncateMod(ShapeInferenceContext &); ///< Mod, TruncateMod
LogicalResult maximum(ShapeInferenceContext &);     ///< Maximum
LogicalResult minimum(ShapeInferenceContext &);     ///< Minimum
LogicalResult neg(ShapeInferenceContext &);         ///< Neg
LogicalResult equal(ShapeInferenceContext
                        &); ///< Equal (both forms of incompatible_shape_error)
LogicalResult notEqual(ShapeInferenceContext &);     ///< NotEqual
LogicalResult less(ShapeInferenceContext &);         ///< Less
LogicalResult lessEqual(ShapeInferenceContext &);    ///< LessEqual
LogicalResult greater(ShapeInferenceContext &);      ///< Greater
LogicalResult greaterEqual(ShapeInferenceContext &); ///< GreaterEqual
LogicalResult logicalAnd(ShapeInferenceContext &);   ///< LogicalAnd
LogicalResult logicalOr(ShapeInferenceContext &);    ///< LogicalOr
LogicalResult logicalNot(ShapeInferenceContext &);   ///< LogicalNot
LogicalResult activationGrad(
    ShapeInferenceContext
        &); ///< ReluGrad, TanhGrad, SigmoidGrad, ...: two equal shapes
LogicalResult addN(ShapeInferenceContext &); ///< AddN, AccumulateNV2
LogicalResult
select(ShapeInferenceContext &); ///< Select: a vector condition picks rows
LogicalResult selectV2(ShapeInferenceContext &);    ///< SelectV2
LogicalResult scan(ShapeInferenceContext &);        ///< Cumsum, Cumprod
LogicalResult clipByValue(ShapeInferenceContext &); ///< ClipByValue

// Reductions.cpp
LogicalResult
reduce(ShapeInferenceContext &); ///< Mean, Any, All, EuclideanNorm
LogicalResult
reduceSum(ShapeInferenceContext &); ///< Sum; over UnbroadcastAxes too
LogicalResult reduceProd(ShapeInferenceContext &); ///< Prod
LogicalResult reduceMax(ShapeInferenceContext &);  ///< Max
LogicalResult reduceMin(ShapeInferenceContext &);  ///< Min
LogicalResult argReduce(ShapeInferenceContext &);  ///< ArgMax, ArgMin
LogicalResult l2Loss(ShapeInferenceContext &);     ///< L2Loss: a scalar

// NeuralNet.cpp
LogicalResult matMul(ShapeInferenceContext &); ///< MatMul
LogicalResult
batchMatMul(ShapeInferenceContext &); ///< BatchMatMul: equal batch dims
LogicalResult batchMatMulV2(
    ShapeInferenceContext &); ///< BatchMatMulV2, V3: broadcast batch dims
LogicalResult biasAdd(ShapeInferenceContext &);     ///< BiasAdd, BiasAddV1
LogicalResult biasAddGrad(ShapeInferenceContext &); ///< BiasAddGrad
LogicalResult softmax(ShapeInferenceContext &);     ///< Softmax, LogSoftmax
LogicalResult
softmaxCrossEntropy(ShapeInferenceContext &); ///< SoftmaxCrossEntropyWithLogits
LogicalResult sparseSoftmaxXent(
    ShapeInferenceContext &); ///< SparseSoftmaxCrossEntropyWithLogits
LogicalResult inTopK(ShapeInferenceContext &); ///< InTopK, InTopKV2
LogicalResult topK(ShapeInferenceContext &);   ///< TopK, TopKV2
LogicalResult conv2D(ShapeInferenceContext &); ///< Conv2D
LogicalResult conv2DBackpropInput(
    ShapeInferenceContext &); ///< Conv2DBackpropInput: shape given by input 0
LogicalResult conv2DBackpropFilter(
    ShapeInferenceContext &); ///< Conv2DBackpropFilter: shape given by input 1
LogicalResult pool(ShapeInferenceContext &); ///< MaxPool, AvgPool
LogicalResult
maxPoolGrad(ShapeInferenceContext &); ///< MaxPoolGrad: shape of input 0
LogicalResult
avgPoolGrad(ShapeInferenceContext &); ///< AvgPoolGrad: shape given by input 0
LogicalResult
fusedBatchNorm(ShapeInferenceContext &); ///< FusedBatchNorm, V2, V3
LogicalResult
fusedBatchNormGrad(ShapeInferenceContext &); ///< FusedBatchNormGrad, V2, V3

// Reshaping.cpp
LogicalResult reshape(ShapeInferenceContext &);     ///< Reshape
LogicalResult expandDims(ShapeInferenceContext &);  ///< ExpandDims
LogicalResult squeeze(ShapeInferenceContext &);     ///< Squeeze
LogicalResult transpose(ShapeInferenceContext &);   ///< Transpose
LogicalResult tile(ShapeInferenceContext &);        ///< Tile
LogicalResult broadcastTo(ShapeInferenceContext &); ///< BroadcastTo
LogicalResult reverse(ShapeInferenceContext &);     ///< ReverseV2
LogicalResult pad(ShapeInferenceContext &);         ///< Pad, PadV2, MirrorPad

// Joining.cpp
LogicalResult concat(ShapeInferenceContext &);       ///< Concat: axis first
LogicalResult concatV2(ShapeInferenceContext &);     ///< ConcatV2: axis last
LogicalResult concatOffset(ShapeInferenceContext &); ///< ConcatOffset
LogicalResult pack(ShapeInferenceContext &);         ///< Pack
LogicalResult unpack(ShapeInferenceContext &);       ///< Unpack
LogicalResult split(ShapeInferenceContext &);        ///< Split
LogicalResult splitV(ShapeInferenceContext &);       ///< SplitV

// Slicing.cpp
LogicalResult slice(ShapeInferenceContext &);        ///< Slice
LogicalResult stridedSlice(ShapeInferenceContext &); ///< StridedSlice
LogicalResult stridedSliceGrad(
    ShapeInferenceContext &); ///< StridedSliceGrad: shape given by input 0
LogicalResult stridedSliceAssign(
    ShapeInferenceContext &); ///< StridedSliceAssign: shape of the variable

// Gathering.cpp
LogicalResult gather(ShapeInferenceContext &);    ///< Gather
LogicalResult gatherV2(ShapeInferenceContext &);  ///< GatherV2
LogicalResult gatherNd(ShapeInferenceContext &);  ///< GatherNd
LogicalResult scatterNd(ShapeInferenceContext &); ///< ScatterNd
LogicalResult oneHot(ShapeInferenceContext &);    ///< OneHot
LogicalResult
unsortedSegment(ShapeInferenceContext &); ///< UnsortedSegmentSum, ...Max, ...
LogicalResult sortedSegment(
    ShapeInferenceContext &); ///< SegmentSum, ...: data decides the first dim
LogicalResult dynamicStitch(ShapeInferenceContext &);     ///< DynamicStitch
LogicalResult dynamicPartition(ShapeInferenceContext &);  ///< DynamicPartition
LogicalResult unique(ShapeInferenceContext &);            ///< Unique
LogicalResult where(ShapeInferenceContext &);             ///< Where
LogicalResult listDiff(ShapeInferenceContext &);          ///< ListDiff
LogicalResult invertPermutation(ShapeInferenceContext &); ///< InvertPermutation

// Values.cpp
LogicalResult constant(ShapeInferenceContext &); ///< Const
LogicalResult
placeholder(ShapeInferenceContext
                &); ///< Placeholder, PlaceholderV2: an error, it must be fed
LogicalResult shape(ShapeInferenceContext &);         ///< Shape, ShapeN
LogicalResult size(ShapeInferenceContext &);          ///< Size
LogicalResult rank(ShapeInferenceContext &);          ///< Rank
LogicalResult range(ShapeInferenceContext &);         ///< Range
LogicalResult linSpace(ShapeInferenceContext &);      ///< LinSpace
LogicalResult fill(ShapeInferenceContext &);          ///< Fill
LogicalResult zerosLike(ShapeInferenceContext &);     ///< ZerosLike
LogicalResult onesLike(ShapeInferenceContext &);      ///< OnesLike
LogicalResult broadcastArgs(ShapeInferenceContext &); ///< BroadcastArgs
LogicalResult
broadcastGradientArgs(ShapeInferenceContext &); ///< BroadcastGradientArgs
LogicalResult randomShape(
    ShapeInferenceContext &); ///< RandomUniform, ...: shape given by input 0
LogicalResult randomShuffle(ShapeInferenceContext &); ///< RandomShuffle
LogicalResult multinomial(ShapeInferenceContext &);   ///< Multinomial
LogicalResult scalar(ShapeInferenceContext &); ///< every output is a scalar

// State.cpp
LogicalResult
variable(ShapeInferenceContext &); ///< Variable, VariableV2, TemporaryVariable
LogicalResult
varHandle(ShapeInferenceContext
              &); ///< VarHandleOp: the variable's shape, seen through it
LogicalResult readVariable(ShapeInferenceContext &);  ///< ReadVariableOp
LogicalResult variableShape(ShapeInferenceContext &); ///< VariableShape
LogicalResult assign(ShapeInferenceContext &);        ///< Assign
LogicalResult assignUpdate(ShapeInferenceContext &);  ///< AssignAdd, AssignSub
LogicalResult assignVariable(
    ShapeInferenceContext &); ///< AssignVariableOp, AssignAddVariableOp, ...
LogicalResult scatter(ShapeInferenceContext &); ///< ScatterUpdate, ...;
                                                ///< ResourceScatterUpdate, ...
LogicalResult
scatterNdUpdate(ShapeInferenceContext
                    &); ///< ScatterNdUpdate, ...; ResourceScatterNdUpdate, ...
LogicalResult resourceGather(ShapeInferenceContext &); ///< ResourceGather
LogicalResult countUpTo(ShapeInferenceContext &);      ///< CountUpTo
LogicalResult
applyDense(ShapeInferenceContext &); ///< Apply..., ResourceApply...
LogicalResult applySparse(
    ShapeInferenceContext &); ///< SparseApply..., ResourceSparseApply...

} // namespace vf::shapes

#endif // VF_LIB_GRAPH_SHAPES_SHAPEFUNCTIONS_H
