// Proves that an entry is a prologue followed by a commit: once state may have
// changed, nothing may fail. What an op may do is read off its memory effects,
// so the proof holds for any form of an entry. Linear.
#include "vf/Transforms/Passes.h"

namespace mlir::vf {
#define GEN_PASS_DEF_VERIFYCOMMIT
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

namespace {
struct VerifyCommit : public mlir::vf::impl::VerifyCommitBase<VerifyCommit> {
  void runOnOperation() override {
    Operation *firstChange = nullptr;
    for (Operation &op : getOperation().getBlock()) {
      // An op with both effects may fail after its own change.
      if (!firstChange && mayChangeState(&op))
        firstChange = &op;
      if (!firstChange || !mayFail(&op))
        continue;
      InFlightDiagnostic diagnostic =
          op.emitError("may fail after state has changed");
      diagnostic.attachNote(firstChange->getLoc()) << "state changes here";
      return signalPassFailure();
    }
    markAllAnalysesPreserved();
  }
};
} // namespace
