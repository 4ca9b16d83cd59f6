// Owning handles over the C interface: destroyed with their scope, nothing
// more.
#ifndef VF_RT_HANDLES_H
#define VF_RT_HANDLES_H

#include "vf/rt/vf.h"

#include <memory>

namespace vf::rt {

struct DestroyHandle {
  void operator()(vf_instance *instance) const {
    vf_instance_destroy(instance);
  }
  void operator()(vf_ctx *ctx) const { vf_ctx_destroy(ctx); }
};

using InstancePtr = std::unique_ptr<vf_instance, DestroyHandle>;
/// Must be destroyed before the instance that it was created for.
using ContextPtr = std::unique_ptr<vf_ctx, DestroyHandle>;

} // namespace vf::rt

#endif // VF_RT_HANDLES_H
