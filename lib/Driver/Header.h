// The header that goes with a compiled model.
#ifndef VF_LIB_DRIVER_HEADER_H
#define VF_LIB_DRIVER_HEADER_H

#include "vf/Conversion/ModelDescriptor.h"

#include <string>

namespace vf {

/// Declares the descriptor for C, and for C++ a class `NAME::Model` with one
/// typed method per entry.
std::string generateHeader(const mlir::vf::ModelDescription &model);

} // namespace vf

#endif // VF_LIB_DRIVER_HEADER_H
