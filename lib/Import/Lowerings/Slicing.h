// Tensors at regular places of larger ones, in symbolic sizes: what slices take
// and paddings surround.
#ifndef VF_LIB_IMPORT_LOWERINGS_SLICING_H
#define VF_LIB_IMPORT_LOWERINGS_SLICING_H

#include "Lowerings.h"

namespace mlir::vf {

/// Regular places of a tensor, axis by axis.
struct Places {
  ::vf::SizeVector offsets;
  SmallVector<int64_t> strides;
  ::vf::SizeVector sizes; ///< the numbers of places

  void append(::vf::SizeExpr offset, int64_t stride, ::vf::SizeExpr size);
};

/// All places of a tensor of shape `shape`.
Places getAllPlaces(NodeLowering &n, ArrayRef<::vf::SizeExpr> shape);

/// What the strided slice `n`, whose beginnings, ends and strides are inputs 1
/// to 3, takes of a tensor of shape `shape`. An error at the node if that
/// depends on data.
FailureOr<Places> getSlicedPlaces(NodeLowering &n,
                                  ArrayRef<::vf::SizeExpr> shape);

/// The sizes that integer input `i` holds. An error at the node if they depend
/// on data; `what` names them.
FailureOr<ArrayRef<::vf::SizeExpr>> getSizes(NodeLowering &n, unsigned i,
                                             StringRef what);

/// The elements of `value` at `places`.
Value createSlice(NodeLowering &n, Value value, const Places &places);

/// A tensor of shape `shape` with the elements of `value` at `places`, whose
/// strides are positive, and the scalar `filling` elsewhere.
Value createPad(NodeLowering &n, Value value, Value filling,
                const Places &places, ArrayRef<::vf::SizeExpr> shape);

} // namespace mlir::vf

#endif // VF_LIB_IMPORT_LOWERINGS_SLICING_H
