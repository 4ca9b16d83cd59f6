// What the lowerings of nd ops share.
#include "Lowering.h"

#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Utils/ReshapeOpsUtils.h"

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

/// The only group of axes of a tensor of `rank`: none for a scalar.
static SmallVector<ReassociationIndices> getOneGroup(int64_t rank) {
  if (rank == 0)
    return {};
  return {llvm::to_vector<2>(llvm::seq<int64_t>(rank))};
}

/// `source` with all axes joined into one.
static Value flatten(OpBuilder &builder, Location loc, Value source) {
  RankedTensorType type = typeOf(source);
  if (type.getRank() == 1)
    return source;
  if (type.getRank() == 0)
    return tensor::ExpandShapeOp::create(builder, loc, type.clone({1}), source,
                                         ArrayRef<ReassociationIndices>(),
                                         Sizes{builder.getIndexAttr(1)});
  return tensor::CollapseShapeOp::create(builder, loc, source,
                                         getOneGroup(type.getRank()));
}

/// `flat`, of one axis, in the shape of `type`.
static Value unflatten(OpBuilder &builder, Location loc, Value flat,
                       RankedTensorType type, ArrayRef<OpFoldResult> sizes) {
  int64_t count =
      type.hasStaticShape() ? type.getNumElements() : ShapedType::kDynamic;
  flat = castSizes(builder, loc, flat, type.clone({count}));
  if (type.getRank() == 1)
    return castSizes(builder, loc, flat, type);
  if (type.getRank() == 0)
    return tensor::CollapseShapeOp::create(builder, loc, type, flat,
                                           ArrayRef<ReassociationIndices>());
  return tensor::ExpandShapeOp::create(builder, loc, type, flat,
                                       getOneGroup(type.getRank()), sizes);
}

Value vf::createReshape(OpBuilder &builder, Location loc, Value source,
                        RankedTensorType type, ArrayRef<OpFoldResult> sizes) {
  RankedTensorType from = typeOf(source);
  if (from.hasStaticShape() && type.hasStaticShape() && from != type) {
    // Views that keep axes apart keep more of what is known about strides than
    // a flat one.
    if (auto groups = getReassociationIndicesForReshape(from, type)) {
      if (from.getRank() > type.getRank())
        return tensor::CollapseShapeOp::create(builder, loc, type, source,
                                               *groups);
      return tensor::ExpandShapeOp::create(builder, loc, type, source, *groups,
                                           sizes);
    }
  }
  return unflatten(builder, loc, flatten(builder, loc, source), type, sizes);
}
