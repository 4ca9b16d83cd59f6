// One table for all entries and initializers, in order of the first use.
#include "UnsupportedOps.h"

using namespace mlir;
using namespace mlir::vf;

static bool touchesStrings(const ::vf::Node &node) {
  auto isString = [](::vf::DataType type) {
    return ::vf::baseType(type) == ::vf::DataType::String;
  };
  return llvm::any_of(node.inputTypes(), isString) ||
         llvm::any_of(node.outputTypes(), isString);
}

::vf::LoweringFn mlir::vf::lookupLowering(const ::vf::Node &node) {
  return touchesStrings(node) ? node.record()->stringLowering
                              : node.record()->lowering;
}

bool UnsupportedOps::isSupported(const ::vf::Node &node) {
  return node.record() &&
         (node.record()->role != ::vf::OpRole::Compute || lookupLowering(node));
}

void UnsupportedOps::add(ArrayRef<const ::vf::Node *> nodes) {
  for (const ::vf::Node *node : nodes) {
    if (isSupported(*node) || !counted.insert(node).second)
      continue;
    // An op with a lowering lacks the one for strings.
    bool isKnown = node->record() && node->record()->lowering;
    Uses &uses = ops[node->op().str() + (isKnown ? " of strings" : "")];
    ++uses.count;
    if (!uses.first)
      uses.first = node;
  }
}

LogicalResult
UnsupportedOps::report(::vf::DiagnosticEngine &diagnostics) const {
  if (ops.empty())
    return success();
  auto error =
      ::vf::emitError(diagnostics, ops.front().second.first->location());
  error << (ops.size() == 1 ? "1 op is"
                            : std::to_string(ops.size()) + " ops are")
        << " not supported";
  for (const auto &[op, uses] : ops)
    error.note(op + ": " + llvm::Twine(uses.count) +
               (uses.count == 1 ? " node" : " nodes") + ", first '" +
               uses.first->name() + "'");
  return failure();
}
