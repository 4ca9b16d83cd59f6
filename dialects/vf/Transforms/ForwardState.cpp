// Replaces a read by the value that its variable is known to have: that of an
// earlier read or update with no write to the variable in between. One walk
// over the entry's block; linear. Likewise a variable that has been written is
// initialized.
#include "vf/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace mlir::vf {
#define GEN_PASS_DEF_FORWARDSTATE
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

/// Lets `first` serve `second` too, which may need a value where `first` does
/// not.
static void mergeInto(ReadOp first, ReadOp second) {
  if (!first || !first.getIfInitialized() || second.getIfInitialized())
    return;
  NodeName consumer = second.getConsumer();
  first.setIfInitialized(false);
  first.setNode(consumer.node);
  first.setOp(consumer.op);
}

namespace {
struct ForwardState : public mlir::vf::impl::ForwardStateBase<ForwardState> {
  void runOnOperation() override {
    DenseMap<Attribute, Value> known;
    DenseSet<Attribute> written;
    for (Operation &op :
         llvm::make_early_inc_range(getOperation().getBlock())) {
      if (auto read = dyn_cast<ReadOp>(op)) {
        auto [it, isFirst] =
            known.try_emplace(read.getVariableAttr(), read.getResult());
        if (isFirst)
          continue;
        mergeInto(it->second.getDefiningOp<ReadOp>(), read);
        read.replaceAllUsesWith(it->second);
        read.erase();
        ++numForwarded;
        continue;
      }
      if (auto test = dyn_cast<IsInitializedOp>(op);
          test && written.contains(test.getVariableAttr())) {
        OpBuilder builder(test);
        test.replaceAllUsesWith(
            arith::ConstantIntOp::create(builder, test.getLoc(), 1, 1)
                .getResult());
        test.erase();
        ++numForwarded;
        continue;
      }
      for (FlatSymbolRefAttr variable : getWrittenVariables(&op)) {
        known.erase(variable);
        written.insert(variable);
      }
      if (auto access = dyn_cast<VariableAccessOpInterface>(op))
        for (auto [variable, value] : access.getVariableValues())
          known[variable] = value;
    }
  }
};
} // namespace
