// Resolves the options of a run one list after the other.
#include "ResolvedRun.h"

#include "Shape.h"
#include "StateOptions.h"
#include "vf/rt/vf.h"

#include <set>
#include <string_view>
#include <utility>

using namespace vf;
using rt::Binding;
using rt::ResolvedRun;
using rt::Status;
using rt::StatusOr;

/// Every feed of the entry must be given once.
static Status checkGivenOnce(const vf_entry_desc &entry,
                             const std::vector<Binding> &feeds,
                             const std::vector<Binding> &data) {
  std::vector<int> given(entry.num_feeds);
  for (const auto *bindings : {&feeds, &data})
    for (const Binding &binding : *bindings)
      if (++given[binding.index] > 1)
        return Status(VF_INVALID_ARGUMENT,
                      "feed '" + std::string(entry.feeds[binding.index].name) +
                          "' is given twice");
  std::string missing;
  for (int32_t i = 0; i < entry.num_feeds; ++i) {
    const vf_tensor_desc &feed = entry.feeds[i];
    if (given[i] == 0)
      missing += std::string(missing.empty() ? "" : ", ") + "'" + feed.name +
                 "' (" + vf_dtype_name(feed.dtype) + " " +
                 rt::shapeText(feed.dims, feed.rank) + ")";
  }
  if (missing.empty())
    return Status();
  return Status(VF_INVALID_ARGUMENT,
                "entry '" + std::string(entry.name) +
                    "': missing feed: " + missing +
                    "\nhint: give --feed NAME=VALUE, or --data NAME=PATH to "
                    "walk a file in batches");
}

static Status checkPathsDiffer(const std::vector<Binding> &fetches) {
  std::set<std::string_view> paths;
  for (const Binding &fetch : fetches)
    if (!paths.insert(fetch.value).second)
      return Status(VF_INVALID_ARGUMENT, "two results cannot both be written "
                                         "to '" +
                                             fetch.value + "'");
  return Status();
}

Status rt::checkUsage(const vf_model_desc &model, const RunOptions &options) {
  if (StatusOr<int32_t> entry = resolveEntry(model, options.entry); !entry.ok())
    return entry.status();
  for (const auto &[option, arguments] :
       {std::pair("--feed", &options.feeds), std::pair("--data", &options.data),
        std::pair("--fetch", &options.fetches)})
    if (Status status = checkBindings(option, *arguments); !status.ok())
      return status;
  if (options.shuffle && !options.fetches.empty())
    return Status(VF_INVALID_ARGUMENT,
                  "--fetch collects results in the order of the data, which "
                  "--shuffle changes\nhint: leave out one of the two");
  return checkStateUsage(options);
}

StatusOr<ResolvedRun> rt::resolveRun(const vf_model_desc &model,
                                     RunOptions options) {
  StatusOr<int32_t> index = resolveEntry(model, options.entry);
  if (!index.ok())
    return index.status();
  const vf_entry_desc &entry = model.entries[*index];
  StatusOr<std::vector<Binding>> feeds = resolveBindings(entry, Role::Feed,
                                                         options.feeds),
                                 data = resolveBindings(entry, Role::Feed,
                                                        options.data),
                                 fetches = resolveBindings(entry, Role::Fetch,
                                                           options.fetches);
  for (const auto *bindings : {&feeds, &data, &fetches})
    if (!bindings->ok())
      return bindings->status();
  ResolvedRun run = {std::move(options),  *index,
                     std::move(*feeds),   std::move(*data),
                     std::move(*fetches), {}};
  for (const std::string &name : run.options.prints) {
    StatusOr<int32_t> print = resolveTensor(entry, Role::Fetch, name);
    if (!print.ok())
      return print.status();
    run.prints.push_back(*print);
  }
  if (Status status = checkGivenOnce(entry, run.feeds, run.data); !status.ok())
    return status;
  if (Status status = checkPathsDiffer(run.fetches); !status.ok())
    return status;
  return run;
}
