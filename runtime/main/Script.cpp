// A script is read and checked as a whole, so that a slip on its last line is
// found before the first one has cost anything; then it runs line by line.
#include "Script.h"

#include "CommandLine.h"
#include "Run.h"
#include "ShellWords.h"
#include "Signals.h"
#include "StateOptions.h"
#include "ckpt/PosixFile.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>

using namespace vf;
using rt::Console;
using rt::ResolvedRun;
using rt::Status;
using rt::StatusOr;

namespace {
/// One line that does something.
struct Line {
  enum class Command { Init, Restore, Save, Run };

  int number;
  bool mayFail;
  Command command;
  std::string path; ///< of Restore and Save
  ResolvedRun run;
};

class Script {
public:
  Script(const vf_model_desc &model, const rt::ScriptOptions &options,
         const Console &console)
      : model(model), options(options), console(console) {}

  /// Reads all lines; false if one was refused, which has been reported.
  bool parse(std::istream &input);
  /// Runs all lines and returns the exit status.
  int execute();

private:
  Console consoleAt(int number) const {
    return console.at(options.path + ':' + std::to_string(number));
  }
  Status execute(const Line &line, rt::State &state, const Console &here,
                 bool &interrupted);

  const vf_model_desc &model;
  const rt::ScriptOptions &options;
  const Console &console;
  std::vector<Line> lines;
};
} // namespace

//===- Reading ------------------------------------------------------------===//

/// Removes the sign of a line that may fail, if it is there.
static bool takeMayFail(std::string_view &text) {
  size_t first = text.find_first_not_of(" \t");
  if (first == text.npos || text[first] != '-')
    return false;
  text.remove_prefix(first + 1);
  return true;
}

static Status parsePath(const std::vector<std::string> &words, Line &line) {
  if (words.size() != 2 || words[1].empty())
    return Status(VF_INVALID_ARGUMENT,
                  words[0] + ": expected one path, found " +
                      std::to_string(words.size() - 1) + " words");
  line.path = words[1];
  return line.command == Line::Command::Save
             ? rt::checkSavePrefix(line.path, ckpt::kDefaultStateFile)
             : Status();
}

static Status parseCommand(const vf_model_desc &model,
                           std::vector<std::string> words, Line &line) {
  const std::string command = words[0];
  if (command == "init") {
    line.command = Line::Command::Init;
    return words.size() == 1 ? Status()
                             : Status(VF_INVALID_ARGUMENT,
                                      "init: expected nothing more, found '" +
                                          words[1] + "'");
  }
  if (command == "restore" || command == "save") {
    line.command =
        command == "save" ? Line::Command::Save : Line::Command::Restore;
    return parsePath(words, line);
  }
  if (command != "run")
    return Status(VF_INVALID_ARGUMENT,
                  "expected init, restore, save or run, found '" + command +
                      "'");
  line.command = Line::Command::Run;
  words.erase(words.begin());
  StatusOr<ResolvedRun> run = rt::parseScriptRun(model, std::move(words));
  if (run.ok())
    line.run = std::move(*run);
  return run.status();
}

/// Whether reading ended by an error, not at the end of the input: std::cin
/// leaves it to stdin to tell.
static bool hasFailed(const std::istream &input) {
  return input.bad() || (&input == &std::cin && std::ferror(stdin) != 0);
}

bool Script::parse(std::istream &input) {
  std::string text;
  int number = 1;
  for (; std::getline(input, text); ++number) {
    std::string_view rest = text;
    Line line = {number, takeMayFail(rest), Line::Command::Init, "", {}};
    StatusOr<std::vector<std::string>> words = rt::splitShellWords(rest);
    if (words.ok() && words->empty() && !line.mayFail)
      continue;
    Status status = words.status();
    if (status.ok())
      status = words->empty() ? Status(VF_INVALID_ARGUMENT,
                                       "expected a command behind '-'")
                              : parseCommand(model, std::move(*words), line);
    if (!status.ok()) {
      consoleAt(number).error(status.message());
      return false;
    }
    line.run.options.instance = options.instance;
    lines.push_back(std::move(line));
  }
  if (hasFailed(input)) {
    consoleAt(number).error("cannot read the script from here on");
    return false;
  }
  return true;
}

//===- Running ------------------------------------------------------------===//

Status Script::execute(const Line &line, rt::State &state, const Console &here,
                       bool &interrupted) {
  switch (line.command) {
  case Line::Command::Init:
    return state.initialize();
  case Line::Command::Restore:
    return state.restore({line.path, false, {}});
  case Line::Command::Save:
    if (Status status = rt::checkSaveFolder(line.path); !status.ok())
      return status;
    return state.save(line.path, ckpt::kDefaultStateFile);
  case Line::Command::Run:
    return rt::callEntry(model, line.run, here, state, interrupted);
  }
  return Status();
}

int Script::execute() {
  StatusOr<rt::State> state =
      rt::State::create(model, options.instance, console);
  if (!state.ok()) {
    console.error(state.status().message());
    return rt::kExitFailure;
  }
  for (const Line &line : lines) {
    Console here = consoleAt(line.number);
    bool interrupted = false;
    Status status = execute(line, *state, here, interrupted);
    const bool isFatal = !status.ok() && !line.mayFail;
    if (isFatal)
      here.error(status.message());
    else if (!status.ok())
      here.warning("failed, as it may: " + status.message());
    // What failed behind the last step has been told: Ctrl-C hides nothing.
    if (interrupted || rt::SignalGuard::isInterrupted())
      return rt::kExitInterrupted;
    if (isFatal)
      return rt::kExitFailure;
  }
  return 0;
}

static Status openFile(const std::string &path, std::ifstream &file) {
  const char *reason = "it is a folder";
  if (!ckpt::isFolder(path)) {
    file.open(path);
    if (file)
      return Status();
    reason = std::strerror(errno);
  }
  return Status(VF_NOT_FOUND, "cannot read '" + path + "': " + reason);
}

int rt::runScript(const vf_model_desc &model, const ScriptOptions &options,
                  const Console &console) {
  Script script(model, options, console);
  std::ifstream file;
  bool isFile = options.path != "-";
  if (isFile) {
    if (Status status = openFile(options.path, file); !status.ok()) {
      console.error(status.message());
      return kExitFailure;
    }
  }
  return script.parse(isFile ? file : std::cin) ? script.execute()
                                                : kExitFailure;
}
