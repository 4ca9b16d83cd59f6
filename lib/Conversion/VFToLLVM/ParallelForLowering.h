// The way from generated code to the threads of the instance.
#ifndef VF_LIB_CONVERSION_PARALLELFORLOWERING_H
#define VF_LIB_CONVERSION_PARALLELFORLOWERING_H

#include "mlir/IR/SymbolTable.h"

namespace mlir::vf {

/// Defines the function through which a model's loops reach the runtime, if any
/// stage declares it. A runtime too old to have parallel_for runs them on the
/// caller's thread.
void defineParallelFor(const SymbolTable &symbols);

} // namespace mlir::vf

#endif // VF_LIB_CONVERSION_PARALLELFORLOWERING_H
