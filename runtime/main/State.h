// The instance that a run works on: made, initialized, restored, saved.
#ifndef VF_RT_MAIN_STATE_H
#define VF_RT_MAIN_STATE_H

#include "Console.h"
#include "Options.h"
#include "vf/rt/Handles.h"
#include "vf/rt/Status.h"

#include <string>

namespace vf::rt {

class State {
public:
  /// Creates the instance; nothing is initialized yet. All three arguments must
  /// outlive the state.
  static StatusOr<State> create(const vf_model_desc &model,
                                const RunOptions &options,
                                const Console &console);

  /// --init, then --restore; says what was taken and what is left out.
  Status prepare();
  /// Calls an entry. A failure that comes from variables without a value says
  /// how to give them one.
  Status call(int32_t entry, const vf_arg *feeds, int32_t numFeeds,
              vf_arg *fetches, int32_t numFetches);
  /// --save.
  Status save();

private:
  State(const vf_model_desc &model, const RunOptions &options,
        const Console &console)
      : model(model), options(options), console(console) {}

  Status restore();
  bool needsInitializers() const;
  std::vector<std::string> uninitialized();
  std::string uninitializedNotes();
  Status lastFailure() const;

  const vf_model_desc &model;
  const RunOptions &options;
  const Console &console;
  InstancePtr instance;
  ContextPtr ctx;
};

/// Fails where --save could not write PREFIX, before a run has cost anything.
Status checkSavePrefix(const std::string &prefix);

} // namespace vf::rt

#endif // VF_RT_MAIN_STATE_H
