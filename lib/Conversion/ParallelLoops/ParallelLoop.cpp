// Which loop of an op may be cut, and into how many parts that pays.
#include "ParallelLoop.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace mlir::vf;

/// A loop of fewer iterations is left to the next one inside: its parts would
/// be too uneven.
static constexpr int64_t kFewestIterations = 16;
/// Units of work, as the pass describes them.
static constexpr int64_t kElementWork = 8;
static constexpr int64_t kFunctionWork = 64;
/// Along a contiguous axis parts begin at multiples of this many elements:
/// whole vectors and cache lines, wherever else the range is cut.
static constexpr int64_t kContiguousGrain = 128;

//===----------------------------------------------------------------------===//
// What may be cut
//===----------------------------------------------------------------------===//

std::optional<unsigned> vf::lookupAxis(const ParallelLoop &loop,
                                       OpOperand &operand) {
  linalg::LinalgOp op = loop.op;
  return op.getMatchingIndexingMap(&operand).getResultPosition(
      getAffineDimExpr(loop.dim, op.getContext()));
}

/// True if `map` names the loop only as the whole index of one axis, if at all.
static bool canSlice(AffineMap map, unsigned dim) {
  unsigned plain = 0;
  for (AffineExpr index : map.getResults()) {
    if (index == getAffineDimExpr(dim, map.getContext()))
      ++plain;
    else if (index.isFunctionOfDim(dim))
      return false;
  }
  return plain <= 1;
}

static bool mayCut(const ParallelLoop &loop) {
  linalg::LinalgOp op = loop.op;
  return op.getIteratorTypesArray()[loop.dim] ==
             utils::IteratorType::parallel &&
         llvm::all_of(op.getIndexingMapsArray(),
                      [&](AffineMap map) { return canSlice(map, loop.dim); }) &&
         llvm::all_of(op.getDpsInitsMutable(), [&](OpOperand &result) {
           return lookupAxis(loop, result).has_value();
         });
}

Value vf::getRootBuffer(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    // What views of the workspace are views of does not matter: temporaries
    // that are alive together do not overlap.
    auto view = dyn_cast<ViewLikeOpInterface>(op);
    if (!view || isa<memref::ViewOp>(op))
      break;
    value = view.getViewSource();
  }
  return value;
}

/// True if `op` reads no other part of `result`'s buffer than the element that
/// it computes: then no part reads what another one writes.
static bool isReadInPlace(linalg::LinalgOp op, OpOperand &result) {
  auto mayOverlap = [&](Value buffer) {
    return isa<MemRefType>(buffer.getType()) &&
           getRootBuffer(buffer) == getRootBuffer(result.get());
  };
  AffineMap map = op.getMatchingIndexingMap(&result);
  for (OpOperand &other : op->getOpOperands())
    if (mayOverlap(other.get()) && (other.get() != result.get() ||
                                    op.getMatchingIndexingMap(&other) != map))
      return false;
  SetVector<Value> inBody;
  getUsedValuesDefinedAbove(op->getRegions(), inBody);
  return llvm::none_of(inBody, mayOverlap);
}

std::optional<ParallelLoop> vf::lookupParallelLoop(linalg::LinalgOp op) {
  if (!op.hasPureBufferSemantics())
    return std::nullopt;
  for (OpOperand &result : op.getDpsInitsMutable())
    if (!isReadInPlace(op, result))
      return std::nullopt;
  for (auto [dim, size] : llvm::enumerate(op.getStaticLoopRanges())) {
    ParallelLoop loop{op, static_cast<unsigned>(dim)};
    bool isLong = ShapedType::isDynamic(size) || size >= kFewestIterations;
    if (isLong && mayCut(loop))
      return loop;
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// How much work it is
//===----------------------------------------------------------------------===//

/// The work of the innermost body.
static uint64_t getBodyWork(linalg::LinalgOp op) {
  Type element = getElementTypeOrSelf(op.getDpsInits()[0].getType());
  if (isa<linalg::MatmulOp>(op) && isa<FloatType>(element))
    return 1;
  uint64_t work = kElementWork;
  for (Operation &bodyOp : *op.getBlock())
    if (isa<math::MathDialect>(bodyOp.getDialect()))
      work += kFunctionWork;
  return work;
}

/// The loops beside `loop` whose sizes are unknown; multiplies `work` by those
/// that are known.
static SmallVector<unsigned> multiplyKnownSizes(const ParallelLoop &loop,
                                                uint64_t &work) {
  linalg::LinalgOp op = loop.op;
  SmallVector<unsigned> unknown;
  for (auto [dim, size] : llvm::enumerate(op.getStaticLoopRanges())) {
    if (dim == loop.dim)
      continue;
    if (ShapedType::isDynamic(size))
      unknown.push_back(dim);
    else
      work = llvm::SaturatingMultiply<uint64_t>(work, size);
  }
  return unknown;
}

/// What a grain is a multiple of.
static int64_t getGrainUnit(const ParallelLoop &loop) {
  linalg::LinalgOp op = loop.op;
  for (OpOperand &result : op.getDpsInitsMutable()) {
    int64_t rank = cast<MemRefType>(result.get().getType()).getRank();
    if (lookupAxis(loop, result) == rank - 1)
      return kContiguousGrain;
  }
  return 1;
}

/// The grain, where an iteration of the loop does `work`.
static int64_t getGrain(uint64_t work, int64_t minWork, int64_t unit) {
  uint64_t unitWork =
      llvm::SaturatingMultiply<uint64_t>(std::max<uint64_t>(work, 1), unit);
  return (minWork / unitWork + 1) * unit;
}

bool vf::isTooShort(const ParallelLoop &loop, int64_t minWork) {
  linalg::LinalgOp op = loop.op;
  int64_t count = op.getStaticLoopRanges()[loop.dim];
  if (ShapedType::isDynamic(count))
    return false;
  uint64_t work = getBodyWork(op);
  int64_t unit = getGrainUnit(loop);
  bool isKnown = multiplyKnownSizes(loop, work).empty();
  return count < 2 * (isKnown ? getGrain(work, minWork, unit) : unit);
}

/// Emits the size of loop `dim` of `op`.
static Value createSize(OpBuilder &builder, linalg::LinalgOp op, unsigned dim) {
  Location loc = op.getLoc();
  int64_t size = op.getStaticLoopRanges()[dim];
  if (ShapedType::isStatic(size))
    return arith::ConstantIndexOp::create(builder, loc, size);
  for (OpOperand &operand : op->getOpOperands())
    if (auto axis = lookupAxis({op, dim}, operand))
      return memref::DimOp::create(builder, loc, operand.get(), *axis);
  llvm_unreachable("linalg verifies that operands tell the size of each loop");
}

Value vf::createCount(OpBuilder &builder, const ParallelLoop &loop) {
  return createSize(builder, loop.op, loop.dim);
}

Value vf::createGrain(OpBuilder &builder, const ParallelLoop &loop,
                      int64_t minWork) {
  linalg::LinalgOp op = loop.op;
  Location loc = op.getLoc();
  uint64_t knownWork = getBodyWork(op);
  int64_t unit = getGrainUnit(loop);
  SmallVector<unsigned> unknown = multiplyKnownSizes(loop, knownWork);
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  if (unknown.empty())
    return constant(getGrain(knownWork, minWork, unit));
  Value work = constant(knownWork * unit);
  for (unsigned dim : unknown)
    work =
        arith::MulIOp::create(builder, loc, work, createSize(builder, op, dim));
  // Without work the quotient does not matter, but it must not trap.
  work = arith::MaxUIOp::create(builder, loc, work, constant(1));
  Value units = arith::DivUIOp::create(builder, loc, constant(minWork), work);
  units = arith::AddIOp::create(builder, loc, units, constant(1));
  return arith::MulIOp::create(builder, loc, units, constant(unit));
}
