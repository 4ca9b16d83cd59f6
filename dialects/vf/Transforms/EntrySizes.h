// The run-time sizes of an entry's values, as index arithmetic over the sizes
// of its arguments. Everything an entry allocates is known before it runs.
#ifndef VF_TRANSFORMS_ENTRYSIZES_H
#define VF_TRANSFORMS_ENTRYSIZES_H

#include "mlir/Interfaces/LoopLikeInterface.h"
#include "vf/IR/VFOps.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

namespace mlir::vf {

/// The sizes of every tensor of an entry. The arithmetic that they need stands
/// at the top of the entry, where it dominates all work; what nobody uses of it
/// is left to dead-code removal.
class EntrySizes {
public:
  /// Fails, with an error at the op, if an op does not tell the sizes of its
  /// results, or if they depend on a value that the entry computes.
  static FailureOr<EntrySizes> compute(EntryOp entry);

  /// One index per `?` of `value`'s type, in order.
  SmallVector<Value> getDynamicSizes(Value value) const;

private:
  explicit EntrySizes(EntryOp entry);
  void addArguments();
  bool replaceDim(Operation *op);
  bool moveToTop(Operation *op);
  void addLoopResults(LoopLikeOpInterface loop);
  LogicalResult addResults(Operation *op);
  OpFoldResult resolve(OpFoldResult size) const;
  bool isAtTop(OpFoldResult size) const;

  Block &block;
  /// Inserts behind the size arithmetic and before the first work.
  OpBuilder top;
  DenseSet<Operation *> topOps;
  /// Per value with a `?` in its type, one size per axis. Iterated, and the
  /// order can be seen.
  llvm::MapVector<Value, SmallVector<OpFoldResult>> sizes;
};

} // namespace mlir::vf

#endif // VF_TRANSFORMS_ENTRYSIZES_H
