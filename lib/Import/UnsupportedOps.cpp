// One table for all entries and initializers, in order of the first use.
#include "UnsupportedOps.h"

#include "vf/Graph/OpRegistry.h"

using namespace mlir;
using namespace mlir::vf;

void UnsupportedOps::add(ArrayRef<const ::vf::Node *> nodes) {
  for (const ::vf::Node *node : nodes) {
    if (::vf::isSupported(*node) || !counted.insert(node).second)
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
