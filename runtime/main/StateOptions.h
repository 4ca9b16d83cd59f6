// The options of `run` that initialize, restore and save.
#ifndef VF_RT_MAIN_STATEOPTIONS_H
#define VF_RT_MAIN_STATEOPTIONS_H

#include "Options.h"
#include "Usage.h"
#include "vf/rt/Status.h"

namespace vf::rt {

void addStateOptions(CLI::App &app, RunOptions &options);

/// Fails where options of restoring and saving, each well-formed, are wrong
/// usage: a prefix or a state file's name that cannot be one, a rule of --map
/// that is none.
Status checkStateUsage(const RunOptions &options);

/// Fails where `prefix` cannot name a checkpoint, whatever the folder has.
/// `stateFile`: the name of the state file beside it.
Status checkSavePrefix(const std::string &prefix, const std::string &stateFile);

} // namespace vf::rt

#endif // VF_RT_MAIN_STATEOPTIONS_H
