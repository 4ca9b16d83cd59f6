// Recognizes what `report_uninitialized_variables` adds to a graph: names, of
// which those are gathered whose variable has no value,
//
//   Gather(names, Squeeze(Where(LogicalNot(Pack(IsVariableInitialized, ...)))))
//
// with Reshape and Identity anywhere in between. How many there are is known
// only when the entry runs; the pattern as a whole is one op of the vf dialect.
#ifndef VF_LIB_IMPORT_UNINITIALIZEDREPORT_H
#define VF_LIB_IMPORT_UNINITIALIZEDREPORT_H

#include "vf/Graph/Graph.h"

#include <optional>

namespace mlir::vf {

struct UninitializedReport {
  /// By name: the tensor that says whether the variable has a value.
  llvm::SmallVector<::vf::TensorRef> flags;
};

/// The report whose names `gather`, a Gather or GatherV2, picks, if it does.
std::optional<UninitializedReport> matchReport(const ::vf::Node &gather);

} // namespace mlir::vf

#endif // VF_LIB_IMPORT_UNINITIALIZEDREPORT_H
