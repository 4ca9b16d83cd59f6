// A module in state form as vf-compile's input, in place of a graph.
#ifndef VF_LIB_DRIVER_MODULEINPUT_H
#define VF_LIB_DRIVER_MODULEINPUT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringRef.h"

namespace vf {

/// Whether the file holds a module: its name ends in `.mlir`, or it begins as
/// MLIR bytecode does.
bool isModuleFile(llvm::StringRef path);

/// Reads a module and verifies that it is one that import could have made:
/// declarations and entries, with names, types and ops that every later phase
/// relies on. A feed or fetch without `vf.tensor` gets its name there. What is
/// wrong goes to the diagnostic handler of `context`; null then.
mlir::OwningOpRef<mlir::ModuleOp> readModule(mlir::MLIRContext &context,
                                             llvm::StringRef path);

} // namespace vf

#endif // VF_LIB_DRIVER_MODULEINPUT_H
