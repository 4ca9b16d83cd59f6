// Imports one entry: its feeds as arguments, its schedule as the body, its
// fetches as results.
#ifndef VF_LIB_IMPORT_ENTRYIMPORTER_H
#define VF_LIB_IMPORT_ENTRYIMPORTER_H

#include "ModuleState.h"

#include "vf/Graph/EntrySpec.h"
#include "vf/Graph/Schedule.h"
#include "vf/Graph/ShapeInference.h"

namespace mlir::vf {

/// Adds the `vf.entry` of `entry` at the end of the module.
LogicalResult importEntry(ModuleState &module, const ::vf::Entry &entry,
                          const ::vf::Schedule &schedule,
                          ArrayRef<::vf::TensorShape> shapes);

} // namespace mlir::vf

#endif // VF_LIB_IMPORT_ENTRYIMPORTER_H
