// One run: everything given is checked and read, the state prepared, the entry
// called; then results are written and the state is saved. A call that fails
// ends it before anything is written.
#include "Run.h"

#include "Inputs.h"
#include "Outputs.h"
#include "Progress.h"
#include "Saves.h"
#include "Signals.h"

using namespace vf;
using rt::Status;
using rt::StatusOr;

namespace {
/// The parts of a run, once everything given has been checked.
struct Execution {
  const vf_entry_desc &entry;
  const rt::ResolvedRun &run;
  const rt::Console &console;
  rt::Inputs &inputs;
  rt::Outputs &outputs;
  rt::State &state;
  rt::Saves &saves;

  const rt::RunOptions &options() const { return run.options; }
  Status callAll(rt::Progress &progress, rt::RunSummary &summary);
  Status callOnce(int64_t call);
  std::string valuesText(int64_t done) const;
  Status complete(rt::RunSummary &summary);
  Status prepare();
  Status execute(bool &interrupted);
};
} // namespace

Status Execution::callOnce(int64_t call) {
  if (Status status = inputs.load(call); !status.ok())
    return status;
  if (Status status = state.call(run.entry, inputs.args(), entry.num_feeds,
                                 outputs.args(), entry.num_fetches);
      !status.ok())
    return status;
  return outputs.collect(call);
}

/// The values to print after `done` calls, each on a line.
std::string Execution::valuesText(int64_t done) const {
  std::string text;
  for (const rt::PrintedValue &value : outputs.values()) {
    if (options().printEvery)
      text += "step " + std::to_string(done) + ": ";
    text += value.name + " = " + value.text + '\n';
  }
  return text;
}

Status Execution::callAll(rt::Progress &progress, rt::RunSummary &summary) {
  while (summary.done < summary.total && !rt::SignalGuard::isInterrupted()) {
    if (Status status = callOnce(summary.done); !status.ok())
      return status;
    int64_t done = ++summary.done;
    bool isDue = options().printEvery && done % *options().printEvery == 0;
    if (isDue && done < summary.total) {
      progress.clear();
      if (Status status = console.print(valuesText(done)); !status.ok())
        return status;
    }
    if (saves.isDue(done)) {
      progress.clear();
      if (Status status = saves.save(done); !status.ok())
        return status;
    }
    progress.update(done, [this] { return outputs.values(); });
  }
  summary.interrupted = summary.done < summary.total;
  return Status();
}

/// What follows the last call. A full disk or a reader that went away must not
/// cost the training: the state is saved whatever becomes of the results (they
/// come first where they lie in memory that the save may use). After Ctrl-C,
/// files of results would be incomplete.
Status Execution::complete(rt::RunSummary &summary) {
  if (summary.done == 0)
    return Status();
  summary.values = outputs.values();
  std::string text = valuesText(summary.done);
  Status results = summary.interrupted ? Status() : outputs.finish();
  summary.written = outputs.writtenPaths();
  if (Status status = saves.finish(summary.done); !status.ok())
    return status;
  summary.saved = saves.lastPath();
  if (results.ok())
    results = console.print(text);
  return saves.withLastPath(results);
}

/// --init, then --restore.
Status Execution::prepare() {
  if (options().init)
    if (Status status = state.initialize(); !status.ok())
      return status;
  if (!options().restore.path.empty())
    if (Status status = state.restore(options().restore); !status.ok())
      return status;
  if (options().init)
    state.warnOfUninitialized();
  return Status();
}

Status Execution::execute(bool &interrupted) {
  if (Status status = prepare(); !status.ok())
    return status;
  saves.begin();
  rt::RunSummary summary;
  summary.total = inputs.calls();
  rt::Progress progress(console, options().instance.progress, summary.total);
  Status status = callAll(progress, summary);
  progress.stop();
  if (!status.ok())
    return saves.withLastPath(status);
  if (Status completed = complete(summary); !completed.ok())
    return completed;
  progress.summarize(summary);
  interrupted = summary.interrupted;
  return Status();
}

static void tellWhatIsLeftOut(const rt::DataWalk *data,
                              const rt::Console &console) {
  if (!data || data->rowsLeftOut() == 0)
    return;
  console.tell("the last " + std::to_string(data->rowsLeftOut()) +
                   " rows of each epoch do not fill a batch of " +
                   std::to_string(data->batchRows()) + " and are left out",
               rt::JsonEvent("rows_left_out")
                   .number("rows", data->rowsLeftOut())
                   .number("batch", data->batchRows()));
}

Status rt::callEntry(const vf_model_desc &model, const ResolvedRun &run,
                     const Console &console, State &state, bool &interrupted) {
  const vf_entry_desc &entry = model.entries[run.entry];
  StatusOr<rt::Inputs> inputs = rt::Inputs::bind(entry, run);
  if (!inputs.ok())
    return inputs.status();
  StatusOr<rt::Outputs> outputs = rt::Outputs::bind(entry, run, *inputs);
  if (!outputs.ok())
    return outputs.status();
  StatusOr<rt::Saves> saves =
      rt::Saves::plan(model, run.options.save, state, console);
  if (!saves.ok())
    return saves.status();
  tellWhatIsLeftOut(inputs->data(), console);
  Execution execution = {entry, run, console, *inputs, *outputs, state, *saves};
  return execution.execute(interrupted);
}

static Status createAndRun(const vf_model_desc &model,
                           const rt::RunOptions &options,
                           const rt::Console &console, bool &interrupted) {
  StatusOr<rt::ResolvedRun> run = rt::resolveRun(model, options);
  if (!run.ok())
    return run.status();
  StatusOr<rt::State> state =
      rt::State::create(model, options.instance, console);
  if (!state.ok())
    return state.status();
  return rt::callEntry(model, *run, console, *state, interrupted);
}

int rt::run(const vf_model_desc &model, const RunOptions &options,
            const Console &console) {
  bool interrupted = false;
  Status status = createAndRun(model, options, console, interrupted);
  if (!status.ok()) {
    console.error(status.message());
    return kExitFailure;
  }
  return interrupted ? kExitInterrupted : 0;
}
