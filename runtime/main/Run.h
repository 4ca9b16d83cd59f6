// The subcommand `run`.
#ifndef VF_RT_MAIN_RUN_H
#define VF_RT_MAIN_RUN_H

#include "Console.h"
#include "Options.h"

namespace vf::rt {

/// Calls an entry as the options say, and returns the exit status.
int run(const vf_model_desc &model, const RunOptions &options,
        const Console &console);

} // namespace vf::rt

#endif // VF_RT_MAIN_RUN_H
