// What the user of a compiled program asks for, as the command line says it.
#ifndef VF_RT_MAIN_OPTIONS_H
#define VF_RT_MAIN_OPTIONS_H

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

} // namespace vf::rt

#endif // VF_RT_MAIN_OPTIONS_H
