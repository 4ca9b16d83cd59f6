// The slices in which one tensor is stored. They are sorted along the axis that
// tells most of them apart, so that a tensor in n slices along one axis is
// checked and looked up in n log n steps.
#ifndef VF_LIB_CKPT_SLICESET_H
#define VF_LIB_CKPT_SLICESET_H

#include "vf/ckpt/TensorSlice.h"

#include <functional>

namespace vf::ckpt {

class SliceSet {
public:
  /// Of resolved slices of one tensor; InvalidArgument where two overlap.
  static StatusOr<SliceSet> create(const std::vector<TensorSlice> &slices);

  /// Called with the number of a slice, in the order given to create(), and
  /// what it shares with a box.
  using Visitor = std::function<void(size_t slice, const TensorSlice &shared)>;

  /// Visits the slices that share something with `box`.
  void visitOverlaps(const TensorSlice &box, const Visitor &visit) const;

  /// Whether every element of `box` lies in some slice.
  bool covers(const TensorSlice &box) const;

private:
  struct Member {
    TensorSlice slice;
    size_t number;
    int64_t furthestEnd; ///< of this one and those before it, along the axis
  };

  std::vector<Member> members; ///< by their start along the axis
  size_t axis = 0;
};

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_SLICESET_H
