// The command line of a compiled program: what the user asks for.
#ifndef VF_RT_MAIN_OPTIONS_H
#define VF_RT_MAIN_OPTIONS_H

#include "vf/rt/abi.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vf::rt {

enum class ProgressMode { Auto, Plain, Json, None };

struct RunOptions {
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
  std::optional<uint64_t> seed;
  std::string save; ///< empty: nothing is saved
  int32_t threads = 0;
  ProgressMode progress = ProgressMode::Auto;
};

struct CommandLine {
  enum class Action {
    Info,
    Run,
    ShowText, ///< --help or --version: print `text` and end
    Refuse    ///< wrong usage: `text` is the error
  };

  Action action = Action::Refuse;
  bool json = false; ///< info --json
  RunOptions run;
  std::string text;
};

/// Parses argv[1..argc). The texts of help speak of `model`'s own entries.
CommandLine parseCommandLine(const vf_model_desc &model, int argc, char **argv);

} // namespace vf::rt

#endif // VF_RT_MAIN_OPTIONS_H
