// Declares what the graph's Savers save.
#ifndef VF_LIB_IMPORT_SAVERS_H
#define VF_LIB_IMPORT_SAVERS_H

#include "ModuleState.h"

#include "vf/Graph/Savers.h"

namespace mlir::vf {

/// Declares `saver` as a `vf.saver`, without the variables that compiled code
/// can not hold.
void declareSaver(ModuleState &module, const ::vf::Saver &saver);

} // namespace mlir::vf

#endif // VF_LIB_IMPORT_SAVERS_H
