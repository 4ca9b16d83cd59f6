// The result type of everything in the runtime that can fail: the one that the
// checkpoint library defines, under the name that the rest of the runtime uses.
#ifndef VF_RT_STATUS_H
#define VF_RT_STATUS_H

#include "vf/ckpt/Status.h"

namespace vf::rt {

using ckpt::Status;
using ckpt::StatusOr;

} // namespace vf::rt

#endif // VF_RT_STATUS_H
