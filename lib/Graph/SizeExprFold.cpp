// Canonicalization of the operations on symbolic sizes. + - * have a normal
// form (SizeExprPolynomial.cpp); division, min, max and broadcast fold by rules
// each of which is stated where it is applied.

#include "SizeExprDetail.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVectorExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace vf;
using namespace vf::detail;

//===----------------------------------------------------------------------===//
// Sums and products
//===----------------------------------------------------------------------===//

static SizeExpr fromOptional(SizeContextImpl &context,
                             const std::optional<Polynomial> &poly) {
  return poly ? SizeContextImpl::bounded(fromPolynomial(context, *poly))
              : SizeExpr();
}

SizeExpr SizeContext::add(SizeExpr a, SizeExpr b) { return sum({a, b}); }

SizeExpr SizeContext::sub(SizeExpr a, SizeExpr b) {
  if (!a || !b)
    return {};
  return fromOptional(*impl, addScaled(toPolynomial(a), toPolynomial(b), -1));
}

SizeExpr SizeContext::mul(SizeExpr a, SizeExpr b) {
  if (!a || !b)
    return {};
  return fromOptional(*impl, multiply(toPolynomial(a), toPolynomial(b)));
}

SizeExpr SizeContext::sum(llvm::ArrayRef<SizeExpr> sizes) {
  if (!llvm::all_of(sizes, [](SizeExpr size) { return bool(size); }))
    return {};
  return fromOptional(*impl, sumOf(llvm::map_to_vector(sizes, toPolynomial)));
}

SizeExpr SizeContext::product(llvm::ArrayRef<SizeExpr> sizes) {
  SizeExpr result = constant(1);
  for (SizeExpr size : sizes)
    result = mul(result, size);
  return result;
}

bool SizeContext::provablyDifferent(SizeExpr a, SizeExpr b) {
  SizeExpr difference = sub(a, b);
  return difference && difference.isNonZero();
}

bool SizeContext::provablyLessEqual(SizeExpr a, SizeExpr b) {
  SizeExpr difference = sub(b, a);
  return difference && difference.lower() >= 0;
}

//===----------------------------------------------------------------------===//
// Division
//===----------------------------------------------------------------------===//

// If `size` is max(p, 1) for some p >= 0, that p.
static SizeExpr positivePart(SizeExpr size) {
  if (size.kind() != SizeKind::Max || size.operands().size() != 2)
    return {};
  for (unsigned i : {0, 1}) {
    SizeExpr other = size.operands()[1 - i];
    if (size.operands()[i].isConstant(1) && other.lower() >= 0)
      return other;
  }
  return {};
}

// a = quotient * b + remainder, where that makes the remainder simpler: b is a
// single term, or divides a.
static std::optional<Division> simplifyingDivision(const Polynomial &a,
                                                   const Polynomial &b) {
  std::optional<Division> result = divide(a, b);
  if (!result || (!b.isSingleTerm() && !result->remainder.isZero()))
    return std::nullopt;
  return result;
}

static bool isBetweenZeroAnd(SizeContext &context, SizeExpr a, SizeExpr b) {
  return a.lower() >= 0 &&
         context.provablyLessEqual(context.add(a, context.constant(1)), b);
}

SizeExpr SizeContext::floorDiv(SizeExpr a, SizeExpr b) {
  if (!a || !b)
    return {};
  if (b.isConstant() && b.constant() < 0)
    return floorDiv(sub(constant(0), a), sub(constant(0), b));

  // q*p over max(p, 1) is q*min(p, 1), also for p = 0.
  if (SizeExpr p = positivePart(b))
    if (auto exact = divide(toPolynomial(a), toPolynomial(p));
        exact && exact->remainder.isZero())
      return mul(fromPolynomial(*impl, exact->quotient), min(p, constant(1)));

  if (!b.isNonZero())
    return impl->getOperation(SizeKind::FloorDiv, {a, b});
  if (isBetweenZeroAnd(*this, a, b))
    return constant(0);

  // floor((q*b + r) / b) = q + floor(r / b); common factors cancel.
  Polynomial numerator = toPolynomial(a), divisor = toPolynomial(b);
  SizeExpr whole = constant(0);
  if (auto split = simplifyingDivision(numerator, divisor)) {
    whole = fromPolynomial(*impl, split->quotient);
    numerator = std::move(split->remainder);
  }
  if (numerator.isZero())
    return whole;
  cancelCommonFactors(numerator, divisor);
  return add(whole, remainingQuotient(fromPolynomial(*impl, numerator),
                                      fromPolynomial(*impl, divisor)));
}

// What the rules for whole multiples leave of a quotient.
SizeExpr SizeContext::remainingQuotient(SizeExpr a, SizeExpr b) {
  if (isBetweenZeroAnd(*this, a, b))
    return constant(0);
  // floor(floor(x / m) / n) = floor(x / (m*n)) for positive m and n.
  if (a.kind() == SizeKind::FloorDiv && b.lower() > 0 &&
      a.operands()[1].lower() > 0)
    if (SizeExpr product = mul(a.operands()[1], b))
      return floorDiv(a.operands()[0], product);
  return impl->getOperation(SizeKind::FloorDiv, {a, b});
}

SizeExpr SizeContext::mod(SizeExpr a, SizeExpr b) {
  if (!a || !b)
    return {};
  if (b.isNonZero()) {
    if (isBetweenZeroAnd(*this, a, b))
      return a;
    // (q*b + r) mod b = r mod b.
    if (auto split = simplifyingDivision(toPolynomial(a), toPolynomial(b)))
      a = fromPolynomial(*impl, split->remainder);
    if (a.isConstant(0) || isBetweenZeroAnd(*this, a, b))
      return a;
    if (a.isConstant() && b.isConstant()) {
      std::optional<int64_t> quotient = floorDivide(a.constant(), b.constant());
      return quotient ? constant(a.constant() - *quotient * b.constant())
                      : constant(0);
    }
  }
  return impl->getOperation(SizeKind::Mod, {a, b});
}

SizeExpr SizeContext::ceilDiv(SizeExpr a, SizeExpr b) {
  return floorDiv(sub(add(a, b), constant(1)), b);
}

SizeExpr SizeContext::divideExactly(SizeExpr a, SizeExpr b) {
  if (!a || !b || b.isConstant(0))
    return {};
  std::optional<Division> result = divide(toPolynomial(a), toPolynomial(b));
  if (!result || !result->remainder.isZero())
    return {};
  return fromPolynomial(*impl, result->quotient);
}

//===----------------------------------------------------------------------===//
// Min, max, broadcast
//===----------------------------------------------------------------------===//

// The operands of `a` and `b`, flattened through nested operations of `kind`,
// sorted, each once: these operations are associative, commutative and
// idempotent.
static llvm::SmallVector<SizeExpr, 4> flatten(SizeKind kind, SizeExpr a,
                                              SizeExpr b) {
  llvm::SmallVector<SizeExpr, 4> operands;
  for (SizeExpr operand : {a, b}) {
    if (operand.kind() == kind)
      llvm::append_range(operands, operand.operands());
    else
      operands.push_back(operand);
  }
  llvm::sort(operands, orderedById);
  operands.erase(llvm::unique(operands), operands.end());
  return operands;
}

// Leaves out each operand that another one makes superfluous.
static void
dropDominated(llvm::SmallVectorImpl<SizeExpr> &operands,
              llvm::function_ref<bool(SizeExpr, SizeExpr)> dominates) {
  for (size_t i = 0; i < operands.size();) {
    bool dominated = llvm::any_of(operands, [&](SizeExpr other) {
      return other != operands[i] && dominates(other, operands[i]);
    });
    if (dominated)
      operands.erase(operands.begin() + i);
    else
      ++i;
  }
}

// min(c*x*y, 1) for x, y >= 0 and c > 0 is min(x, 1) * min(y, 1): whether a
// product is 0 depends on its factors alone.
SizeExpr SizeContext::splitIndicator(SizeExpr size) {
  if (size.kind() != SizeKind::Sum || size.constant() != 0 ||
      size.terms().size() != 1)
    return {};
  const SizeTerm &term = size.terms().front();
  if (term.coefficient < 1 ||
      llvm::any_of(
          term.factors, [](SizeExpr factor) { return factor.lower() < 0; }))
    return {};
  SizeExpr result = constant(1);
  for (SizeExpr factor : term.factors)
    result = mul(result, min(factor, constant(1)));
  return result;
}

SizeExpr SizeContext::min(SizeExpr a, SizeExpr b) {
  if (!a || !b)
    return {};
  auto operands = flatten(SizeKind::Min, a, b);
  dropDominated(operands, [&](SizeExpr x, SizeExpr y) {
    return provablyLessEqual(x, y);
  });
  if (operands.size() == 1)
    return operands.front();
  if (operands.size() == 2)
    for (unsigned i : {0, 1})
      if (operands[i].isConstant(1))
        if (SizeExpr product = splitIndicator(operands[1 - i]))
          return product;
  return impl->getOperation(SizeKind::Min, operands);
}

SizeExpr SizeContext::max(SizeExpr a, SizeExpr b) {
  if (!a || !b)
    return {};
  auto operands = flatten(SizeKind::Max, a, b);
  dropDominated(operands, [&](SizeExpr x, SizeExpr y) {
    return provablyLessEqual(y, x);
  });
  if (operands.size() == 1)
    return operands.front();
  return impl->getOperation(SizeKind::Max, operands);
}

SizeExpr SizeContext::broadcast(SizeExpr a, SizeExpr b) {
  if (!a || !b)
    return {};
  auto operands = flatten(SizeKind::Broadcast, a, b);
  SizeExpr one = constant(1);
  // Whatever is compatible with a size other than 1 broadcasts to that size.
  for (SizeExpr operand : operands)
    if (provablyDifferent(operand, one))
      return operand;
  llvm::erase(operands, one);
  if (operands.empty())
    return one;
  if (operands.size() == 1)
    return operands.front();
  return impl->getOperation(SizeKind::Broadcast, operands);
}
