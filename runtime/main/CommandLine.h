// The command line of a compiled program: parsed and checked.
#ifndef VF_RT_MAIN_COMMANDLINE_H
#define VF_RT_MAIN_COMMANDLINE_H

#include "ResolvedRun.h"

#include <string>
#include <vector>

namespace vf::rt {

struct CommandLine {
  enum class Action {
    Info,
    Run,
    Script,
    ShowText, ///< --help or --version: print `text` and end
    Refuse    ///< wrong usage: `text` is the error
  };

  Action action = Action::Refuse;
  bool json = false; ///< info --json
  RunOptions run;
  ScriptOptions script;
  std::string text;
};

/// Parses argv[1..argc). The texts of help speak of `model`'s own entries.
CommandLine parseCommandLine(const vf_model_desc &model, int argc, char **argv);

/// Parses the words that follow `run` in a line of a script: an entry and the
/// options of its values and calls.
StatusOr<ResolvedRun> parseScriptRun(const vf_model_desc &model,
                                     std::vector<std::string> words);

} // namespace vf::rt

#endif // VF_RT_MAIN_COMMANDLINE_H
