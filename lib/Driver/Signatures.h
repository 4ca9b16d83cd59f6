// Signatures of a SavedModel or MetaGraph as entries.
#ifndef VF_LIB_DRIVER_SIGNATURES_H
#define VF_LIB_DRIVER_SIGNATURES_H

#include "vf/Graph/EntrySpec.h"
#include "vf/Graph/MetaGraph.h"
#include "vf/Support/Diagnostics.h"

namespace vf {

/// One entry per signature, or per name in `picked` if there are any; an
/// unknown name is reported. A signature that needs unsupported ops, or whose
/// feed has no rank in the graph nor in `shapes`, is left out with one warning
/// that names them; if none is left, that is an error.
llvm::FailureOr<std::vector<EntrySpec>> collectSignatureEntries(
    const MetaGraph &metaGraph, llvm::ArrayRef<std::string> picked,
    llvm::ArrayRef<ShapeSpec> shapes, DiagnosticEngine &diagnostics);

} // namespace vf

#endif // VF_LIB_DRIVER_SIGNATURES_H
