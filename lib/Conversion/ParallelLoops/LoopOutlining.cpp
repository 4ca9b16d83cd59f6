// Builds the function of a part: its views, the slices between its bounds, the
// ops on them.
#include "LoopOutlining.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace mlir::vf;

//===----------------------------------------------------------------------===//
// The environment
//===----------------------------------------------------------------------===//

static bool isArgumentOfFunction(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  return argument && isa<func::FuncOp>(argument.getOwner()->getParentOp());
}

/// Adds `value` and what it is made from. Fails at a buffer of another origin.
static LogicalResult addValue(Value value, Environment &environment) {
  Operation *op = value.getDefiningOp();
  bool isBuffer = isa<MemRefType>(value.getType());
  bool isConstant = op && matchPattern(op, m_Constant());
  bool isView = isa_and_nonnull<ViewLikeOpInterface, memref::GetGlobalOp>(op);
  if (isConstant || (isBuffer && isView)) {
    for (Value operand : op->getOperands())
      if (failed(addValue(operand, environment)))
        return failure();
    environment.recomputed.insert(op);
    return success();
  }
  environment.captures.insert(value);
  return success(!isBuffer || isArgumentOfFunction(value));
}

std::optional<Environment> vf::lookupEnvironment(ArrayRef<Operation *> ops) {
  Environment environment;
  for (Operation *op : ops) {
    SetVector<Value> used(op->operand_begin(), op->operand_end());
    getUsedValuesDefinedAbove(op->getRegions(), used);
    for (Value value : used)
      if (failed(addValue(value, environment)))
        return std::nullopt;
  }
  return environment;
}

//===----------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------===//

namespace {

/// Clones ops into a part's function, on the slices between its bounds.
class PartBuilder {
public:
  PartBuilder(OpBuilder &builder, IRMapping &mapping, Value begin, Value size)
      : builder(builder), mapping(mapping), begin(begin), size(size) {}

  void clone(const ParallelLoop &loop);

private:
  Value getSlice(Value buffer, unsigned axis);

  OpBuilder &builder;
  IRMapping &mapping;
  Value begin, size;
  /// One slice for all who use it: `--vf-lower-matmul` finds a product's fill
  /// by the buffer.
  DenseMap<std::pair<Value, unsigned>, Value> slices;
};

} // namespace

Value PartBuilder::getSlice(Value buffer, unsigned axis) {
  Value &slice = slices[{buffer, axis}];
  if (slice)
    return slice;
  Location loc = buffer.getLoc();
  SmallVector<OpFoldResult> sizes = memref::getMixedSizes(builder, loc, buffer);
  SmallVector<OpFoldResult> offsets(sizes.size(), builder.getIndexAttr(0));
  SmallVector<OpFoldResult> strides(sizes.size(), builder.getIndexAttr(1));
  offsets[axis] = begin;
  sizes[axis] = size;
  return slice = memref::SubViewOp::create(builder, loc, buffer, offsets, sizes,
                                           strides);
}

void PartBuilder::clone(const ParallelLoop &loop) {
  linalg::LinalgOp op = loop.op;
  SmallVector<Value> operands;
  for (OpOperand &operand : op->getOpOperands()) {
    Value value = mapping.lookup(operand.get());
    std::optional<unsigned> axis = lookupAxis(loop, operand);
    operands.push_back(axis ? getSlice(value, *axis) : value);
  }
  auto part = cast<linalg::LinalgOp>(builder.clone(*op, mapping));
  part->setOperands(operands);
  SmallVector<OpFoldResult> offsets(op.getNumLoops(), builder.getIndexAttr(0));
  offsets[loop.dim] = begin;
  linalg::offsetIndices(builder, part, offsets);
}

/// What the core promises of its arguments holds for its parts.
static void copyArgumentAttributes(func::FuncOp core, func::FuncOp part,
                                   const SetVector<Value> &captures) {
  unsigned firstCapture = part.getNumArguments() - captures.size();
  for (auto [index, capture] : llvm::enumerate(captures)) {
    if (!isArgumentOfFunction(capture))
      continue;
    unsigned argument = cast<BlockArgument>(capture).getArgNumber();
    if (DictionaryAttr attributes = core.getArgAttrDict(argument))
      part.setArgAttrs(firstCapture + index, attributes);
  }
}

/// `fill` as the loop over the axis along which `loop` cuts the same buffer.
static ParallelLoop getLoopOfFill(const ParallelLoop &loop,
                                  linalg::FillOp fill) {
  linalg::LinalgOp op = loop.op;
  for (OpOperand &result : op.getDpsInitsMutable())
    if (result.get() == fill.getOutputs()[0])
      return {fill, *lookupAxis(loop, result)};
  llvm_unreachable("the fill is of a result");
}

func::FuncOp vf::outlineLoop(func::FuncOp core, StringRef name,
                             const ParallelLoop &loop, linalg::FillOp fill,
                             const Environment &environment) {
  OpBuilder builder(core.getContext());
  builder.setInsertionPointAfter(core);
  linalg::LinalgOp op = loop.op;
  SmallVector<Type> types(2, builder.getIndexType());
  for (Value capture : environment.captures)
    types.push_back(capture.getType());
  auto part = func::FuncOp::create(builder, op.getLoc(), name,
                                   builder.getFunctionType(types, {}));
  part.setPrivate();
  Block *body = part.addEntryBlock();
  copyArgumentAttributes(core, part, environment.captures);

  builder.setInsertionPointToEnd(body);
  IRMapping mapping;
  mapping.map(environment.captures.getArrayRef(),
              body->getArguments().drop_front(2));
  for (Operation *recomputed : environment.recomputed)
    builder.clone(*recomputed, mapping);
  Value begin = body->getArgument(0), end = body->getArgument(1);
  Value size = arith::SubIOp::create(builder, op.getLoc(), end, begin);
  PartBuilder partBuilder(builder, mapping, begin, size);
  if (fill)
    partBuilder.clone(getLoopOfFill(loop, fill));
  partBuilder.clone(loop);
  func::ReturnOp::create(builder, op.getLoc());
  return part;
}
