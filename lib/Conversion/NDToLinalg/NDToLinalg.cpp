// --convert-nd-to-linalg: one pattern per group of ops, and one that carries
// converted types through every other op of the function.
#include "vf/Conversion/NDToLinalg.h"
#include "ElementArithmetic.h"
#include "Lowering.h"
#include "nd/IR/NDDialect.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/Transforms/FuncConversions.h"
#include "mlir/Dialect/SCF/Transforms/Patterns.h"

namespace mlir::vf {
#define GEN_PASS_DEF_CONVERTNDTOLINALG
#include "vf/Conversion/NDToLinalg.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

namespace {

/// Rebuilds an op that works on tensors whatever their sign (tensor.dim,
/// func.return) on converted types.
struct RetypeOp : ConversionPattern {
  RetypeOp(const TypeConverter &converter, MLIRContext *context)
      : ConversionPattern(converter, MatchAnyOpTypeTag(), /*benefit=*/0,
                          context) {}

  LogicalResult
  matchAndRewrite(Operation *op, ArrayRef<Value> operands,
                  ConversionPatternRewriter &rewriter) const override {
    if (op->getNumRegions() != 0 || isa<nd::NDDialect>(op->getDialect()))
      return rewriter.notifyMatchFailure(op, "needs a pattern of its own");
    SmallVector<Type> types;
    if (failed(typeConverter->convertTypes(op->getResultTypes(), types)))
      return rewriter.notifyMatchFailure(op, "result type does not convert");
    OperationState state(op->getLoc(), op->getName(), operands, types,
                         op->getDiscardableAttrDictionary().getValue(),
                         op->getSuccessors());
    state.propertiesAttr = op->getPropertiesAsAttribute();
    rewriter.replaceOp(op, rewriter.create(state));
    return success();
  }
};

/// linalg.copy has a region, which its builder makes anew.
struct RetypeCopy : OpConversionPattern<linalg::CopyOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(linalg::CopyOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<linalg::CopyOp>(op, adaptor.getInputs(),
                                                adaptor.getOutputs());
    return success();
  }
};

struct ConvertNDToLinalg : vf::impl::ConvertNDToLinalgBase<ConvertNDToLinalg> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    TypeConverter converter;
    converter.addConversion(dropSign);

    ConversionTarget target(*context);
    target.addIllegalDialect<nd::NDDialect>();
    target.addDynamicallyLegalOp<bufferization::MaterializeInDestinationOp,
                                 linalg::CopyOp>([&](Operation *op) {
      auto constant = op->getOperand(0).getDefiningOp<nd::ConstantOp>();
      return converter.isLegal(op) && !(constant && constant.isSplat());
    });
    target.markUnknownOpDynamicallyLegal([&](Operation *op) {
      if (auto function = dyn_cast<func::FuncOp>(op))
        return converter.isSignatureLegal(function.getFunctionType()) &&
               converter.isLegal(&function.getBody());
      return converter.isLegal(op);
    });

    RewritePatternSet patterns(context);
    populateElementwisePatterns(converter, patterns);
    populateShapePatterns(converter, patterns);
    populateReductionPatterns(converter, patterns);
    populateSoftmaxPatterns(converter, patterns);
    populateMatmulPatterns(converter, patterns);
    populateIndexingPatterns(converter, patterns);
    populateRandomPatterns(converter, patterns);
    populateFunctionOpInterfaceTypeConversionPattern<func::FuncOp>(patterns,
                                                                   converter);
    scf::populateSCFStructuralTypeConversions(converter, patterns);
    patterns.add<RetypeOp, RetypeCopy>(converter, context);
    if (failed(
            applyFullConversion(getOperation(), target, std::move(patterns))))
      signalPassFailure();
  }
};

} // namespace
