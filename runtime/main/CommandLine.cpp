// Declares the options to CLI11. Exceptions of CLI11 end here.
#include "CommandLine.h"

#include "OptionForms.h"
#include "StateOptions.h"
#include "ThreadPool.h"
#include "Usage.h"
#include "vf/rt/vf.h"

#include <algorithm>
#include <map>

using namespace vf;
using rt::CommandLine;
using rt::InstanceOptions;
using rt::ProgressMode;
using rt::ResolvedRun;
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

static void addValueOptions(CLI::App &app, RunOptions &options) {
  const char *group = "Values";
  rt::addBindings(
      app, "--feed", options.feeds, "NAME=VALUE",
      "Feed a number, true, false, a JSON list, or an .npy file (PATH "
      "or @PATH)")
      ->group(group);
  rt::addBindings(app, "--fetch", options.fetches, "NAME=PATH",
                  "Write a result to an .npy file")
      ->group(group);
  rt::addBindings(app, "--print", options.prints, "NAME",
                  "Print a result to standard output after the last call")
      ->group(group);
  rt::addCount(app, "--print-every", options.printEvery,
               "Print every N-th call's results too")
      ->group(group);
}

static void addLoopOptions(CLI::App &app, RunOptions &options) {
  const char *group = "Calls";
  auto *data = rt::addBindings(app, "--data", options.data, "NAME=PATH",
                               "Feed batches of an .npy file's first dimension")
                   ->group(group);
  auto *steps =
      rt::addCount(app, "--steps", options.steps, "Number of calls (1)")
          ->group(group);
  rt::addCount(app, "--batch", options.batch, "Rows of a batch (32)")
      ->needs(data)
      ->group(group);
  rt::addCount(app, "--epochs", options.epochs, "Passes over the data (1)")
      ->needs(data)
      ->excludes(steps)
      ->group(group);
  rt::addFlag(app, "--shuffle", options.shuffle,
              "Shuffle the rows anew in each epoch")
      ->needs(data)
      ->group(group);
  rt::addFlag(app, "--drop-remainder", options.dropRemainder,
              "Leave out an epoch's last batch if it is smaller")
      ->needs(data)
      ->group(group);
}

static CLI::Option *addProgress(CLI::App &app, ProgressMode &mode) {
  CLI::callback_t store = [&mode](const CLI::results_t &words) {
    static const std::map<std::string, ProgressMode> modes = {
        {"auto", ProgressMode::Auto},
        {"plain", ProgressMode::Plain},
        {"json", ProgressMode::Json},
        {"none", ProgressMode::None}};
    const auto found = modes.find(words.back());
    if (found == modes.end())
      throw CLI::ValidationError("--progress",
                                 "expected auto, plain, json or none, found '" +
                                     words.back() + "'");
    mode = found->second;
    return true;
  };
  return app
      .add_option("--progress", store,
                  "auto, plain, json or none: how progress is shown")
      ->type_name("MODE");
}

static void addInstanceOptions(CLI::App &app, InstanceOptions &options) {
  const char *group = "Execution";
  rt::addNumber<uint64_t>(
      app, "--seed", options.seed, 0, UINT64_MAX,
      "Seed of the shuffle and of random nodes without seeds")
      ->group(group);
  rt::addNumber<int32_t>(app, "--threads", options.threads, 1, rt::kMaxThreads,
                         "Most threads; 1 creates none (VF_THREADS, else 1)")
      ->group(group);
  addProgress(app, options.progress)->group(group);
}

static void addEntry(CLI::App &app, RunOptions &options,
                     const std::string &description) {
  app.add_option("ENTRY", options.entry, description)
      ->type_name("")
      ->required();
}

static void addRun(CLI::App &app, const vf_model_desc &model,
                   const std::string &program, RunOptions &options) {
  CLI::App *run = app.add_subcommand("run", "Call an entry, once or in a loop");
  std::string entries;
  for (int32_t i = 0; i < model.num_public_entries; ++i)
    entries += (i > 0 ? ", " : "") + std::string(model.entries[i].name);
  addEntry(*run, options, "One of: " + entries);
  rt::addStateOptions(*run, options);
  addValueOptions(*run, options);
  addLoopOptions(*run, options);
  addInstanceOptions(*run, options.instance);
  run->footer(runExamples(model, program));
}

static void addScript(CLI::App &app, const std::string &program,
                      ScriptOptions &options) {
  CLI::App *script = app.add_subcommand(
      "script", "Run one call per line of a file, all on one instance");
  script->add_option("FILE", options.path, "The script; - is standard input")
      ->type_name("")
      ->required()
      ->check(rt::checkNotEmpty);
  addInstanceOptions(*script, options.instance);
  script->footer(
      "A line is one of: init, restore PATH, save PREFIX, run ENTRY with the\n"
      "options of values and calls that 'run' has. Words are a shell's, # "
      "begins\n"
      "a comment, and a line that begins with - may fail.\n\n"
      "Examples:\n  " +
      program + " script calls.txt\n  " + program +
      " script - --seed 1 < calls.txt\n");
}

//===- Parsing ------------------------------------------------------------===//

/// CLI11 takes the words last one first.
static void parse(CLI::App &app, std::vector<std::string> words) {
  if (Status status = rt::checkValuesGiven(words); !status.ok())
    throw CLI::ValidationError(status.message());
  std::reverse(words.begin(), words.end());
  app.parse(std::move(words));
}

/// What `app`, which has parsed its words into `line`, was asked to do.
static void chooseAction(const CLI::App &app, const vf_model_desc &model,
                         CommandLine &line) {
  const std::vector<CLI::App *> parsed = app.get_subcommands();
  if (parsed.empty()) {
    line.text = "expected a subcommand" + rt::suggestSubcommands(app, "");
    return;
  }
  const std::string &name = parsed.front()->get_name();
  Status usage = name == "run" ? rt::checkUsage(model, line.run) : Status();
  line.text = usage.message();
  if (usage.ok())
    line.action = name == "run"      ? CommandLine::Action::Run
                  : name == "script" ? CommandLine::Action::Script
                                     : CommandLine::Action::Info;
}

static std::string helpHint(const CLI::App &app, const std::string &program) {
  std::string words = program;
  for (const CLI::App *subcommand : app.get_subcommands())
    words += " " + subcommand->get_name();
  return "\nhint: '" + words + " --help' shows the options";
}

CommandLine rt::parseCommandLine(const vf_model_desc &model, int argc,
                                 char **argv) {
  std::string path = argc > 0 ? argv[0] : model.name;
  std::string program = path.substr(path.rfind('/') + 1);
  CommandLine line;
  CLI::App app("Runs the compiled model '" + std::string(model.name) + "'",
               program);
  app.require_subcommand(0, 1);
  app.footer("Examples:\n  " + program + " info\n  " + program +
             " run --help\n");
  bool wantsVersion = false;
  rt::addFlag(app, "--version", wantsVersion,
              "Print versions and the graph's hash");
  CLI::App *info =
      app.add_subcommand("info", "Print variables, entries and savers");
  rt::addFlag(*info, "--json", line.json, "Print JSON");
  info->footer(infoExamples(program));
  addRun(app, model, program, line.run);
  addScript(app, program, line.script);
  try {
    parse(app, {argv + std::min(argc, 1), argv + argc});
    if (wantsVersion) {
      line.action = CommandLine::Action::ShowText;
      line.text = versionText(model);
    } else {
      chooseAction(app, model, line);
    }
  } catch (const CLI::CallForHelp &) {
    line.action = CommandLine::Action::ShowText;
    line.text = app.help();
  } catch (const CLI::ParseError &error) {
    line.text = usageText(app, error);
  }
  bool hasHint = line.text.find("\nhint: ") != std::string::npos;
  if (line.action == CommandLine::Action::Refuse && !hasHint)
    line.text += helpHint(app, program);
  return line;
}

StatusOr<ResolvedRun> rt::parseScriptRun(const vf_model_desc &model,
                                         std::vector<std::string> words) {
  RunOptions options;
  CLI::App app("", "run");
  app.set_help_flag();
  addEntry(app, options, "");
  addValueOptions(app, options);
  addLoopOptions(app, options);
  try {
    parse(app, std::move(words));
  } catch (const CLI::ParseError &error) {
    return Status(VF_INVALID_ARGUMENT, "run: " + usageText(app, error));
  }
  if (Status status = checkUsage(model, options); !status.ok())
    return status;
  return resolveRun(model, std::move(options));
}
