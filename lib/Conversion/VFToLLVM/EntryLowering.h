// Lowers one entry to a function of the model ABI.
#ifndef VF_LIB_CONVERSION_ENTRYLOWERING_H
#define VF_LIB_CONVERSION_ENTRYLOWERING_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "vf/IR/VFOps.h"

namespace mlir::vf {

/// What an entry's code refers to by number.
struct ModelNumbering {
  DenseMap<StringAttr, unsigned> variables;
  DenseMap<StringAttr, unsigned> generators;
  DenseMap<Operation *, unsigned> sites;
  DenseMap<Attribute, unsigned> strings;
  DenseMap<StringAttr, unsigned> tables;
};

/// Builds the function of one entry. The stages' functions already stand in
/// `module`, as llvm.func of bare pointers and sizes.
class EntryLowering {
public:
  EntryLowering(EntryOp entry, ModuleOp module, const SymbolTable &symbols,
                const ModelNumbering &numbering);
  /// Fails with an error at the op that asks for a size not known at the head.
  LogicalResult lower(StringRef name);

private:
  // The head: sizes, buffers of fetches, the arena.
  LogicalResult lowerHead();
  void lowerSizeArithmetic();
  void reserveFetch(unsigned number, Value tensor);
  Value planArena();
  FailureOr<Value> computeWorkspace(CallStageOp call);

  // The ops.
  LogicalResult lowerOp(Operation *op);
  void lowerCheck(CheckOp check);
  Value isInitialized(Location loc, FlatSymbolRefAttr variable);
  void lowerDraw(DrawOp draw);
  LogicalResult lowerExtract(tensor::ExtractOp extract);
  void lowerCall(CallStageOp call);
  void markInitialized();

  // Strings: each value is a handle of the runtime.
  void lowerStringsHead();
  LogicalResult lowerStrings(Operation *op);
  void lowerReturn(ReturnOp op);
  LogicalResult lowerTable(Operation *op);
  void lowerBuild(BuildTableOp op);
  void lowerFind(FindInTableOp op);
  Value makeHandle(Location loc, int32_t function, ArrayRef<Value> arguments);
  Value storeHandles(Location loc, ValueRange operands);
  Value lowerReshape(ReshapeStringsOp op);
  Value lowerReport(ReportUninitializedOp op);

  // Parts of them.
  Value constant(Location loc, int64_t value, unsigned width = 64);
  Value toI64(Value scalar);
  Value fieldAddress(Location loc, Value base, Type structType, int64_t element,
                     ArrayRef<int32_t> fields);
  Value loadField(Location loc, Type type, Value base, Type structType,
                  int64_t element, int32_t field);
  /// `result` is what the function returns: a code, if it can fail.
  LLVM::CallOp callApi(Location loc, int32_t function,
                       ArrayRef<Value> arguments, Type result);
  Value callApi(Location loc, int32_t function, ArrayRef<Value> arguments);
  Value storeArray(Location loc, Type type, ValueRange values);
  void returnIfFailed(Location loc, Value code);
  void failUnless(Location loc, Value condition, unsigned site,
                  ValueRange values);
  Value loadFeedSize(Location loc, BlockArgument feed, int64_t axis);
  SmallVector<Value> dynamicSizes(Value tensor);
  SmallVector<Value> allSizes(Value tensor);
  Value countElements(Location loc, Value tensor);
  void appendSizes(CallStageOp call, SmallVectorImpl<Value> &arguments);
  Value byteSize(Location loc, Value tensor);
  Value variableData(Location loc, FlatSymbolRefAttr variable);
  Value address(Value tensor);

  EntryOp entry;
  ModuleOp module;
  const SymbolTable &symbols;
  const ModelNumbering &numbering;
  OpBuilder builder;
  Location loc;
  Type pointerType, i64Type;
  LLVM::LLVMFuncOp function;
  Value context, feeds, fetches, slots, arena;
  IRMapping scalars;
  /// Of tensors of strings, the handles.
  DenseMap<Value, Value> addresses;
  /// Where in the arena what a stage or a table yields is; the workspace is
  /// behind them all.
  DenseMap<Value, Value> arenaOffsets;
  Value workspaceOffset;
};

} // namespace mlir::vf

#endif // VF_LIB_CONVERSION_ENTRYLOWERING_H
