// What the lowerings of nd ops share.
#include "Lowering.h"
#include "ElementArithmetic.h"

#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace mlir::vf;

Sizes vf::reifySizes(OpBuilder &builder, Operation *op, unsigned number) {
  ReifiedRankedShapedTypeDims shapes;
  LogicalResult reified =
      cast<ReifyRankedShapedTypeOpInterface>(op).reifyResultShapes(builder,
                                                                   shapes);
  assert(succeeded(reified) && "every nd op knows its sizes");
  (void)reified;
  return shapes[number];
}

/// The values of the sizes that `type` does not know.
static SmallVector<Value> getDynamicSizes(OpBuilder &builder, Location loc,
                                          RankedTensorType type,
                                          ArrayRef<OpFoldResult> sizes) {
  SmallVector<Value> values;
  for (auto [axis, size] : llvm::enumerate(sizes))
    if (type.isDynamicDim(axis))
      values.push_back(getValueOrCreateConstantIndexOp(builder, loc, size));
  return values;
}

Value vf::createEmpty(OpBuilder &builder, Location loc, RankedTensorType type,
                      ArrayRef<OpFoldResult> sizes) {
  return tensor::EmptyOp::create(builder, loc, type,
                                 getDynamicSizes(builder, loc, type, sizes));
}

Value vf::createScratch(OpBuilder &builder, Location loc, RankedTensorType type,
                        ArrayRef<OpFoldResult> sizes) {
  return bufferization::AllocTensorOp::create(
      builder, loc, type, getDynamicSizes(builder, loc, type, sizes));
}

Value vf::createSplatElement(OpBuilder &builder, Location loc, Value tensor) {
  auto constant = tensor.getDefiningOp<nd::ConstantOp>();
  if (!constant || !constant.isSplat())
    return nullptr;
  auto splat = cast<SplatElementsAttr>(constant.getValue());
  Type element = dropSign(splat.getElementType());
  auto stored = splat.bitcast(element).getSplatValue<Attribute>();
  if (auto parts = dyn_cast<ArrayAttr>(stored))
    return complex::ConstantOp::create(builder, loc, element, parts);
  return arith::ConstantOp::create(builder, loc, cast<TypedAttr>(stored));
}

Value vf::createFilled(OpBuilder &builder, Location loc, RankedTensorType type,
                       ArrayRef<OpFoldResult> sizes, Value element) {
  Value empty = createEmpty(builder, loc, type, sizes);
  return linalg::FillOp::create(builder, loc, element, empty).getResult(0);
}

Value vf::createGeneric(OpBuilder &builder, Location loc, ValueRange inputs,
                        Value init, ArrayRef<AffineMap> maps,
                        ElementBody body) {
  SmallVector<utils::IteratorType> iterators(maps.back().getNumDims(),
                                             utils::IteratorType::reduction);
  for (AffineExpr axis : maps.back().getResults())
    iterators[cast<AffineDimExpr>(axis).getPosition()] =
        utils::IteratorType::parallel;
  return linalg::GenericOp::create(
             builder, loc, init.getType(), inputs, init, maps, iterators,
             [&](OpBuilder &builder, Location loc, ValueRange elements) {
               linalg::YieldOp::create(builder, loc,
                                       body(builder, loc, elements));
             })
      .getResult(0);
}

Value vf::createElementwise(OpBuilder &builder, Location loc, ValueRange inputs,
                            Value init, ElementBody body) {
  SmallVector<AffineMap> maps(inputs.size() + 1, builder.getMultiDimIdentityMap(
                                                     typeOf(init).getRank()));
  return createGeneric(builder, loc, inputs, init, maps, body);
}

AffineMap vf::selectLoops(MLIRContext *context, int64_t rank,
                          ArrayRef<int64_t> axes) {
  return AffineMap::getMultiDimMapWithTargets(
      rank, llvm::to_vector_of<unsigned>(axes), context);
}

//===----------------------------------------------------------------------===//
// Reshape
//===----------------------------------------------------------------------===//

/// `source` as `type`, which differs at most in which sizes are known.
static Value castSizes(OpBuilder &builder, Location loc, Value source,
                       RankedTensorType type) {
  if (source.getType() == type)
    return source;
  return tensor::CastOp::create(builder, loc, type, source);
}

/// Makes numbers of the sizes that are constants, and gives `type` with these.
static RankedTensorType refine(RankedTensorType type, Sizes &sizes) {
  SmallVector<int64_t> shape(type.getShape());
  for (auto [known, size] : llvm::zip(shape, sizes)) {
    if (std::optional<int64_t> constant = getConstantIntValue(size))
      known = *constant;
    if (ShapedType::isStatic(known))
      size = getAsIndexOpFoldResult(type.getContext(), known);
  }
  return type.clone(shape);
}

/// `type` with `rank` axes of size 1: the shape of a single element.
static RankedTensorType getOneElementType(RankedTensorType type, int64_t rank) {
  return type.clone(SmallVector<int64_t>(rank, 1));
}

/// All axes of a tensor of `rank`, in one group.
static SmallVector<ReassociationIndices> getOneGroup(int64_t rank) {
  return {llvm::to_vector<2>(llvm::seq<int64_t>(rank))};
}

/// `source` in a shape with at most one unknown size, through one axis whose
/// size is the product of all others.
static Value reshapeThroughFlat(OpBuilder &builder, Location loc, Value source,
                                RankedTensorType type,
                                ArrayRef<OpFoldResult> sizes) {
  Value flat = source;
  if (typeOf(source).getRank() > 1)
    flat = tensor::CollapseShapeOp::create(
        builder, loc, source, getOneGroup(typeOf(source).getRank()));
  int64_t count =
      type.hasStaticShape() ? type.getNumElements() : ShapedType::kDynamic;
  flat = castSizes(builder, loc, flat, type.clone({count}));
  if (type.getRank() == 1)
    return castSizes(builder, loc, flat, type);
  return tensor::ExpandShapeOp::create(builder, loc, type, flat,
                                       getOneGroup(type.getRank()), sizes);
}

/// `source` in any shape. Upstream cannot lower an expand_shape with two
/// unknown sizes in a group; this view takes its sizes from memory instead.
static Value reshapeByShape(OpBuilder &builder, Location loc, Value source,
                            RankedTensorType type,
                            ArrayRef<OpFoldResult> sizes) {
  Value shape = tensor::FromElementsOp::create(
      builder, loc, getValueOrCreateConstantIndexOp(builder, loc, sizes));
  return tensor::ReshapeOp::create(builder, loc, type, source, shape);
}

/// Reshapes between shapes that are both known, joining or splitting axes. Null
/// where that takes both.
static Value reshapeStatic(OpBuilder &builder, Location loc, Value source,
                           RankedTensorType type,
                           ArrayRef<OpFoldResult> sizes) {
  RankedTensorType from = typeOf(source);
  auto groups = getReassociationIndicesForReshape(from, type);
  if (!groups)
    return nullptr;
  if (from.getRank() > type.getRank())
    return tensor::CollapseShapeOp::create(builder, loc, type, source, *groups);
  return tensor::ExpandShapeOp::create(builder, loc, type, source, *groups,
                                       sizes);
}

Value vf::createReshape(OpBuilder &builder, Location loc, Value source,
                        RankedTensorType type,
                        ArrayRef<OpFoldResult> givenSizes) {
  Sizes sizes(givenSizes);
  // A scalar has no axes to group.
  if (typeOf(source).getRank() == 0)
    sizes.assign(type.getRank(), builder.getIndexAttr(1));
  if (type.getRank() == 0)
    source = castSizes(builder, loc, source,
                       getOneElementType(type, typeOf(source).getRank()));
  RankedTensorType from = typeOf(source), precise = refine(type, sizes);
  if (from == precise && from.getNumDynamicDims() <= 1)
    return castSizes(builder, loc, source, type);
  Value result;
  if (from.hasStaticShape() && precise.hasStaticShape())
    result = reshapeStatic(builder, loc, source, precise, sizes);
  if (!result)
    result = precise.getNumDynamicDims() > 1
                 ? reshapeByShape(builder, loc, source, precise, sizes)
                 : reshapeThroughFlat(builder, loc, source, precise, sizes);
  return castSizes(builder, loc, result, type);
}
