// Collects the ops that can not be imported, to be reported all at once before
// any work starts.
#ifndef VF_LIB_IMPORT_UNSUPPORTEDOPS_H
#define VF_LIB_IMPORT_UNSUPPORTEDOPS_H

#include "vf/Graph/Graph.h"
#include "vf/Support/Diagnostics.h"

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

#include <map>

namespace mlir::vf {

class UnsupportedOps {
public:
  /// Counts the nodes of `nodes` that can not be imported, each once.
  void add(ArrayRef<const ::vf::Node *> nodes);

  /// Reports the table of ops with their number of nodes and first node, and
  /// fails, unless it is empty.
  LogicalResult report(::vf::DiagnosticEngine &diagnostics) const;

private:
  struct Uses {
    unsigned count = 0;
    const ::vf::Node *first = nullptr;
  };
  llvm::MapVector<std::string, Uses, std::map<std::string, unsigned>> ops;
  llvm::DenseSet<const ::vf::Node *> counted;
};

} // namespace mlir::vf

#endif // VF_LIB_IMPORT_UNSUPPORTEDOPS_H
