// The signals that a program meets: none of them may end it.
#ifndef VF_RT_MAIN_SIGNALS_H
#define VF_RT_MAIN_SIGNALS_H

#include <csignal>

namespace vf::rt {

/// While it lives, Ctrl-C sets a flag, and a closed pipe or an exceeded file
/// size is an error of the write and not a signal. One lives at a time.
class SignalGuard {
public:
  SignalGuard();
  ~SignalGuard();
  SignalGuard(const SignalGuard &) = delete;
  SignalGuard &operator=(const SignalGuard &) = delete;

  /// Whether Ctrl-C was pressed since the guard was made.
  static bool isInterrupted();

private:
  struct sigaction interrupt;
  struct sigaction pipe;
  struct sigaction fileSize;
};

/// Opens /dev/null for each standard stream that the program was started
/// without: otherwise the next file it opens would take that stream's place and
/// receive what is printed.
void openStandardStreams();

} // namespace vf::rt

#endif // VF_RT_MAIN_SIGNALS_H
