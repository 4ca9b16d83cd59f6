// The subcommand `run`, and one call of a script.
#ifndef VF_RT_MAIN_RUN_H
#define VF_RT_MAIN_RUN_H

#include "Console.h"
#include "ResolvedRun.h"
#include "State.h"

namespace vf::rt {

constexpr int kExitFailure = 1;
constexpr int kExitUsage = 2;
constexpr int kExitInterrupted = 130;

/// Checks and reads everything given, then initializes, restores, calls the
/// entry and saves as the options say. `interrupted`: Ctrl-C ended the calls.
Status callEntry(const vf_model_desc &model, const ResolvedRun &run,
                 const Console &console, State &state, bool &interrupted);

/// The same on an instance of its own; returns the exit status.
int run(const vf_model_desc &model, const RunOptions &options,
        const Console &console);

} // namespace vf::rt

#endif // VF_RT_MAIN_RUN_H
