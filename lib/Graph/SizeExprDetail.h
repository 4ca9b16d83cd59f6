// How SizeContext stores and uniques expressions; private to SizeExpr*.cpp.
#ifndef VF_LIB_GRAPH_SIZEEXPRDETAIL_H
#define VF_LIB_GRAPH_SIZEEXPRDETAIL_H

#include "vf/Graph/SizeExpr.h"
#include "llvm/ADT/FoldingSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Allocator.h"

namespace vf::detail {

constexpr int64_t minusInfinity = INT64_MIN;
constexpr int64_t plusInfinity = INT64_MAX;
/// The largest size of an axis: the runtime refuses a feed with a longer one.
constexpr int64_t maxAxisSize = int64_t(1) << 47;

struct Interval {
  int64_t lower = minusInfinity;
  int64_t upper = plusInfinity;
};

struct SizeNode : llvm::FoldingSetNode {
  SizeKind kind;
  unsigned id;
  int64_t value = 0; // Constant, constant term of a Sum, index of a Symbol
  llvm::StringRef name;
  llvm::ArrayRef<SizeTerm> terms;
  llvm::ArrayRef<SizeExpr> operands;
  Interval bounds;
  unsigned height = 0;   // 1 for a leaf
  unsigned numParts = 0; // as printed: a shared part counts at each use

  void Profile(llvm::FoldingSetNodeID &key) const;
};

/// constant + terms, not yet unique. The factors of a monomial are sorted by
/// id.
struct Monomial {
  int64_t coefficient;
  llvm::SmallVector<SizeExpr, 4> factors;
};
struct Polynomial {
  int64_t constant = 0;
  llvm::SmallVector<Monomial, 4> monomials;

  bool isZero() const { return constant == 0 && monomials.empty(); }
  bool isSingleTerm() const {
    return monomials.empty() || (constant == 0 && monomials.size() == 1);
  }
};

/// Products beyond this many terms are unknown: no shape needs them, and they
/// double with each factor.
constexpr size_t maxProductTerms = 128;

/// Expressions higher or of more parts than this are unknown: whoever walks one
/// may recurse, and may visit a shared part at each of its uses.
constexpr unsigned maxHeight = 128;
constexpr unsigned maxParts = 1 << 17;

struct SizeContextImpl {
  llvm::BumpPtrAllocator allocator;
  llvm::FoldingSet<SizeNode> nodes;
  llvm::StringMap<SizeExpr> symbols;
  llvm::StringMap<unsigned> freshNames; // last suffix given out
  unsigned numNodes = 0;

  SizeExpr getConstant(int64_t value);
  SizeExpr getSymbol(llvm::StringRef name);
  SizeExpr getSum(int64_t constant, llvm::ArrayRef<Monomial> monomials);
  /// `operands` in the order they are to be kept in. Unknown if that grows too
  /// large.
  SizeExpr getOperation(SizeKind kind, llvm::ArrayRef<SizeExpr> operands);
  /// `size`, unknown if it is too large.
  static SizeExpr bounded(SizeExpr size);

private:
  SizeExpr unique(const SizeNode &wanted);
};

bool orderedById(SizeExpr a, SizeExpr b);

// Polynomials (SizeExprPolynomial.cpp). None means that a coefficient does not
// fit int64, or that a product has too many terms.

Polynomial toPolynomial(SizeExpr size);
/// The unique expression: a Sum, or what a trivial sum stands for.
SizeExpr fromPolynomial(SizeContextImpl &context, const Polynomial &poly);
/// a + scale * b.
std::optional<Polynomial> addScaled(const Polynomial &a, const Polynomial &b,
                                    int64_t scale);
std::optional<Polynomial> multiply(const Polynomial &a, const Polynomial &b);
std::optional<Polynomial> sumOf(llvm::ArrayRef<Polynomial> polynomials);

/// a = quotient * b + remainder.
struct Division {
  Polynomial quotient;
  Polynomial remainder;
};
/// Divides by long division where each step is exact; by a constant, each
/// coefficient is divided with a remainder in [0, b). `b` is not zero. None
/// also where the quotient would be too costly to find.
std::optional<Division> divide(const Polynomial &a, const Polynomial &b);
/// Divides both by their greatest common monomial that is provably not zero.
void cancelCommonFactors(Polynomial &a, Polynomial &b);

// Bounds (SizeExprBounds.cpp). Arithmetic saturates at the infinities.

Interval boundsOf(int64_t constant, llvm::ArrayRef<SizeTerm> terms);
Interval boundsOf(SizeKind kind, llvm::ArrayRef<SizeExpr> operands);
Interval boundsOf(const Polynomial &poly);

/// Division that rounds towards minus infinity; none for a zero divisor and for
/// INT64_MIN / -1.
std::optional<int64_t> floorDivide(int64_t a, int64_t b);

} // namespace vf::detail

#endif // VF_LIB_GRAPH_SIZEEXPRDETAIL_H
