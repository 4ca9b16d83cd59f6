// Numbers sizes so that equal numbers mean equal sizes: value numbering over
// size arithmetic that looks through tensor.dim into the ops that compute
// tensors.
#ifndef ND_TRANSFORMS_SIZENUMBERING_H
#define ND_TRANSFORMS_SIZENUMBERING_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/EquivalenceClasses.h"

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
  bool broadcasts(Number from, Number to);

private:
  using Key = std::pair<const void *, llvm::SmallVector<uint64_t, 4>>;

  /// What a size adds up: a constant and multiples of numbers that are no
  /// sums, modulo 2^64.
  struct Sum {
    uint64_t constant = 0;
    std::map<Number, uint64_t> terms;
    void add(const Sum &other, uint64_t scale);
  };

  /// What a check says of two sizes, seen from one of them.
  enum Relation : uint8_t {
    Expands = 1,    ///< it is 1 or the other
    IsExpanded = 2, ///< the other is 1 or it
    Compatible = 4, ///< they are equal unless either is 1
  };
  static uint8_t mirror(uint8_t relations);
  /// The relations of `a` to `b`.
  uint8_t getRelations(Number a, Number b) const;
  void relate(Number a, Number b, Relation relation);
  void unite(Number a, Number b);

  /// The sizes that `number` broadcasts, itself if it is none of that form.
  llvm::SmallVector<Number> getLeaves(Number number) const;
  /// True if `number` is what its leaves broadcast to: they fit each other.
  bool isBroadcast(Number number);
  bool areCompatible(llvm::ArrayRef<Number> a, llvm::ArrayRef<Number> b) const;
  Number computeSize(Value tensor, int64_t axis);
  Number computeIndex(Value index);
  Number computeExpression(OpResult result);
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
  /// By leader: its relations to other leaders. Each has a mirror image.
  llvm::DenseMap<Number, llvm::SmallDenseMap<Number, uint8_t, 4>> relations;
  llvm::DenseMap<Number, Sum> sums;
  /// The operands of each size of the form "b if a is 1, else a", and those of
  /// which `isBroadcast` holds.
  llvm::DenseMap<Number, std::pair<Number, Number>> broadcastOf;
  llvm::DenseSet<Number> broadcastsProved;
  Number count = 0;
};

} // namespace mlir::nd

#endif // ND_TRANSFORMS_SIZENUMBERING_H
