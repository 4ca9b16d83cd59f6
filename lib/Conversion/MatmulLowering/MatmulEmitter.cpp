// The loops of a product: panels of columns, within them tiles of rows, within
// them the inner axis with the tile of the result in registers. 6 rows x 2
// vectors leave room for the operands in 16 vector registers.
#include "MatmulEmitter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace mlir::vf;

/// Rows of tiles, in the order in which they cover the rows of the result.
static constexpr int64_t rowTiles[] = {6, 4, 2, 1};
static constexpr int64_t vectorsPerTile = 2;
/// Rows of the packed tile: with 2 vectors of 32 bytes it takes 16 KiB, half of
/// a small first-level cache.
static constexpr int64_t packedInner = 256;
/// A right matrix of more bytes does not stay in the second-level cache.
static constexpr int64_t largestUnpacked = 512 * 1024;

static MemRefType typeOf(Value buffer) {
  return cast<MemRefType>(buffer.getType());
}

static int64_t getElementBytes(const MatmulDescription &matmul) {
  return typeOf(matmul.result).getElementTypeBitWidth() / 8;
}

bool vf::needsPacking(const MatmulDescription &matmul) {
  MemRefType type = typeOf(matmul.rhs);
  bool isLarge =
      type.hasStaticShape() &&
      type.getNumElements() * getElementBytes(matmul) > largestUnpacked;
  return matmul.transposesRhs || isLarge;
}

MemRefType vf::getPackedTileType(const MatmulDescription &matmul,
                                 unsigned vectorBytes) {
  int64_t columns = vectorsPerTile * vectorBytes / getElementBytes(matmul);
  return MemRefType::get({packedInner, columns},
                         typeOf(matmul.result).getElementType());
}

namespace {

/// A size, or a bound, that may be known.
struct Bound {
  Value value;
  std::optional<int64_t> known;
};

/// Columns of the result that one tile covers: `vectors` vectors from `first`,
/// the last one under `mask` if it has one.
struct Columns {
  Value first;
  int64_t vectors;
  Value mask;
};

/// A run of the inner axis: `size` places from `first`. A packed tile holds it
/// from its row 0.
struct Inner {
  Value first, size;
};

class Emitter {
public:
  Emitter(ImplicitLocOpBuilder &builder, const MatmulDescription &matmul,
          unsigned vectorBytes, Value tile)
      : builder(builder), matmul(matmul), tile(tile),
        lanes(vectorBytes / getElementBytes(matmul)),
        vectorType(
            VectorType::get({lanes}, typeOf(matmul.result).getElementType())) {
    zero = createIndex(0);
    rows = getSize(matmul.result, 0);
    columns = getSize(matmul.result, 1);
    inner = getSize(matmul.lhs, matmul.transposesLhs ? 0 : 1);
  }

  void emit() {
    int64_t width = vectorsPerTile * lanes;
    Bound full = roundDown(columns, width);
    emitLoop({zero, 0}, full, width,
             [&](Value first) { emitPanel({first, vectorsPerTile, Value()}); });
    emitRightEdge(full);
  }

private:
  //===--------------------------------------------------------------------===//
  // Sizes and loops
  //===--------------------------------------------------------------------===//

  Value createIndex(int64_t value) {
    return arith::ConstantIndexOp::create(builder, value);
  }

  Bound getSize(Value buffer, int64_t axis) {
    int64_t size = typeOf(buffer).getDimSize(axis);
    if (ShapedType::isStatic(size))
      return {createIndex(size), size};
    return {memref::DimOp::create(builder, buffer, axis), std::nullopt};
  }

  /// The largest multiple of `step` not above `bound`.
  Bound roundDown(Bound bound, int64_t step) {
    if (bound.known) {
      int64_t rounded = *bound.known / step * step;
      return {createIndex(rounded), rounded};
    }
    Value size = createIndex(step);
    Value quotient = arith::DivUIOp::create(builder, bound.value, size);
    return {arith::MulIOp::create(builder, quotient, size), std::nullopt};
  }

  Value add(Value a, int64_t b) {
    return b == 0 ? a : arith::AddIOp::create(builder, a, createIndex(b));
  }

  /// Emits `body` in a loop, or not at all where the bounds say so.
  void emitLoop(Bound first, Bound end, int64_t step,
                llvm::function_ref<void(Value)> body) {
    if (first.known && end.known && *first.known >= *end.known)
      return;
    auto loop =
        scf::ForOp::create(builder, first.value, end.value, createIndex(step));
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    body(loop.getInductionVar());
  }

  void emitIf(Value condition, llvm::function_ref<void()> body) {
    auto branch = scf::IfOp::create(builder, condition);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    body();
  }

  //===--------------------------------------------------------------------===//
  // Panels of columns
  //===--------------------------------------------------------------------===//

  /// The columns from `full` on, fewer than a whole tile: one tile whose last
  /// vector is masked.
  void emitRightEdge(Bound full) {
    Value rest = arith::SubIOp::create(builder, columns.value, full.value);
    auto emitTile = [&](int64_t vectors) {
      Value lastLanes = arith::SubIOp::create(
          builder, rest, createIndex((vectors - 1) * lanes));
      Value mask = vector::CreateMaskOp::create(
          builder, VectorType::get({lanes}, builder.getI1Type()), lastLanes);
      emitPanel({full.value, vectors, mask});
    };
    if (columns.known) {
      int64_t count = *columns.known - *full.known;
      if (count > 0)
        emitTile(llvm::divideCeil(count, lanes));
      return;
    }
    for (int64_t vectors : llvm::seq_inclusive<int64_t>(1, vectorsPerTile)) {
      Value more =
          arith::CmpIOp::create(builder, arith::CmpIPredicate::ugt, rest,
                                createIndex((vectors - 1) * lanes));
      Value fits = arith::CmpIOp::create(builder, arith::CmpIPredicate::ule,
                                         rest, createIndex(vectors * lanes));
      emitIf(arith::AndIOp::create(builder, more, fits),
             [&] { emitTile(vectors); });
    }
  }

  void emitPanel(const Columns &panel) {
    if (!tile) {
      emitRows(panel, {zero, inner.value});
      return;
    }
    emitLoop({zero, 0}, inner, packedInner, [&](Value first) {
      Value rest = arith::SubIOp::create(builder, inner.value, first);
      Value size =
          arith::MinUIOp::create(builder, rest, createIndex(packedInner));
      emitPacking(panel, {first, size});
      emitRows(panel, {first, size});
    });
  }

  /// Copies the panel's columns of the right matrix, for a run of the inner
  /// axis, to the tile's rows. The inner loop follows the matrix's contiguous
  /// axis.
  void emitPacking(const Columns &panel, const Inner &run) {
    Value rest = arith::SubIOp::create(builder, columns.value, panel.first);
    Value width = arith::MinUIOp::create(builder, rest,
                                         createIndex(panel.vectors * lanes));
    Bound places = {run.size, std::nullopt}, count = {width, std::nullopt};
    bool transposes = matmul.transposesRhs;
    emitLoop({zero, 0}, transposes ? count : places, 1, [&](Value outer) {
      emitLoop({zero, 0}, transposes ? places : count, 1, [&](Value inner) {
        Value place = transposes ? inner : outer;
        Value column = transposes ? outer : inner;
        Value row = arith::AddIOp::create(builder, run.first, place);
        Value from = arith::AddIOp::create(builder, panel.first, column);
        if (transposes)
          std::swap(row, from);
        Value element =
            memref::LoadOp::create(builder, matmul.rhs, ValueRange{row, from});
        memref::StoreOp::create(builder, element, tile,
                                ValueRange{place, column});
      });
    });
  }

  //===--------------------------------------------------------------------===//
  // Tiles
  //===--------------------------------------------------------------------===//

  /// Covers the rows with tiles of falling height.
  void emitRows(const Columns &panel, const Inner &run) {
    Bound first = {zero, 0};
    for (int64_t height : rowTiles) {
      Bound end = getEnd(first, height);
      emitLoop(first, end, height,
               [&](Value row) { emitTile(row, height, panel, run); });
      first = end;
    }
  }

  /// Where tiles of `height` rows from `first` on end.
  Bound getEnd(Bound first, int64_t height) {
    if (first.known && rows.known) {
      int64_t count = (*rows.known - *first.known) / height;
      int64_t end = *first.known + count * height;
      return {createIndex(end), end};
    }
    Value rest = arith::SubIOp::create(builder, rows.value, first.value);
    Bound covered = roundDown({rest, std::nullopt}, height);
    return {arith::AddIOp::create(builder, first.value, covered.value),
            std::nullopt};
  }

  /// The tile of `height` rows from `row` on: sums in registers, then one store
  /// per vector.
  void emitTile(Value row, int64_t height, const Columns &panel,
                const Inner &run) {
    Value zeros =
        arith::ConstantOp::create(builder, builder.getZeroAttr(vectorType));
    SmallVector<Value> sums(height * panel.vectors, zeros);
    auto loop =
        scf::ForOp::create(builder, zero, run.size, createIndex(1), sums);
    {
      OpBuilder::InsertionGuard guard(builder);
      builder.setInsertionPointToStart(loop.getBody());
      scf::YieldOp::create(builder,
                           emitStep(loop.getInductionVar(), row, height, panel,
                                    run, loop.getRegionIterArgs()));
    }
    for (auto [i, sum] : llvm::enumerate(loop.getResults()))
      emitStore(add(row, i / panel.vectors), panel, i % panel.vectors, sum);
  }

  /// Adds one place of the inner axis to the sums.
  SmallVector<Value> emitStep(Value place, Value row, int64_t height,
                              const Columns &panel, const Inner &run,
                              ValueRange sums) {
    Value position = arith::AddIOp::create(builder, run.first, place);
    SmallVector<Value> rights;
    for (int64_t i : llvm::seq(panel.vectors))
      rights.push_back(loadRight(place, position, panel, i));
    SmallVector<Value> next;
    for (int64_t r : llvm::seq(height)) {
      Value left = vector::BroadcastOp::create(builder, vectorType,
                                               loadLeft(add(row, r), position));
      // Fused only where the target has the instruction; elsewhere a fused one
      // is a library call per element.
      for (auto [i, right] : llvm::enumerate(rights))
        next.push_back(LLVM::FMulAddOp::create(builder, left, right,
                                               sums[r * panel.vectors + i]));
    }
    return next;
  }

  Value loadLeft(Value row, Value position) {
    if (matmul.transposesLhs)
      std::swap(row, position);
    return memref::LoadOp::create(builder, matmul.lhs,
                                  ValueRange{row, position});
  }

  bool isMasked(const Columns &panel, int64_t i) {
    return panel.mask && i == panel.vectors - 1;
  }

  Value loadRight(Value place, Value position, const Columns &panel,
                  int64_t i) {
    // Lanes of the tile beyond the last column hold anything; no masked store
    // keeps what comes of them.
    if (tile)
      return vector::LoadOp::create(builder, vectorType, tile,
                                    ValueRange{place, createIndex(i * lanes)});
    return load(matmul.rhs, position, panel, i);
  }

  /// Vector `i` of a panel, in a row of `buffer`.
  Value load(Value buffer, Value row, const Columns &panel, int64_t i) {
    SmallVector<Value> place{row, add(panel.first, i * lanes)};
    if (!isMasked(panel, i))
      return vector::LoadOp::create(builder, vectorType, buffer, place);
    Value zeros =
        arith::ConstantOp::create(builder, builder.getZeroAttr(vectorType));
    return vector::MaskedLoadOp::create(builder, vectorType, buffer, place,
                                        panel.mask, zeros);
  }

  void emitStore(Value row, const Columns &panel, int64_t i, Value sum) {
    if (!matmul.overwrites)
      sum = arith::AddFOp::create(builder, load(matmul.result, row, panel, i),
                                  sum);
    SmallVector<Value> place{row, add(panel.first, i * lanes)};
    if (isMasked(panel, i))
      vector::MaskedStoreOp::create(builder, matmul.result, place, panel.mask,
                                    sum);
    else
      vector::StoreOp::create(builder, sum, matmul.result, place);
  }

  ImplicitLocOpBuilder &builder;
  const MatmulDescription &matmul;
  Value tile;
  int64_t lanes;
  VectorType vectorType;
  Value zero;
  Bound rows, columns, inner;
};

} // namespace

void vf::emitMatmul(ImplicitLocOpBuilder &builder,
                    const MatmulDescription &matmul, unsigned vectorBytes,
                    Value tile) {
  assert(!(tile && matmul.overwrites) && "a tile's runs add up");
  Emitter(builder, matmul, vectorBytes, tile).emit();
}
