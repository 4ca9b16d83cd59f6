// Import: from TensorFlow's node graph to a module of `vf` and `nd`.
//
// A module has the graph's variables with their initializers, a generator per
// random node, the Saver's records, and one `vf.entry` per entry. Nodes are
// lowered in the one fixed order of their schedule, each by the function that
// the op's record names.
#ifndef VF_IMPORT_IMPORT_H
#define VF_IMPORT_IMPORT_H

#include "vf/Graph/EntrySpec.h"
#include "vf/Graph/MetaGraph.h"
#include "vf/Graph/OpRegistry.h"
#include "vf/Support/Diagnostics.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/ArrayRef.h"

#include <vector>

namespace vf {

struct ImportOptions {
  /// Shapes of feeds and variables from the command line.
  std::vector<ShapeSpec> shapes;
};

/// Gives every op that can be imported its lowering. To be called once, before
/// a graph is built with `registry`.
void registerLowerings(OpRegistry &registry);

/// Imports `entries` of `metaGraph` and the state they share. The graph must
/// have been built with a registry that has the lowerings. Reports all
/// unsupported ops that the entries need before any other work, and everything
/// else at the node it is about; returns null if an error was reported.
mlir::OwningOpRef<mlir::ModuleOp>
importModule(mlir::MLIRContext &context, const MetaGraph &metaGraph,
             llvm::ArrayRef<EntrySpec> entries, const ImportOptions &options,
             DiagnosticEngine &diagnostics);

} // namespace vf

#endif // VF_IMPORT_IMPORT_H
