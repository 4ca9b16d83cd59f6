// From the LLVM dialect to objects, for one target.
#ifndef VF_LIB_DRIVER_CODEGEN_H
#define VF_LIB_DRIVER_CODEGEN_H

#include "vf/Conversion/ModelDescriptor.h"
#include "vf/Support/Diagnostics.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/LogicalResult.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace llvm {
class LLVMContext;
class Module;
} // namespace llvm

namespace vf {

/// The target machine of a triple and a CPU; empty strings mean the defaults.
/// An unknown or unsupported one is reported.
llvm::FailureOr<std::unique_ptr<llvm::TargetMachine>>
createTarget(std::string triple, std::string cpu, unsigned optLevel,
             DiagnosticEngine &diagnostics);

/// "x86_64-pc-linux-gnu x86-64-v3".
std::string describeTarget(const llvm::TargetMachine &target);

/// Translates a module in the LLVM dialect and adds the model's descriptor and,
/// where `withMain`, a main function that hands it to vf_main.
llvm::FailureOr<std::unique_ptr<llvm::Module>>
translateModel(mlir::ModuleOp module, const mlir::vf::ModelDescription &model,
               bool withMain, const llvm::TargetMachine &target,
               llvm::LLVMContext &context, DiagnosticEngine &diagnostics);

/// Runs LLVM's optimizations of the level.
void optimize(llvm::Module &module, llvm::TargetMachine &target,
              unsigned optLevel);

/// The module as an object file.
llvm::FailureOr<llvm::SmallVector<char, 0>>
emitObject(llvm::Module &module, llvm::TargetMachine &target,
           DiagnosticEngine &diagnostics);

} // namespace vf

#endif // VF_LIB_DRIVER_CODEGEN_H
