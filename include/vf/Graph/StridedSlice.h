// What the ops of the strided slice family (StridedSlice, its gradient, the
// assignment to a slice) take of a tensor, axis by axis: the masks of their
// attributes resolved, positions counted from the end turned round and clamped
// as TensorFlow does, in symbolic sizes.
#ifndef VF_GRAPH_STRIDEDSLICE_H
#define VF_GRAPH_STRIDEDSLICE_H

#include "vf/Graph/ShapeInference.h"

namespace vf {

/// One entry of the specification: what it takes of an axis, or a new axis.
struct SlicedAxis {
  enum Kind {
    Range,  ///< the axis stays, with `length` elements
    Index,  ///< one element; the axis goes
    NewAxis ///< an axis of size 1 that the input does not have
  };
  Kind kind = Range;
  /// The axis of the input; for a new axis, the one it comes before.
  unsigned axis = 0;
  /// The first element that is taken; null if it depends on data. An empty
  /// range may start outside its axis.
  SizeExpr start;
  /// From one element to the next; 0 if it depends on data.
  int64_t stride = 1;
  /// Null if it depends on data.
  SizeExpr length;
};

using SlicedAxes = llvm::SmallVector<SlicedAxis>;

/// The entries of `node` in order for a tensor of shape `dims`, each of its
/// axes once. `begin`, `end` and `strides` are the elements of the node's
/// operands of these names, null where they depend on data. A specification
/// that no tensor of this rank has is reported through `error`; whether an
/// index lies within its axis is left to the caller.
llvm::FailureOr<SlicedAxes>
resolveStridedSlice(const Node &node, llvm::ArrayRef<SizeExpr> dims,
                    llvm::ArrayRef<SizeExpr> begin,
                    llvm::ArrayRef<SizeExpr> end,
                    llvm::ArrayRef<SizeExpr> strides, SizeContext &sizes,
                    llvm::function_ref<InFlightDiagnostic()> error);

} // namespace vf

#endif // VF_GRAPH_STRIDEDSLICE_H
