// The text of a state file: CheckpointState in protocol buffers' text format.
#ifndef VF_LIB_CKPT_STATETEXT_H
#define VF_LIB_CKPT_STATETEXT_H

#include "vf/ckpt/CheckpointState.h"

#include <string>
#include <string_view>

namespace vf::ckpt {

/// Parses `text`; InvalidArgument names the line. Fields that we have no use
/// for (timestamps) are passed over.
StatusOr<CheckpointState> parseStateText(std::string_view text);

std::string printStateText(const CheckpointState &state);

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_STATETEXT_H
