// The structs of vf/rt/abi.h that generated code reads, as LLVM types. The
// order of members is the header's; a test compares the two.
#ifndef VF_LIB_CONVERSION_ABITYPES_H
#define VF_LIB_CONVERSION_ABITYPES_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace mlir::vf::abi {

/// Members of vf_ctx.
enum ContextField { kApi = 0, kSlots = 1, kGenerators = 2, kArena = 3 };
/// Members of vf_runtime_api.
enum ApiField {
  kApiStructSize = 0,
  kReserveArena = 2,
  kReserveFetch = 3,
  kFail = 4,
  kParallelFor = 5,
  kReserveStrings = 6,
  kFeedStrings = 7,
  kConstantStrings = 8,
  kJoinStrings = 9,
  kConcatStrings = 10,
  kReshapeStrings = 11,
  kSelectStrings = 12,
  kAssignStrings = 13,
  kFetchStrings = 14,
  kIsTableInitialized = 15,
  kBuildTable = 16,
  kInitializeTable = 17,
  kTableSize = 18,
  kFindNumbers = 19,
  kFindStrings = 20,
  kNumApiFields = 21
};
/// Members of vf_slot.
enum SlotField { kSlotData = 0, kSlotFlags = 2 };
/// Members of vf_arg.
enum ArgField { kArgData = 0, kArgDtype = 2, kArgRank = 3, kArgDims = 4 };
/// Members of vf_generator.
enum GeneratorField { kKey = 0, kCounterLo = 1, kCounterHi = 2 };

LLVM::LLVMStructType getContextType(MLIRContext *context);
LLVM::LLVMStructType getApiType(MLIRContext *context);
LLVM::LLVMStructType getSlotType(MLIRContext *context);
LLVM::LLVMStructType getArgType(MLIRContext *context);
LLVM::LLVMStructType getGeneratorType(MLIRContext *context);

} // namespace mlir::vf::abi

#endif // VF_LIB_CONVERSION_ABITYPES_H
