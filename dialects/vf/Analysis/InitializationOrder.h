// The order in which variables can be initialized.
#ifndef VF_ANALYSIS_INITIALIZATIONORDER_H
#define VF_ANALYSIS_INITIALIZATIONORDER_H

#include "vf/IR/VFOps.h"

namespace mlir::vf {

/// The variables of `module` that have an initializer, each after those that
/// its initializer reads, otherwise as declared. Initializers that read each
/// other in a cycle are reported. A read of a variable without initializer
/// orders nothing.
FailureOr<SmallVector<VariableOp>> computeInitializationOrder(ModuleOp module);

} // namespace mlir::vf

#endif // VF_ANALYSIS_INITIALIZATIONORDER_H
