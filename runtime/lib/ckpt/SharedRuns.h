// The bytes that two boxes of one tensor share, as runs that are contiguous in
// both. A box is stored row-major: a slice in a data file, or a variable (or
// the tensor that it is a part of) in memory.
#ifndef VF_LIB_CKPT_SHAREDRUNS_H
#define VF_LIB_CKPT_SHAREDRUNS_H

#include "vf/ckpt/TensorSlice.h"

namespace vf::ckpt {

/// Walks over the runs, ascending in both boxes:
/// for (SharedRuns r(…); !r.done(); r.next()) … r.run() …
class SharedRuns {
public:
  struct Run {
    int64_t first = 0;  ///< where it begins in the first box, in bytes
    int64_t second = 0; ///< and in the second
    int64_t bytes = 0;
  };

  /// Walks over the box `shared`, which lies in both of the others. All are
  /// resolved.
  SharedRuns(const TensorSlice &shared, const TensorSlice &first,
             const TensorSlice &second, int64_t elementSize);

  bool done() const { return isDone; }
  const Run &run() const { return current; }
  void next();

private:
  /// An axis outside of the runs.
  struct Axis {
    int64_t index;
    int64_t size;
    int64_t firstStride;
    int64_t secondStride;
  };

  std::vector<Axis> axes; ///< the fastest first
  Run current;
  bool isDone = false;
};

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_SHAREDRUNS_H
