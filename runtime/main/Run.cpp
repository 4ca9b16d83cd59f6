// One run: everything given is checked and read, the state prepared, the entry
// called; then results are written and the state is saved. A failure on the way
// ends it before anything is written.
#include "Run.h"

#include "Bindings.h"
#include "Inputs.h"
#include "Outputs.h"
#include "Progress.h"
#include "Signals.h"

using namespace vf;
using rt::Status;
using rt::StatusOr;

namespace {
/// The parts of a run, once everything given has been checked.
struct Run {
  const vf_entry_desc &entry;
  int32_t entryIndex;
  const rt::RunOptions &options;
  const rt::Console &console;
  rt::Inputs &inputs;
  rt::Outputs &outputs;
  rt::State &state;

  Status callAll(rt::Progress &progress, rt::RunSummary &summary);
  Status callOnce(int64_t call);
  Status printValues(int64_t done, rt::Progress &progress);
  Status complete(rt::RunSummary &summary);
  Status prepare();
  Status execute(bool &interrupted);
};
} // namespace

Status Run::callOnce(int64_t call) {
  if (Status status = inputs.load(call); !status.ok())
    return status;
  if (Status status = state.call(entryIndex, inputs.args(), entry.num_feeds,
                                 outputs.args(), entry.num_fetches);
      !status.ok())
    return status;
  return outputs.collect(call);
}

Status Run::printValues(int64_t done, rt::Progress &progress) {
  progress.clear();
  std::string text;
  for (const rt::PrintedValue &value : outputs.values()) {
    if (options.printEvery)
      text += "step " + std::to_string(done) + ": ";
    text += value.name + " = " + value.text + '\n';
  }
  return console.print(text);
}

Status Run::callAll(rt::Progress &progress, rt::RunSummary &summary) {
  while (summary.done < summary.total && !rt::SignalGuard::isInterrupted()) {
    if (Status status = callOnce(summary.done); !status.ok())
      return status;
    int64_t done = ++summary.done;
    bool isDue = options.printEvery && done % *options.printEvery == 0;
    if (isDue && done < summary.total)
      if (Status status = printValues(done, progress); !status.ok())
        return status;
    progress.update(done, [this] { return outputs.values(); });
  }
  summary.interrupted = summary.done < summary.total;
  return Status();
}

/// What follows the last call. After Ctrl-C a due save is written all the same;
/// files of results would be incomplete.
Status Run::complete(rt::RunSummary &summary) {
  if (summary.done > 0)
    summary.values = outputs.values();
  if (!summary.interrupted)
    if (Status status = outputs.finish(); !status.ok())
      return status;
  summary.written = outputs.writtenPaths();
  if (options.save.empty() || summary.done == 0)
    return Status();
  if (Status status = state.save(options.save); !status.ok())
    return status;
  summary.saved = options.save;
  return Status();
}

/// --init, then --restore.
Status Run::prepare() {
  if (options.init)
    if (Status status = state.initialize(); !status.ok())
      return status;
  if (!options.restore.empty())
    if (Status status = state.restore(options.restore); !status.ok())
      return status;
  if (options.init)
    state.warnOfUninitialized();
  return Status();
}

Status Run::execute(bool &interrupted) {
  if (Status status = prepare(); !status.ok())
    return status;
  rt::RunSummary summary;
  summary.total = inputs.calls();
  rt::Progress progress(console, options.instance.progress, summary.total);
  Status status = callAll(progress, summary);
  progress.stop();
  if (!status.ok())
    return status;
  if (summary.done > 0)
    if (Status printed = printValues(summary.done, progress); !printed.ok())
      return printed;
  if (Status completed = complete(summary); !completed.ok())
    return completed;
  progress.summarize(summary);
  interrupted = summary.interrupted;
  return Status();
}

static void sayWhatIsLeftOut(const rt::DataWalk *data,
                             const rt::Console &console) {
  if (data && data->rowsLeftOut() > 0)
    console.line("the last " + std::to_string(data->rowsLeftOut()) +
                 " rows of each epoch do not fill a batch of " +
                 std::to_string(data->batchRows()) + " and are left out");
}

Status rt::callEntry(const vf_model_desc &model, const RunOptions &options,
                     const Console &console, State &state, bool &interrupted) {
  StatusOr<int32_t> index = rt::resolveEntry(model, options.entry);
  if (!index.ok())
    return index.status();
  const vf_entry_desc &entry = model.entries[*index];
  StatusOr<rt::Inputs> inputs = rt::Inputs::bind(entry, options);
  if (!inputs.ok())
    return inputs.status();
  StatusOr<rt::Outputs> outputs = rt::Outputs::bind(entry, options, *inputs);
  if (!outputs.ok())
    return outputs.status();
  if (!options.save.empty())
    if (Status status = rt::checkSavePrefix(options.save); !status.ok())
      return status;
  sayWhatIsLeftOut(inputs->data(), console);
  Run run = {entry, *index, options, console, *inputs, *outputs, state};
  return run.execute(interrupted);
}

static Status createAndRun(const vf_model_desc &model,
                           const rt::RunOptions &options,
                           const rt::Console &console, bool &interrupted) {
  StatusOr<rt::State> state =
      rt::State::create(model, options.instance, console);
  if (!state.ok())
    return state.status();
  return rt::callEntry(model, options, console, *state, interrupted);
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
