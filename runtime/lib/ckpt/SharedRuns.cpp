// A run spans the innermost axes, as long as the axes inside it are whole in
// both boxes; the others are counted through.
#include "SharedRuns.h"

namespace vf::ckpt {

SharedRuns::SharedRuns(const TensorSlice &shared, const TensorSlice &first,
                       const TensorSlice &second, int64_t elementSize) {
  current.bytes = elementSize;
  int64_t firstStride = elementSize, secondStride = elementSize;
  for (size_t axis = shared.size(); axis-- > 0;) {
    const SliceExtent &extent = shared[axis];
    current.first += (extent.start - first[axis].start) * firstStride;
    current.second += (extent.start - second[axis].start) * secondStride;
    if (current.bytes == firstStride && current.bytes == secondStride)
      current.bytes *= extent.length;
    else
      axes.push_back({0, extent.length, firstStride, secondStride});
    isDone |= extent.length == 0;
    firstStride *= first[axis].length;
    secondStride *= second[axis].length;
  }
}

void SharedRuns::next() {
  for (Axis &axis : axes) {
    current.first += axis.firstStride;
    current.second += axis.secondStride;
    if (++axis.index < axis.size)
      return;
    current.first -= axis.size * axis.firstStride;
    current.second -= axis.size * axis.secondStride;
    axis.index = 0;
  }
  isDone = true;
}

} // namespace vf::ckpt
