// The subcommand `script`: a sequence of calls on one instance.
#ifndef VF_RT_MAIN_SCRIPT_H
#define VF_RT_MAIN_SCRIPT_H

#include "Console.h"
#include "Options.h"

namespace vf::rt {

/// Reads the whole script, checks its lines, then runs them in order; returns
/// the exit status. A line that cannot be read stops it before anything runs.
int runScript(const vf_model_desc &model, const ScriptOptions &options,
              const Console &console);

} // namespace vf::rt

#endif // VF_RT_MAIN_SCRIPT_H
