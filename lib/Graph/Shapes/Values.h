// Helpers of the shape functions that compute values: tensors of constant shape
// and few elements, each a symbolic size.
#ifndef VF_LIB_GRAPH_SHAPES_VALUES_H
#define VF_LIB_GRAPH_SHAPES_VALUES_H

#include "vf/Graph/ShapeInference.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace vf::shapes {

using llvm::ArrayRef;
using llvm::failed;
using llvm::failure;
using llvm::FailureOr;
using llvm::LogicalResult;
using llvm::success;

using IntVector = llvm::SmallVector<int64_t, 4>;

/// The sizes that vector input `i` gives, unknown ones null; none if not even
/// their number is known. An input that is not a vector is an error.
FailureOr<std::optional<SizeVector>> sizesInput(ShapeInferenceContext &context,
                                                unsigned i);
/// The one element of scalar input `i`, null if it is unknown. Vectors of one
/// element count as scalars, as they do in TensorFlow's older kernels.
SizeExpr scalarInput(ShapeInferenceContext &context, unsigned i);
/// All elements of input `i` as constants.
std::optional<llvm::SmallVector<int64_t>>
constantsInput(ShapeInferenceContext &context, unsigned i);

/// `dims` as numbers, if they all are constants.
std::optional<IntVector> constantDims(ArrayRef<SizeExpr> dims);
/// Position of an index in row-major order.
int64_t linearIndex(ArrayRef<int64_t> dims, ArrayRef<int64_t> index);

/// Computes the elements of an output whose shape is set, each from its index,
/// if the shape is constant and small.
void setElements(ShapeInferenceContext &context, unsigned output,
                 llvm::function_ref<SizeExpr(ArrayRef<int64_t>)> elementAt);

/// Output 0 gets the shape that vector input `i` gives.
LogicalResult setShapeFromInput(ShapeInferenceContext &context, unsigned i);

} // namespace vf::shapes

#endif // VF_LIB_GRAPH_SHAPES_VALUES_H
