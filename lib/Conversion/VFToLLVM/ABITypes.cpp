// LLVM types of the structs of vf/rt/abi.h.
#include "ABITypes.h"

#include "vf/rt/abi.h"

using namespace mlir;
using namespace mlir::vf;

static LLVM::LLVMStructType makeStruct(MLIRContext *context,
                                       ArrayRef<Type> members) {
  return LLVM::LLVMStructType::getLiteral(context, members);
}

static Type pointer(MLIRContext *context) {
  return LLVM::LLVMPointerType::get(context);
}
static Type integer(MLIRContext *context, unsigned width) {
  return IntegerType::get(context, width);
}
static Type dims(MLIRContext *context) {
  return LLVM::LLVMArrayType::get(integer(context, 64), VF_MAX_RANK);
}

LLVM::LLVMStructType abi::getContextType(MLIRContext *context) {
  Type p = pointer(context);
  return makeStruct(context, {p, p, p, p});
}

LLVM::LLVMStructType abi::getApiType(MLIRContext *context) {
  Type p = pointer(context), i32 = integer(context, 32);
  SmallVector<Type> members(kNumApiFields, p);
  members[0] = members[1] = i32;
  return makeStruct(context, members);
}

LLVM::LLVMStructType abi::getSlotType(MLIRContext *context) {
  Type i32 = integer(context, 32), i64 = integer(context, 64);
  return makeStruct(context, {pointer(context), i64, i32, i32, dims(context)});
}

LLVM::LLVMStructType abi::getArgType(MLIRContext *context) {
  return getSlotType(context);
}

LLVM::LLVMStructType abi::getGeneratorType(MLIRContext *context) {
  Type i64 = integer(context, 64);
  return makeStruct(context, {i64, i64, i64});
}
