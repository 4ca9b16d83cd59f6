// What a graph's Saver writes and reads: checkpoint keys, slices and variables,
// in the order of the nodes that it names.
#ifndef VF_GRAPH_SAVERS_H
#define VF_GRAPH_SAVERS_H

#include "vf/Graph/Variables.h"

#include <string>
#include <vector>

namespace vf {

/// One tensor of a checkpoint. `slice` is TensorFlow's text for the part of the
/// full tensor that the variable is, "" for all of it.
struct SavedTensor {
  std::string key;
  std::string slice;
  const Variable *variable = nullptr;
};

struct Saver {
  std::string
      name; ///< the scope of its nodes, "save"; "" if the graph has none
  SaverInfo info;
  std::vector<SavedTensor> tensors; ///< in the order they are written
};

/// The graph's Savers; where it has none, one for the variables of the
/// collection `variables`, else for all, by their node names in sorted order
/// (none without variables). Reports what of a Saver cannot be read; a tensor
/// that is no variable's is left out with a warning.
llvm::FailureOr<std::vector<Saver>>
collectSavers(const MetaGraph &metaGraph, const VariableTable &variables,
              DiagnosticEngine &diagnostics);

} // namespace vf

#endif // VF_GRAPH_SAVERS_H
