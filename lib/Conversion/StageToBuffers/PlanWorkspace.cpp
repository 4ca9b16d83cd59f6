// Places for a core's temporaries in one workspace.
#include "vf/Conversion/ByteArithmetic.h"
#include "vf/Conversion/OffsetPlan.h"
#include "vf/Conversion/StageToBuffers.h"

#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/IRMapping.h"
#include "nd/IR/NDOps.h"

namespace mlir::vf {
#define GEN_PASS_DEF_PLANWORKSPACE
#include "vf/Conversion/StageToBuffers.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

/// An index, as in the sizes that a reshape reads, has no width of its own.
static int64_t getElementBytes(MemRefType type) {
  if (type.getElementType().isIndex())
    return IndexType::kInternalStorageBitWidth / 8;
  return nd::getElementBytes(type.getElementType());
}

/// The last op of the function's body that touches the buffer, whatever it is
/// called by then: every buffer that is made from it counts as it.
static Operation *findLastUse(memref::AllocOp alloc, Block &body) {
  Operation *last = body.findAncestorOpInBlock(*alloc);
  SetVector<Value> aliases;
  auto addAliases = [&](ValueRange values) {
    for (Value value : values)
      if (isa<BaseMemRefType>(value.getType()))
        aliases.insert(value);
  };
  aliases.insert(alloc.getResult());
  for (size_t next = 0; next < aliases.size(); ++next) {
    for (Operation *user : aliases[next].getUsers()) {
      Operation *inBody = body.findAncestorOpInBlock(*user);
      if (last->isBeforeInBlock(inBody))
        last = inBody;
      addAliases(user->getResults());
      for (Region &region : user->getRegions())
        for (Block &block : region)
          addAliases(block.getArguments());
      // A branch or a loop passes on what its regions yield.
      if (user->hasTrait<OpTrait::IsTerminator>() && user->getBlock() != &body)
        addAliases(user->getParentOp()->getResults());
    }
  }
  return last;
}

namespace {

/// Rewrites the temporaries of one core.
class WorkspacePlanner {
public:
  explicit WorkspacePlanner(func::FuncOp function)
      : function(function), body(function.getBody().front()),
        builder(function.getContext()) {}
  FailureOr<unsigned> run();

private:
  void placeStatic();
  LogicalResult placeDynamic();
  Value computeBytes(memref::AllocOp alloc);
  void replace(memref::AllocOp alloc, Value offset);
  void createSizeFunction(Value total);

  func::FuncOp function;
  Block &body;
  OpBuilder builder;
  BlockArgument workspace;
  SmallVector<memref::AllocOp> staticAllocs, dynamicAllocs;
  int64_t staticBytes = 0;
};

struct PlanWorkspace : public mlir::vf::impl::PlanWorkspaceBase<PlanWorkspace> {
  void runOnOperation() override {
    SmallVector<func::FuncOp> cores(getOperation().getOps<func::FuncOp>());
    for (func::FuncOp core : cores) {
      if (core.isExternal())
        continue;
      FailureOr<unsigned> placed = WorkspacePlanner(core).run();
      if (failed(placed))
        return signalPassFailure();
      numTemporaries += *placed;
    }
  }
};

} // namespace

void WorkspacePlanner::replace(memref::AllocOp alloc, Value offset) {
  builder.setInsertionPoint(alloc);
  auto view =
      memref::ViewOp::create(builder, alloc.getLoc(), alloc.getType(),
                             workspace, offset, alloc.getDynamicSizes());
  alloc.replaceAllUsesWith(view.getResult());
  alloc.erase();
}

void WorkspacePlanner::placeStatic() {
  SmallVector<LiveBuffer> buffers;
  DenseMap<Operation *, int64_t> position;
  for (auto [index, op] : llvm::enumerate(body))
    position[&op] = index;
  for (memref::AllocOp alloc : staticAllocs) {
    int64_t bytes =
        alloc.getType().getNumElements() * getElementBytes(alloc.getType());
    Operation *first = body.findAncestorOpInBlock(*alloc);
    buffers.push_back(
        {bytes, position[first], position[findLastUse(alloc, body)]});
  }
  OffsetPlan plan = planOffsets(buffers);
  staticBytes = plan.totalBytes;
  for (auto [alloc, offset] : llvm::zip_equal(staticAllocs, plan.offsets)) {
    builder.setInsertionPoint(alloc);
    replace(alloc,
            arith::ConstantIndexOp::create(builder, alloc.getLoc(), offset));
  }
}

/// The bytes of a temporary, rounded up to the alignment.
Value WorkspacePlanner::computeBytes(memref::AllocOp alloc) {
  Location loc = alloc.getLoc();
  int64_t known = getElementBytes(alloc.getType());
  for (int64_t size : alloc.getType().getShape())
    known *= ShapedType::isDynamic(size) ? 1 : size;
  Value bytes = arith::ConstantIndexOp::create(builder, loc, known);
  for (Value size : alloc.getDynamicSizes())
    bytes = multiplyBytes(builder, loc, bytes, size);
  return alignBytes(builder, loc, bytes);
}

/// Clones what `total` needs into a function of the index arguments alone.
void WorkspacePlanner::createSizeFunction(Value total) {
  SmallVector<BlockArgument> indices;
  for (BlockArgument argument : body.getArguments())
    if (argument.getType().isIndex())
      indices.push_back(argument);
  SmallVector<Type> types(indices.size(), builder.getIndexType());
  builder.setInsertionPoint(function);
  auto sizeFunction = func::FuncOp::create(
      builder, function.getLoc(), (function.getSymName() + "_workspace").str(),
      builder.getFunctionType(types, builder.getIndexType()));
  Block *entry = sizeFunction.addEntryBlock();
  IRMapping mapping;
  for (auto [from, to] : llvm::zip_equal(indices, entry->getArguments()))
    mapping.map(from, to);

  SetVector<Operation *> slice;
  (void)getBackwardSlice(total, &slice);
  slice.insert(total.getDefiningOp());
  builder.setInsertionPointToEnd(entry);
  for (Operation *op : slice)
    builder.clone(*op, mapping);
  func::ReturnOp::create(builder, function.getLoc(), mapping.lookup(total));
}

/// Moves a temporary out of branches and loops, with what computes its sizes,
/// and returns true if these follow from the index arguments alone.
static bool hoistToBody(memref::AllocOp alloc, Block &body) {
  auto isKnown = [&](Value operand) {
    auto argument = dyn_cast<BlockArgument>(operand);
    return argument
               ? argument.getOwner() == &body && operand.getType().isIndex()
               : operand.getType().isIntOrIndex();
  };
  SetVector<Operation *> slice;
  for (Value size : alloc.getDynamicSizes()) {
    (void)getBackwardSlice(size, &slice);
    if (Operation *def = size.getDefiningOp())
      slice.insert(def);
  }
  for (Operation *op : slice)
    if (!isPure(op) || !llvm::all_of(op->getOperands(), isKnown))
      return false;
  if (!llvm::all_of(alloc.getDynamicSizes(), isKnown))
    return false;
  if (alloc->getBlock() == &body)
    return true;
  Operation *outermost = body.findAncestorOpInBlock(*alloc);
  for (Operation *op : slice)
    if (op->getBlock() != &body)
      op->moveBefore(outermost);
  alloc->moveBefore(outermost);
  return true;
}

LogicalResult WorkspacePlanner::placeDynamic() {
  if (dynamicAllocs.empty())
    return success();
  builder.setInsertionPointToStart(&body);
  Value offset =
      arith::ConstantIndexOp::create(builder, function.getLoc(), staticBytes);
  for (memref::AllocOp alloc : dynamicAllocs) {
    if (!hoistToBody(alloc, body))
      return alloc.emitOpError(
          "has a size that is not known before the stage runs");
    builder.setInsertionPoint(alloc);
    Value bytes = computeBytes(alloc);
    Value next = addBytes(builder, alloc.getLoc(), offset, bytes);
    replace(alloc, offset);
    offset = next;
  }
  createSizeFunction(offset);
  return success();
}

FailureOr<unsigned> WorkspacePlanner::run() {
  function.walk([&](memref::AllocOp alloc) {
    bool isStatic = alloc.getType().hasStaticShape();
    (isStatic ? staticAllocs : dynamicAllocs).push_back(alloc);
  });
  unsigned placed = staticAllocs.size() + dynamicAllocs.size();
  if (placed == 0)
    return placed;
  // A bare buffer: how large it is, is the caller's business.
  auto type = MemRefType::get({1}, builder.getI8Type());
  auto attributes = builder.getDictionaryAttr(builder.getNamedAttr(
      LLVM::LLVMDialect::getNoAliasAttrName(), builder.getUnitAttr()));
  if (failed(function.insertArgument(function.getNumArguments(), type,
                                     attributes, function.getLoc())))
    return failure();
  workspace = body.getArguments().back();
  placeStatic();
  function->setAttr(kWorkspaceAttrName, builder.getI64IntegerAttr(staticBytes));
  if (failed(placeDynamic()))
    return failure();
  return placed;
}
