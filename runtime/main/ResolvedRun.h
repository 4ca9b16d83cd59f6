// A run whose arguments have been matched with the model: names are indices.
// What the command line alone gets wrong is found here, before any file is
// touched.
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

StatusOr<ResolvedRun> resolveRun(const vf_model_desc &model,
                                 RunOptions options);

/// Fails where `prefix` cannot name a checkpoint, whatever the folder has.
Status checkSavePrefix(const std::string &prefix);

} // namespace vf::rt

#endif // VF_RT_MAIN_RESOLVEDRUN_H
