// What the regions of one module share while it is built.
#ifndef VF_LIB_IMPORT_MODULESTATE_H
#define VF_LIB_IMPORT_MODULESTATE_H

#include "Initializers.h"

#include "vf/Graph/Graph.h"
#include "vf/Graph/Variables.h"
#include "vf/IR/VFOps.h"
#include "vf/Support/Diagnostics.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/SmallPtrSet.h"

namespace mlir::vf {

struct ModuleState {
  ModuleOp module;
  const ::vf::Graph &graph;
  const ::vf::VariableTable &variables;
  const VariableTypes &variableTypes;
  ::vf::DiagnosticEngine &diagnostics;
  /// Where declarations go: before the first entry, in the order they are made.
  OpBuilder declarations;
  llvm::SmallPtrSet<const ::vf::Node *, 8> generators;
  llvm::DenseMap<const ::vf::Node *, TableOp> tables{};

  MLIRContext *context() const { return declarations.getContext(); }
  Location locationOf(const ::vf::Node &node) const;
  /// The generator of random node `node`, declared on first use.
  FlatSymbolRefAttr getGenerator(const ::vf::Node &node);
};

} // namespace mlir::vf

#endif // VF_LIB_IMPORT_MODULESTATE_H
