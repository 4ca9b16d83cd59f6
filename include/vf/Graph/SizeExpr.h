//===- SizeExpr.h - Symbolic sizes ------------------------------*- C++ -*-===//
//
// Sizes of tensors before there is any IR: expressions over symbols ("the
// first dimension of x") and int64 constants. Expressions are canonicalized
// when they are built and unique within their context, so that two sizes which
// canonicalize to the same form are the same pointer.
//
// Every rewrite holds for each assignment of values >= 0 to the symbols under
// which the original is defined: no division by zero, operands of `broadcast`
// compatible. Rewrites may define what was undefined, never the reverse.
//
//===----------------------------------------------------------------------===//
#ifndef VF_GRAPH_SIZEEXPR_H
#define VF_GRAPH_SIZEEXPR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMapInfo.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace llvm {
class raw_ostream;
} // namespace llvm

namespace vf {

namespace detail {
struct SizeNode;
struct SizeContextImpl;
} // namespace detail

enum class SizeKind {
  Constant,
  Symbol,
  Sum,       ///< constant + terms: the polynomial normal form of + - *
  FloorDiv,  ///< rounds towards minus infinity
  Mod,       ///< the remainder of FloorDiv: it has the divisor's sign
  Min,       ///< two or more operands
  Max,       ///< two or more operands
  Broadcast, ///< two or more compatible sizes: the one that is not 1
};

struct SizeTerm;

/// A size, or nothing: a default-constructed expression is *unknown* (it does
/// not fit int64, or grew too large to be of use). Unknown operands make the
/// result unknown. A copy is a pointer; the context owns what it points to.
class SizeExpr {
public:
  SizeExpr() = default;

  explicit operator bool() const { return node; }
  friend bool operator==(SizeExpr a, SizeExpr b) { return a.node == b.node; }

  SizeKind kind() const;
  bool isConstant() const { return node && kind() == SizeKind::Constant; }
  bool isConstant(int64_t value) const {
    return isConstant() && constant() == value;
  }
  /// The value of a Constant, the constant term of a Sum.
  int64_t constant() const;
  /// Index of a Symbol, in order of creation.
  unsigned symbol() const;
  /// Name of a Symbol.
  llvm::StringRef name() const;
  /// The terms of a Sum, in a fixed order.
  llvm::ArrayRef<SizeTerm> terms() const;
  /// The operands of FloorDiv, Mod, Min, Max and Broadcast.
  llvm::ArrayRef<SizeExpr> operands() const;

  /// Bounds that hold for every value of the symbols; INT64_MIN and INT64_MAX
  /// stand for "unbounded".
  int64_t lower() const;
  int64_t upper() const;
  bool isNonZero() const { return lower() > 0 || upper() < 0; }

  /// A number that orders the expressions of one context by creation: use it,
  /// not the address, wherever an order can be seen.
  unsigned id() const;

  void print(llvm::raw_ostream &os) const;
  std::string str() const;

private:
  friend struct detail::SizeContextImpl;
  friend struct llvm::DenseMapInfo<SizeExpr>;
  explicit SizeExpr(const detail::SizeNode *node) : node(node) {}

  const detail::SizeNode *node = nullptr;
};

/// coefficient * factor * ... ; no factor is a Constant or a Sum. A power is a
/// repeated factor.
struct SizeTerm {
  int64_t coefficient;
  llvm::ArrayRef<SizeExpr> factors;
};

llvm::raw_ostream &operator<<(llvm::raw_ostream &os, SizeExpr size);

/// Owns and builds expressions. Not thread-safe; one per inference.
class SizeContext {
public:
  SizeContext();
  ~SizeContext();
  SizeContext(const SizeContext &) = delete;
  SizeContext &operator=(const SizeContext &) = delete;

  SizeExpr constant(int64_t value);
  /// The symbol of that name, made on first use. Its values are in [0, 2^47].
  SizeExpr symbol(llvm::StringRef name);
  /// A new symbol, named `name` or, where that is taken, `name` with a number.
  SizeExpr freshSymbol(llvm::StringRef name);
  unsigned numSymbols() const;

  SizeExpr add(SizeExpr a, SizeExpr b);
  SizeExpr sub(SizeExpr a, SizeExpr b);
  SizeExpr mul(SizeExpr a, SizeExpr b);
  SizeExpr floorDiv(SizeExpr a, SizeExpr b);
  SizeExpr mod(SizeExpr a, SizeExpr b);
  SizeExpr min(SizeExpr a, SizeExpr b);
  SizeExpr max(SizeExpr a, SizeExpr b);
  /// The size that `a` and `b` broadcast to, by NumPy's rule. The operands must
  /// be compatible sizes (>= 0): this is the caller's to check or to guard.
  SizeExpr broadcast(SizeExpr a, SizeExpr b);

  /// Sum and product of all; 0 and 1 for none.
  SizeExpr sum(llvm::ArrayRef<SizeExpr> sizes);
  SizeExpr product(llvm::ArrayRef<SizeExpr> sizes);

  /// ceil(a / b).
  SizeExpr ceilDiv(SizeExpr a, SizeExpr b);
  /// A size q with a = q * b whatever the symbols are, unknown if none is
  /// found. `b` may be 0 for some: q is then one of many.
  SizeExpr divideExactly(SizeExpr a, SizeExpr b);

  /// True if the two differ, or a <= b, for every value of the symbols. False
  /// means "not proved". Equality is `==`.
  bool provablyDifferent(SizeExpr a, SizeExpr b);
  bool provablyLessEqual(SizeExpr a, SizeExpr b);

private:
  SizeExpr remainingQuotient(SizeExpr a, SizeExpr b);
  SizeExpr splitIndicator(SizeExpr size);

  std::unique_ptr<detail::SizeContextImpl> impl;
};

/// Value of `size` where `valueOf` gives that of each symbol by index. Nothing
/// if `size` is unknown, a divisor is 0, operands of a Broadcast are
/// incompatible or an intermediate value does not fit int64.
std::optional<int64_t> evaluate(SizeExpr size,
                                llvm::function_ref<int64_t(unsigned)> valueOf);

} // namespace vf

template <>
struct llvm::DenseMapInfo<vf::SizeExpr> {
  using PointerInfo = DenseMapInfo<const vf::detail::SizeNode *>;
  static vf::SizeExpr getEmptyKey() {
    return vf::SizeExpr(PointerInfo::getEmptyKey());
  }
  static vf::SizeExpr getTombstoneKey() {
    return vf::SizeExpr(PointerInfo::getTombstoneKey());
  }
  static unsigned getHashValue(vf::SizeExpr size) {
    return PointerInfo::getHashValue(size.node);
  }
  static bool isEqual(vf::SizeExpr a, vf::SizeExpr b) { return a == b; }
};

#endif // VF_GRAPH_SIZEEXPR_H
