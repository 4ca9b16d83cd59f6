// Elementwise ops and broadcasting: one linalg.generic each, which fusion then
// joins. An axis that broadcasts by its type is an affine map; one that is
// decided at run time is an index multiplied by 0 or 1, which fusion can carry
// into the consumer.
#include "ElementArithmetic.h"
#include "ElementOps.h"
#include "Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"

using namespace mlir;
using namespace mlir::vf;

/// The loop that each axis of an operand of type `operand` follows in a result
/// of rank `rank`; 0 for an axis of size 1.
static AffineMap getBroadcastMap(RankedTensorType operand,
                                 RankedTensorType result) {
  Builder builder(operand.getContext());
  int64_t added = result.getRank() - operand.getRank();
  SmallVector<AffineExpr> axes;
  for (auto [axis, size] : llvm::enumerate(operand.getShape())) {
    bool repeats = size == 1 && result.getDimSize(added + axis) != 1;
    axes.push_back(repeats ? builder.getAffineConstantExpr(0)
                           : builder.getAffineDimExpr(added + axis));
  }
  return AffineMap::get(result.getRank(), 0, axes, operand.getContext());
}

namespace {

struct ElementwiseLowering : ConversionPattern {
  ElementwiseLowering(const TypeConverter &converter, MLIRContext *context)
      : ConversionPattern(converter, MatchAnyOpTypeTag(), /*benefit=*/2,
                          context) {}

  LogicalResult
  matchAndRewrite(Operation *op, ArrayRef<Value> operands,
                  ConversionPatternRewriter &rewriter) const override {
    if (!op->hasTrait<nd::Broadcasting>())
      return rewriter.notifyMatchFailure(op, "not an elementwise nd op");
    Location loc = op->getLoc();
    auto type = cast<RankedTensorType>(dropSign(op->getResult(0).getType()));
    Value init = createEmpty(rewriter, loc, type, reifySizes(rewriter, op));

    // Constants of one value are no inputs: the body uses them directly.
    SmallVector<Value> splats, inputs;
    SmallVector<AffineMap> maps;
    for (auto [original, operand] : llvm::zip(op->getOperands(), operands)) {
      splats.push_back(createSplatElement(rewriter, loc, original));
      if (splats.back())
        continue;
      inputs.push_back(operand);
      maps.push_back(getBroadcastMap(typeOf(operand), type));
    }
    maps.push_back(rewriter.getMultiDimIdentityMap(type.getRank()));
    rewriter.replaceOp(
        op,
        createGeneric(rewriter, loc, inputs, init, maps,
                      [&](OpBuilder &builder, Location, ValueRange elements) {
                        SmallVector<Value> arguments(splats);
                        auto next = elements.begin();
                        for (Value &argument : arguments)
                          if (!argument)
                            argument = *next++;
                        return buildElementOp(builder, op, arguments);
                      }));
    return success();
  }
};

struct BroadcastLowering : OpConversionPattern<nd::BroadcastOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::BroadcastOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto type = cast<RankedTensorType>(dropSign(op.getType()));
    Value init = createEmpty(rewriter, loc, type, reifySizes(rewriter, op));
    Value operand = adaptor.getOperand();
    if (isDecidedByTypes(typeOf(operand), type)) {
      AffineMap maps[] = {getBroadcastMap(typeOf(operand), type),
                          rewriter.getMultiDimIdentityMap(type.getRank())};
      rewriter.replaceOp(
          op, createGeneric(rewriter, loc, operand, init, maps,
                            [](OpBuilder &, Location, ValueRange elements) {
                              return elements[0];
                            }));
      return success();
    }
    rewriter.replaceOp(op, buildByIndex(rewriter, loc, operand, init));
    return success();
  }

private:
  /// True if no axis needs its size at run time to know whether it repeats.
  static bool isDecidedByTypes(RankedTensorType operand,
                               RankedTensorType result) {
    ArrayRef<int64_t> aligned = result.getShape().take_back(operand.getRank());
    return llvm::all_of(llvm::zip(operand.getShape(), aligned), [](auto pair) {
      auto [size, target] = pair;
      return ShapedType::isStatic(size) || target == 1;
    });
  }

  /// Reads `operand` at each index of `init` times 0 where the operand's size
  /// is 1, times 1 elsewhere.
  static Value buildByIndex(OpBuilder &builder, Location loc, Value operand,
                            Value init) {
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    SmallVector<Value> steps;
    for (int64_t axis : llvm::seq(typeOf(operand).getRank())) {
      Value size = tensor::DimOp::create(builder, loc, operand, axis);
      Value repeats = arith::CmpIOp::create(
          builder, loc, arith::CmpIPredicate::eq, size, one);
      steps.push_back(
          arith::SelectOp::create(builder, loc, repeats, zero, one));
    }
    int64_t added = typeOf(init).getRank() - typeOf(operand).getRank();
    return createElementwise(
        builder, loc, {}, init,
        [&](OpBuilder &builder, Location loc, ValueRange) -> Value {
          SmallVector<Value> indices;
          for (auto [axis, step] : llvm::enumerate(steps)) {
            Value loop = linalg::IndexOp::create(builder, loc, added + axis);
            indices.push_back(arith::MulIOp::create(builder, loc, loop, step));
          }
          return tensor::ExtractOp::create(builder, loc, operand, indices);
        });
  }
};

} // namespace

void vf::populateElementwisePatterns(const TypeConverter &converter,
                                     RewritePatternSet &patterns) {
  patterns.add<ElementwiseLowering, BroadcastLowering>(converter,
                                                       patterns.getContext());
}
