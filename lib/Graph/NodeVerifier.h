// Checks a NodeDef against the record of its op, and reads from its attributes
// the types of its inputs and outputs.
#ifndef VF_LIB_GRAPH_NODEVERIFIER_H
#define VF_LIB_GRAPH_NODEVERIFIER_H

#include "vf/Graph/OpRegistry.h"
#include "vf/Support/Diagnostics.h"
#include "vf/tf/graph.pb.h"

#include "llvm/ADT/SmallVector.h"

namespace vf {

/// One tensor per element: an argument "N * T" has been written out.
struct NodeTypes {
  llvm::SmallVector<DataType, 3> inputs;
  llvm::SmallVector<DataType, 2> outputs;
};

/// Reports every attribute that is missing or wrong, then fails.
llvm::FailureOr<NodeTypes> resolveTypes(const tf::NodeDef &def,
                                        const OpRecord &record,
                                        DiagnosticEngine &diagnostics);

/// The name of the argument that input `input` belongs to: "values".
llvm::StringRef inputArgName(const tf::NodeDef &def, const OpRecord &record,
                             unsigned input);

} // namespace vf

#endif // VF_LIB_GRAPH_NODEVERIFIER_H
