// Where C++ ends: nothing thrown inside reaches the caller.
#ifndef VF_RT_LIB_CBOUNDARY_H
#define VF_RT_LIB_CBOUNDARY_H

#include "vf/rt/Status.h"

#include <exception>
#include <new>

namespace vf::rt {

/// Runs `body`, which returns a Status. The only exceptions it can meet are the
/// standard library's own; each becomes a failure.
template <typename Body>
Status catchAll(Body body) noexcept {
  // Short texts: they fit a string without allocating.
  try {
    return body();
  } catch (const std::bad_alloc &) {
    return Status(VF_RESOURCE_EXHAUSTED, "out of memory");
  } catch (const std::exception &) {
    return Status(VF_INTERNAL, "library fault");
  }
}

} // namespace vf::rt

#endif // VF_RT_LIB_CBOUNDARY_H
