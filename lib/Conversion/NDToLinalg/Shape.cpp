// Constants, sizes, and ops that only move elements.
#include "ElementArithmetic.h"
#include "Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/IR/DialectResourceBlobManager.h"

using namespace mlir;
using namespace mlir::vf;

/// A body that copies its input.
static Value yieldFirst(OpBuilder &, Location, ValueRange elements) {
  return elements[0];
}

/// Whether a tensor of `type` has no elements in any run. Upstream's ops on
/// slices take the first element's place to exist.
static bool isEmpty(RankedTensorType type) {
  return llvm::is_contained(type.getShape(), 0);
}

/// Puts `operand` at the places of `dest` that start at `offsets`. It is copied
/// by a loop of its own: an insert_slice of the whole operand could become a
/// library call.
static Value insertCopy(OpBuilder &builder, Location loc, Value operand,
                        Value dest, ArrayRef<OpFoldResult> offsets,
                        ArrayRef<OpFoldResult> strides) {
  if (isEmpty(typeOf(operand)))
    return dest;
  Sizes sizes = tensor::getMixedSizes(builder, loc, operand);
  Value part = tensor::ExtractSliceOp::create(builder, loc, dest, offsets,
                                              sizes, strides);
  Value copied =
      linalg::CopyOp::create(builder, loc, operand, part).getResult(0);
  return tensor::InsertSliceOp::create(builder, loc, copied, dest, offsets,
                                       sizes, strides);
}

namespace {

struct ConstantLowering : OpConversionPattern<nd::ConstantOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::ConstantOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(dropSign(op.getType()));
    auto dense = dyn_cast<DenseElementsAttr>(op.getValue());
    TypedAttr value = dense ? dense.bitcast(type.getElementType())
                            : retypeResource(op.getValue(), type);
    if (!value)
      return rewriter.notifyMatchFailure(op, "unknown kind of constant");
    rewriter.replaceOpWithNewOp<arith::ConstantOp>(op, type, value);
    return success();
  }

private:
  static TypedAttr retypeResource(ElementsAttr value, RankedTensorType type) {
    auto resource = dyn_cast<DenseResourceElementsAttr>(value);
    if (!resource)
      return nullptr;
    return DenseResourceElementsAttr::get(type, resource.getRawHandle());
  }
};

/// Writes a constant that repeats one element where it goes, so that the
/// program keeps the element alone. `OpT` puts operand 0 into operand 1.
template <typename OpT>
struct SplatIntoDestination : OpConversionPattern<OpT> {
  SplatIntoDestination(const TypeConverter &converter, MLIRContext *context)
      : OpConversionPattern<OpT>(converter, context, /*benefit=*/2) {}

  LogicalResult
  matchAndRewrite(OpT op, typename OpT::Adaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Value element =
        createSplatElement(rewriter, op.getLoc(), op->getOperand(0));
    if (!element)
      return rewriter.notifyMatchFailure(op, "not a repeated element");
    rewriter.replaceOpWithNewOp<linalg::FillOp>(op, element,
                                                adaptor.getOperands()[1]);
    return success();
  }
};

struct SizeLowering : OpConversionPattern<nd::SizeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::SizeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(op.getType());
    ElementArithmetic arithmetic(rewriter, loc, type.getElementType());
    Value element = arithmetic.narrow(arithmetic.fromIndex(adaptor.getSize()));
    rewriter.replaceOp(op, createFilled(rewriter, loc,
                                        cast<RankedTensorType>(dropSign(type)),
                                        {}, element));
    return success();
  }
};

struct IotaLowering : OpConversionPattern<nd::IotaOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::IotaOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type element = getElementTypeOrSelf(op.getType());
    Value init = createEmpty(rewriter, loc,
                             cast<RankedTensorType>(dropSign(op.getType())),
                             reifySizes(rewriter, op));
    rewriter.replaceOp(
        op, createElementwise(
                rewriter, loc, {}, init,
                [&](OpBuilder &builder, Location loc, ValueRange) {
                  Value index =
                      linalg::IndexOp::create(builder, loc, op.getAxis());
                  ElementArithmetic arithmetic(builder, loc, element);
                  return arithmetic.narrow(arithmetic.fromIndex(index));
                }));
    return success();
  }
};

struct ReshapeLowering : OpConversionPattern<nd::ReshapeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::ReshapeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    auto type = cast<RankedTensorType>(dropSign(op.getType()));
    rewriter.replaceOp(op, createReshape(rewriter, op.getLoc(),
                                         adaptor.getOperand(), type,
                                         reifySizes(rewriter, op)));
    return success();
  }
};

struct TransposeLowering : OpConversionPattern<nd::TransposeOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::TransposeOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(dropSign(op.getType()));
    Value init = createEmpty(rewriter, loc, type, reifySizes(rewriter, op));
    // Operand axis permutation[k] follows loop k.
    AffineMap result = rewriter.getMultiDimIdentityMap(type.getRank());
    AffineMap operand = inversePermutation(
        selectLoops(op.getContext(), type.getRank(), op.getPermutation()));
    rewriter.replaceOp(op, createGeneric(rewriter, loc, adaptor.getOperand(),
                                         init, {operand, result}, yieldFirst));
    return success();
  }
};

struct SliceLowering : OpConversionPattern<nd::SliceOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::SliceOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(dropSign(op.getType()));
    Sizes sizes = reifySizes(rewriter, op);
    if (isEmpty(type)) {
      rewriter.replaceOp(op, createEmpty(rewriter, loc, type, sizes));
      return success();
    }
    if (llvm::all_of(op.getStrides(), [](int64_t s) { return s > 0; })) {
      rewriter.replaceOpWithNewOp<tensor::ExtractSliceOp>(
          op, type, adaptor.getOperand(), op.getMixedOffsets(), sizes,
          getAsIndexOpFoldResult(op.getContext(), op.getStrides()));
      return success();
    }
    Value init = createEmpty(rewriter, loc, type, sizes);
    rewriter.replaceOp(
        op, createElementwise(
                rewriter, loc, {}, init,
                [&](OpBuilder &builder, Location loc, ValueRange) {
                  return buildElement(builder, loc, op, adaptor.getOperand());
                }));
    return success();
  }

private:
  /// The operand's element at offset + index * stride.
  static Value buildElement(OpBuilder &builder, Location loc, nd::SliceOp op,
                            Value operand) {
    SmallVector<Value> indices;
    for (auto [axis, offset, stride] :
         llvm::enumerate(op.getMixedOffsets(), op.getStrides())) {
      Value first = getValueOrCreateConstantIndexOp(builder, loc, offset);
      Value step = arith::ConstantIndexOp::create(builder, loc, stride);
      Value index = linalg::IndexOp::create(builder, loc, axis);
      indices.push_back(arith::AddIOp::create(
          builder, loc, first,
          arith::MulIOp::create(builder, loc, index, step)));
    }
    return tensor::ExtractOp::create(builder, loc, operand, indices);
  }
};

struct PadLowering : OpConversionPattern<nd::PadOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::PadOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(dropSign(op.getType()));
    Value element = createSplatElement(rewriter, loc, op.getFilling());
    if (!element)
      element = tensor::ExtractOp::create(rewriter, loc, adaptor.getFilling(),
                                          ValueRange());
    Value filled =
        createFilled(rewriter, loc, type, reifySizes(rewriter, op), element);
    rewriter.replaceOp(op, insertCopy(rewriter, loc, adaptor.getOperand(),
                                      filled, op.getMixedOffsets(),
                                      getAsIndexOpFoldResult(op.getContext(),
                                                             op.getStrides())));
    return success();
  }
};

struct InsertLowering : OpConversionPattern<nd::InsertOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::InsertOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOp(
        op,
        insertCopy(rewriter, op.getLoc(), adaptor.getOperand(),
                   adaptor.getDest(), op.getMixedOffsets(),
                   getAsIndexOpFoldResult(op.getContext(), op.getStrides())));
    return success();
  }
};

struct ConcatLowering : OpConversionPattern<nd::ConcatOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::ConcatOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(dropSign(op.getType()));
    int64_t rank = type.getRank(), axis = op.getAxis();
    Value joined = createEmpty(rewriter, loc, type, reifySizes(rewriter, op));
    Sizes offsets(rank, rewriter.getIndexAttr(0));
    Sizes strides(rank, rewriter.getIndexAttr(1));
    for (Value operand : adaptor.getOperands()) {
      joined = insertCopy(rewriter, loc, operand, joined, offsets, strides);
      offsets[axis] =
          addSizes(rewriter, loc, offsets[axis],
                   tensor::getMixedSize(rewriter, loc, operand, axis));
    }
    rewriter.replaceOp(op, joined);
    return success();
  }

private:
  static OpFoldResult addSizes(OpBuilder &builder, Location loc, OpFoldResult a,
                               OpFoldResult b) {
    auto x = getConstantIntValue(a), y = getConstantIntValue(b);
    if (x && y)
      return builder.getIndexAttr(*x + *y);
    return arith::AddIOp::create(
               builder, loc, getValueOrCreateConstantIndexOp(builder, loc, a),
               getValueOrCreateConstantIndexOp(builder, loc, b))
        .getResult();
  }
};

} // namespace

void vf::populateShapePatterns(const TypeConverter &converter,
                               RewritePatternSet &patterns) {
  patterns.add<ConstantLowering,
               SplatIntoDestination<bufferization::MaterializeInDestinationOp>,
               SplatIntoDestination<linalg::CopyOp>, SizeLowering, IotaLowering,
               ReshapeLowering, TransposeLowering, SliceLowering, PadLowering,
               InsertLowering, ConcatLowering>(converter,
                                               patterns.getContext());
}
