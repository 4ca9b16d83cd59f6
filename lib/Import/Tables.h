// Declares the graph's lookup tables, with what fills them.
#ifndef VF_LIB_IMPORT_TABLES_H
#define VF_LIB_IMPORT_TABLES_H

#include "ModuleState.h"

#include "vf/Graph/MetaGraph.h"
#include "vf/Graph/Schedule.h"
#include "vf/Graph/ShapeInference.h"

namespace mlir::vf {

/// Declares the tables that `schedules` use. A table's initializer is the node
/// of the collection `table_initializer` that fills it, else the only one that
/// does.
LogicalResult declareTables(ModuleState &module,
                            const ::vf::MetaGraph &metaGraph,
                            ArrayRef<::vf::Schedule> schedules,
                            ArrayRef<::vf::TensorShape> shapes);

} // namespace mlir::vf

#endif // VF_LIB_IMPORT_TABLES_H
