// Installs and removes signal handlers.
#include "Signals.h"

#include <fcntl.h>
#include <unistd.h>

using namespace vf;
using rt::SignalGuard;

static volatile std::sig_atomic_t interrupted = 0;

static void set(int signal, void (*handler)(int), struct sigaction &previous) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, &previous);
}

SignalGuard::SignalGuard() {
  interrupted = 0;
  set(SIGINT, [](int) { interrupted = 1; }, interrupt);
  // What started the program may have asked to ignore Ctrl-C (nohup, a shell's
  // background job).
  if (interrupt.sa_handler == SIG_IGN)
    sigaction(SIGINT, &interrupt, nullptr);
  set(SIGPIPE, SIG_IGN, pipe);
  set(SIGXFSZ, SIG_IGN, fileSize);
}

SignalGuard::~SignalGuard() {
  sigaction(SIGXFSZ, &fileSize, nullptr);
  sigaction(SIGPIPE, &pipe, nullptr);
  sigaction(SIGINT, &interrupt, nullptr);
}

bool SignalGuard::isInterrupted() { return interrupted != 0; }

void rt::openStandardStreams() {
  // open() returns the lowest free descriptor, so this fills 0, 1, 2 in turn.
  int descriptor;
  do
    descriptor = ::open("/dev/null", O_RDONLY);
  while (descriptor >= 0 && descriptor <= STDERR_FILENO);
  if (descriptor >= 0)
    ::close(descriptor);
}
