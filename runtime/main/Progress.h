// Shows how far a run is: a bar on a terminal, lines elsewhere, JSON objects
// for scripts. Written to standard error, at a rate that a reader can follow.
#ifndef VF_RT_MAIN_PROGRESS_H
#define VF_RT_MAIN_PROGRESS_H

#include "Console.h"
#include "Options.h"
#include "Outputs.h"

#include <chrono>
#include <functional>

namespace vf::rt {

/// How a run ended.
struct RunSummary {
  int64_t done = 0;
  int64_t total = 0;
  bool interrupted = false;
  std::vector<PrintedValue> values;
  std::vector<std::string> written; ///< files of results
  std::string saved;                ///< the checkpoint's prefix, or empty
};

class Progress {
public:
  /// `console` must outlive the progress. The clock starts here.
  Progress(const Console &console, ProgressMode mode, int64_t total);

  /// After `done` calls: shows the state if it is time for it. `values` is
  /// asked only then.
  void update(int64_t done,
              const std::function<std::vector<PrintedValue>()> &values);
  /// Removes the bar, before something else is printed.
  void clear();
  /// The calls are over: stops the clock and removes the bar.
  void stop();
  /// The closing line.
  void summarize(const RunSummary &summary) const;

private:
  using Clock = std::chrono::steady_clock;

  void showBar(int64_t done, const std::vector<PrintedValue> &values);
  void showLine(int64_t done, const std::vector<PrintedValue> &values);
  void showJson(int64_t done, const std::vector<PrintedValue> &values);
  double elapsedSeconds() const;
  std::string rateText(int64_t done) const;

  const Console &console;
  ProgressMode mode;
  bool bar;
  bool barShown = false;
  int64_t total;
  Clock::time_point start;
  Clock::time_point end;
  Clock::time_point next; ///< when to show something again
};

} // namespace vf::rt

#endif // VF_RT_MAIN_PROGRESS_H
