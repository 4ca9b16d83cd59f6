// Slices: the boxes of a tensor that a partitioned variable is stored in, and
// TensorFlow's text for them.
#ifndef VF_CKPT_TENSORSLICE_H
#define VF_CKPT_TENSORSLICE_H

#include "vf/ckpt/Status.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vf::ckpt {

/// Part of one axis: `length` indices from `start` on.
struct SliceExtent {
  /// The length of an extent that is all of its axis, whatever its size; such
  /// an extent starts at 0.
  static constexpr int64_t kWholeAxis = -1;

  int64_t start = 0;
  int64_t length = kWholeAxis;

  bool isWholeAxis() const { return length == kWholeAxis; }
  int64_t end() const { return start + length; }
  bool operator==(const SliceExtent &other) const {
    return start == other.start && length == other.length;
  }
};

/// A box of a tensor, one extent per axis. It is *resolved* where every extent
/// has a length.
using TensorSlice = std::vector<SliceExtent>;

/// What a shape-and-slice text says: a slice, and the shape of the tensor that
/// it is of.
struct ShapeAndSlice {
  std::vector<int64_t> dims;
  TensorSlice slice; ///< resolved
};

/// Parses "10 4 0,3:-": the sizes, then the extents `start,length` or `-`.
/// InvalidArgument, with the text, for anything else and for a slice that does
/// not lie in its shape.
StatusOr<ShapeAndSlice> parseShapeAndSlice(std::string_view text);

/// All of a tensor.
TensorSlice wholeSlice(const std::vector<int64_t> &dims);

/// `slice` with every length spelled out; InvalidArgument where it is no box in
/// a tensor of sizes `dims`, or spells out that it has no index of an axis.
StatusOr<TensorSlice> resolveSlice(const TensorSlice &slice,
                                   const std::vector<int64_t> &dims);

/// The sizes of a resolved slice.
std::vector<int64_t> sliceDims(const TensorSlice &slice);

/// The box that two resolved slices of one tensor share, if there is one.
std::optional<TensorSlice> intersect(const TensorSlice &a,
                                     const TensorSlice &b);

/// "0,3:-", as TensorFlow prints slices.
std::string sliceText(const TensorSlice &slice);

} // namespace vf::ckpt

#endif // VF_CKPT_TENSORSLICE_H
