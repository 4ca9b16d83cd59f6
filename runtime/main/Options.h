// The command line of a compiled program: what the user asks for.
#ifndef VF_RT_MAIN_OPTIONS_H
#define VF_RT_MAIN_OPTIONS_H

#include "vf/rt/Status.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vf::rt {

enum class ProgressMode { Auto, Plain, Json, None };

/// What holds for all calls on an instance.
struct InstanceOptions {
  std::optional<uint64_t> seed;
  int32_t threads = 0;
  ProgressMode progress = ProgressMode::Auto;
};

struct RunOptions {
  InstanceOptions instance;
  std::string entry;
  bool init = false;
  std::string restore; ///< empty: nothing is restored
  std::vector<std::string> feeds;
  std::vector<std::string> fetches;
  std::vector<std::string> prints;
  std::optional<int64_t> printEvery;
  std::vector<std::string> data;
  std::optional<int64_t> batch;
  std::optional<int64_t> epochs;
  std::optional<int64_t> steps;
  bool shuffle = false;
  bool dropRemainder = false;
  std::string save; ///< empty: nothing is saved
};

struct ScriptOptions {
  InstanceOptions instance;
  std::string path; ///< "-": standard input
};

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
StatusOr<RunOptions> parseScriptRun(std::vector<std::string> words);

} // namespace vf::rt

#endif // VF_RT_MAIN_OPTIONS_H
