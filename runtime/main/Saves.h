// The checkpoints that a run writes while it calls its entry and at its end.
#ifndef VF_RT_MAIN_SAVES_H
#define VF_RT_MAIN_SAVES_H

#include "State.h"
#include "vf/ckpt/Retention.h"

#include <chrono>

namespace vf::rt {

class Saves {
public:
  /// Reads the state file that retention goes on from. Fails where nothing
  /// could be saved. All that is given must outlive the result.
  static StatusOr<Saves> plan(const vf_model_desc &model,
                              const SaveOptions &options, State &state,
                              const Console &console);

  /// The calls begin: time runs from here.
  void begin() { lastTime = Clock::now(); }
  /// Whether a save is due after `done` calls.
  bool isDue(int64_t done) const;
  /// Writes PREFIX-STEP, removes what is no longer kept, and says so.
  Status save(int64_t done);
  /// Writes what the run's end after `done` calls asks for; its summary tells.
  Status finish(int64_t done);

  /// The last checkpoint written; empty without one.
  const std::string &lastPath() const { return last; }
  /// A failure with a note on the last checkpoint.
  Status withLastPath(const Status &status) const;

private:
  using Clock = std::chrono::steady_clock;

  Saves(const SaveOptions &options, ckpt::Retention retention, State &state,
        const Console &console)
      : options(options), retention(std::move(retention)), state(state),
        console(console) {}

  Status write(int64_t done);

  const SaveOptions &options;
  ckpt::Retention retention;
  State &state;
  const Console &console;
  Clock::time_point lastTime; ///< when the last save ended
  int64_t lastCall = 0;       ///< the number of calls before it
  std::string last;
};

} // namespace vf::rt

#endif // VF_RT_MAIN_SAVES_H
