// The phases of a compile as a person sees them: timed for --time-report, and
// shown on a terminal while a compile takes longer than a second.
#ifndef VF_LIB_DRIVER_PHASES_H
#define VF_LIB_DRIVER_PHASES_H

#include "mlir/Support/Timing.h"
#include "llvm/ADT/StringRef.h"

#include <chrono>
#include <functional>

namespace vf {

class Phases {
public:
  explicit Phases(mlir::TimingScope &timing);
  /// Removes what is shown.
  ~Phases();
  Phases(const Phases &) = delete;
  Phases &operator=(const Phases &) = delete;

  /// Runs `work` as the phase `name`, and returns what it returns. `work` gets
  /// the phase's timer, for phases within.
  template <typename Work>
  auto run(llvm::StringRef name, Work work) {
    show(name);
    mlir::TimingScope scope = timing.nest(name);
    return work(scope);
  }

private:
  void show(llvm::StringRef name);

  mlir::TimingScope &timing;
  bool isTerminal;
  bool isShown = false;
  std::chrono::steady_clock::time_point start;
};

} // namespace vf

#endif // VF_LIB_DRIVER_PHASES_H
