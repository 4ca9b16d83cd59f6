// Verification of a model's descriptor, once, before an instance is made of it.
#ifndef VF_RT_LIB_MODEL_H
#define VF_RT_LIB_MODEL_H

#include "vf/rt/Status.h"

namespace vf::rt {

/// Checks version and sizes, and every count, index, rank, dtype and name that
/// the descriptor holds; what passes is trusted from then on. Linear (names of
/// entries: sorted). The message begins with the model's name where it has one.
Status verifyModel(const vf_model_desc *model);

} // namespace vf::rt

#endif // VF_RT_LIB_MODEL_H
