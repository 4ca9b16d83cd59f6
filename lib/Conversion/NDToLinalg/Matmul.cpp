// Products of matrices: a fill and one linalg.matmul, which --vf-lower-matmul
// finds again on buffers. Half precision accumulates in f32.
#include "ElementArithmetic.h"
#include "Lowering.h"

using namespace mlir;
using namespace mlir::vf;

/// The maps of lhs, rhs and result over the loops (row, column, inner).
static ArrayAttr getMatmulMaps(nd::MatmulOp op) {
  MLIRContext *context = op.getContext();
  SmallVector<int64_t> lhs = {0, 2}, rhs = {2, 1};
  if (op.getTransposeA())
    std::swap(lhs[0], lhs[1]);
  if (op.getTransposeB())
    std::swap(rhs[0], rhs[1]);
  return Builder(context).getAffineMapArrayAttr(
      {selectLoops(context, 3, lhs), selectLoops(context, 3, rhs),
       selectLoops(context, 3, {0, 1})});
}

namespace {

struct MatmulLowering : OpConversionPattern<nd::MatmulOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::MatmulOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type element = getElementTypeOrSelf(op.getType());
    auto type = cast<RankedTensorType>(dropSign(op.getType()));
    ElementArithmetic arithmetic(rewriter, loc, element);
    Sizes sizes = reifySizes(rewriter, op);
    Value init =
        createFilled(rewriter, loc, type.clone(arithmetic.getComputeType()),
                     sizes, arithmetic.number(0));
    Value lhs = widen(rewriter, loc, adaptor.getLhs(), element);
    Value rhs = widen(rewriter, loc, adaptor.getRhs(), element);
    NamedAttribute maps =
        rewriter.getNamedAttr("indexing_maps", getMatmulMaps(op));
    Value product = linalg::MatmulOp::create(rewriter, loc, init.getType(),
                                             ValueRange{lhs, rhs}, init, maps)
                        .getResult(0);
    rewriter.replaceOp(op, narrow(rewriter, loc, product, type, sizes));
    return success();
  }

private:
  /// `operand` in the compute type of `element`.
  static Value widen(OpBuilder &builder, Location loc, Value operand,
                     Type element) {
    Type wide = ElementArithmetic(builder, loc, element).getComputeType();
    RankedTensorType type = typeOf(operand);
    if (type.getElementType() == wide)
      return operand;
    Value init = createEmpty(builder, loc, type.clone(wide),
                             tensor::getMixedSizes(builder, loc, operand));
    return createElementwise(
        builder, loc, operand, init,
        [&](OpBuilder &builder, Location loc, ValueRange elements) {
          return ElementArithmetic(builder, loc, element).widen(elements[0]);
        });
  }

  static Value narrow(OpBuilder &builder, Location loc, Value product,
                      RankedTensorType type, ArrayRef<OpFoldResult> sizes) {
    if (product.getType() == type)
      return product;
    Value init = createEmpty(builder, loc, type, sizes);
    return createElementwise(
        builder, loc, product, init,
        [&](OpBuilder &builder, Location loc, ValueRange elements) {
          return ElementArithmetic(builder, loc, type.getElementType())
              .narrow(elements[0]);
        });
  }
};

} // namespace

void vf::populateMatmulPatterns(const TypeConverter &converter,
                                RewritePatternSet &patterns) {
  patterns.add<MatmulLowering>(converter, patterns.getContext());
}
