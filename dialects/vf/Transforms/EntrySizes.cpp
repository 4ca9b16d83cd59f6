// Each op reifies the sizes of its results in terms of `tensor.dim` of its
// operands; those are replaced at once by what is known of the operands, so
// that in the end only sizes of arguments remain. Linear in the entry's ops.
#include "vf/Transforms/EntrySizes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

using namespace mlir;
using namespace mlir::vf;

static bool hasDynamicShape(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type && !type.hasStaticShape();
}

/// The runtime knows the sizes of strings that an entry makes; the entry need
/// not.
static bool needsSizes(Value result) {
  return hasDynamicShape(result) && !isStrings(result.getType());
}

/// True for arithmetic on scalars and for the sizes of arguments.
static bool isSizeArithmetic(Operation *op) {
  if (auto dim = dyn_cast<tensor::DimOp>(op))
    return isa<BlockArgument>(dim.getSource());
  auto isScalar = [](Type type) { return type.isIntOrIndex(); };
  return isPure(op) && op->getNumResults() > 0 && op->getNumRegions() == 0 &&
         llvm::all_of(op->getOperandTypes(), isScalar) &&
         llvm::all_of(op->getResultTypes(), isScalar);
}

EntrySizes::EntrySizes(EntryOp entry)
    : block(entry.getBlock()), top(&block, block.begin()) {}

void EntrySizes::addArguments() {
  for (BlockArgument argument : block.getArguments())
    if (hasDynamicShape(argument))
      sizes[argument] = tensor::getMixedSizes(top, argument.getLoc(), argument);
  for (Operation &op : llvm::make_range(block.begin(), top.getInsertionPoint()))
    topOps.insert(&op);
}

bool EntrySizes::isAtTop(OpFoldResult size) const {
  auto value = dyn_cast<Value>(size);
  Operation *def = value ? value.getDefiningOp() : nullptr;
  return !def || topOps.contains(def);
}

/// Moves size arithmetic whose operands are at the top there too, for what
/// reification adds may use it.
bool EntrySizes::moveToTop(Operation *op) {
  if (!isSizeArithmetic(op) ||
      !llvm::all_of(op->getOperands(), [&](Value v) { return isAtTop(v); }))
    return false;
  if (Block::iterator(op) == top.getInsertionPoint())
    top.setInsertionPointAfter(op);
  else
    op->moveBefore(&block, top.getInsertionPoint());
  topOps.insert(op);
  return true;
}

/// A `tensor.dim` of a value whose sizes are known is that size.
OpFoldResult EntrySizes::resolve(OpFoldResult size) const {
  auto value = dyn_cast<Value>(size);
  auto dim = value ? value.getDefiningOp<tensor::DimOp>() : nullptr;
  std::optional<int64_t> axis = dim ? dim.getConstantIndex() : std::nullopt;
  if (!axis)
    return size;
  auto it = sizes.find(dim.getSource());
  return it == sizes.end() ? size : it->second[*axis];
}

/// Replaces a `tensor.dim` of a value whose sizes are known by that size: only
/// the sizes of feeds are there before the entry runs.
bool EntrySizes::replaceDim(Operation *op) {
  auto dim = dyn_cast<tensor::DimOp>(op);
  OpFoldResult size = dim ? resolve(dim.getResult()) : nullptr;
  if (!size || size == OpFoldResult(dim.getResult()))
    return false;
  Value value = getValueOrCreateConstantIndexOp(top, dim.getLoc(), size);
  if (isa<Attribute>(size))
    topOps.insert(value.getDefiningOp());
  dim.replaceAllUsesWith(value);
  if (Block::iterator(op) == top.getInsertionPoint())
    top.setInsertionPointAfter(op);
  dim.erase();
  return true;
}

/// A loop keeps the sizes of what it is given.
void EntrySizes::addLoopResults(LoopLikeOpInterface loop) {
  auto results = loop.getLoopResults();
  if (!results)
    return;
  for (auto [result, initial] : llvm::zip(*results, loop.getInits()))
    if (auto it = sizes.find(initial); it != sizes.end())
      sizes[result] = SmallVector<OpFoldResult>(it->second);
}

LogicalResult EntrySizes::addResults(Operation *op) {
  if (llvm::none_of(op->getResults(), needsSizes))
    return success();
  if (auto loop = dyn_cast<LoopLikeOpInterface>(op))
    return addLoopResults(loop), success();

  Operation *last = top.getInsertionPoint() == block.begin()
                        ? nullptr
                        : &*std::prev(top.getInsertionPoint());
  ReifiedRankedShapedTypeDims reified;
  if (failed(reifyResultShapes(top, op, reified)))
    return op->emitOpError("does not tell the sizes of its results");

  // The sizes of operands that reification asked for are known by now.
  auto first = last ? std::next(Block::iterator(last)) : block.begin();
  DenseMap<Value, OpFoldResult> known;
  for (Operation &inserted : llvm::make_early_inc_range(
           llvm::make_range(first, top.getInsertionPoint()))) {
    OpFoldResult size =
        isa<tensor::DimOp>(inserted) ? resolve(inserted.getResult(0)) : nullptr;
    if (!size || size == OpFoldResult(inserted.getResult(0))) {
      topOps.insert(&inserted);
      continue;
    }
    known[inserted.getResult(0)] = size;
    OpBuilder builder(&inserted);
    Value value =
        getValueOrCreateConstantIndexOp(builder, inserted.getLoc(), size);
    if (isa<Attribute>(size))
      topOps.insert(value.getDefiningOp());
    inserted.getResult(0).replaceAllUsesWith(value);
    inserted.erase();
  }

  for (auto [index, value] : llvm::enumerate(op->getResults())) {
    if (!hasDynamicShape(value))
      continue;
    SmallVector<OpFoldResult> &own = sizes[value];
    for (OpFoldResult size : reified[index]) {
      auto it = known.find(dyn_cast<Value>(size));
      own.push_back(it == known.end() ? size : it->second);
      if (!isAtTop(own.back()))
        return op->emitOpError(
            "has a size that depends on a value computed by the entry");
    }
  }
  return success();
}

FailureOr<EntrySizes> EntrySizes::compute(EntryOp entry) {
  EntrySizes result(entry);
  SmallVector<Operation *> ops;
  for (Operation &op : result.block)
    ops.push_back(&op);
  result.addArguments();
  for (Operation *op : ops)
    if (!result.replaceDim(op) && !result.moveToTop(op) &&
        failed(result.addResults(op)))
      return failure();
  // Callers need values, also where a `?` turned out to be a number.
  for (auto &[value, own] : result.sizes)
    for (OpFoldResult &size : own)
      if (isa<Attribute>(size))
        size =
            getValueOrCreateConstantIndexOp(result.top, value.getLoc(), size);
  return result;
}

SmallVector<Value> EntrySizes::getDynamicSizes(Value value) const {
  SmallVector<Value> dynamic;
  auto it = sizes.find(value);
  if (it == sizes.end())
    return dynamic;
  auto type = cast<RankedTensorType>(value.getType());
  for (auto [axis, size] : llvm::enumerate(it->second))
    if (type.isDynamicDim(axis))
      dynamic.push_back(cast<Value>(size));
  return dynamic;
}
