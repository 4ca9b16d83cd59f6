// Sorts slices and looks overlaps up by bisection.
#include "SliceSet.h"

#include <algorithm>

namespace vf::ckpt {

/// The axis along which the slices have most different starts.
static size_t pickAxis(const std::vector<TensorSlice> &slices) {
  size_t best = 0, most = 0;
  const size_t rank = slices.empty() ? 0 : slices.front().size();
  for (size_t axis = 0; axis < rank; ++axis) {
    std::vector<int64_t> starts;
    for (const TensorSlice &slice : slices)
      starts.push_back(slice[axis].start);
    std::sort(starts.begin(), starts.end());
    const auto end = std::unique(starts.begin(), starts.end());
    const auto count = static_cast<size_t>(end - starts.begin());
    if (count > most) {
      best = axis;
      most = count;
    }
  }
  return best;
}

StatusOr<SliceSet> SliceSet::create(const std::vector<TensorSlice> &slices) {
  SliceSet set;
  const size_t axis = set.axis = pickAxis(slices);
  for (size_t i = 0; i < slices.size(); ++i)
    set.members.push_back({slices[i], i, 0});
  // Slices of a scalar have no axis, and there may be only one.
  const bool isScalar = !slices.empty() && slices.front().empty();
  if (isScalar && slices.size() > 1)
    return Status(VF_INVALID_ARGUMENT, "several slices of a scalar");
  if (isScalar)
    return set;
  std::sort(set.members.begin(), set.members.end(),
            [axis](const Member &a, const Member &b) {
              return a.slice[axis].start < b.slice[axis].start;
            });
  int64_t furthest = 0;
  for (auto member = set.members.begin(); member != set.members.end();
       ++member) {
    member->furthestEnd = furthest =
        std::max(furthest, member->slice[axis].end());
    for (auto other = member + 1;
         other != set.members.end() &&
         other->slice[axis].start < member->slice[axis].end();
         ++other)
      if (intersect(member->slice, other->slice))
        return Status(VF_INVALID_ARGUMENT,
                      "slices " + sliceText(member->slice) + " and " +
                          sliceText(other->slice) + " overlap");
  }
  return set;
}

void SliceSet::visitOverlaps(const TensorSlice &box,
                             const Visitor &visit) const {
  auto member = members.begin();
  if (!box.empty())
    member = std::partition_point(
        members.begin(), members.end(), [&](const Member &candidate) {
          return candidate.furthestEnd <= box[axis].start;
        });
  for (; member != members.end(); ++member) {
    if (!box.empty() && member->slice[axis].start >= box[axis].end())
      return;
    if (std::optional<TensorSlice> shared = intersect(box, member->slice))
      visit(member->number, *shared);
  }
}

/// A slice lies in a tensor whose number of elements fits 64 bits.
static int64_t countElements(const TensorSlice &slice) {
  int64_t count = 1;
  for (const SliceExtent &extent : slice)
    count *= extent.length;
  return count;
}

bool SliceSet::covers(const TensorSlice &box) const {
  int64_t missing = countElements(box);
  // The slices are disjoint: no element is counted twice.
  visitOverlaps(box, [&](size_t, const TensorSlice &shared) {
    missing -= countElements(shared);
  });
  return missing == 0;
}

} // namespace vf::ckpt
