// Declares the options to CLI11. Exceptions of CLI11 end here.
#include "Options.h"

#include "vf/rt/vf.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <map>

using namespace vf;
using rt::CommandLine;
using rt::InstanceOptions;
using rt::ProgressMode;
using rt::RunOptions;
using rt::ScriptOptions;
using rt::Status;
using rt::StatusOr;

//===- Texts --------------------------------------------------------------===//

static std::string versionText(const vf_model_desc &model) {
  return std::string(model.name) + " (graph " + model.graph_hash +
         ")\nVarFlow " + vf_version() + ", ABI " +
         std::to_string(VF_ABI_VERSION) + "\ncompiled by VarFlow " +
         model.compiler_version + " for " + model.target + "\n";
}

/// "train --feed x=x.npy --feed y=y.npy": an entry with all that it needs.
static std::string exampleCall(const vf_entry_desc &entry) {
  std::string text = entry.name;
  for (int32_t i = 0; i < entry.num_feeds; ++i)
    text += " --feed " + std::string(entry.feeds[i].name) + "=" +
            entry.feeds[i].name + ".npy";
  return text;
}

static std::string runExamples(const vf_model_desc &model,
                               const std::string &program) {
  if (model.num_public_entries == 0)
    return "";
  const vf_entry_desc &first = model.entries[0];
  const vf_entry_desc &last = model.entries[model.num_public_entries - 1];
  std::string text = "Examples:\n  " + program + " run " + exampleCall(first) +
                     " --init --steps 100 --save " + model.name + ".ckpt\n  " +
                     program + " run " + exampleCall(last) + " --restore " +
                     model.name + ".ckpt";
  for (int32_t i = 0; i < last.num_fetches; ++i)
    text += " --fetch " + std::string(last.fetches[i].name) + "=" +
            last.fetches[i].name + "-out.npy";
  return text + "\n";
}

static std::string infoExamples(const std::string &program) {
  return "Examples:\n  " + program + " info\n  " + program + " info --json\n";
}

//===- Options ------------------------------------------------------------===//

/// A value "NAME=..." that may be given several times, one per occurrence.
static CLI::Option *addBindings(CLI::App &app, const std::string &name,
                                std::vector<std::string> &values,
                                const char *form, const char *description) {
  return app.add_option(name, values, description)
      ->type_name(form)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
}

/// Checked without a word in the help: the limit is none that a user meets.
static CLI::Validator numberFrom1To(int64_t last) {
  return CLI::Range(int64_t(1), last).description("");
}

/// An empty path would read as an option that was not given.
static std::string checkNotEmpty(const std::string &text) {
  return text.empty() ? "expected a path" : "";
}

static void addStateOptions(CLI::App &app, RunOptions &options) {
  const char *group = "State";
  app.add_flag("--init", options.init, "Run the initializers first")
      ->group(group);
  app.add_option("--restore", options.restore,
                 "Read a checkpoint first: its prefix, one of its files, or a "
                 "folder with a state file")
      ->type_name("PATH")
      ->check(checkNotEmpty)
      ->group(group);
  app.add_option("--save", options.save,
                 "Write a checkpoint after the last call")
      ->type_name("PREFIX")
      ->check(checkNotEmpty)
      ->group(group);
}

static void addValueOptions(CLI::App &app, RunOptions &options) {
  const char *group = "Values";
  addBindings(app, "--feed", options.feeds, "NAME=VALUE",
              "Feed a number, true, false, a JSON list, or an .npy file (PATH "
              "or @PATH)")
      ->group(group);
  addBindings(app, "--fetch", options.fetches, "NAME=PATH",
              "Write a result to an .npy file")
      ->group(group);
  addBindings(app, "--print", options.prints, "NAME",
              "Print a result to standard output after the last call")
      ->group(group);
  app.add_option("--print-every", options.printEvery,
                 "Print every N-th call's results too")
      ->type_name("N")
      ->check(numberFrom1To(INT64_MAX))
      ->group(group);
}

static void addLoopOptions(CLI::App &app, RunOptions &options) {
  const char *group = "Calls";
  CLI::Validator atLeastOne = numberFrom1To(INT64_MAX);
  auto *data = addBindings(app, "--data", options.data, "NAME=PATH",
                           "Feed batches of an .npy file's first dimension")
                   ->group(group);
  auto *steps = app.add_option("--steps", options.steps, "Number of calls (1)")
                    ->type_name("N")
                    ->check(atLeastOne)
                    ->group(group);
  app.add_option("--batch", options.batch, "Rows of a batch (32)")
      ->type_name("N")
      ->check(atLeastOne)
      ->needs(data)
      ->group(group);
  app.add_option("--epochs", options.epochs, "Passes over the data (1)")
      ->type_name("N")
      ->check(atLeastOne)
      ->needs(data)
      ->excludes(steps)
      ->group(group);
  app.add_flag("--shuffle", options.shuffle,
               "Shuffle the rows anew in each epoch")
      ->needs(data)
      ->group(group);
  app.add_flag("--drop-remainder", options.dropRemainder,
               "Leave out an epoch's last batch if it is smaller")
      ->needs(data)
      ->group(group);
}

static void addInstanceOptions(CLI::App &app, InstanceOptions &options) {
  const char *group = "Execution";
  static const std::map<std::string, ProgressMode> modes = {
      {"auto", ProgressMode::Auto},
      {"plain", ProgressMode::Plain},
      {"json", ProgressMode::Json},
      {"none", ProgressMode::None}};
  app.add_option("--seed", options.seed,
                 "Seed of the shuffle and of random nodes without seeds")
      ->type_name("N")
      ->group(group);
  app.add_option("--threads", options.threads,
                 "Most threads; 1 creates none (VF_THREADS, else 1)")
      ->type_name("N")
      ->check(numberFrom1To(4096))
      ->group(group);
  app.add_option("--progress", options.progress,
                 "auto, plain, json or none: how progress is shown")
      ->type_name("MODE")
      ->transform(CLI::CheckedTransformer(modes).description(""))
      ->group(group);
}

static void addEntry(CLI::App &app, RunOptions &options,
                     const std::string &description) {
  app.add_option("ENTRY", options.entry, description)
      ->type_name("")
      ->required();
}

static CLI::App *addRun(CLI::App &app, const vf_model_desc &model,
                        const std::string &program, RunOptions &options) {
  CLI::App *run = app.add_subcommand("run", "Call an entry, once or in a loop");
  std::string entries;
  for (int32_t i = 0; i < model.num_public_entries; ++i)
    entries += (i > 0 ? ", " : "") + std::string(model.entries[i].name);
  addEntry(*run, options, "One of: " + entries);
  addStateOptions(*run, options);
  addValueOptions(*run, options);
  addLoopOptions(*run, options);
  addInstanceOptions(*run, options.instance);
  run->footer(runExamples(model, program));
  return run;
}

static CLI::App *addScript(CLI::App &app, const std::string &program,
                           ScriptOptions &options) {
  CLI::App *script = app.add_subcommand(
      "script", "Run one call per line of a file, all on one instance");
  script->add_option("FILE", options.path, "The script; - is standard input")
      ->type_name("")
      ->required()
      ->check(checkNotEmpty);
  addInstanceOptions(*script, options.instance);
  script->footer(
      "A line is one of: init, restore PATH, save PREFIX, run ENTRY with the\n"
      "options of values and calls that 'run' has. Words are a shell's, # "
      "begins\n"
      "a comment, and a line that begins with - may fail.\n\n"
      "Examples:\n  " +
      program + " script calls.txt\n  " + program +
      " script - --seed 1 < calls.txt\n");
  return script;
}

//===- Parsing ------------------------------------------------------------===//

CommandLine rt::parseCommandLine(const vf_model_desc &model, int argc,
                                 char **argv) {
  std::string path = argc > 0 ? argv[0] : model.name;
  std::string program = path.substr(path.rfind('/') + 1);
  CommandLine line;
  // CLI11 takes the words last one first.
  std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  std::reverse(arguments.begin(), arguments.end());
  CLI::App app("Runs the compiled model '" + std::string(model.name) + "'",
               program);
  app.require_subcommand(1);
  app.footer("Examples:\n  " + program + " info\n  " + program +
             " run --help\n");
  bool wantsVersion = false;
  app.add_flag("--version", wantsVersion,
               "Print versions and the graph's hash");
  CLI::App *info =
      app.add_subcommand("info", "Print variables, entries and savers");
  info->add_flag("--json", line.json, "Print JSON");
  info->footer(infoExamples(program));
  CLI::App *run = addRun(app, model, program, line.run);
  CLI::App *script = addScript(app, program, line.script);
  try {
    app.parse(std::move(arguments));
    line.action = run->parsed()      ? CommandLine::Action::Run
                  : script->parsed() ? CommandLine::Action::Script
                                     : CommandLine::Action::Info;
  } catch (const CLI::CallForHelp &) {
    line.action = CommandLine::Action::ShowText;
    line.text = app.help();
  } catch (const CLI::ParseError &error) {
    line.text = std::string(error.what()) + "\nhint: '" + program +
                (run->count() > 0      ? " run"
                 : script->count() > 0 ? " script"
                                       : "") +
                " --help' shows the options";
  }
  if (wantsVersion) {
    line.action = CommandLine::Action::ShowText;
    line.text = versionText(model);
  }
  return line;
}

StatusOr<RunOptions> rt::parseScriptRun(std::vector<std::string> words) {
  RunOptions options;
  CLI::App app("", "run");
  app.set_help_flag();
  addEntry(app, options, "");
  addValueOptions(app, options);
  addLoopOptions(app, options);
  std::reverse(words.begin(), words.end());
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError &error) {
    return Status(VF_INVALID_ARGUMENT, std::string("run: ") + error.what());
  }
  return options;
}
