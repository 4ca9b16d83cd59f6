// Declares the options of restoring and saving and checks what they name.
#include "StateOptions.h"

#include "OptionForms.h"
#include "vf/ckpt/KeyMap.h"

#include <charconv>
#include <cmath>

using namespace vf;
using rt::RunOptions;
using rt::SaveInterval;
using rt::Status;
using rt::StatusOr;

//===- Forms --------------------------------------------------------------===//

/// The largest number of a unit: more hours do not fit 64 bits of nanoseconds.
constexpr int64_t kMaxInterval = INT64_MAX / 1'000'000'000 / 3600;

/// "100" calls, "30s", "10m", "2h".
static StatusOr<SaveInterval> parseInterval(const std::string &text) {
  static constexpr std::string_view kUnits = "smh";
  static constexpr int64_t kSeconds[] = {1, 60, 3600};
  const size_t unit = text.empty() ? kUnits.npos : kUnits.find(text.back());
  const bool isTime = unit != kUnits.npos;
  const std::string_view number(text.data(), text.size() - isTime);
  StatusOr<int64_t> count =
      rt::parseNumber<int64_t>(number, 1, isTime ? kMaxInterval : INT64_MAX);
  if (!count.ok())
    return Status(VF_INVALID_ARGUMENT,
                  "expected a number of calls, or of time with s, m or h "
                  "behind it, found '" +
                      text + "'");
  return SaveInterval{isTime ? *count * kSeconds[unit] : *count, isTime};
}

/// A number above 0, a fraction too.
static StatusOr<float> parseHours(const std::string &text) {
  float hours = 0;
  const char *end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, hours);
  if (error != std::errc() || stop != end || !std::isfinite(hours) ||
      hours <= 0)
    return Status(VF_INVALID_ARGUMENT,
                  "expected a number of hours above 0, found '" + text + "'");
  return hours;
}

//===- Options ------------------------------------------------------------===//

constexpr const char *kGroup = "State";

static void addRestoreOptions(CLI::App &app, rt::RestoreOptions &options) {
  auto *restore = rt::addPath(app, "--restore", options.path, "PATH",
                              "Read a checkpoint first: its prefix, one of its "
                              "files, or a folder with a state file")
                      ->group(kGroup);
  rt::addFlag(app, "--restore-partial", options.partial,
              "Leave what the checkpoint does not have at its initial value")
      ->needs(restore)
      ->group(kGroup);
  rt::addBindings(app, "--map", options.maps, "REGEX=NAME",
                  "Read the checkpoint's keys that are REGEX as NAME; $1 is "
                  "its first group, the first --map that matches decides")
      ->needs(restore)
      ->group(kGroup);
}

static void addRetentionOptions(CLI::App &app, CLI::Option *every,
                                rt::SaveOptions &options) {
  rt::addNumber<int32_t>(app, "--keep", options.keep, 0, INT32_MAX,
                         "Keep the newest N checkpoints (the graph's Saver "
                         "says, else 5); 0 keeps all")
      ->needs(every)
      ->group(kGroup);
  rt::addParsed(app, "--keep-every-hours", options.keepEveryHours, parseHours,
                "Keep one of the older checkpoints for each H hours, too")
      ->type_name("H")
      ->needs(every)
      ->group(kGroup);
  rt::addFlag(app, "--pad-step", options.padStep,
              "Write STEP with eight digits")
      ->needs(every)
      ->group(kGroup);
}

static void addSaveOptions(CLI::App &app, rt::SaveOptions &options) {
  auto *save = rt::addPath(app, "--save", options.prefix, "PREFIX",
                           "Write a checkpoint after the last call")
                   ->group(kGroup);
  auto *every =
      rt::addParsed(app, "--save-every", options.every, parseInterval,
                    "Write PREFIX-STEP after every N calls, or seconds (Ns), "
                    "minutes (Nm), hours (Nh), and after the last call")
          ->type_name("N[s|m|h]")
          ->needs(save)
          ->group(kGroup);
  addRetentionOptions(app, every, options);
  rt::addPath(app, "--state-file", options.stateFile, "NAME",
              "The file beside the checkpoints that lists them (checkpoint)")
      ->needs(save)
      ->group(kGroup);
}

void rt::addStateOptions(CLI::App &app, RunOptions &options) {
  addFlag(app, "--init", options.init, "Run the initializers first")
      ->group(kGroup);
  addRestoreOptions(app, options.restore);
  addSaveOptions(app, options.save);
}

//===- Checks -------------------------------------------------------------===//

Status rt::checkSavePrefix(const std::string &prefix,
                           const std::string &stateFile) {
  std::string base = prefix.substr(prefix.rfind('/') + 1);
  if (base.empty())
    return Status(VF_INVALID_ARGUMENT,
                  "cannot save '" + prefix +
                      "': expected a prefix for file names, found a folder");
  if (base == stateFile)
    return Status(VF_INVALID_ARGUMENT,
                  "cannot save '" + prefix +
                      "': the state file beside it has that name");
  return Status();
}

Status rt::checkStateUsage(const RunOptions &options) {
  if (StatusOr<ckpt::KeyMap> map = ckpt::KeyMap::parse(options.restore.maps);
      !map.ok())
    return map.status().withContext("--map");
  const SaveOptions &save = options.save;
  if (save.prefix.empty())
    return Status();
  if (Status status = ckpt::checkStateFileName(save.stateFile); !status.ok())
    return status.withContext("--state-file");
  // PREFIX-STEP never is the state file's name.
  return checkSavePrefix(save.prefix, save.every ? "" : save.stateFile);
}
