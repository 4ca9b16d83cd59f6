// How update ops write their formulas, as nd values. Operations are done in the
// variable's element type and in the order in which TensorFlow's kernels do
// them: rounding then agrees step by step. No call has two arguments that build
// ops: C++ leaves their order open, and our output must not depend on it.
#ifndef VF_IR_VFFORMULA_H
#define VF_IR_VFFORMULA_H

#include "nd/IR/NDOps.h"

namespace mlir::vf {

/// Builds one op per call, at one location.
class Formula {
public:
  Formula(OpBuilder &builder, Location location)
      : builder(builder), location(location) {}

  Value add(Value a, Value b) { return build<nd::AddOp>(a, b); }
  Value sub(Value a, Value b) { return build<nd::SubOp>(a, b); }
  Value mul(Value a, Value b) { return build<nd::MulOp>(a, b); }
  Value div(Value a, Value b) { return build<nd::DivOp>(a, b); }
  Value pow(Value a, Value b) { return build<nd::PowOp>(a, b); }
  Value neg(Value a) { return build<nd::NegOp>(a); }
  Value abs(Value a) { return build<nd::AbsOp>(a); }
  Value sign(Value a) { return build<nd::SignOp>(a); }
  Value square(Value a) { return build<nd::SquareOp>(a); }
  Value sqrt(Value a) { return build<nd::SqrtOp>(a); }
  Value rsqrt(Value a) { return build<nd::RsqrtOp>(a); }
  Value isGreater(Value a, Value b) {
    return build<nd::CompareOp>(nd::Comparison::GT, a, b);
  }
  Value select(Value condition, Value a, Value b) {
    return build<nd::SelectOp>(condition, a, b);
  }
  Value twice(Value a) { return add(a, a); }
  Value oneMinus(Value a) { return sub(scalarLike(a, 1.0), a); }
  /// A constant of the element type of `like`, floating point or complex.
  Value scalarLike(Value like, double number);

private:
  template <typename OpTy, typename... Args>
  Value build(Args... args) {
    return OpTy::create(builder, location, args...);
  }

  OpBuilder &builder;
  Location location;
};

/// An update of whole variables or of one row of each: from the latest values
/// and a gradient to the new values.
using UpdateStep =
    llvm::function_ref<SmallVector<Value>(Formula &, ValueRange, Value)>;

/// Without indices: `step` of the whole. With them: row i of the gradient
/// updates row indices[i] of each value, in order.
SmallVector<Value> buildOptimizerUpdate(OpBuilder &builder, Location location,
                                        ValueRange latest, Value gradient,
                                        Value indices, UpdateStep step);

} // namespace mlir::vf

#endif // VF_IR_VFFORMULA_H
