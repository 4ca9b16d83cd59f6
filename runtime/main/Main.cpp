// The command line of a compiled program: dispatch and exit status.
#include "vf/rt/main.h"

#include "CommandLine.h"
#include "Console.h"
#include "Info.h"
#include "Model.h"
#include "Run.h"
#include "Script.h"
#include "Signals.h"

#include <exception>
#include <new>
#include <string_view>
#include <unistd.h>

using namespace vf;
using rt::CommandLine;
using rt::Status;

static int report(const rt::Console &console, const Status &status) {
  if (status.ok())
    return 0;
  console.error(status.message());
  return rt::kExitFailure;
}

/// The console for a run whose progress is shown in `mode`.
static rt::Console consoleFor(const rt::Console &console,
                              rt::ProgressMode mode) {
  return mode == rt::ProgressMode::Json ? console.withJson() : console;
}

static int dispatch(const vf_model_desc *model, int argc, char **argv) {
  rt::Console console;
  if (Status status = rt::verifyModel(model); !status.ok())
    return report(console, status);
  CommandLine line = rt::parseCommandLine(*model, argc, argv);
  switch (line.action) {
  case CommandLine::Action::ShowText:
    return report(console, console.print(line.text));
  case CommandLine::Action::Info:
    return report(console, console.print(line.json ? rt::infoJson(*model)
                                                   : rt::infoText(*model)));
  case CommandLine::Action::Run:
    return rt::run(*model, line.run,
                   consoleFor(console, line.run.instance.progress));
  case CommandLine::Action::Script:
    return rt::runScript(*model, line.script,
                         consoleFor(console, line.script.instance.progress));
  case CommandLine::Action::Refuse:
    console.error(line.text);
    return rt::kExitUsage;
  }
  return rt::kExitFailure;
}

/// Where memory may be short: uses none.
static void writeError(std::string_view text) noexcept {
  for (std::string_view part :
       {std::string_view("error: "), text, std::string_view("\n")})
    (void)!::write(STDERR_FILENO, part.data(), part.size());
}

int vf_main(const vf_model_desc *model, int argc, char **argv) {
  rt::openStandardStreams();
  rt::SignalGuard guard;
  // The standard library and CLI11 may throw, for want of memory at least.
  try {
    return dispatch(model, argc, argv);
  } catch (const std::bad_alloc &) {
    writeError("out of memory");
  } catch (const std::exception &fault) {
    writeError(fault.what());
  }
  return rt::kExitFailure;
}
