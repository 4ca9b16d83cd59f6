// A run whose arguments have been matched with the model, before any file is
// touched: first the form of the command line, which is usage, then the names
// of tensors.
#ifndef VF_RT_MAIN_RESOLVEDRUN_H
#define VF_RT_MAIN_RESOLVEDRUN_H

#include "Bindings.h"
#include "Options.h"

namespace vf::rt {

struct ResolvedRun {
  RunOptions options;
  int32_t entry = 0;
  std::vector<Binding> feeds; ///< with `data`: each feed of the entry once
  std::vector<Binding> data;
  std::vector<Binding> fetches;
  std::vector<int32_t> prints;
};

/// Fails where a command line with these options is wrong usage: an unknown
/// entry, NAME=VALUE of another form, options that exclude each other.
Status checkUsage(const vf_model_desc &model, const RunOptions &options);

/// Resolves the tensors' names in options that checkUsage has passed; every
/// feed must be given once.
StatusOr<ResolvedRun> resolveRun(const vf_model_desc &model,
                                 RunOptions options);

} // namespace vf::rt

#endif // VF_RT_MAIN_RESOLVEDRUN_H
