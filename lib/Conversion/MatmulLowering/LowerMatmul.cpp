// --vf-lower-matmul: finds the products, absorbs their zero fills, places their
// tiles on the stack.
#include "MatmulEmitter.h"
#include "vf/Conversion/MatmulLowering.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"

namespace mlir::vf {
#define GEN_PASS_DEF_LOWERMATMUL
#include "vf/Conversion/MatmulLowering.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

/// True if vectors along the last axis of `value` can be loaded and stored.
static bool hasContiguousRows(Value value) {
  auto type = dyn_cast<MemRefType>(value.getType());
  if (!type ||
      !(type.getElementType().isF32() || type.getElementType().isF64()))
    return false;
  return type.isLastDimUnitStride();
}

/// True if the map from the loops (row, column, inner) to an operand swaps its
/// two axes.
static bool isTransposed(linalg::MatmulOp op, unsigned operand,
                         unsigned firstLoop) {
  AffineMap map = op.getIndexingMapsArray()[operand];
  return cast<AffineDimExpr>(map.getResult(0)).getPosition() != firstLoop;
}

/// Maps of two axes each: no broadcasting operand.
static bool hasPlainMaps(linalg::MatmulOp op) {
  return llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
    return map.getNumResults() == 2 && map.isProjectedPermutation();
  });
}

static std::optional<MatmulDescription> describe(linalg::MatmulOp op) {
  if (!op.hasPureBufferSemantics() || !hasPlainMaps(op) ||
      !llvm::all_of(op->getOperands(), hasContiguousRows))
    return std::nullopt;
  return MatmulDescription{op.getInputs()[0],      op.getInputs()[1],
                           op.getOutputs()[0],     isTransposed(op, 0, 0),
                           isTransposed(op, 1, 2), /*overwrites=*/false};
}

/// The fill with zero that ends right before `op` and fills its result, or
/// null.
static linalg::FillOp lookupZeroFill(linalg::MatmulOp op) {
  auto fill = dyn_cast_or_null<linalg::FillOp>(op->getPrevNode());
  if (!fill || fill.getOutputs()[0] != op.getOutputs()[0] ||
      !matchPattern(fill.getInputs()[0], m_PosZeroFloat()))
    return nullptr;
  return fill;
}

/// A buffer on the stack, in the function's entry: one in a loop would grow the
/// stack.
static Value createStackTile(func::FuncOp function, MemRefType type) {
  OpBuilder builder = OpBuilder::atBlockBegin(&function.front());
  return memref::AllocaOp::create(builder, function.getLoc(), type,
                                  builder.getI64IntegerAttr(64));
}

namespace {

struct LowerMatmul : vf::impl::LowerMatmulBase<LowerMatmul> {
  using LowerMatmulBase::LowerMatmulBase;

  void runOnOperation() override {
    tiles.clear();
    SmallVector<linalg::MatmulOp> products;
    getOperation().walk([&](linalg::MatmulOp op) { products.push_back(op); });
    for (linalg::MatmulOp op : products)
      if (std::optional<MatmulDescription> matmul = describe(op))
        lower(op, *matmul);
  }

  void lower(linalg::MatmulOp op, MatmulDescription matmul) {
    Value tile;
    if (needsPacking(matmul)) {
      // Products of one function run one after another and share their tiles.
      MemRefType type = getPackedTileType(matmul, vectorBytes);
      Value &shared = tiles[type];
      if (!shared)
        shared = createStackTile(getOperation(), type);
      tile = shared;
    } else if (linalg::FillOp fill = lookupZeroFill(op)) {
      fill.erase();
      matmul.overwrites = true;
    }
    ImplicitLocOpBuilder builder(op.getLoc(), op);
    emitMatmul(builder, matmul, vectorBytes, tile);
    op.erase();
  }

private:
  DenseMap<Type, Value> tiles;
};

} // namespace
