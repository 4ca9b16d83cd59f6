// Variables as SSA values through branches and loops: instead of reading and
// writing a variable, an op takes and yields its value.
#ifndef VF_TRANSFORMS_STATETHREADING_H
#define VF_TRANSFORMS_STATETHREADING_H

#include "vf/IR/VFOps.h"
#include "llvm/ADT/MapVector.h"

namespace mlir::vf {

/// The value of each variable at the place reached.
using LatestValues = llvm::MapVector<Attribute, Value>;

/// Builds, right before the update, the values of the variables that it writes,
/// in their order.
using UpdateBuilder = llvm::function_ref<SmallVector<Value>(
    VariableUpdateOpInterface, const LatestValues &)>;

/// Replaces every access in `block`, also in branches and loops, to the
/// variables in `latest` by values, and leaves in `latest` those at the end. A
/// branch gets one more result for each variable that it writes, a loop carries
/// one more value, at the same position everywhere. Precondition: an update
/// writes only variables in `latest`, or none of them.
void threadVariables(Block &block, LatestValues &latest,
                     UpdateBuilder buildUpdate);

/// The same for one op, which may be replaced.
void threadVariables(Operation *op, LatestValues &latest,
                     UpdateBuilder buildUpdate);

/// Rebuilds a scf.if, scf.for or scf.while around its own regions: it has one
/// more result per value of `added`, and a loop is given that value and has one
/// more argument per region for it, behind what it has already. It is the
/// caller's business to append as many operands to the terminators.
Operation *carryMore(Operation *op, ValueRange added);

} // namespace mlir::vf

#endif // VF_TRANSFORMS_STATETHREADING_H
