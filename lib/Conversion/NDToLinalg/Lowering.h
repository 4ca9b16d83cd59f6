// What the lowerings of nd ops share: destinations, loops over elements,
// reshapes.
#ifndef VF_LIB_CONVERSION_NDTOLINALG_LOWERING_H
#define VF_LIB_CONVERSION_NDTOLINALG_LOWERING_H

#include "nd/IR/NDOps.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Transforms/DialectConversion.h"

namespace mlir::vf {

using Sizes = SmallVector<OpFoldResult>;
using ElementBody =
    llvm::function_ref<Value(OpBuilder &, Location, ValueRange)>;

void populateElementwisePatterns(const TypeConverter &converter,
                                 RewritePatternSet &patterns);
void populateShapePatterns(const TypeConverter &converter,
                           RewritePatternSet &patterns);
void populateReductionPatterns(const TypeConverter &converter,
                               RewritePatternSet &patterns);
void populateSoftmaxPatterns(const TypeConverter &converter,
                             RewritePatternSet &patterns);
void populateMatmulPatterns(const TypeConverter &converter,
                            RewritePatternSet &patterns);
void populateIndexingPatterns(const TypeConverter &converter,
                              RewritePatternSet &patterns);
void populateRandomPatterns(const TypeConverter &converter,
                            RewritePatternSet &patterns);

inline RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// The sizes of result `number` of `op`, an nd op.
Sizes reifySizes(OpBuilder &builder, Operation *op, unsigned number = 0);

/// An uninitialized tensor of `type` and `sizes`.
Value createEmpty(OpBuilder &builder, Location loc, RankedTensorType type,
                  ArrayRef<OpFoldResult> sizes);

/// The same, for loops to fill that carry it: a tensor with a buffer of its
/// own. Bufferization refuses a loop that fills a destination and is then
/// materialized into it.
Value createScratch(OpBuilder &builder, Location loc, RankedTensorType type,
                    ArrayRef<OpFoldResult> sizes);

/// The element of `tensor` if it is a constant that repeats one; null if not.
Value createSplatElement(OpBuilder &builder, Location loc, Value tensor);

/// A tensor of `type` and `sizes` filled with `element`.
Value createFilled(OpBuilder &builder, Location loc, RankedTensorType type,
                   ArrayRef<OpFoldResult> sizes, Value element);

/// A linalg.generic with one result: `body` yields its element from the
/// elements of `inputs` and `init`. `maps` has one map per input and one for
/// `init`; loops that `init` does not mention are reductions.
Value createGeneric(OpBuilder &builder, Location loc, ValueRange inputs,
                    Value init, ArrayRef<AffineMap> maps, ElementBody body);

/// A linalg.generic whose loops are the axes of `init`, where `inputs` have its
/// shape.
Value createElementwise(OpBuilder &builder, Location loc, ValueRange inputs,
                        Value init, ElementBody body);

/// `source` in another shape: a view, never a copy of contiguous data.
Value createReshape(OpBuilder &builder, Location loc, Value source,
                    RankedTensorType type, ArrayRef<OpFoldResult> sizes);

/// The map from `rank` loops to the loops `axes`.
AffineMap selectLoops(MLIRContext *context, int64_t rank,
                      ArrayRef<int64_t> axes);

} // namespace mlir::vf

#endif // VF_LIB_CONVERSION_NDTOLINALG_LOWERING_H
