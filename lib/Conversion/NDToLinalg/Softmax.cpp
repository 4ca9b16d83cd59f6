// The softmax family: row maxima and row sums are tensors of one element per
// row, exponentials are computed once and kept. As in TensorFlow, the maximum
// is subtracted first.
#include "ElementArithmetic.h"
#include "Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace mlir::vf;

namespace {

/// Builds the steps that the family shares, on logits whose last axis is a row.
/// Between steps, tensors are in the compute type.
class RowBuilder {
public:
  /// Computes an element, in the compute type, from elements as they are
  /// stored.
  using Body = llvm::function_ref<Value(ElementArithmetic &, ValueRange)>;

  RowBuilder(OpBuilder &builder, Location loc, Value logits, Type element)
      : builder(builder), loc(loc), logits(logits), element(element),
        compute(ElementArithmetic(builder, loc, element).getComputeType()) {
    int64_t rank = typeOf(logits).getRank();
    whole = builder.getMultiDimIdentityMap(rank);
    perRow = selectLoops(builder.getContext(), rank,
                         llvm::to_vector(llvm::seq<int64_t>(rank - 1)));
    rows = builder.getMultiDimIdentityMap(rank - 1);
  }

  Value buildMaxima() {
    return reduce(nd::Reduction::Max, logits, whole,
                  [](ElementArithmetic &numbers, ValueRange x) {
                    return numbers.widen(x[0]);
                  });
  }

  Value buildExponentials(Value maxima) {
    return map({logits, maxima}, {whole, perRow}, compute, exponentiate);
  }

  Value buildSums(Value exponentials) {
    return reduce(nd::Reduction::Sum, exponentials, whole,
                  [](ElementArithmetic &, ValueRange x) { return x[0]; });
  }

  Value buildLogarithms(Value sums) {
    return map(sums, rows, compute,
               [](ElementArithmetic &numbers, ValueRange x) {
                 return numbers.log(x[0]);
               });
  }

  /// e^(logit - maximum).
  static Value exponentiate(ElementArithmetic &numbers, ValueRange x) {
    return numbers.exp(numbers.sub(numbers.widen(x[0]), x[1]));
  }

  /// Combines `term` of the inputs' elements along each row.
  Value reduce(nd::Reduction kind, ValueRange inputs, ArrayRef<AffineMap> maps,
               Body term) {
    Sizes sizes = tensor::getMixedSizes(builder, loc, logits);
    auto type =
        RankedTensorType::get(typeOf(logits).getShape().drop_back(), compute);
    ElementArithmetic outer(builder, loc, element);
    Value init = createFilled(builder, loc, type, ArrayRef(sizes).drop_back(),
                              outer.identity(kind));
    SmallVector<AffineMap> allMaps(maps);
    allMaps.push_back(perRow);
    return createGeneric(builder, loc, inputs, init, allMaps,
                         [&](OpBuilder &builder, Location loc, ValueRange x) {
                           ElementArithmetic numbers(builder, loc, element);
                           return numbers.combine(kind, x.back(),
                                                  term(numbers, x.drop_back()));
                         });
  }

  /// `body` of the inputs' elements, for each element of the first input;
  /// stored as `stored`.
  Value map(ValueRange inputs, ArrayRef<AffineMap> maps, Type stored,
            Body body) {
    RankedTensorType type = typeOf(inputs[0]).clone(stored);
    Value init = createEmpty(builder, loc, type,
                             tensor::getMixedSizes(builder, loc, inputs[0]));
    SmallVector<AffineMap> allMaps(maps);
    allMaps.push_back(maps[0]);
    return createGeneric(builder, loc, inputs, init, allMaps,
                         [&](OpBuilder &builder, Location loc, ValueRange x) {
                           ElementArithmetic numbers(builder, loc, element);
                           Value result = body(numbers, x.drop_back());
                           return stored == compute ? result
                                                    : numbers.narrow(result);
                         });
  }

  /// `body` as for `map`, for results as they are in memory.
  Value mapToMemory(ValueRange inputs, ArrayRef<AffineMap> maps, Body body) {
    return map(inputs, maps, dropSign(element), body);
  }

  /// `numbers` as they are in memory.
  Value narrowRows(Value numbers) {
    if (compute == element)
      return numbers;
    return mapToMemory(numbers, rows,
                       [](ElementArithmetic &, ValueRange x) { return x[0]; });
  }

  OpBuilder &builder;
  Location loc;
  Value logits;
  Type element, compute;
  /// What has one element per logit, what has one per row, and the rows alone.
  AffineMap whole, perRow, rows;
};

struct SoftmaxLowering : OpConversionPattern<nd::SoftmaxOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::SoftmaxOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RowBuilder rows(rewriter, op.getLoc(), adaptor.getOperand(),
                    op.getType().getElementType());
    Value exponentials = rows.buildExponentials(rows.buildMaxima());
    Value sums = rows.buildSums(exponentials);
    rewriter.replaceOp(
        op, rows.mapToMemory({exponentials, sums}, {rows.whole, rows.perRow},
                             [](ElementArithmetic &numbers, ValueRange x) {
                               return numbers.div(x[0], x[1]);
                             }));
    return success();
  }
};

struct LogSoftmaxLowering : OpConversionPattern<nd::LogSoftmaxOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::LogSoftmaxOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RowBuilder rows(rewriter, op.getLoc(), adaptor.getOperand(),
                    op.getType().getElementType());
    Value maxima = rows.buildMaxima();
    Value sums =
        rows.reduce(nd::Reduction::Sum, {rows.logits, maxima},
                    {rows.whole, rows.perRow}, RowBuilder::exponentiate);
    Value logarithms = rows.buildLogarithms(sums);
    rewriter.replaceOp(
        op, rows.mapToMemory({rows.logits, maxima, logarithms},
                             {rows.whole, rows.perRow, rows.perRow},
                             [](ElementArithmetic &numbers, ValueRange x) {
                               return numbers.sub(
                                   numbers.sub(numbers.widen(x[0]), x[1]),
                                   x[2]);
                             }));
    return success();
  }
};

struct CrossEntropyLowering : OpConversionPattern<nd::SoftmaxCrossEntropyOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::SoftmaxCrossEntropyOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RowBuilder rows(rewriter, op.getLoc(), adaptor.getLogits(),
                    op.getLogits().getType().getElementType());
    Value labels = adaptor.getLabels();
    Value maxima = rows.buildMaxima();
    Value exponentials = rows.buildExponentials(maxima);
    Value sums = rows.buildSums(exponentials);
    Value logarithms = rows.buildLogarithms(sums);
    Value loss = rows.reduce(
        nd::Reduction::Sum, {rows.logits, labels, maxima, logarithms},
        {rows.whole, rows.whole, rows.perRow, rows.perRow},
        [](ElementArithmetic &numbers, ValueRange x) {
          Value shifted = numbers.sub(numbers.widen(x[0]), x[2]);
          return numbers.mul(numbers.widen(x[1]), numbers.sub(x[3], shifted));
        });
    Value backprop = rows.mapToMemory(
        {exponentials, labels, sums}, {rows.whole, rows.whole, rows.perRow},
        [](ElementArithmetic &numbers, ValueRange x) {
          return numbers.sub(numbers.div(x[0], x[2]), numbers.widen(x[1]));
        });
    rewriter.replaceOp(op, {rows.narrowRows(loss), backprop});
    return success();
  }
};

struct SparseCrossEntropyLowering
    : OpConversionPattern<nd::SparseSoftmaxCrossEntropyOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::SparseSoftmaxCrossEntropyOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    RowBuilder rows(rewriter, op.getLoc(), adaptor.getLogits(),
                    op.getLogits().getType().getElementType());
    Value labels = adaptor.getLabels();
    Value maxima = rows.buildMaxima();
    Value exponentials = rows.buildExponentials(maxima);
    Value sums = rows.buildSums(exponentials);
    Value loss = rows.map(
        {rows.buildLogarithms(sums), maxima, labels},
        {rows.rows, rows.rows, rows.rows}, rows.compute,
        [&](ElementArithmetic &numbers, ValueRange x) {
          ImplicitLocOpBuilder &builder = numbers.getBuilder();
          Value row = linalg::IndexOp::create(builder, 0);
          Value label =
              arith::IndexCastOp::create(builder, builder.getIndexType(), x[2]);
          Value logit = tensor::ExtractOp::create(builder, rows.logits,
                                                  ValueRange{row, label});
          return numbers.sub(x[0], numbers.sub(numbers.widen(logit), x[1]));
        });
    Value backprop = rows.mapToMemory(
        {exponentials, sums, labels}, {rows.whole, rows.perRow, rows.perRow},
        [](ElementArithmetic &numbers, ValueRange x) {
          ImplicitLocOpBuilder &builder = numbers.getBuilder();
          Value column = arith::IndexCastOp::create(
              builder, x[2].getType(), linalg::IndexOp::create(builder, 1));
          Value isLabel = arith::CmpIOp::create(
              builder, arith::CmpIPredicate::eq, column, x[2]);
          Value label =
              numbers.select(isLabel, numbers.number(1), numbers.number(0));
          return numbers.sub(numbers.div(x[0], x[1]), label);
        });
    rewriter.replaceOp(op, {rows.narrowRows(loss), backprop});
    return success();
  }
};

} // namespace

void vf::populateSoftmaxPatterns(const TypeConverter &converter,
                                 RewritePatternSet &patterns) {
  patterns.add<SoftmaxLowering, LogSoftmaxLowering, CrossEntropyLowering,
               SparseCrossEntropyLowering>(converter, patterns.getContext());
}
