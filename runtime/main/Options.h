// What the user of a compiled program asks for, as the command line says it.
#ifndef VF_RT_MAIN_OPTIONS_H
#define VF_RT_MAIN_OPTIONS_H

#include "vf/ckpt/CheckpointState.h"

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

struct RestoreOptions {
  std::string path;              ///< empty: nothing is restored
  bool partial = false;          ///< what is not there keeps its initial value
  std::vector<std::string> maps; ///< REGEX=NAME, see ckpt::KeyMap
};

/// After how many calls, or how much time, the next save is due.
struct SaveInterval {
  int64_t count = 0;
  bool isTime = false; ///< `count` are seconds
};

struct SaveOptions {
  std::string prefix; ///< empty: nothing is saved
  /// With it checkpoints are PREFIX-STEP, without it there is one: PREFIX.
  std::optional<SaveInterval> every;
  std::optional<int32_t> keep;         ///< else the saver's
  std::optional<float> keepEveryHours; ///< else the saver's
  bool padStep = false;
  std::string stateFile = ckpt::kDefaultStateFile;
};

struct RunOptions {
  InstanceOptions instance;
  std::string entry;
  bool init = false;
  RestoreOptions restore;
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
  SaveOptions save;
};

struct ScriptOptions {
  InstanceOptions instance;
  std::string path; ///< "-": standard input
};

} // namespace vf::rt

#endif // VF_RT_MAIN_OPTIONS_H
