// Lowering of entries to functions of the model ABI; VFToLLVM.td describes it.
#ifndef VF_CONVERSION_VFTOLLVM_H
#define VF_CONVERSION_VFTOLLVM_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace mlir::vf {

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "vf/Conversion/VFToLLVM.h.inc"

/// On a stage's function: its last argument is the context, which its parallel
/// loops need.
inline constexpr llvm::StringLiteral kContextAttrName = "vf.context";

/// The ops that can fail, in the order in which their sites are numbered in the
/// model's descriptor.
SmallVector<Operation *> collectSites(ModuleOp module);

/// The constant strings of the module's entries, each once, in the order in
/// which the model's descriptor numbers them.
SmallVector<DenseStringElementsAttr> collectStrings(ModuleOp module);

/// The name of the function of the `number`-th entry of a module.
std::string getEntryFunctionName(unsigned number);

} // namespace mlir::vf

#endif // VF_CONVERSION_VFTOLLVM_H
