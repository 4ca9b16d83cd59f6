// A walk up the chain, each step to the one input that matters.
#include "UninitializedReport.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir::vf;
using ::vf::Node;
using ::vf::TensorRef;

/// The node behind `tensor` and what only changes its shape.
static const Node *skipReshapes(TensorRef tensor) {
  static constexpr llvm::StringLiteral reshapes[] = {"Reshape", "Squeeze",
                                                     "ExpandDims", "Identity"};
  while (llvm::is_contained(reshapes, tensor.node->op()))
    tensor = tensor.node->input(0);
  return tensor.node;
}

/// The node behind input `input` of `node` if its op is `op`, else null.
static const Node *matchInput(const Node *node, unsigned input,
                              llvm::StringRef op) {
  const Node *found = node ? skipReshapes(node->input(input)) : nullptr;
  return found && found->op() == op ? found : nullptr;
}

static bool isFlag(TensorRef tensor) {
  return tensor.node->op() == "IsVariableInitialized" ||
         tensor.node->op() == "VarIsInitializedOp";
}

std::optional<UninitializedReport> mlir::vf::matchReport(const Node &gather) {
  const Node *where = matchInput(&gather, 1, "Where");
  const Node *isMissing = matchInput(where, 0, "LogicalNot");
  const Node *pack = matchInput(isMissing, 0, "Pack");
  if (!pack || pack->getAttr<int64_t>("axis") != 0 ||
      !llvm::all_of(pack->inputs(), isFlag))
    return std::nullopt;
  return UninitializedReport{{pack->inputs().begin(), pack->inputs().end()}};
}
