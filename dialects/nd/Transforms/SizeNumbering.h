// Numbers sizes so that equal numbers mean equal sizes: value numbering over
// size arithmetic that looks through tensor.dim into the ops that compute
// tensors.
#ifndef ND_TRANSFORMS_SIZENUMBERING_H
#define ND_TRANSFORMS_SIZENUMBERING_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/EquivalenceClasses.h"
#include "llvm/ADT/SetVector.h"

#include <map>

namespace mlir::nd {

/// Reifies sizes next to the ops that compute tensors: the function that holds
/// them is a scratch copy.
class SizeNumbering {
public:
  using Number = unsigned;

  /// The number of axis `axis` of the tensor `tensor`.
  Number getSize(Value tensor, int64_t axis);
  /// The number of the index `index`.
  Number get(Value index);
  Number getConstant(int64_t size);

  /// Learns what holds after a check of `condition`.
  void assume(Value condition);

  bool areEqual(Number a, Number b) const;
  /// True if an axis of size `from` can be broadcast to `to`, as far as is
  /// known.
  bool broadcasts(Number from, Number to) const;

private:
  using Key = std::pair<const void *, llvm::SmallVector<uint64_t, 4>>;

  /// What a size adds up: a constant and multiples of numbers that are no
  /// sums, modulo 2^64.
  struct Sum {
    uint64_t constant = 0;
    std::map<Number, uint64_t> terms;
    void add(const Sum &other, uint64_t scale);
  };

  bool areCompatible(Number a, Number b) const;
  bool isIn(const llvm::SetVector<std::pair<Number, Number>> &pairs, Number a,
            Number b) const;
  Number computeSize(Value tensor, int64_t axis);
  Number computeIndex(Value index);
  Number computeExpression(Operation *op);
  Number computeSum(Operation *op);
  Number getNumber(Sum sum);
  Sum getSum(Value index);
  /// The number of the expression `key`, new if there was none like it.
  std::pair<Number, bool> getExpression(Key key);
  Number makeNumber();

  llvm::DenseMap<std::pair<Value, int64_t>, Number> sizes;
  llvm::DenseMap<Value, Number> indices;
  /// Constants, named sizes and expressions over numbers. Looked up only, never
  /// iterated.
  std::map<Key, Number> expressions;
  llvm::EquivalenceClasses<Number> equal;
  /// Pairs of sizes that are equal unless the first is 1, and pairs that are
  /// equal unless either is.
  llvm::SetVector<std::pair<Number, Number>> expandable, compatible;
  llvm::DenseMap<Number, Sum> sums;
  /// The operands of each size of the form "b if a is 1, else a".
  llvm::DenseMap<Number, std::pair<Number, Number>> broadcastOf;
  Number count = 0;
};

} // namespace mlir::nd

#endif // ND_TRANSFORMS_SIZENUMBERING_H
