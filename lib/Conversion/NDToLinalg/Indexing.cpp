// Gather and scatter: a loop over the indices that moves one row at a time, in
// place; and the search for a bad index.
#include "ElementArithmetic.h"
#include "Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::vf;

using LoopBody = llvm::function_ref<scf::ValueVector(OpBuilder &, Location,
                                                     ValueRange, ValueRange)>;

/// Loops over the first `rank` axes of `tensor` in row-major order; `body` maps
/// the loop indices and carried values to the next carried values. Returns the
/// last ones.
static SmallVector<Value> buildLoopsOver(OpBuilder &builder, Location loc,
                                         Value tensor, int64_t rank,
                                         ValueRange carried, LoopBody body) {
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value one = arith::ConstantIndexOp::create(builder, loc, 1);
  SmallVector<Value> bounds;
  for (int64_t axis : llvm::seq(rank))
    bounds.push_back(tensor::DimOp::create(builder, loc, tensor, axis));
  SmallVector<Value> zeros(bounds.size(), zero), ones(bounds.size(), one);
  return scf::buildLoopNest(builder, loc, zeros, bounds, ones, carried, body)
      .results;
}

namespace {

/// The row of a tensor at some leading indices.
struct Row {
  /// `leading` indices of the first axes; the row has the other axes of
  /// `tensor`.
  Row(OpBuilder &builder, Location loc, Value tensor, ValueRange leading) {
    RankedTensorType type = typeOf(tensor);
    for (Value index : leading) {
      offsets.push_back(index);
      sizes.push_back(builder.getIndexAttr(1));
    }
    for (int64_t axis : llvm::seq<int64_t>(leading.size(), type.getRank())) {
      offsets.push_back(builder.getIndexAttr(0));
      sizes.push_back(tensor::getMixedSize(builder, loc, tensor, axis));
    }
    strides.assign(type.getRank(), builder.getIndexAttr(1));
    rowType = type.clone(type.getShape().drop_front(leading.size()));
  }

  Value extract(OpBuilder &builder, Location loc, Value tensor) const {
    return tensor::ExtractSliceOp::create(builder, loc, rowType, tensor,
                                          offsets, sizes, strides);
  }

  Value insert(OpBuilder &builder, Location loc, Value row,
               Value tensor) const {
    return tensor::InsertSliceOp::create(builder, loc, row, tensor, offsets,
                                         sizes, strides);
  }

  Sizes offsets, sizes, strides;
  RankedTensorType rowType;
};

struct GatherLowering : OpConversionPattern<nd::GatherOp> {
  using OpConversionPattern::OpConversionPattern;

  /// Element by element, so that fusion can carry the gather into its
  /// consumers.
  LogicalResult
  matchAndRewrite(nd::GatherOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value params = adaptor.getParams(), indices = adaptor.getIndices();
    auto type = cast<RankedTensorType>(dropSign(op.getType()));
    Value init = createEmpty(rewriter, loc, type, reifySizes(rewriter, op));
    int64_t indexRank = typeOf(indices).getRank(), rank = type.getRank();
    AffineMap maps[] = {
        selectLoops(op.getContext(), rank,
                    llvm::to_vector(llvm::seq<int64_t>(indexRank))),
        rewriter.getMultiDimIdentityMap(rank)};
    rewriter.replaceOp(
        op,
        createGeneric(
            rewriter, loc, indices, init, maps,
            [&](OpBuilder &builder, Location loc, ValueRange x) -> Value {
              SmallVector<Value> place{arith::IndexCastOp::create(
                  builder, loc, builder.getIndexType(), x[0])};
              for (int64_t axis : llvm::seq(indexRank, rank))
                place.push_back(linalg::IndexOp::create(builder, loc, axis));
              return tensor::ExtractOp::create(builder, loc, params, place);
            }));
    return success();
  }
};

/// Where the coordinates of the part that `place` of the indices names are.
static SmallVector<SmallVector<Value>>
placesOfCoordinates(OpBuilder &, Location, nd::ScatterOp, ValueRange place) {
  return {llvm::to_vector(place)};
}

static SmallVector<SmallVector<Value>> placesOfCoordinates(OpBuilder &builder,
                                                           Location loc,
                                                           nd::ScatterNdOp op,
                                                           ValueRange place) {
  int64_t depth =
      cast<RankedTensorType>(op.getIndices().getType()).getShape().back();
  SmallVector<SmallVector<Value>> places(depth, llvm::to_vector(place));
  for (int64_t k : llvm::seq(depth))
    places[k].push_back(arith::ConstantIndexOp::create(builder, loc, k));
  return places;
}

/// Of nd.scatter and nd.scatter_nd.
template <typename OpT>
struct ScatterLowering : OpConversionPattern<OpT> {
  using OpConversionPattern<OpT>::OpConversionPattern;

  LogicalResult
  matchAndRewrite(OpT op, typename OpT::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value indices = adaptor.getIndices(), updates = adaptor.getUpdates();
    auto updateRow = [&](OpBuilder &builder, Location loc, ValueRange place,
                         ValueRange carried) -> scf::ValueVector {
      SmallVector<Value> coordinates;
      for (ValueRange at : placesOfCoordinates(builder, loc, op, place))
        coordinates.push_back(arith::IndexCastOp::create(
            builder, loc, builder.getIndexType(),
            tensor::ExtractOp::create(builder, loc, indices, at)));
      Row row(builder, loc, carried[0], coordinates);
      Value target = row.extract(builder, loc, carried[0]);
      bool isScalar = typeOf(updates).getRank() == 0;
      Value update = isScalar ? updates
                              : Row(builder, loc, updates, place)
                                    .extract(builder, loc, updates);
      Value updated = combineRows(builder, loc, op, target, update);
      return {row.insert(builder, loc, updated, carried[0])};
    };
    bool hasDepth = std::is_same_v<OpT, nd::ScatterNdOp>;
    rewriter.replaceOp(op, buildLoopsOver(rewriter, op.getLoc(), indices,
                                          typeOf(indices).getRank() - hasDepth,
                                          adaptor.getDest(), updateRow));
    return success();
  }

private:
  /// `row` combined with `update`, a row or a scalar.
  static Value combineRows(OpBuilder &builder, Location loc, OpT op, Value row,
                           Value update) {
    int64_t rank = typeOf(row).getRank();
    AffineMap whole = builder.getMultiDimIdentityMap(rank);
    AffineMap updateMap = typeOf(update).getRank() == rank
                              ? whole
                              : selectLoops(builder.getContext(), rank, {});
    Type element = getElementTypeOrSelf(op.getType());
    // What only moves is not widened, which would quiet a NaN. LLVM 22 repeats
    // a bf16 by a conversion that Debian 12's libgcc lacks, though.
    bool isMove = op.getCombiner() == nd::Combiner::Update &&
                  (updateMap == whole || !element.isBF16());
    return createGeneric(builder, loc, update, row, {updateMap, whole},
                         [&](OpBuilder &builder, Location loc, ValueRange x) {
                           if (isMove)
                             return x[0];
                           ElementArithmetic numbers(builder, loc, element);
                           return numbers.narrow(combine(
                               numbers, op.getCombiner(), numbers.widen(x[1]),
                               numbers.widen(x[0])));
                         });
  }

  static Value combine(ElementArithmetic &numbers, nd::Combiner combiner,
                       Value old, Value update) {
    switch (combiner) {
    case nd::Combiner::Update:
      return update;
    case nd::Combiner::Add:
      return numbers.add(old, update);
    case nd::Combiner::Sub:
      return numbers.sub(old, update);
    case nd::Combiner::Mul:
      return numbers.mul(old, update);
    case nd::Combiner::Div:
      return numbers.div(old, update);
    case nd::Combiner::Min:
      return numbers.min(old, update);
    case nd::Combiner::Max:
      return numbers.max(old, update);
    }
    llvm_unreachable("unknown combiner");
  }
};

struct FindOutOfRangeLowering : OpConversionPattern<nd::FindOutOfRangeOp> {
  using OpConversionPattern::OpConversionPattern;

  /// Carries the number of places seen, the first bad place (or -1) and its
  /// index.
  LogicalResult
  matchAndRewrite(nd::FindOutOfRangeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value indices = adaptor.getIndices();
    Type i64 = rewriter.getI64Type();
    ElementArithmetic outer(rewriter, loc, i64);
    Value zero = outer.number(0);
    Value bound =
        arith::IndexCastOp::create(rewriter, loc, i64, adaptor.getBound());
    auto test = [&](OpBuilder &builder, Location loc, ValueRange place,
                    ValueRange carried) -> scf::ValueVector {
      ElementArithmetic numbers(builder, loc, i64);
      ElementArithmetic stored(builder, loc, typeOf(indices).getElementType());
      Value index = stored.castTo(
          numbers, tensor::ExtractOp::create(builder, loc, indices, place));
      // Unsigned, a negative index is above every bound.
      Value isBad = arith::CmpIOp::create(
          builder, loc, arith::CmpIPredicate::uge, index, bound);
      Value isFirst = arith::AndIOp::create(
          builder, loc, isBad,
          numbers.compare(nd::Comparison::LT, carried[1], numbers.number(0)));
      return {numbers.add(carried[0], numbers.number(1)),
              numbers.select(isFirst, carried[0], carried[1]),
              numbers.select(isFirst, index, carried[2])};
    };
    SmallVector<Value> found =
        buildLoopsOver(rewriter, loc, indices, typeOf(indices).getRank(),
                       {zero, outer.number(-1), zero}, test);
    Value result =
        createEmpty(rewriter, loc, op.getType(), reifySizes(rewriter, op));
    for (auto [i, value] : llvm::enumerate(ArrayRef(found).drop_front())) {
      Value place = arith::ConstantIndexOp::create(rewriter, loc, i);
      result = tensor::InsertOp::create(rewriter, loc, value, result, place);
    }
    rewriter.replaceOp(op, result);
    return success();
  }
};

} // namespace

void vf::populateIndexingPatterns(const TypeConverter &converter,
                                  RewritePatternSet &patterns) {
  patterns.add<GatherLowering, ScatterLowering<nd::ScatterOp>,
               ScatterLowering<nd::ScatterNdOp>, FindOutOfRangeLowering>(
      converter, patterns.getContext());
}
