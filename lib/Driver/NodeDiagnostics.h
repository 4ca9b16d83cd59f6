// MLIR's diagnostics in the one form of the command line: the node that an op
// comes from, or, where the input is a module, its place in the file.
#ifndef VF_LIB_DRIVER_NODEDIAGNOSTICS_H
#define VF_LIB_DRIVER_NODEDIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"
#include "vf/Graph/Graph.h"
#include "vf/Support/Diagnostics.h"

namespace vf {

/// While it lives, hands what MLIR reports in `context` to `diagnostics`, with
/// the location's nodes named: those of `graph`, if there is one. May be called
/// from several threads.
class NodeDiagnosticHandler {
public:
  NodeDiagnosticHandler(mlir::MLIRContext &context, const Graph *graph,
                        DiagnosticEngine &diagnostics);

private:
  mlir::LogicalResult handle(mlir::Diagnostic &diagnostic);
  Location describe(mlir::Location location) const;

  const Graph *graph;
  DiagnosticEngine &diagnostics;
  mlir::ScopedDiagnosticHandler scope;
};

} // namespace vf

#endif // VF_LIB_DRIVER_NODEDIAGNOSTICS_H
