// `--partition 'PATTERN=fixed_size(4, axis=1)'`: which variables are cut into
// shards, and how.
#ifndef VF_LIB_DRIVER_PARTITION_H
#define VF_LIB_DRIVER_PARTITION_H

#include "mlir/IR/BuiltinOps.h"
#include "vf/IR/VFPartitioners.h"
#include "vf/Support/Diagnostics.h"

#include <vector>

namespace vf {

struct PartitionSpec {
  std::string text;        ///< as written, for errors
  std::string pattern;     ///< of the names of variables; a valid glob
  std::string partitioner; ///< a known name
  /// The arguments besides the axis, as many as the partitioner takes.
  std::vector<int64_t> numbers;
  int64_t axis = 0;
};

/// Parses `text`, and reports what is wrong with it.
llvm::FailureOr<PartitionSpec>
parsePartitionSpec(llvm::StringRef text, DiagnosticEngine &diagnostics);

/// Gives each variable of `module` the partitioner of the first spec whose
/// pattern its name matches; scalars stay whole, as in TensorFlow. Reports
/// specs that match nothing and variables that can not be cut so.
llvm::LogicalResult applyPartitions(mlir::ModuleOp module,
                                    llvm::ArrayRef<PartitionSpec> specs,
                                    DiagnosticEngine &diagnostics);

} // namespace vf

#endif // VF_LIB_DRIVER_PARTITION_H
