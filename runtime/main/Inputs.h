// What a run feeds: constants, and data that changes with each call.
#ifndef VF_RT_MAIN_INPUTS_H
#define VF_RT_MAIN_INPUTS_H

#include "DataWalk.h"
#include "OwnedTensor.h"
#include "ResolvedRun.h"

#include <optional>
#include <vector>

namespace vf::rt {

class Inputs {
public:
  /// Reads every constant and opens every data file.
  static StatusOr<Inputs> bind(const vf_entry_desc &entry,
                               const ResolvedRun &run);

  /// How often the entry is called.
  int64_t calls() const { return numCalls; }
  /// The walk over the data, or null.
  const DataWalk *data() const { return walk ? &*walk : nullptr; }

  /// Makes args() ready for the `call`-th call; calls are asked for in order.
  Status load(int64_t call) {
    return walk ? walk->load(call, arguments.data()) : Status();
  }
  const vf_arg *args() const { return arguments.data(); }

private:
  Status bindConstants(const vf_entry_desc &entry,
                       const std::vector<Binding> &bindings);
  Status countCalls(const RunOptions &options);

  std::vector<vf_arg> arguments;
  std::vector<OwnedTensor> constants;
  std::optional<DataWalk> walk;
  int64_t numCalls = 1;
};

} // namespace vf::rt

#endif // VF_RT_MAIN_INPUTS_H
