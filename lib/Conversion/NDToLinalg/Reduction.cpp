// Reductions: a fill and one linalg.generic over all axes, in row-major order.
// Half precision accumulates in f32.
#include "ElementArithmetic.h"
#include "Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::vf;

/// The axes of [0, rank) that are not in `removed`.
static SmallVector<int64_t> getOtherAxes(int64_t rank,
                                         ArrayRef<int64_t> removed) {
  SmallVector<int64_t> axes;
  for (int64_t axis : llvm::seq(rank))
    if (!llvm::is_contained(removed, axis))
      axes.push_back(axis);
  return axes;
}

/// `operand`, with elements of type `element`, reduced to the axes `kept`;
/// elements of the compute type.
static Value buildReduction(OpBuilder &builder, Location loc, Value operand,
                            Type element, nd::Reduction kind,
                            ArrayRef<int64_t> kept) {
  Sizes sizes;
  SmallVector<int64_t> shape;
  for (int64_t axis : kept) {
    sizes.push_back(tensor::getMixedSize(builder, loc, operand, axis));
    shape.push_back(typeOf(operand).getDimSize(axis));
  }
  ElementArithmetic outer(builder, loc, element);
  auto type = RankedTensorType::get(shape, outer.getComputeType());
  Value init = createFilled(builder, loc, type, sizes, outer.identity(kind));
  int64_t rank = typeOf(operand).getRank();
  AffineMap maps[] = {builder.getMultiDimIdentityMap(rank),
                      selectLoops(builder.getContext(), rank, kept)};
  return createGeneric(
      builder, loc, operand, init, maps,
      [&](OpBuilder &builder, Location loc, ValueRange elements) {
        ElementArithmetic arithmetic(builder, loc, element);
        return arithmetic.combine(kind, elements[1],
                                  arithmetic.widen(elements[0]));
      });
}

/// Divides sums by `count` where that is not null, and stores them as elements
/// of type `element`.
static Value finishReduction(OpBuilder &builder, Location loc, Value sums,
                             Type element, Value count) {
  RankedTensorType type = typeOf(sums);
  Type inMemory = dropSign(element);
  if (!count && type.getElementType() == inMemory)
    return sums;
  Value init = sums;
  if (type.getElementType() != inMemory)
    init = createEmpty(builder, loc, type.clone(inMemory),
                       tensor::getMixedSizes(builder, loc, sums));
  return createElementwise(
      builder, loc, sums, init,
      [&](OpBuilder &builder, Location loc, ValueRange elements) {
        ElementArithmetic arithmetic(builder, loc, element);
        Value result = count ? arithmetic.div(elements[0], count) : elements[0];
        return arithmetic.narrow(result);
      });
}

/// The number of elements that `axes` of `operand` have together, as a number
/// of type `element`.
static Value buildCount(OpBuilder &builder, Location loc, Value operand,
                        ArrayRef<int64_t> axes, Type element) {
  Value count = arith::ConstantIndexOp::create(builder, loc, 1);
  for (int64_t axis : axes) {
    Value size = getValueOrCreateConstantIndexOp(
        builder, loc, tensor::getMixedSize(builder, loc, operand, axis));
    count = arith::MulIOp::create(builder, loc, count, size);
  }
  return ElementArithmetic(builder, loc, element).fromIndex(count);
}

namespace {

struct ReduceLowering : OpConversionPattern<nd::ReduceOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::ReduceOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value operand = adaptor.getOperand();
    Type element = getElementTypeOrSelf(op.getType());
    Value count;
    if (op.getKind() == nd::Reduction::Mean)
      count = buildCount(rewriter, loc, operand, op.getDimensions(), element);
    Value reduced = buildReduction(
        rewriter, loc, operand, element, op.getKind(),
        getOtherAxes(typeOf(operand).getRank(), op.getDimensions()));
    Value result = finishReduction(rewriter, loc, reduced, element, count);
    auto type = cast<RankedTensorType>(dropSign(op.getType()));
    if (result.getType() != type)
      result =
          createReshape(rewriter, loc, result, type, reifySizes(rewriter, op));
    rewriter.replaceOp(op, result);
    return success();
  }
};

/// One loop over the reduced axis per result element: an index needs no tensor
/// of extrema beside it.
struct ArgReduceLowering : OpConversionPattern<nd::ArgReduceOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::ArgReduceOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(op.getType());
    Value init = createEmpty(rewriter, loc, type, reifySizes(rewriter, op));
    rewriter.replaceOp(
        op, createElementwise(
                rewriter, loc, {}, init,
                [&](OpBuilder &builder, Location loc, ValueRange) {
                  return buildElement(builder, loc, op, adaptor.getOperand());
                }));
    return success();
  }

private:
  static Value buildElement(OpBuilder &builder, Location loc,
                            nd::ArgReduceOp op, Value operand) {
    bool isMax = op.getKind() == nd::Extremum::Max;
    nd::Reduction kind = isMax ? nd::Reduction::Max : nd::Reduction::Min;
    Type element = getElementTypeOrSelf(op.getOperand().getType());
    int64_t axis = op.getAxis();
    SmallVector<Value> indices;
    for (int64_t k : llvm::seq(typeOf(operand).getRank()))
      indices.push_back(k == axis ? Value()
                                  : Value(linalg::IndexOp::create(
                                        builder, loc, k < axis ? k : k - 1)));
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    Value size = tensor::DimOp::create(builder, loc, operand, axis);
    Value start = ElementArithmetic(builder, loc, element).identity(kind);
    auto loop = scf::ForOp::create(
        builder, loc, zero, size, one, ValueRange{start, zero},
        [&](OpBuilder &builder, Location loc, Value i, ValueRange best) {
          ElementArithmetic arithmetic(builder, loc, element);
          indices[axis] = i;
          Value candidate = arithmetic.widen(
              tensor::ExtractOp::create(builder, loc, operand, indices));
          Value isBetter = arithmetic.compare(isMax ? nd::Comparison::GT
                                                    : nd::Comparison::LT,
                                              candidate, best[0]);
          Value value = arithmetic.select(isBetter, candidate, best[0]);
          Value index = arithmetic.select(isBetter, i, best[1]);
          scf::YieldOp::create(builder, loc, ValueRange{value, index});
        });
    return arith::IndexCastOp::create(builder, loc, op.getIndexType(),
                                      loop.getResult(1));
  }
};

struct UnbroadcastLowering : OpConversionPattern<nd::UnbroadcastOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::UnbroadcastOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value operand = adaptor.getOperand();
    auto type = cast<RankedTensorType>(dropSign(op.getType()));
    Type element = getElementTypeOrSelf(op.getType());
    Sizes sizes = reifySizes(rewriter, op);
    Value sums;
    if (auto kept = getKeptAxes(typeOf(operand), type))
      sums = buildReduction(rewriter, loc, operand, element, nd::Reduction::Sum,
                            *kept);
    else
      sums = buildByIndex(rewriter, loc, operand, element, type, sizes);
    Value result = finishReduction(rewriter, loc, sums, element, nullptr);
    if (result.getType() != type)
      result = createReshape(rewriter, loc, result, type, sizes);
    rewriter.replaceOp(op, result);
    return success();
  }

private:
  /// The operand's axes that the result has, if the types decide it.
  static std::optional<SmallVector<int64_t>>
  getKeptAxes(RankedTensorType operand, RankedTensorType result) {
    int64_t added = operand.getRank() - result.getRank();
    SmallVector<int64_t> kept;
    for (auto [axis, size] : llvm::enumerate(result.getShape())) {
      if (ShapedType::isDynamic(size) && operand.getDimSize(added + axis) != 1)
        return std::nullopt;
      if (size != 1)
        kept.push_back(added + axis);
    }
    return kept;
  }

  /// Adds each element of the operand to the result's element at its index
  /// times 0 where the result's size is 1, times 1 elsewhere.
  static Value buildByIndex(OpBuilder &builder, Location loc, Value operand,
                            Type element, RankedTensorType type,
                            ArrayRef<OpFoldResult> sizes) {
    ElementArithmetic outer(builder, loc, element);
    Value scratch =
        createScratch(builder, loc, type.clone(outer.getComputeType()), sizes);
    Value init = linalg::FillOp::create(builder, loc, outer.number(0), scratch)
                     .getResult(0);
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    SmallVector<Value> steps, bounds;
    for (OpFoldResult size : sizes) {
      Value repeats = arith::CmpIOp::create(
          builder, loc, arith::CmpIPredicate::eq,
          getValueOrCreateConstantIndexOp(builder, loc, size), one);
      steps.push_back(
          arith::SelectOp::create(builder, loc, repeats, zero, one));
    }
    for (int64_t axis : llvm::seq(typeOf(operand).getRank()))
      bounds.push_back(tensor::DimOp::create(builder, loc, operand, axis));
    SmallVector<Value> zeros(bounds.size(), zero), ones(bounds.size(), one);
    auto addElement = [&](OpBuilder &builder, Location loc, ValueRange loops,
                          ValueRange carried) -> scf::ValueVector {
      SmallVector<Value> target;
      for (auto [loop, step] : llvm::zip(loops.take_back(steps.size()), steps))
        target.push_back(arith::MulIOp::create(builder, loc, loop, step));
      ElementArithmetic arithmetic(builder, loc, element);
      Value sum = tensor::ExtractOp::create(builder, loc, carried[0], target);
      Value term = arithmetic.widen(
          tensor::ExtractOp::create(builder, loc, operand, loops));
      return {tensor::InsertOp::create(builder, loc, arithmetic.add(sum, term),
                                       carried[0], target)};
    };
    return scf::buildLoopNest(builder, loc, zeros, bounds, ones, init,
                              addElement)
        .results[0];
  }
};

} // namespace

void vf::populateReductionPatterns(const TypeConverter &converter,
                                   RewritePatternSet &patterns) {
  patterns.add<ReduceLowering, ArgReduceLowering, UnbroadcastLowering>(
      converter, patterns.getContext());
}
