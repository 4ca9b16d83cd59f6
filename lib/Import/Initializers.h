// What variables are declared with: their type, and the nodes that compute
// their initial value.
#ifndef VF_LIB_IMPORT_INITIALIZERS_H
#define VF_LIB_IMPORT_INITIALIZERS_H

#include "vf/Graph/ShapeInference.h"
#include "vf/Graph/Variables.h"
#include "vf/Support/Diagnostics.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/DenseMap.h"

#include <vector>

namespace mlir::vf {

/// The types of the variables that compiled code can hold.
using VariableTypes = llvm::DenseMap<const ::vf::Node *, RankedTensorType>;

/// Reports each variable whose shape neither the graph nor `shapes` fully
/// gives, and then fails.
FailureOr<VariableTypes> getVariableTypes(MLIRContext *context,
                                          const ::vf::VariableTable &variables,
                                          ArrayRef<::vf::TensorShape> shapes,
                                          ::vf::DiagnosticEngine &diagnostics);

/// How a variable gets its initial value.
struct Initializer {
  const ::vf::Node *assign = nullptr; ///< null: it has none
  ::vf::TensorRef value;              ///< what is assigned
  /// The nodes that compute it: its data dependencies, cut at variables, each
  /// after its inputs. Control dependencies are left out: they order it after
  /// other initializers, which reading their variables says already.
  std::vector<const ::vf::Node *> slice;
};

/// `roots` and what they depend on through data, each after its inputs.
std::vector<const ::vf::Node *>
getBackwardSlice(ArrayRef<const ::vf::Node *> roots);

/// The initializer of `variable`, or none if its value depends on a feed, a
/// checkpoint, an update, or on the variable itself.
Initializer findInitializer(const ::vf::Variable &variable);

} // namespace mlir::vf

#endif // VF_LIB_IMPORT_INITIALIZERS_H
