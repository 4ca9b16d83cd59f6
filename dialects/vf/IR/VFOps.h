// Operations of the vf dialect.
#ifndef VF_IR_VFOPS_H
#define VF_IR_VFOPS_H

#include "nd/IR/NDOps.h"
#include "vf/IR/VFDialect.h"
#include "vf/IR/VFInterfaces.h"
#include "vf/IR/VFPartitioners.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

namespace mlir::vf {

class Formula;

/// Attribute of an entry: the bytes of the values that it computes aside, so
/// that checks on them come before any change of state.
inline constexpr llvm::StringLiteral kShadowBytesAttrName = "vf.shadow_bytes";

/// Of an entry: the variables whose locks it holds in the lock-free mode.
inline constexpr llvm::StringLiteral kLocksAttrName = "vf.locks";

/// The rank-0 tensor type with the elements of `tensor`.
Type getScalarType(Type tensor);

/// The rank-0 tensor of bool that holds `flag`, an i1.
Value createFlagTensor(OpBuilder &builder, Location loc, Value flag);

/// Verifies that `op` names variables only, and that each of its values of
/// variables has its variable's type.
LogicalResult verifyVariableAccess(VariableAccessOpInterface op,
                                   SymbolTableCollection &symbolTables);

/// Verifies an optimizer's gradient against the variable, whose value is `op`'s
/// first result. `indices` is null where the gradient is dense.
LogicalResult verifyGradient(Operation *op, Value gradient, Value indices);

/// The number of `?` in `types`: what a list of their sizes holds.
int64_t countDynamicSizes(TypeRange types);

} // namespace mlir::vf

#include "vf/IR/VFEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "vf/IR/VFAttrs.h.inc"

#define GET_TYPEDEF_CLASSES
#include "vf/IR/VFTypes.h.inc"

namespace mlir::vf {

/// True for a tensor of strings, which is no value of a stage.
inline bool isStrings(Type type) {
  return isa<StringType>(getElementTypeOrSelf(type));
}

/// True if an operand or a result of `op` is a tensor of strings.
bool touchesStrings(Operation *op);

} // namespace mlir::vf

#define GET_OP_CLASSES
#include "vf/IR/VFOps.h.inc"

#endif // VF_IR_VFOPS_H
