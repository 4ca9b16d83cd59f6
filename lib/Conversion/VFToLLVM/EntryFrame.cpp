// The head of an entry: sizes of its arguments, places of its values.
//
// Invariant: everything that an entry allocates is asked for here, once, before
// any op runs; the rest of the entry cannot run out of memory.
#include "EntryLowering.h"

#include "ABITypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "vf/Conversion/ByteArithmetic.h"
#include "vf/Conversion/OffsetPlan.h"
#include "vf/Conversion/StageToBuffers.h"

using namespace mlir;
using namespace mlir::vf;

/// The size of a feed's axis, as an index.
Value EntryLowering::loadFeedSize(Location loc, BlockArgument feed,
                                  int64_t axis) {
  Value address = fieldAddress(
      loc, feeds, abi::getArgType(builder.getContext()), feed.getArgNumber(),
      {abi::kArgDims, static_cast<int32_t>(axis)});
  Value size = LLVM::LoadOp::create(builder, loc, i64Type, address);
  return arith::IndexCastOp::create(builder, loc, builder.getIndexType(), size);
}

/// Lowers the scalar arithmetic that follows from the sizes of feeds.
void EntryLowering::lowerSizeArithmetic() {
  for (Operation &op : entry.getBlock()) {
    if (auto dim = dyn_cast<tensor::DimOp>(op)) {
      auto feed = dyn_cast<BlockArgument>(dim.getSource());
      if (feed && dim.getConstantIndex())
        scalars.map(dim.getResult(),
                    loadFeedSize(dim.getLoc(), feed, *dim.getConstantIndex()));
      continue;
    }
    bool isScalar = llvm::all_of(op.getResultTypes(),
                                 [](Type type) { return type.isIntOrIndex(); });
    bool isKnown = llvm::all_of(op.getOperands(), [&](Value operand) {
      return scalars.contains(operand);
    });
    if (isPure(&op) && op.getNumResults() > 0 && isScalar && isKnown)
      builder.clone(op, scalars);
  }
}

SmallVector<Value> EntryLowering::dynamicSizes(Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<Value> sizes;
  if (auto feed = dyn_cast<BlockArgument>(tensor)) {
    for (int64_t axis = 0; axis < type.getRank(); ++axis)
      if (type.isDynamicDim(axis))
        sizes.push_back(toI64(loadFeedSize(feed.getLoc(), feed, axis)));
    return sizes;
  }
  Operation *op = tensor.getDefiningOp();
  auto call = dyn_cast<CallStageOp>(op);
  OperandRange known =
      call ? call.getSizes() : cast<FindInTableOp>(op).getSizes();
  unsigned position = 0;
  for (Value result : op->getResults()) {
    unsigned count =
        cast<RankedTensorType>(result.getType()).getNumDynamicDims();
    if (result == tensor)
      for (Value size : known.slice(position, count))
        sizes.push_back(toI64(scalars.lookup(size)));
    position += count;
  }
  return sizes;
}

/// The sizes of all axes.
SmallVector<Value> EntryLowering::allSizes(Value tensor) {
  SmallVector<Value> dynamic = dynamicSizes(tensor), sizes;
  auto next = dynamic.begin();
  for (int64_t size : cast<RankedTensorType>(tensor.getType()).getShape())
    sizes.push_back(ShapedType::isDynamic(size)
                        ? *next++
                        : constant(tensor.getLoc(), size));
  return sizes;
}

Value EntryLowering::byteSize(Location loc, Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  int64_t known = nd::getElementBytes(type.getElementType());
  for (int64_t size : type.getShape())
    known *= ShapedType::isDynamic(size) ? 1 : size;
  Value bytes = constant(loc, known);
  for (Value size : dynamicSizes(tensor))
    bytes = multiplyBytes(builder, loc, bytes, size);
  return bytes;
}

/// Writes a fetch's dtype-independent description and asks for its buffer.
void EntryLowering::reserveFetch(unsigned number, Value tensor) {
  Location loc = tensor.getLoc();
  Type argType = abi::getArgType(builder.getContext());
  auto type = cast<RankedTensorType>(tensor.getType());
  for (auto [axis, size] : llvm::enumerate(allSizes(tensor)))
    LLVM::StoreOp::create(
        builder, loc, size,
        fieldAddress(loc, fetches, argType, number,
                     {abi::kArgDims, static_cast<int32_t>(axis)}));
  LLVM::StoreOp::create(
      builder, loc, constant(loc, type.getRank(), 32),
      fieldAddress(loc, fetches, argType, number, {abi::kArgRank}));
  Value fetch = fieldAddress(loc, fetches, argType, number, {});
  Value code = callApi(
      loc, abi::kReserveFetch,
      {context, fetch, constant(loc, number, 32), byteSize(loc, tensor)});
  returnIfFailed(loc, code);
  addresses[tensor] =
      loadField(loc, pointerType, fetches, argType, number, abi::kArgData);
}

/// Whether `result` of an op of the entry has a place in the arena or in a
/// fetch.
static bool isStored(Value result) {
  return isa<RankedTensorType>(result.getType()) &&
         !isStrings(result.getType());
}

/// The places of the results of stages and tables: static sizes share space
/// over time, dynamic ones follow. Sets their offsets and returns the bytes so
/// far.
Value EntryLowering::planArena() {
  DenseMap<Operation *, int64_t> step;
  for (auto [index, op] : llvm::enumerate(entry.getBlock()))
    step[&op] = index;
  SmallVector<Value> staticValues, dynamicValues;
  SmallVector<LiveBuffer> buffers;
  for (Operation &op : entry.getBlock()) {
    for (Value result : op.getResults()) {
      if (!isStored(result) || addresses.contains(result))
        continue;
      auto type = cast<RankedTensorType>(result.getType());
      if (!type.hasStaticShape()) {
        dynamicValues.push_back(result);
        continue;
      }
      int64_t last = step[&op];
      for (Operation *user : result.getUsers())
        last = std::max(last, step[user]);
      staticValues.push_back(result);
      buffers.push_back(
          {type.getNumElements() * nd::getElementBytes(type.getElementType()),
           step[&op], last});
    }
  }
  OffsetPlan plan = planOffsets(buffers);
  for (auto [value, offset] : llvm::zip_equal(staticValues, plan.offsets))
    arenaOffsets[value] = constant(loc, offset);
  Value bytes = constant(loc, plan.totalBytes);
  for (Value value : dynamicValues) {
    arenaOffsets[value] = bytes;
    bytes = addBytes(builder, loc, bytes,
                     alignBytes(builder, loc, byteSize(loc, value)));
  }
  return bytes;
}

/// The bytes of workspace that a call needs, or null if it needs none.
FailureOr<Value> EntryLowering::computeWorkspace(CallStageOp call) {
  StringAttr name = call.getStageAttr().getAttr();
  auto core = symbols.lookup<LLVM::LLVMFuncOp>(name);
  auto bytes = core->getAttrOfType<IntegerAttr>(kWorkspaceAttrName);
  if (!bytes)
    return Value();
  auto sizeFunction =
      symbols.lookup<LLVM::LLVMFuncOp>((name.getValue() + "_workspace").str());
  if (!sizeFunction)
    return constant(call.getLoc(), bytes.getInt());
  SmallVector<Value> arguments;
  for (Value scalar : call.getScalars()) {
    if (!scalar.getType().isIndex())
      continue;
    bool isKnown = scalars.contains(scalar);
    if (!isKnown && !sizeFunction.getArgument(arguments.size()).use_empty())
      return call.emitOpError(
          "has a workspace whose size depends on a computed value");
    // A number of rounds, say, is computed later, and no size.
    arguments.push_back(isKnown ? toI64(scalars.lookup(scalar))
                                : constant(call.getLoc(), 0));
  }
  appendSizes(call, arguments);
  return LLVM::CallOp::create(builder, call.getLoc(), sizeFunction, arguments)
      .getResult();
}

LogicalResult EntryLowering::lowerHead() {
  lowerSizeArithmetic();
  Operation *terminator = entry.getBlock().getTerminator();
  for (auto [number, fetched] : llvm::enumerate(terminator->getOperands())) {
    if (isStrings(fetched.getType()))
      continue;
    if (!fetched.getDefiningOp<CallStageOp>() || addresses.contains(fetched))
      return terminator->emitOpError("operand #")
             << number << " is not a stage's result of its own";
    reserveFetch(number, fetched);
  }
  workspaceOffset = planArena();
  Value workspace;
  for (auto call : entry.getBlock().getOps<CallStageOp>()) {
    FailureOr<Value> bytes = computeWorkspace(call);
    if (failed(bytes))
      return failure();
    if (!*bytes)
      continue;
    workspace =
        workspace
            ? LLVM::UMaxOp::create(builder, loc, workspace, *bytes).getResult()
            : *bytes;
  }
  Value total = workspace ? addBytes(builder, loc, workspaceOffset, workspace)
                          : workspaceOffset;
  returnIfFailed(loc, callApi(loc, abi::kReserveArena, {context, total}));
  Type contextType = abi::getContextType(builder.getContext());
  arena = loadField(loc, pointerType, context, contextType, 0, abi::kArena);
  lowerStringsHead();
  return success();
}
