// Folding and canonicalization. Arithmetic folds only where the result is the
// bits that the program would compute, and only small values: a splat, or at
// most `maxFoldedElements`.
#include "nd/IR/NDOps.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/APSInt.h"

using namespace mlir;
using namespace mlir::nd;

static constexpr int64_t maxFoldedElements = 64;

//===----------------------------------------------------------------------===//
// Elementwise arithmetic on constants
//===----------------------------------------------------------------------===//

/// True if `constant` can be read element by element beside a result of type
/// `result`.
static bool isFoldable(DenseElementsAttr constant, RankedTensorType result) {
  return constant && (constant.isSplat() ||
                      (constant.getType().getShape() == result.getShape() &&
                       constant.getNumElements() <= maxFoldedElements));
}

/// Applies `compute` to the elements of `operands`, or returns null where they
/// do not fold.
template <typename Element>
static Attribute
foldElements(ArrayRef<Attribute> operands, RankedTensorType result,
             llvm::function_ref<Element(ArrayRef<Element>)> compute) {
  bool allSplat = true;
  for (Attribute operand : operands) {
    auto constant = dyn_cast_or_null<DenseElementsAttr>(operand);
    if (!isFoldable(constant, result))
      return nullptr;
    allSplat &= constant.isSplat();
  }
  if (!result.hasStaticShape() || result.getNumElements() == 0)
    return nullptr;
  SmallVector<Element> elements;
  for (int64_t i : llvm::seq(allSplat ? 1 : result.getNumElements())) {
    SmallVector<Element> scalars;
    for (Attribute operand : operands)
      scalars.push_back(
          *(cast<DenseElementsAttr>(operand).value_begin<Element>() + i));
    elements.push_back(compute(scalars));
  }
  return DenseElementsAttr::get(result, ArrayRef<Element>(elements));
}

/// Folds an op of floats or integers, by the function for its elements. Complex
/// numbers are left to the program, which knows how they divide.
static Attribute
foldNumbers(ArrayRef<Attribute> operands, RankedTensorType result,
            llvm::function_ref<APFloat(ArrayRef<APFloat>)> ofFloats,
            llvm::function_ref<APInt(ArrayRef<APInt>)> ofIntegers) {
  if (isa<ComplexType>(result.getElementType()))
    return nullptr;
  if (isa<FloatType>(result.getElementType()))
    return foldElements<APFloat>(operands, result, ofFloats);
  return foldElements<APInt>(operands, result, ofIntegers);
}

/// True if `constant` is a splat of the real `number`, exactly.
static bool isSplatOf(Attribute constant, int64_t number) {
  auto splat = dyn_cast_or_null<SplatElementsAttr>(constant);
  if (!splat || isa<ComplexType>(splat.getElementType()))
    return false;
  if (isa<FloatType>(splat.getElementType()))
    return splat.getSplatValue<APFloat>().isExactlyValue(number);
  return splat.getSplatValue<APInt>().getSExtValue() == number;
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValue(); }

OpFoldResult NegOp::fold(FoldAdaptor adaptor) {
  return foldNumbers(
      adaptor.getOperands(), getType(),
      [](ArrayRef<APFloat> x) { return neg(x[0]); },
      [](ArrayRef<APInt> x) { return -x[0]; });
}

OpFoldResult AddOp::fold(FoldAdaptor adaptor) {
  // x + 0 is x for integers only: -0.0 + 0.0 is 0.0.
  if (isa<IntegerType>(getType().getElementType()) &&
      getLhs().getType() == getType() && isSplatOf(adaptor.getRhs(), 0))
    return getLhs();
  return foldNumbers(
      adaptor.getOperands(), getType(),
      [](ArrayRef<APFloat> x) { return x[0] + x[1]; },
      [](ArrayRef<APInt> x) { return x[0] + x[1]; });
}

OpFoldResult SubOp::fold(FoldAdaptor adaptor) {
  // For floats too: x - 0.0 is x, of -0.0 as well.
  if (getLhs().getType() == getType() && isSplatOf(adaptor.getRhs(), 0))
    return getLhs();
  return foldNumbers(
      adaptor.getOperands(), getType(),
      [](ArrayRef<APFloat> x) { return x[0] - x[1]; },
      [](ArrayRef<APInt> x) { return x[0] - x[1]; });
}

OpFoldResult MulOp::fold(FoldAdaptor adaptor) {
  if (getLhs().getType() == getType() && isSplatOf(adaptor.getRhs(), 1))
    return getLhs();
  return foldNumbers(
      adaptor.getOperands(), getType(),
      [](ArrayRef<APFloat> x) { return x[0] * x[1]; },
      [](ArrayRef<APInt> x) { return x[0] * x[1]; });
}

OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  if (getLhs().getType() == getType() && isSplatOf(adaptor.getRhs(), 1))
    return getLhs();
  bool isUnsigned = getType().getElementType().isUnsignedInteger();
  return foldNumbers(
      adaptor.getOperands(), getType(),
      [](ArrayRef<APFloat> x) { return x[0] / x[1]; },
      [&](ArrayRef<APInt> x) {
        if (x[1].isZero())
          return APInt::getZero(x[1].getBitWidth());
        return isUnsigned ? x[0].udiv(x[1]) : x[0].sdiv(x[1]);
      });
}

OpFoldResult PowOp::fold(FoldAdaptor adaptor) {
  if (getLhs().getType() == getType() && isSplatOf(adaptor.getRhs(), 1))
    return getLhs();
  return {};
}

/// An exponent of 2 is one exact multiplication; the library's pow gives the
/// same number, later.
LogicalResult PowOp::canonicalize(PowOp op, PatternRewriter &rewriter) {
  Attribute exponent;
  if (!matchPattern(op.getRhs(), m_Constant(&exponent)) ||
      !isSplatOf(exponent, 2) || op.getLhs().getType() != op.getType())
    return rewriter.notifyMatchFailure(op, "exponent is not known to be 2");
  rewriter.replaceOpWithNewOp<SquareOp>(op, op.getType(), op.getLhs());
  return success();
}

OpFoldResult SelectOp::fold(FoldAdaptor adaptor) {
  auto condition = dyn_cast_or_null<SplatElementsAttr>(adaptor.getCondition());
  if (!condition)
    return {};
  Value chosen = condition.getSplatValue<bool>() ? getOnTrue() : getOnFalse();
  return chosen.getType() == getType() ? chosen : Value();
}

//===----------------------------------------------------------------------===//
// Cast
//===----------------------------------------------------------------------===//

/// `number` as an element of type `to`: rounded to nearest, or wrapped.
static Attribute castInteger(const APInt &number, bool isUnsigned, Type to) {
  if (to.isInteger(1))
    return IntegerAttr::get(to, !number.isZero());
  if (auto integer = dyn_cast<IntegerType>(to))
    return IntegerAttr::get(to, isUnsigned
                                    ? number.zextOrTrunc(integer.getWidth())
                                    : number.sextOrTrunc(integer.getWidth()));
  // Half precision is reached through f32, as in the program.
  bool isHalf = to.getIntOrFloatBitWidth() == 16;
  APFloat result(isHalf ? APFloat::IEEEsingle()
                        : cast<FloatType>(to).getFloatSemantics());
  result.convertFromAPInt(number, !isUnsigned, APFloat::rmNearestTiesToEven);
  bool losesInfo;
  result.convert(cast<FloatType>(to).getFloatSemantics(),
                 APFloat::rmNearestTiesToEven, &losesInfo);
  return FloatAttr::get(to, result);
}

/// `number` as an element of type `to`: rounded to nearest, or truncated and
/// saturated with NaN as 0.
static Attribute castFloat(APFloat number, Type to) {
  if (to.isInteger(1))
    return IntegerAttr::get(to, !number.isZero());
  if (auto type = dyn_cast<FloatType>(to)) {
    bool losesInfo;
    if (type.getWidth() == 16)
      number.convert(APFloat::IEEEsingle(), APFloat::rmNearestTiesToEven,
                     &losesInfo);
    number.convert(type.getFloatSemantics(), APFloat::rmNearestTiesToEven,
                   &losesInfo);
    return FloatAttr::get(to, number);
  }
  APSInt result(cast<IntegerType>(to).getWidth(), to.isUnsignedInteger());
  bool isExact;
  number.convertToInteger(result, APFloat::rmTowardZero, &isExact);
  return IntegerAttr::get(to, result);
}

/// The elements of `constant` converted to `type`.
static DenseElementsAttr castElements(DenseElementsAttr constant,
                                      RankedTensorType type) {
  Type from = constant.getElementType(), to = type.getElementType();
  bool isUnsigned = from.isUnsignedInteger() || from.isInteger(1);
  auto castElement = [&](Attribute element) {
    if (auto number = dyn_cast<FloatAttr>(element))
      return castFloat(number.getValue(), to);
    return castInteger(cast<IntegerAttr>(element).getValue(), isUnsigned, to);
  };
  if (constant.isSplat())
    return DenseElementsAttr::get(
        type, castElement(constant.getSplatValue<Attribute>()));
  return DenseElementsAttr::get(
      type, llvm::map_to_vector(constant.getValues<Attribute>(), castElement));
}

OpFoldResult CastOp::fold(FoldAdaptor adaptor) {
  if (getOperand().getType() == getType())
    return getOperand();
  auto constant = dyn_cast_or_null<DenseElementsAttr>(adaptor.getOperand());
  if (!isFoldable(constant, getType()) || !getType().hasStaticShape() ||
      getType().getNumElements() == 0 ||
      isa<ComplexType>(constant.getElementType()) ||
      isa<ComplexType>(getType().getElementType()))
    return {};
  return castElements(constant, getType());
}

//===----------------------------------------------------------------------===//
// Shape
//===----------------------------------------------------------------------===//

/// A value of the result's type is the result where both are static: with `?`,
/// equal types may hide unequal sizes.
static bool isUnchanged(Value operand, RankedTensorType result) {
  return operand.getType() == result && result.hasStaticShape();
}

/// `constant` in the shape of `type` if it is a splat and the shape is known,
/// else null.
static Attribute resizeSplat(Attribute constant, RankedTensorType type) {
  auto splat = dyn_cast_or_null<SplatElementsAttr>(constant);
  return splat && type.hasStaticShape() ? splat.resizeSplat(type) : nullptr;
}

OpFoldResult BroadcastOp::fold(FoldAdaptor adaptor) {
  if (isUnchanged(getOperand(), getType()))
    return getOperand();
  return resizeSplat(adaptor.getOperand(), getType());
}

OpFoldResult UnbroadcastOp::fold(FoldAdaptor) {
  if (isUnchanged(getOperand(), getType()))
    return getOperand();
  return {};
}

OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  // With at most one unknown axis, equal types of as many elements have equal
  // sizes.
  if (getOperand().getType() == getType() && getType().getNumDynamicDims() <= 1)
    return getOperand();
  if (auto inner = getOperand().getDefiningOp<ReshapeOp>()) {
    setOperand(0, inner.getOperand());
    return getResult();
  }
  auto constant = dyn_cast_or_null<DenseElementsAttr>(adaptor.getOperand());
  if (constant && getType().hasStaticShape())
    return constant.reshape(getType());
  return {};
}

OpFoldResult TransposeOp::fold(FoldAdaptor adaptor) {
  if (llvm::equal(getPermutation(), llvm::seq<int64_t>(getType().getRank())) &&
      getOperand().getType() == getType())
    return getOperand();
  return resizeSplat(adaptor.getOperand(), getType());
}

OpFoldResult SizeOp::fold(FoldAdaptor adaptor) {
  auto size = dyn_cast_or_null<IntegerAttr>(adaptor.getSize());
  if (!size)
    return {};
  return DenseElementsAttr::get(
      getType(), castInteger(size.getValue(), /*isUnsigned=*/false,
                             getType().getElementType()));
}
