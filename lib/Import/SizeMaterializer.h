// Symbolic sizes as index values: computed once, at the top of an entry, from
// the sizes of its arguments. Where a size may leave the 64 bits of an index
// (the product of two unknown sizes), whether it fits is computed beside it: a
// size that wrapped around must not be used.
#ifndef VF_LIB_IMPORT_SIZEMATERIALIZER_H
#define VF_LIB_IMPORT_SIZEMATERIALIZER_H

#include "vf/Graph/ShapeInference.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/DenseMap.h"

namespace mlir::vf {

/// All sizes stand before every other op of the block, in the order they were
/// first asked for. Equal expressions are one value.
class SizeMaterializer {
public:
  SizeMaterializer(Block &block, Location loc,
                   const ::vf::InferredShapes &shapes)
      : block(block), builder(loc.getContext()), loc(loc), shapes(shapes) {}

  /// `value` is the block argument of the fed tensor.
  void addFeed(::vf::TensorRef tensor, Value value) { feeds[tensor] = value; }

  /// The value of `size`, which must be known at entry. It is to be used behind
  /// a check of what `takeFits` returns next.
  Value get(::vf::SizeExpr size);
  /// Whether all sizes computed since the last call fit; null if they do
  /// whatever the arguments are.
  Value takeFits() { return std::exchange(fits, nullptr); }
  Value getIndex(int64_t value);

private:
  Value compute(::vf::SizeExpr size);
  Value computeSum(::vf::SizeExpr size);
  /// `a * b` and `a + b`, of which `fits` notes whether they are what they
  /// should be, if `isChecked`.
  Value multiply(Value a, Value b, bool isChecked);
  Value add(Value a, Value b, bool isChecked);
  void require(Value condition);
  /// `fold` over the operands of `size`.
  Value computeFold(::vf::SizeExpr size,
                    function_ref<Value(Value, Value)> fold);
  /// `value`, or 1 where it is 0: a quotient that nothing needs must not trap.
  Value guardDivisor(::vf::SizeExpr size);
  template <typename OpT, typename... Args>
  Value create(Args &&...args);

  Block &block;
  OpBuilder builder;
  Location loc;
  const ::vf::InferredShapes &shapes;
  Operation *last = nullptr;
  Value fits;
  llvm::DenseMap<::vf::TensorRef, Value> feeds;
  llvm::DenseMap<::vf::SizeExpr, Value> values;
  llvm::DenseMap<int64_t, Value> constants;
};

} // namespace mlir::vf

#endif // VF_LIB_IMPORT_SIZEMATERIALIZER_H
