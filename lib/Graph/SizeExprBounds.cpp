// Bounds of symbolic sizes by interval arithmetic that saturates: INT64_MIN and
// INT64_MAX mean "unbounded", so a bound that does not fit is still a bound.

#include "SizeExprDetail.h"

#include "llvm/Support/MathExtras.h"

using namespace vf;
using namespace vf::detail;

std::optional<int64_t> detail::floorDivide(int64_t a, int64_t b) {
  if (b == 0 || (a == INT64_MIN && b == -1))
    return std::nullopt;
  int64_t quotient = a / b;
  bool roundsUp = a % b != 0 && (a < 0) != (b < 0);
  return roundsUp ? quotient - 1 : quotient;
}

static bool isInfinite(int64_t bound) {
  return bound == minusInfinity || bound == plusInfinity;
}

static int64_t saturatingMul(int64_t a, int64_t b) {
  if (a == 0 || b == 0)
    return 0;
  int64_t product;
  if (!isInfinite(a) && !isInfinite(b) && !llvm::MulOverflow(a, b, product))
    return product;
  return (a < 0) == (b < 0) ? plusInfinity : minusInfinity;
}

// A lower bound saturates to "unbounded", and so does an upper one: adding an
// infinity gives that infinity, and an overflow loses the bound.
static int64_t addLower(int64_t a, int64_t b) {
  int64_t sum;
  if (a == minusInfinity || b == minusInfinity)
    return minusInfinity;
  if (!llvm::AddOverflow(a, b, sum))
    return sum;
  return a > 0 ? plusInfinity - 1 : minusInfinity;
}
static int64_t addUpper(int64_t a, int64_t b) {
  int64_t sum;
  if (a == plusInfinity || b == plusInfinity)
    return plusInfinity;
  if (!llvm::AddOverflow(a, b, sum))
    return sum;
  return a < 0 ? minusInfinity + 1 : plusInfinity;
}

static Interval add(Interval a, Interval b) {
  return {addLower(a.lower, b.lower), addUpper(a.upper, b.upper)};
}

static Interval multiply(Interval a, Interval b) {
  int64_t corners[] = {
      saturatingMul(a.lower, b.lower), saturatingMul(a.lower, b.upper),
      saturatingMul(a.upper, b.lower), saturatingMul(a.upper, b.upper)};
  return {*std::min_element(std::begin(corners), std::end(corners)),
          *std::max_element(std::begin(corners), std::end(corners))};
}

static Interval boundsOf(SizeExpr size) { return {size.lower(), size.upper()}; }

// An infinite bound of a product of integers was computed from a value that
// may have been cut off, so it only ever says "unbounded".
static Interval termBounds(int64_t coefficient,
                           llvm::ArrayRef<SizeExpr> factors) {
  Interval bounds{coefficient, coefficient};
  for (SizeExpr factor : factors)
    bounds = multiply(bounds, ::boundsOf(factor));
  if (bounds.lower == plusInfinity)
    bounds.lower = plusInfinity - 1;
  if (bounds.upper == minusInfinity)
    bounds.upper = minusInfinity + 1;
  return bounds;
}

Interval detail::boundsOf(int64_t constant, llvm::ArrayRef<SizeTerm> terms) {
  Interval bounds{constant, constant};
  for (const SizeTerm &term : terms)
    bounds = add(bounds, termBounds(term.coefficient, term.factors));
  return bounds;
}

Interval detail::boundsOf(const Polynomial &poly) {
  Interval bounds{poly.constant, poly.constant};
  for (const Monomial &monomial : poly.monomials)
    bounds = add(bounds, termBounds(monomial.coefficient, monomial.factors));
  return bounds;
}

// floor(a / b); only divisors known to be positive say anything.
static Interval divideBounds(Interval a, Interval b) {
  if (b.lower < 1)
    return {};
  // The quotient is nearest to 0 for the largest divisor.
  auto quotient = [](int64_t value, int64_t divisor) {
    return isInfinite(value) ? value : *floorDivide(value, divisor);
  };
  auto towardsZero = [&](int64_t value) {
    return b.upper == plusInfinity ? (value < 0 ? -1 : 0)
                                   : quotient(value, b.upper);
  };
  return {a.lower < 0 ? quotient(a.lower, b.lower) : towardsZero(a.lower),
          a.upper < 0 ? towardsZero(a.upper) : quotient(a.upper, b.lower)};
}

static Interval modBounds(Interval a, Interval b) {
  if (b.lower < 1)
    return {};
  int64_t upper = b.upper == plusInfinity ? plusInfinity : b.upper - 1;
  return {0, a.lower >= 0 ? std::min(a.upper, upper) : upper};
}

static Interval minBounds(Interval a, Interval b) {
  return {std::min(a.lower, b.lower), std::min(a.upper, b.upper)};
}

static Interval maxBounds(Interval a, Interval b) {
  return {std::max(a.lower, b.lower), std::max(a.upper, b.upper)};
}

// Sizes of at least 1 broadcast to the larger; a 0 wins over a 1.
static Interval broadcastBounds(Interval a, Interval b) {
  if (a.lower >= 1 && b.lower >= 1)
    return maxBounds(a, b);
  return {std::max<int64_t>(0, std::min(a.lower, b.lower)),
          std::max(a.upper, b.upper)};
}

Interval detail::boundsOf(SizeKind kind, llvm::ArrayRef<SizeExpr> operands) {
  auto combine = [&] {
    switch (kind) {
    case SizeKind::FloorDiv:
      return divideBounds;
    case SizeKind::Mod:
      return modBounds;
    case SizeKind::Min:
      return minBounds;
    case SizeKind::Max:
      return maxBounds;
    case SizeKind::Broadcast:
      return broadcastBounds;
    default:
      llvm_unreachable("not an operation");
    }
  }();
  Interval bounds = ::boundsOf(operands.front());
  for (SizeExpr operand : operands.drop_front())
    bounds = combine(bounds, ::boundsOf(operand));
  return bounds;
}
