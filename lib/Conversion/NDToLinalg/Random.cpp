// Philox4x32-10 streams, element for element as TensorFlow's CPU kernels draw
// them. The result is filled group by group (four elements, two of f64): a
// uniform or normal group takes one block of the stream, a truncated normal
// group has blocks of its own and redraws within them.
#include "ElementArithmetic.h"
#include "Lowering.h"
#include "Philox.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace mlir::vf;

namespace {

/// Fills a flat tensor with the samples of one op.
class SampleBuilder {
public:
  SampleBuilder(nd::RandomOp op, const PhiloxStream &stream, Value count)
      : loc(op.getLoc()), element(op.getType().getElementType()),
        distribution(op.getDistribution()), stream(stream), count(count),
        groupSize(element.isF64() ? 2 : 4) {}

  Value fill(OpBuilder &builder, Value flat) {
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    Value size = arith::ConstantIndexOp::create(builder, loc, groupSize);
    Value groups = arith::CeilDivUIOp::create(builder, loc, count, size);
    return scf::ForOp::create(
               builder, loc, zero, groups, one, flat,
               [&](OpBuilder &builder, Location loc, Value group,
                   ValueRange carried) {
                 Value first = arith::MulIOp::create(builder, loc, group, size);
                 Value next =
                     distribution == nd::Distribution::TruncatedNormal
                         ? fillTruncated(builder, group, first, carried[0])
                         : fillGroup(builder, group, first, carried[0]);
                 scf::YieldOp::create(builder, loc, next);
               })
        .getResult(0);
  }

private:
  /// One block gives the group's samples.
  Value fillGroup(OpBuilder &builder, Value group, Value first, Value flat) {
    Value number =
        arith::IndexCastOp::create(builder, loc, builder.getI64Type(), group);
    PhiloxBlock block = stream.buildBlock(builder, loc, number);
    for (auto [i, sample] : llvm::enumerate(buildSamples(builder, block))) {
      Value offset = arith::ConstantIndexOp::create(builder, loc, i);
      Value place = arith::AddIOp::create(builder, loc, first, offset);
      flat = insert(builder, sample, place, inRange(builder, place), flat);
    }
    return flat;
  }

  /// Draws pairs until the group is full; a sample outside (-2, 2) is dropped.
  /// Blocks of groups are 256 * groupSize / 4 apart.
  Value fillTruncated(OpBuilder &builder, Value group, Value first,
                      Value flat) {
    Value last = arith::AddIOp::create(
        builder, loc, first,
        arith::ConstantIndexOp::create(builder, loc, groupSize));
    Value end = arith::MinUIOp::create(builder, loc, last, count);
    Value blocks = arith::ConstantIndexOp::create(builder, loc, 64 * groupSize);
    Value firstBlock = arith::MulIOp::create(builder, loc, group, blocks);
    Type index = builder.getIndexType();
    auto loop = scf::WhileOp::create(
        builder, loc, TypeRange{flat.getType(), index, index},
        ValueRange{flat, first, firstBlock},
        [&](OpBuilder &builder, Location loc, ValueRange carried) {
          Value isOpen = arith::CmpIOp::create(
              builder, loc, arith::CmpIPredicate::ult, carried[1], end);
          scf::ConditionOp::create(builder, loc, isOpen, carried);
        },
        [&](OpBuilder &builder, Location loc, ValueRange carried) {
          scf::YieldOp::create(builder, loc, drawBlock(builder, carried, end));
        });
    return loop.getResult(0);
  }

  /// Keeps what fits of one block's samples: next tensor, place and block.
  SmallVector<Value> drawBlock(OpBuilder &builder, ValueRange carried,
                               Value end) {
    Value flat = carried[0], place = carried[1], blockIndex = carried[2];
    Value number = arith::IndexCastOp::create(builder, loc,
                                              builder.getI64Type(), blockIndex);
    PhiloxBlock block = stream.buildBlock(builder, loc, number);
    Value one = arith::ConstantIndexOp::create(builder, loc, 1);
    for (Value sample : buildSamples(builder, block)) {
      Value isKept = arith::AndIOp::create(
          builder, loc, isBelowTwo(builder, sample),
          arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, place,
                                end));
      flat = insert(builder, sample, place, isKept, flat);
      Value next = arith::AddIOp::create(builder, loc, place, one);
      place = arith::SelectOp::create(builder, loc, isKept, next, place);
    }
    return {flat, place, arith::AddIOp::create(builder, loc, blockIndex, one)};
  }

  /// |sample| < 2, in the type it was computed in.
  Value isBelowTwo(OpBuilder &builder, Value sample) {
    ElementArithmetic numbers(builder, loc, sample.getType());
    return numbers.compare(nd::Comparison::LT, numbers.abs(sample),
                           numbers.number(2));
  }

  Value inRange(OpBuilder &builder, Value place) {
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, place,
                                 count);
  }

  Value insert(OpBuilder &builder, Value sample, Value place, Value condition,
               Value flat) {
    return scf::IfOp::create(
               builder, loc, condition,
               [&](OpBuilder &builder, Location loc) {
                 Value stored =
                     ElementArithmetic(builder, loc, element).narrow(sample);
                 Value inserted = tensor::InsertOp::create(builder, loc, stored,
                                                           flat, place);
                 scf::YieldOp::create(builder, loc, inserted);
               },
               [&](OpBuilder &builder, Location loc) {
                 scf::YieldOp::create(builder, loc, flat);
               })
        .getResult(0);
  }

  /// The samples that one block gives, in the compute type.
  SmallVector<Value> buildSamples(OpBuilder &builder,
                                  const PhiloxBlock &block) {
    if (distribution == nd::Distribution::Uniform)
      return buildUniformSamples(builder, loc, element, block);
    return buildNormalSamples(builder, loc, element, block);
  }

  Location loc;
  Type element;
  nd::Distribution distribution;
  const PhiloxStream &stream;
  Value count;
  int64_t groupSize;
};

struct RandomLowering : OpConversionPattern<nd::RandomOp> {
  using OpConversionPattern::OpConversionPattern;

  LogicalResult
  matchAndRewrite(nd::RandomOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    RankedTensorType type = op.getType();
    Sizes sizes = reifySizes(rewriter, op);
    Value count = arith::ConstantIndexOp::create(rewriter, loc, 1);
    for (OpFoldResult size : sizes)
      count = arith::MulIOp::create(
          rewriter, loc, count,
          getValueOrCreateConstantIndexOp(rewriter, loc, size));
    int64_t staticCount =
        type.hasStaticShape() ? type.getNumElements() : ShapedType::kDynamic;
    Value flat = createScratch(rewriter, loc, type.clone({staticCount}),
                               OpFoldResult(count));
    PhiloxStream stream(rewriter, loc, adaptor.getKey(), adaptor.getCounterLo(),
                        adaptor.getCounterHi());
    SampleBuilder samples(op, stream, count);
    rewriter.replaceOp(op, createReshape(rewriter, loc,
                                         samples.fill(rewriter, flat), type,
                                         sizes));
    return success();
  }
};

} // namespace

void vf::populateRandomPatterns(const TypeConverter &converter,
                                RewritePatternSet &patterns) {
  patterns.add<RandomLowering>(converter, patterns.getContext());
}
