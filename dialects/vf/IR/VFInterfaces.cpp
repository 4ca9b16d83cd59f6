// What an op does to state, read off its memory effects. Every question about
// variables, generators and failure goes through these effects, so an op says
// what it touches once, in its TableGen definition.
#include "vf/IR/VFInterfaces.h"

#include "mlir/IR/Location.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace mlir::vf;

#include "vf/IR/VFInterfaces.cpp.inc"

NodeName vf::getNodeName(Operation *op) {
  std::string node;
  op->getLoc()->walk([&](Location location) {
    auto named = dyn_cast<NameLoc>(location);
    if (!named)
      return WalkResult::advance();
    node = named.getName().str();
    return WalkResult::interrupt();
  });
  return {node, llvm::convertToCamelFromSnakeCase(op->getName().stripDialect(),
                                                  /*capitalizeFirst=*/true)};
}

template <typename EffectTy>
static SmallVector<FlatSymbolRefAttr> getAffectedVariables(Operation *op) {
  SmallVector<FlatSymbolRefAttr> variables;
  std::optional<SmallVector<MemoryEffects::EffectInstance>> effects =
      getEffectsRecursively(op);
  if (!effects)
    return variables;
  for (const MemoryEffects::EffectInstance &effect : *effects) {
    if (!isa<EffectTy>(effect.getEffect()) ||
        !isa<VariableResource>(effect.getResource()))
      continue;
    if (auto symbol =
            dyn_cast_if_present<FlatSymbolRefAttr>(effect.getSymbolRef()))
      variables.push_back(symbol);
  }
  return variables;
}

SmallVector<FlatSymbolRefAttr> vf::getReadVariables(Operation *op) {
  return getAffectedVariables<MemoryEffects::Read>(op);
}

SmallVector<FlatSymbolRefAttr> vf::getWrittenVariables(Operation *op) {
  return getAffectedVariables<MemoryEffects::Write>(op);
}

SmallVector<VariableValue>
vf::pairWithResults(Operation *op, ArrayRef<FlatSymbolRefAttr> variables) {
  SmallVector<VariableValue> values;
  for (auto [variable, result] : llvm::zip_equal(variables, op->getResults()))
    values.push_back({variable, result});
  return values;
}

template <typename EffectTy, typename... ResourceTy>
static bool mayHave(Operation *op) {
  std::optional<SmallVector<MemoryEffects::EffectInstance>> effects =
      getEffectsRecursively(op);
  return !effects ||
         llvm::any_of(*effects, [](MemoryEffects::EffectInstance &effect) {
           return isa<EffectTy>(effect.getEffect()) &&
                  isa<ResourceTy...>(effect.getResource());
         });
}

bool vf::mayChangeState(Operation *op) {
  return mayHave<MemoryEffects::Write, VariableResource, GeneratorResource>(op);
}

bool vf::mayFail(Operation *op) {
  return mayHave<MemoryEffects::Write, StatusResource>(op) ||
         mayHave<MemoryEffects::Allocate, StringResource>(op);
}
