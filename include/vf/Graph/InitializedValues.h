// Recognizes what `Variable.initialized_value()` writes in graphs from
// TensorFlow 1.0 on: the value of a variable if it has one, else its initial
// value, as a conditional of v1 control flow.
#ifndef VF_GRAPH_INITIALIZEDVALUES_H
#define VF_GRAPH_INITIALIZEDVALUES_H

#include "vf/Graph/MetaGraph.h"

namespace vf {

/// Replaces each such Merge by a node of the same name that says so:
/// `_InitializedValue` of a ref variable, `_InitializedResourceValue` of a
/// resource. What only the conditional used is left without consumers. Any
/// other conditional stays as it is. Linear but for values that conditionals
/// share, which are compared once for each.
llvm::LogicalResult foldInitializedValues(MetaGraph &metaGraph,
                                          DiagnosticEngine &diagnostics);

} // namespace vf

#endif // VF_GRAPH_INITIALIZEDVALUES_H
