// --vf-parallelize-loops: collects a core's linalg ops, picks those that are
// worth several threads, outlines them. Linear in the ops.
#include "LoopOutlining.h"
#include "ParallelLoop.h"
#include "vf/Conversion/ParallelLoops.h"

namespace mlir::vf {
#define GEN_PASS_DEF_PARALLELIZELOOPS
#include "vf/Conversion/ParallelLoops.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

/// The fill right before `op` of one of its results, or null. Its own loops are
/// sliced with the op's.
static linalg::FillOp lookupFill(linalg::LinalgOp op) {
  auto fill = dyn_cast_or_null<linalg::FillOp>(op->getPrevNode());
  if (!fill || !llvm::is_contained(op.getDpsInits(), fill.getOutputs()[0]))
    return nullptr;
  return fill;
}

namespace {

struct ParallelizeLoops
    : public mlir::vf::impl::ParallelizeLoopsBase<ParallelizeLoops> {
  using ParallelizeLoopsBase::ParallelizeLoopsBase;

  void runOnOperation() override {
    SmallVector<func::FuncOp> cores(getOperation().getOps<func::FuncOp>());
    for (func::FuncOp core : cores)
      parallelize(core);
  }

  void parallelize(func::FuncOp core) {
    SmallVector<ParallelLoop> loops;
    core.walk([&](linalg::LinalgOp op) {
      std::optional<ParallelLoop> loop = lookupParallelLoop(op);
      if (loop && !isTooShort(*loop, minWork))
        loops.push_back(*loop);
    });
    // From the last one on: a fill goes along with the op that follows.
    SmallPtrSet<Operation *, 8> gone;
    unsigned number = 0;
    for (const ParallelLoop &loop : llvm::reverse(loops)) {
      if (gone.contains(loop.op))
        continue;
      linalg::FillOp fill = lookupFill(loop.op);
      SmallVector<Operation *> ops;
      if (fill)
        ops.push_back(fill);
      ops.push_back(loop.op);
      std::optional<Environment> environment = lookupEnvironment(ops);
      if (!environment)
        continue;
      std::string name =
          (core.getSymName() + ".parallel_" + Twine(number++)).str();
      replaceByCall(loop, outlineLoop(core, name, loop, fill, *environment),
                    *environment);
      for (Operation *op : ops) {
        gone.insert(op);
        op->erase();
      }
    }
    numLoops += number;
  }

  void replaceByCall(const ParallelLoop &loop, func::FuncOp part,
                     const Environment &environment) {
    linalg::LinalgOp op = loop.op;
    OpBuilder builder(op);
    Value count = createCount(builder, loop);
    Value grain = createGrain(builder, loop, minWork);
    ParallelForOp::create(builder, op.getLoc(), part.getSymName(), count, grain,
                          environment.captures.getArrayRef());
  }
};

} // namespace
