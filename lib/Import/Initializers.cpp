// An initializer is an Assign; its value is found backwards from there.
#include "Initializers.h"

#include "Types.h"

#include "vf/Graph/OpRegistry.h"

#include "llvm/ADT/DenseSet.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::Node;
using ::vf::PartialShape;
using ::vf::TensorRef;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

/// The command line's shape, else the node's. For the first op of all,
/// Variable, an unknown shape meant a scalar.
static PartialShape getShape(const ::vf::Variable &variable,
                             ArrayRef<::vf::TensorShape> shapes) {
  for (const ::vf::TensorShape &given : shapes) {
    if (given.tensor.node != variable.node)
      continue;
    SmallVector<int64_t> sizes;
    for (const ::vf::DimSpec &dim : given.dims)
      sizes.push_back(dim.size);
    return PartialShape(sizes);
  }
  if (variable.node->op() == "Variable" && !variable.shape.hasRank())
    return PartialShape(ArrayRef<int64_t>());
  return variable.shape;
}

FailureOr<VariableTypes> mlir::vf::getVariableTypes(
    MLIRContext *context, const ::vf::VariableTable &variables,
    ArrayRef<::vf::TensorShape> shapes, ::vf::DiagnosticEngine &diagnostics) {
  VariableTypes types;
  bool hasErrors = false;
  for (const ::vf::Variable &variable : variables.variables()) {
    Type element = lookupElementType(context, variable.type);
    if (!element)
      continue;
    PartialShape shape = getShape(variable, shapes);
    if (shape.isStatic()) {
      types[variable.node] = RankedTensorType::get(shape.dims(), element);
      continue;
    }
    hasErrors = true;
    ::vf::emitError(diagnostics, variable.node->location())
            .hint("give it with --shape " + variable.node->name() + "=...")
        << "expected a fully known shape of the variable, found "
        << shape.str();
  }
  if (hasErrors)
    return failure();
  return types;
}

//===----------------------------------------------------------------------===//
// Initial values
//===----------------------------------------------------------------------===//

/// Depth first, without recursion.
std::vector<const Node *>
mlir::vf::getBackwardSlice(ArrayRef<const Node *> roots) {
  std::vector<const Node *> order;
  llvm::DenseSet<const Node *> visited;
  SmallVector<std::pair<const Node *, unsigned>> stack;
  auto visit = [&](const Node *node) {
    if (visited.insert(node).second)
      stack.push_back({node, 0});
  };
  for (const Node *root : roots) {
    visit(root);
    while (!stack.empty()) {
      auto &[node, next] = stack.back();
      if (next < node->inputs().size()) {
        visit(node->input(next++).node);
        continue;
      }
      order.push_back(node);
      stack.pop_back();
    }
  }
  return order;
}

/// Whether a value that depends on `node` can not be an initial value of
/// `variable`.
static bool preventsInitialization(const Node *node, const Node *variable) {
  const ::vf::OpRecord *record = node->record();
  return node == variable ||
         (record && (record->writesVariable ||
                     record->role == ::vf::OpRole::Placeholder ||
                     record->role == ::vf::OpRole::Restore));
}

Initializer mlir::vf::findInitializer(const ::vf::Variable &variable) {
  const Node *assign = variable.initializer;
  if (!assign ||
      (assign->op() != "Assign" && assign->op() != "AssignVariableOp") ||
      assign->input(0).node != variable.node)
    return {};
  TensorRef value = assign->input(1);
  std::vector<const Node *> slice = getBackwardSlice({value.node});
  if (llvm::any_of(slice, [&](const Node *node) {
        return preventsInitialization(node, variable.node);
      }))
    return {};
  return {assign, value, std::move(slice)};
}
