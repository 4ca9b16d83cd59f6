// The Philox4x32-10 generator and the conversions of its words to samples.
#include "Philox.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

#include <numbers>

using namespace mlir;
using namespace mlir::vf;

static constexpr uint32_t multipliers[2] = {0xD2511F53, 0xCD9E8D57};
static constexpr uint32_t keyBumps[2] = {0x9E3779B9, 0xBB67AE85};
static constexpr int numRounds = 10;

static Value createI32(ImplicitLocOpBuilder &builder, uint32_t value) {
  return arith::ConstantOp::create(
      builder, builder.getI32IntegerAttr(static_cast<int32_t>(value)));
}

/// The low and the high word of an i64.
static std::array<Value, 2> splitWords(ImplicitLocOpBuilder &builder,
                                       Value wide) {
  Type i32 = builder.getI32Type();
  Value shift = arith::ConstantIntOp::create(builder, 32, 64);
  Value high = arith::ShRUIOp::create(builder, wide, shift);
  return {arith::TruncIOp::create(builder, i32, wide),
          arith::TruncIOp::create(builder, i32, high)};
}

PhiloxStream::PhiloxStream(OpBuilder &opBuilder, Location loc, Value wideKey,
                           Value counterLow, Value counterHigh)
    : counterLow(counterLow), counterHigh(counterHigh) {
  ImplicitLocOpBuilder builder(loc, opBuilder);
  key = splitWords(builder, wideKey);
}

static PhiloxBlock buildRound(ImplicitLocOpBuilder &builder,
                              const PhiloxBlock &counter,
                              const std::array<Value, 2> &key) {
  auto product0 = arith::MulUIExtendedOp::create(
      builder, counter[0], createI32(builder, multipliers[0]));
  auto product1 = arith::MulUIExtendedOp::create(
      builder, counter[2], createI32(builder, multipliers[1]));
  auto mix = [&](Value a, Value b, Value c) -> Value {
    return arith::XOrIOp::create(builder, arith::XOrIOp::create(builder, a, b),
                                 c);
  };
  return {mix(product1.getHigh(), counter[1], key[0]), product1.getLow(),
          mix(product0.getHigh(), counter[3], key[1]), product0.getLow()};
}

PhiloxBlock PhiloxStream::buildBlock(OpBuilder &opBuilder, Location loc,
                                     Value number) const {
  ImplicitLocOpBuilder builder(loc, opBuilder);
  Value low = arith::AddIOp::create(builder, counterLow, number);
  Value carries = arith::CmpIOp::create(builder, arith::CmpIPredicate::ult, low,
                                        counterLow);
  Value high = arith::AddIOp::create(
      builder, counterHigh,
      arith::ExtUIOp::create(builder, builder.getI64Type(), carries));
  auto [word0, word1] = splitWords(builder, low);
  auto [word2, word3] = splitWords(builder, high);
  PhiloxBlock block = {word0, word1, word2, word3};
  std::array<Value, 2> roundKey = key;
  for (int round = 0; round < numRounds; ++round) {
    if (round > 0)
      for (int i : {0, 1})
        roundKey[i] = arith::AddIOp::create(builder, roundKey[i],
                                            createI32(builder, keyBumps[i]));
    block = buildRound(builder, block, roundKey);
  }
  return block;
}

//===----------------------------------------------------------------------===//
// Samples
//===----------------------------------------------------------------------===//

static Value createFloat(ImplicitLocOpBuilder &builder, Type type,
                         double value) {
  return arith::ConstantOp::create(
      builder, builder.getFloatAttr(cast<FloatType>(type), value));
}

/// A number of [0, 1) with `bits` random bits of mantissa. In f32 this gives
/// the same number as in half precision.
static Value buildUnitFloat(ImplicitLocOpBuilder &builder, Value word,
                            unsigned bits) {
  Value mantissa = arith::AndIOp::create(builder, word,
                                         createI32(builder, (1u << bits) - 1));
  Value aligned =
      arith::ShLIOp::create(builder, mantissa, createI32(builder, 23 - bits));
  Value pattern =
      arith::OrIOp::create(builder, aligned, createI32(builder, 0x3F800000));
  Value number =
      arith::BitcastOp::create(builder, builder.getF32Type(), pattern);
  return arith::SubFOp::create(builder, number,
                               createFloat(builder, builder.getF32Type(), 1.0));
}

/// A number of [0, 1): 20 bits of mantissa from `high`, 32 from `low`.
static Value buildUnitDouble(ImplicitLocOpBuilder &builder, Value high,
                             Value low) {
  Type i64 = builder.getI64Type();
  Value upper = arith::OrIOp::create(
      builder,
      arith::AndIOp::create(builder, high, createI32(builder, 0xFFFFF)),
      createI32(builder, 0x3FF00000));
  Value shifted = arith::ShLIOp::create(
      builder, arith::ExtUIOp::create(builder, i64, upper),
      arith::ConstantIntOp::create(builder, 32, 64));
  Value pattern = arith::OrIOp::create(
      builder, shifted, arith::ExtUIOp::create(builder, i64, low));
  Value number =
      arith::BitcastOp::create(builder, builder.getF64Type(), pattern);
  return arith::SubFOp::create(builder, number,
                               createFloat(builder, builder.getF64Type(), 1.0));
}

/// The samples of [0, 1) of a block: f32 with `bits` bits of mantissa, or f64.
static SmallVector<Value> buildUnitSamples(ImplicitLocOpBuilder &builder,
                                           bool isDouble, unsigned bits,
                                           const PhiloxBlock &block) {
  if (isDouble)
    return {buildUnitDouble(builder, block[0], block[1]),
            buildUnitDouble(builder, block[2], block[3])};
  return llvm::map_to_vector(
      block, [&](Value word) { return buildUnitFloat(builder, word, bits); });
}

SmallVector<Value> vf::buildUniformSamples(OpBuilder &opBuilder, Location loc,
                                           Type element,
                                           const PhiloxBlock &block) {
  ImplicitLocOpBuilder builder(loc, opBuilder);
  unsigned bits = element.isF16() ? 10 : element.isBF16() ? 7 : 23;
  return buildUnitSamples(builder, element.isF64(), bits, block);
}

/// Two normal samples from two of [0, 1): radius sqrt(-2 ln u), angle 2 pi v.
/// Half precision is drawn as f32.
static std::array<Value, 2> buildPair(ImplicitLocOpBuilder &builder,
                                      Value radial, Value angular) {
  Type type = radial.getType();
  Type f64 = builder.getF64Type();
  // Keeps the logarithm finite.
  Value floor = createFloat(builder, type, 1.0e-7);
  Value isSmall =
      arith::CmpFOp::create(builder, arith::CmpFPredicate::OLT, radial, floor);
  radial = arith::SelectOp::create(builder, isSmall, floor, radial);
  Value wide = angular;
  if (type != f64)
    wide = arith::ExtFOp::create(builder, f64, angular);
  Value angle = arith::MulFOp::create(
      builder, createFloat(builder, f64, 2 * std::numbers::pi), wide);
  if (type != f64)
    angle = arith::TruncFOp::create(builder, type, angle);
  Value radius = math::SqrtOp::create(
      builder, arith::MulFOp::create(builder, createFloat(builder, type, -2.0),
                                     math::LogOp::create(builder, radial)));
  return {arith::MulFOp::create(builder, math::SinOp::create(builder, angle),
                                radius),
          arith::MulFOp::create(builder, math::CosOp::create(builder, angle),
                                radius)};
}

SmallVector<Value> vf::buildNormalSamples(OpBuilder &opBuilder, Location loc,
                                          Type element,
                                          const PhiloxBlock &block) {
  ImplicitLocOpBuilder builder(loc, opBuilder);
  SmallVector<Value> uniform =
      buildUnitSamples(builder, element.isF64(), /*bits=*/23, block);
  SmallVector<Value> samples;
  for (size_t i = 0; i < uniform.size(); i += 2)
    llvm::append_range(samples, buildPair(builder, uniform[i], uniform[i + 1]));
  return samples;
}
