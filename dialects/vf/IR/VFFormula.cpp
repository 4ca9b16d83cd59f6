// Formulas and the loop that applies one row by row. In the loop each row is
// cut out, computed as if it were the whole, and put back: destination-passing
// updates of loop-carried values, which bufferize in place.
#include "VFFormula.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::vf;

Value Formula::scalarLike(Value like, double number) {
  Type element = getElementTypeOrSelf(like);
  auto complex = dyn_cast<ComplexType>(element);
  Type part = complex ? complex.getElementType() : element;
  Attribute value = builder.getFloatAttr(part, number);
  if (complex)
    value = builder.getArrayAttr({value, builder.getFloatAttr(part, 0.0)});
  return build<nd::ConstantOp>(
      DenseElementsAttr::get(RankedTensorType::get({}, element), value));
}

namespace {
/// The rows of tensors along axis 0, as tensors of one rank less.
class Rows {
public:
  Rows(OpBuilder &builder, Location location)
      : builder(builder), location(location) {}

  Value extract(Value tensor, Value row) {
    auto type = cast<RankedTensorType>(tensor.getType());
    auto rowType = RankedTensorType::get(type.getShape().drop_front(),
                                         type.getElementType());
    return tensor::ExtractSliceOp::create(builder, location, rowType, tensor,
                                          offsets(type, row), sizes(tensor),
                                          strides(type));
  }
  Value insert(Value value, Value tensor, Value row) {
    auto type = cast<RankedTensorType>(tensor.getType());
    return tensor::InsertSliceOp::create(builder, location, value, tensor,
                                         offsets(type, row), sizes(tensor),
                                         strides(type));
  }

private:
  SmallVector<OpFoldResult> offsets(RankedTensorType type, Value row) {
    SmallVector<OpFoldResult> result(type.getRank(), builder.getIndexAttr(0));
    result[0] = row;
    return result;
  }
  SmallVector<OpFoldResult> sizes(Value tensor) {
    SmallVector<OpFoldResult> result =
        tensor::getMixedSizes(builder, location, tensor);
    result[0] = builder.getIndexAttr(1);
    return result;
  }
  SmallVector<OpFoldResult> strides(RankedTensorType type) {
    return SmallVector<OpFoldResult>(type.getRank(), builder.getIndexAttr(1));
  }

  OpBuilder &builder;
  Location location;
};
} // namespace

SmallVector<Value> vf::buildOptimizerUpdate(OpBuilder &builder,
                                            Location location,
                                            ValueRange latest, Value gradient,
                                            Value indices, UpdateStep step) {
  if (!indices) {
    Formula formula(builder, location);
    return step(formula, latest, gradient);
  }
  Value zero = arith::ConstantIndexOp::create(builder, location, 0);
  Value one = arith::ConstantIndexOp::create(builder, location, 1);
  Value count = tensor::DimOp::create(builder, location, indices, zero);
  auto buildRow = [&](OpBuilder &body, Location, Value i, ValueRange carried) {
    Value index = tensor::ExtractOp::create(body, location, indices, i);
    Value row =
        arith::IndexCastOp::create(body, location, body.getIndexType(), index);
    Rows rows(body, location);
    SmallVector<Value> old;
    for (Value value : carried)
      old.push_back(rows.extract(value, row));
    Value gradientRow = rows.extract(gradient, i);
    Formula formula(body, location);
    SmallVector<Value> updated;
    for (auto [value, whole] :
         llvm::zip_equal(step(formula, old, gradientRow), carried))
      updated.push_back(rows.insert(value, whole, row));
    scf::YieldOp::create(body, location, updated);
  };
  return scf::ForOp::create(builder, location, zero, count, one, latest,
                            buildRow)
      .getResults();
}
