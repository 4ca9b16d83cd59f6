// The instance that calls work on: made, initialized, restored, saved.
#ifndef VF_RT_MAIN_STATE_H
#define VF_RT_MAIN_STATE_H

#include "Console.h"
#include "Options.h"
#include "vf/ckpt/CheckpointState.h"
#include "vf/rt/Handles.h"
#include "vf/rt/Status.h"

#include <optional>
#include <string>
#include <vector>

namespace vf::rt {

class State {
public:
  /// Creates the instance; nothing is initialized yet. The model and the
  /// console must outlive the state.
  static StatusOr<State> create(const vf_model_desc &model,
                                const InstanceOptions &options,
                                const Console &console);

  /// Runs the initializers.
  Status initialize();
  /// Restores the checkpoint that the options name and says what was taken.
  /// Also initializes what the Saver does not cover and has no value yet.
  Status restore(const RestoreOptions &options);
  /// The variables that have no value, as a warning.
  void warnOfUninitialized();
  /// Calls an entry. A failure that comes from variables without a value says
  /// how to give them one.
  Status call(int32_t entry, const vf_arg *feeds, int32_t numFeeds,
              vf_arg *fetches, int32_t numFetches);
  /// Saves and records the checkpoint as the only one in `stateFile` beside it;
  /// in none if that is empty.
  Status save(const std::string &prefix, const std::string &stateFile);

  /// The value of the graph's global step, if it has a whole one.
  StatusOr<std::optional<int64_t>> globalStep();
  /// The step in the name of the checkpoint restored last; 0 without one.
  int64_t restoredStep() const { return stepRestored; }

private:
  State(const vf_model_desc &model, const Console &console)
      : model(model), console(console) {}

  bool needsInitializers(bool isPartial);
  Status readCheckpoint(const std::string &prefix,
                        const RestoreOptions &options,
                        std::vector<uint8_t> &restored);
  void tellRestored(const ckpt::ResolvedCheckpoint &found,
                    const std::vector<uint8_t> &restored);
  bool isInitialized(int32_t variable);
  std::vector<std::string> uninitialized();
  std::string uninitializedNotes();
  Status lastFailure() const;

  const vf_model_desc &model;
  const Console &console;
  bool hasInitialized = false;
  bool hasRestored = false;
  int64_t stepRestored = 0;
  InstancePtr instance;
  ContextPtr ctx;
};

/// Fails where a save to `prefix` could not make its folder.
Status checkSaveFolder(const std::string &prefix);

} // namespace vf::rt

#endif // VF_RT_MAIN_STATE_H
