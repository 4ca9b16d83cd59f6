// The command line of a compiled program: dispatch and exit status.
#include "vf/rt/main.h"

#include "Console.h"
#include "Info.h"
#include "Model.h"
#include "Options.h"
#include "Run.h"
#include "Script.h"
#include "Signals.h"

#include <exception>

using namespace vf;
using rt::CommandLine;
using rt::Status;

static int report(const rt::Console &console, const Status &status) {
  if (status.ok())
    return 0;
  console.error(status.message());
  return rt::kExitFailure;
}

static int dispatch(const vf_model_desc *model, int argc, char **argv,
                    const rt::Console &console) {
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
    return rt::run(*model, line.run, console);
  case CommandLine::Action::Script:
    return rt::runScript(*model, line.script, console);
  case CommandLine::Action::Refuse:
    console.error(line.text);
    return rt::kExitUsage;
  }
  return rt::kExitFailure;
}

int vf_main(const vf_model_desc *model, int argc, char **argv) {
  rt::openStandardStreams();
  rt::SignalGuard guard;
  // The standard library and CLI11 may throw, for want of memory at least.
  try {
    rt::Console console;
    return dispatch(model, argc, argv, console);
  } catch (const std::exception &fault) {
    rt::Console().error(fault.what());
    return rt::kExitFailure;
  }
}
