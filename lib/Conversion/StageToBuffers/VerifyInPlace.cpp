// Proves, after bufferization, that each result of a core is the buffer it
// stands for. What cannot be traced to an argument is refused: upstream would
// otherwise drop or copy it without a word.
#include "vf/Conversion/StageToBuffers.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "vf/Transforms/Passes.h"

namespace mlir::vf {
#define GEN_PASS_DEF_VERIFYINPLACE
#include "vf/Conversion/StageToBuffers.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

/// What a loop is given for an argument of its regions.
static Value getInitialValue(LoopLikeOpInterface loop, BlockArgument argument) {
  unsigned number = argument.getArgNumber();
  if (auto counted = dyn_cast<scf::ForOp>(*loop))
    number -= counted.getNumInductionVars();
  return loop.getInits()[number];
}

/// The value whose whole buffer `value` is, or null if there is not one. A loop
/// is taken to hand on the buffers that it is given.
static Value traceToRoot(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto loop =
        dyn_cast<LoopLikeOpInterface>(argument.getOwner()->getParentOp());
    return loop ? traceToRoot(getInitialValue(loop, argument)) : value;
  }
  Operation *def = value.getDefiningOp();
  unsigned number = cast<OpResult>(value).getResultNumber();
  if (auto cast = dyn_cast<memref::CastOp>(def))
    return traceToRoot(cast.getSource());
  if (auto loop = dyn_cast<LoopLikeOpInterface>(def))
    return traceToRoot(loop.getInits()[number]);
  if (auto branch = dyn_cast<scf::IfOp>(def)) {
    Value onTrue = traceToRoot(branch.thenYield().getOperand(number));
    Value onFalse = traceToRoot(branch.elseYield().getOperand(number));
    return onTrue == onFalse ? onTrue : nullptr;
  }
  return isa<memref::AllocOp>(def) ? value : nullptr;
}

/// Verifies that a loop hands on each buffer at the position where it took it.
static LogicalResult verifyLoop(LoopLikeOpInterface loop) {
  auto verify = [&](ValueRange handedOn) -> LogicalResult {
    for (auto [index, pair] :
         llvm::enumerate(llvm::zip(handedOn, loop.getInits()))) {
      auto [value, initial] = pair;
      if (isa<MemRefType>(value.getType()) &&
          traceToRoot(value) != traceToRoot(initial))
        return loop.emitOpError("hands on another buffer than it was given at "
                                "position #")
               << index;
    }
    return success();
  };
  if (auto loopOfTwo = dyn_cast<scf::WhileOp>(*loop))
    return success(succeeded(verify(loopOfTwo.getConditionOp().getArgs())) &&
                   succeeded(verify(loopOfTwo.getYieldOp().getResults())));
  return verify(cast<scf::ForOp>(*loop).getYieldedValues());
}

/// The arguments that the results must be, in order.
static SmallVector<BlockArgument> collectOutputs(func::FuncOp function) {
  SmallVector<BlockArgument> outputs;
  for (BlockArgument argument : function.getArguments())
    if (function.getArgAttr(argument.getArgNumber(), kOutputAttrName))
      outputs.push_back(argument);
  return outputs;
}

static LogicalResult verifyResults(func::FuncOp function) {
  SmallVector<BlockArgument> outputs = collectOutputs(function);
  auto returnOp =
      cast<func::ReturnOp>(function.getBody().front().getTerminator());
  if (returnOp.getNumOperands() != outputs.size())
    return function.emitOpError("returns ")
           << returnOp.getNumOperands() << " values, but has " << outputs.size()
           << " output arguments";
  for (auto [index, pair] :
       llvm::enumerate(llvm::zip_equal(returnOp.getOperands(), outputs))) {
    auto [returned, output] = pair;
    if (traceToRoot(returned) != output)
      return function.emitOpError("result #")
             << index << " is not the buffer of argument #"
             << output.getArgNumber() << ": the update would be lost";
  }
  return success();
}

/// Refuses a copy of a whole variable into a temporary, unless it is marked.
static LogicalResult verifyCopy(func::FuncOp function, memref::CopyOp copy) {
  auto source = dyn_cast_or_null<BlockArgument>(traceToRoot(copy.getSource()));
  bool copiesVariable =
      source && source.getOwner() == &function.getBody().front() &&
      function.getArgAttr(source.getArgNumber(), kVariableAttrName);
  Value target = traceToRoot(copy.getTarget());
  bool toTemporary = target && !isa<BlockArgument>(target);
  if (!copiesVariable || !toTemporary || isMarkedCopy(copy.getLoc()))
    return success();
  return copy.emitOpError("copies variable '")
         << cast<StringAttr>(
                function.getArgAttr(source.getArgNumber(), kVariableAttrName))
                .getValue()
         << "' into a temporary";
}

namespace {
struct VerifyInPlace : public mlir::vf::impl::VerifyInPlaceBase<VerifyInPlace> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isExternal())
      return;
    WalkResult loops = function.walk([](LoopLikeOpInterface loop) {
      return isa<scf::ForOp, scf::WhileOp>(*loop) && failed(verifyLoop(loop))
                 ? WalkResult::interrupt()
                 : WalkResult::advance();
    });
    if (loops.wasInterrupted() || failed(verifyResults(function)))
      return signalPassFailure();
    function.walk([&](memref::CopyOp copy) {
      if (failed(verifyCopy(function, copy)))
        signalPassFailure();
    });
    markAllAnalysesPreserved();
  }
};
} // namespace
