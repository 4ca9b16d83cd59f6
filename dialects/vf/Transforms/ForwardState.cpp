// Replaces a read by the value that its variable is known to have: that of an
// earlier read or update with no write to the variable in between. One walk
// over the entry's block; linear.
#include "vf/Transforms/Passes.h"

namespace mlir::vf {
#define GEN_PASS_DEF_FORWARDSTATE
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

namespace {
struct ForwardState : public mlir::vf::impl::ForwardStateBase<ForwardState> {
  void runOnOperation() override {
    DenseMap<Attribute, Value> known;
    for (Operation &op :
         llvm::make_early_inc_range(getOperation().getBlock())) {
      if (auto read = dyn_cast<ReadOp>(op)) {
        auto [it, isFirst] =
            known.try_emplace(read.getVariableAttr(), read.getResult());
        if (isFirst)
          continue;
        read.replaceAllUsesWith(it->second);
        read.erase();
        ++numForwarded;
        continue;
      }
      for (FlatSymbolRefAttr variable : getWrittenVariables(&op))
        known.erase(variable);
      if (auto access = dyn_cast<VariableAccessOpInterface>(op))
        for (auto [variable, value] : access.getVariableValues())
          known[variable] = value;
    }
  }
};
} // namespace
