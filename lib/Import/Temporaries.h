// Temporary variables live in one call: they are values, not state.
#ifndef VF_LIB_IMPORT_TEMPORARIES_H
#define VF_LIB_IMPORT_TEMPORARIES_H

#include "ModuleState.h"

namespace mlir::vf {

/// Replaces the accesses to temporary variables in `body`, an entry's imported
/// block: a read is what the last update before it computed, all zeros before
/// the first. Reports an update of a temporary variable together with another.
/// Linear.
LogicalResult promoteTemporaries(const ModuleState &module, Block &body);

} // namespace mlir::vf

#endif // VF_LIB_IMPORT_TEMPORARIES_H
