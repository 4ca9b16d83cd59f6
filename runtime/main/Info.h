// What a model holds, for people and for scripts.
#ifndef VF_RT_MAIN_INFO_H
#define VF_RT_MAIN_INFO_H

#include "vf/rt/abi.h"

#include <string>

namespace vf::rt {

std::string infoText(const vf_model_desc &model);
/// One JSON object, with a line end. Unknown sizes are null, or the symbol's
/// name.
std::string infoJson(const vf_model_desc &model);

} // namespace vf::rt

#endif // VF_RT_MAIN_INFO_H
