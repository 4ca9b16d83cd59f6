// Operations of the nd dialect, and the broadcasting rules that they share.
#ifndef ND_IR_NDOPS_H
#define ND_IR_NDOPS_H

#include "nd/IR/EnumKeyword.h"
#include "nd/IR/NDDialect.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

namespace mlir::nd {

/// Marks elementwise ops: each result element is computed from the operands'
/// elements at the same place, after broadcasting.
template <typename ConcreteType>
class Broadcasting : public OpTrait::TraitBase<ConcreteType, Broadcasting> {};

/// The bytes that one element takes in memory; `element` is one of nd.
int64_t getElementBytes(Type element);

/// Appends the type that `operands` broadcast to, with elements of type
/// `element`. Reports at `location`, if given, sizes that do not broadcast.
LogicalResult inferBroadcastType(std::optional<Location> location,
                                 StringRef opName, ValueRange operands,
                                 Type element, SmallVectorImpl<Type> &types);

/// Appends the type of an op on the rows of `operand`. Reports an operand
/// without rows at `location`, if given.
LogicalResult inferRowwiseType(std::optional<Location> location,
                               StringRef opName, Value operand,
                               SmallVectorImpl<Type> &types);

/// Verifies that the operands of `op`, an InferTypeOpInterface, fit together
/// and that its results have the types that follow from them.
LogicalResult verifyInferredTypes(Operation *op);

/// True if each actual type is the inferred one, where a size `?` of either
/// agrees with any size of the other.
bool areCompatibleTypes(TypeRange inferred, TypeRange actual);

/// The sizes of the only result of `op`, an elementwise op: each from the type,
/// else from an operand whose axis is not statically 1.
SmallVector<OpFoldResult> reifyBroadcast(OpBuilder &builder, Operation *op);

} // namespace mlir::nd

#include "nd/IR/NDEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "nd/IR/NDAttrs.h.inc"

#define GET_OP_CLASSES
#include "nd/IR/NDOps.h.inc"

#endif // ND_IR_NDOPS_H
