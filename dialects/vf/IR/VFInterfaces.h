// Interfaces through which passes see state, and the resources whose effects
// they rest on.
#ifndef VF_IR_VFINTERFACES_H
#define VF_IR_VFINTERFACES_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir::vf {

/// The variables of an instance: values, initialized flags, shapes.
struct VariableResource : public SideEffects::Resource::Base<VariableResource> {
  StringRef getName() final { return "VF_Variable"; }
};

/// The streams of the random nodes.
struct GeneratorResource
    : public SideEffects::Resource::Base<GeneratorResource> {
  StringRef getName() final { return "VF_Generator"; }
};

/// Memory for strings. What allocates it may find none left.
struct StringResource : public SideEffects::Resource::Base<StringResource> {
  StringRef getName() final { return "VF_String"; }
};

/// The outcome of a call. What writes it may fail, and is never merged, removed
/// or reordered.
struct StatusResource : public SideEffects::Resource::Base<StatusResource> {
  StringRef getName() final { return "VF_Status"; }
};

/// See RuntimeCall in VFInterfaces.td.
template <typename OpT>
class RuntimeCall : public OpTrait::TraitBase<OpT, RuntimeCall> {};

/// A result that is the value of a variable.
struct VariableValue {
  FlatSymbolRefAttr variable;
  OpResult value;
};

/// A TensorFlow node: its name and the name of its op.
struct NodeName {
  std::string node;
  std::string op;
};

/// The node that `op` stands for: the name in its location, and its own name as
/// TensorFlow spells it (`assign_add` is AssignAdd).
NodeName getNodeName(Operation *op);

/// The variables that the effects of `op`, or of the ops in it, say it reads or
/// writes, in the order of its arguments. An op whose effects are unknown has
/// none: only effects name variables.
SmallVector<FlatSymbolRefAttr> getReadVariables(Operation *op);
SmallVector<FlatSymbolRefAttr> getWrittenVariables(Operation *op);

/// Pairs variable k with result k of `op`, which has as many.
SmallVector<VariableValue>
pairWithResults(Operation *op, ArrayRef<FlatSymbolRefAttr> variables);

/// True if `op` or an op in it writes variables or generators.
/// An op whose effects are unknown does.
bool mayChangeState(Operation *op);

/// True if `op` or an op in it may fail the call. An op whose effects are
/// unknown may.
bool mayFail(Operation *op);

} // namespace mlir::vf

#include "vf/IR/VFInterfaces.h.inc"

#endif // VF_IR_VFINTERFACES_H
