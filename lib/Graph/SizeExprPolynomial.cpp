// The normal form of + - *: a constant and monomials over expressions that are
// neither constants nor sums. Monomials are sorted by degree (highest first),
// then by the ids of their factors, so that equal polynomials are equal lists.

#include "SizeExprDetail.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include <numeric>

using namespace vf;
using namespace vf::detail;

static bool factorsBefore(llvm::ArrayRef<SizeExpr> a,
                          llvm::ArrayRef<SizeExpr> b) {
  if (a.size() != b.size())
    return a.size() > b.size();
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      orderedById);
}

Polynomial detail::toPolynomial(SizeExpr size) {
  Polynomial poly;
  switch (size.kind()) {
  case SizeKind::Constant:
    poly.constant = size.constant();
    break;
  case SizeKind::Sum:
    poly.constant = size.constant();
    for (const SizeTerm &term : size.terms())
      poly.monomials.push_back(
          {term.coefficient, llvm::SmallVector<SizeExpr, 4>(term.factors)});
    break;
  default:
    poly.monomials.push_back({1, {size}});
  }
  return poly;
}

SizeExpr detail::fromPolynomial(SizeContextImpl &context,
                                const Polynomial &poly) {
  if (poly.monomials.empty())
    return context.getConstant(poly.constant);
  const Monomial &first = poly.monomials.front();
  if (poly.isSingleTerm() && first.coefficient == 1 &&
      first.factors.size() == 1)
    return first.factors.front();
  return context.getSum(poly.constant, poly.monomials);
}

// Sorts the monomials and merges equal ones. Fails on overflow.
static bool normalize(Polynomial &poly) {
  llvm::sort(poly.monomials, [](const Monomial &a, const Monomial &b) {
    return factorsBefore(a.factors, b.factors);
  });
  size_t kept = 0;
  for (Monomial &monomial : poly.monomials) {
    if (kept && poly.monomials[kept - 1].factors == monomial.factors) {
      int64_t &coefficient = poly.monomials[kept - 1].coefficient;
      if (llvm::AddOverflow(coefficient, monomial.coefficient, coefficient))
        return false;
      continue;
    }
    if (&poly.monomials[kept] != &monomial)
      poly.monomials[kept] = std::move(monomial);
    ++kept;
  }
  poly.monomials.truncate(kept);
  llvm::erase_if(poly.monomials,
                 [](const Monomial &m) { return m.coefficient == 0; });
  return true;
}

std::optional<Polynomial>
detail::sumOf(llvm::ArrayRef<Polynomial> polynomials) {
  Polynomial sum;
  for (const Polynomial &poly : polynomials) {
    if (llvm::AddOverflow(sum.constant, poly.constant, sum.constant))
      return std::nullopt;
    llvm::append_range(sum.monomials, poly.monomials);
  }
  if (!normalize(sum))
    return std::nullopt;
  return sum;
}

std::optional<Polynomial>
detail::addScaled(const Polynomial &a, const Polynomial &b, int64_t scale) {
  Polynomial scaled = b;
  if (llvm::MulOverflow(b.constant, scale, scaled.constant))
    return std::nullopt;
  for (Monomial &monomial : scaled.monomials)
    if (llvm::MulOverflow(monomial.coefficient, scale, monomial.coefficient))
      return std::nullopt;
  return sumOf({a, scaled});
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

// min(p, 1) for p >= 0 is 0 where p is 0, else 1: returns p.
static SizeExpr indicatedBy(SizeExpr factor) {
  if (factor.kind() != SizeKind::Min || factor.operands().size() != 2 ||
      factor.lower() < 0)
    return {};
  for (unsigned i : {0, 1})
    if (factor.operands()[i].isConstant(1))
      return factor.operands()[1 - i];
  return {};
}

// x * min(x, 1) is x, and min(p, 1) is its own square. (The tile factors of a
// sum's gradient are floordiv(x, max(y, 1)): so they fold for size 0 too.)
static void dropIndicators(llvm::SmallVectorImpl<SizeExpr> &factors) {
  llvm::SmallVector<SizeExpr, 4> kept;
  for (SizeExpr factor : factors) {
    SizeExpr condition = indicatedBy(factor);
    if (condition && (llvm::is_contained(factors, condition) ||
                      llvm::is_contained(kept, factor)))
      continue;
    kept.push_back(factor);
  }
  factors.assign(kept.begin(), kept.end());
}

static std::optional<Monomial> multiply(const Monomial &a, const Monomial &b) {
  Monomial product;
  if (llvm::MulOverflow(a.coefficient, b.coefficient, product.coefficient))
    return std::nullopt;
  product.factors.resize(a.factors.size() + b.factors.size());
  std::merge(a.factors.begin(), a.factors.end(), b.factors.begin(),
             b.factors.end(), product.factors.begin(), orderedById);
  dropIndicators(product.factors);
  return product;
}

// The terms of `poly`, its constant among them as a monomial without factors.
static llvm::SmallVector<Monomial, 4> allTerms(const Polynomial &poly) {
  llvm::SmallVector<Monomial, 4> terms(poly.monomials);
  if (poly.constant)
    terms.push_back({poly.constant, {}});
  return terms;
}

static bool addTerm(Polynomial &poly, Monomial term) {
  if (term.factors.empty())
    return !llvm::AddOverflow(poly.constant, term.coefficient, poly.constant);
  poly.monomials.push_back(std::move(term));
  return true;
}

std::optional<Polynomial> detail::multiply(const Polynomial &a,
                                           const Polynomial &b) {
  llvm::SmallVector<Monomial, 4> left = allTerms(a), right = allTerms(b);
  if (left.size() * right.size() > maxProductTerms)
    return std::nullopt;
  Polynomial product;
  for (const Monomial &x : left)
    for (const Monomial &y : right) {
      std::optional<Monomial> term = ::multiply(x, y);
      if (!term || !addTerm(product, std::move(*term)))
        return std::nullopt;
    }
  if (!normalize(product))
    return std::nullopt;
  return product;
}

//===----------------------------------------------------------------------===//
// Division
//===----------------------------------------------------------------------===//

// a / b, if b divides a.
static std::optional<Monomial> divideExactly(const Monomial &a,
                                             const Monomial &b) {
  std::optional<int64_t> coefficient =
      floorDivide(a.coefficient, b.coefficient);
  if (!coefficient || a.coefficient % b.coefficient != 0 ||
      !std::includes(a.factors.begin(), a.factors.end(), b.factors.begin(),
                     b.factors.end(), orderedById))
    return std::nullopt;
  Monomial quotient{*coefficient, {}};
  std::set_difference(a.factors.begin(), a.factors.end(), b.factors.begin(),
                      b.factors.end(), std::back_inserter(quotient.factors),
                      orderedById);
  return quotient;
}

// Splits every coefficient into a multiple of `divisor` > 0 and a remainder in
// [0, divisor), so that 3*B over 2 and B + 2*B over 2 have one form.
static std::optional<Division> divideByConstant(const Polynomial &a,
                                                int64_t divisor) {
  Division result;
  for (const Monomial &term : allTerms(a)) {
    int64_t quotient = *floorDivide(term.coefficient, divisor);
    int64_t remainder = term.coefficient - quotient * divisor;
    if (quotient && !addTerm(result.quotient, {quotient, term.factors}))
      return std::nullopt;
    if (remainder && !addTerm(result.remainder, {remainder, term.factors}))
      return std::nullopt;
  }
  return result;
}

std::optional<Division> detail::divide(const Polynomial &a,
                                       const Polynomial &b) {
  if (b.monomials.empty() && b.constant > 0)
    return divideByConstant(a, b.constant);
  if (a.monomials.size() > maxProductTerms)
    return std::nullopt;
  Monomial leading = allTerms(b).front();
  Division result;
  Polynomial rest = a;
  while (!rest.isZero()) {
    Monomial term = allTerms(rest).front();
    std::optional<Monomial> quotient = divideExactly(term, leading);
    if (!quotient) {
      std::optional<Polynomial> shorter;
      Polynomial moved;
      if (!addTerm(moved, term) || !(shorter = addScaled(rest, moved, -1)) ||
          !addTerm(result.remainder, std::move(term)))
        return std::nullopt;
      rest = std::move(*shorter);
      continue;
    }
    Polynomial step;
    if (!addTerm(step, *quotient) || !addTerm(result.quotient, *quotient))
      return std::nullopt;
    std::optional<Polynomial> product = multiply(step, b);
    std::optional<Polynomial> shorter;
    if (!product || !(shorter = addScaled(rest, *product, -1)))
      return std::nullopt;
    rest = std::move(*shorter);
  }
  return result;
}

void detail::cancelCommonFactors(Polynomial &a, Polynomial &b) {
  llvm::SmallVector<Monomial, 8> terms(allTerms(a));
  llvm::append_range(terms, allTerms(b));
  Monomial common{0, terms.front().factors};
  for (const Monomial &term : terms) {
    common.coefficient =
        std::gcd(common.coefficient,
                 term.coefficient == INT64_MIN ? 1 : term.coefficient);
    llvm::SmallVector<SizeExpr, 4> shared;
    std::set_intersection(common.factors.begin(), common.factors.end(),
                          term.factors.begin(), term.factors.end(),
                          std::back_inserter(shared), orderedById);
    common.factors = std::move(shared);
  }
  llvm::erase_if(common.factors,
                 [](SizeExpr factor) { return !factor.isNonZero(); });
  auto cancel = [&](Polynomial &poly) {
    Polynomial cancelled;
    for (const Monomial &term : allTerms(poly))
      addTerm(cancelled, *divideExactly(term, common));
    poly = std::move(cancelled);
  };
  cancel(a);
  cancel(b);
}
