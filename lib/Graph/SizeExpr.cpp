// Storage, uniquing, printing and evaluation of symbolic sizes.

#include "SizeExprDetail.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace vf;
using namespace vf::detail;

//===----------------------------------------------------------------------===//
// SizeExpr
//===----------------------------------------------------------------------===//

SizeKind SizeExpr::kind() const { return node->kind; }
int64_t SizeExpr::constant() const {
  assert(kind() == SizeKind::Constant || kind() == SizeKind::Sum);
  return node->value;
}
unsigned SizeExpr::symbol() const {
  assert(kind() == SizeKind::Symbol);
  return static_cast<unsigned>(node->value);
}
llvm::StringRef SizeExpr::name() const { return node->name; }
llvm::ArrayRef<SizeTerm> SizeExpr::terms() const { return node->terms; }
llvm::ArrayRef<SizeExpr> SizeExpr::operands() const { return node->operands; }
int64_t SizeExpr::lower() const { return node->bounds.lower; }
int64_t SizeExpr::upper() const { return node->bounds.upper; }
unsigned SizeExpr::id() const { return node->id; }

bool detail::orderedById(SizeExpr a, SizeExpr b) { return a.id() < b.id(); }

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

static void printProduct(llvm::raw_ostream &os, uint64_t coefficient,
                         llvm::ArrayRef<SizeExpr> factors) {
  if (coefficient != 1)
    os << coefficient << "*";
  llvm::interleave(factors, os, "*");
}

// "2*B*C - B + 1"
static void printSum(llvm::raw_ostream &os, SizeExpr sum) {
  for (auto [i, term] : llvm::enumerate(sum.terms())) {
    bool negative = term.coefficient < 0;
    if (i == 0)
      os << (negative ? "-" : "");
    else
      os << (negative ? " - " : " + ");
    printProduct(os, llvm::AbsoluteValue(term.coefficient), term.factors);
  }
  if (int64_t constant = sum.constant())
    os << (constant < 0 ? " - " : " + ") << llvm::AbsoluteValue(constant);
}

static llvm::StringRef functionName(SizeKind kind) {
  switch (kind) {
  case SizeKind::FloorDiv:
    return "floordiv";
  case SizeKind::Mod:
    return "mod";
  case SizeKind::Min:
    return "min";
  case SizeKind::Max:
    return "max";
  case SizeKind::Broadcast:
    return "bcast";
  default:
    llvm_unreachable("not printed as a function");
  }
}

void SizeExpr::print(llvm::raw_ostream &os) const {
  if (!node) {
    os << "?";
    return;
  }
  switch (kind()) {
  case SizeKind::Constant:
    os << constant();
    return;
  case SizeKind::Symbol:
    os << name();
    return;
  case SizeKind::Sum:
    printSum(os, *this);
    return;
  default:
    os << functionName(kind()) << "(";
    llvm::interleaveComma(operands(), os);
    os << ")";
  }
}

std::string SizeExpr::str() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  print(os);
  return text;
}

llvm::raw_ostream &vf::operator<<(llvm::raw_ostream &os, SizeExpr size) {
  size.print(os);
  return os;
}

//===----------------------------------------------------------------------===//
// Uniquing
//===----------------------------------------------------------------------===//

void SizeNode::Profile(llvm::FoldingSetNodeID &key) const {
  key.AddInteger(static_cast<unsigned>(kind));
  key.AddInteger(value);
  for (SizeExpr operand : operands)
    key.AddInteger(operand.id());
  for (const SizeTerm &term : terms) {
    key.AddInteger(term.coefficient);
    key.AddInteger(term.factors.size());
    for (SizeExpr factor : term.factors)
      key.AddInteger(factor.id());
  }
}

template <typename T>
static llvm::ArrayRef<T> copyInto(llvm::BumpPtrAllocator &allocator,
                                  llvm::ArrayRef<T> elements) {
  T *storage = allocator.Allocate<T>(elements.size());
  std::uninitialized_copy(elements.begin(), elements.end(), storage);
  return {storage, elements.size()};
}

// Saturates well below the type's limit, for parts add up.
static void measure(SizeNode &node, llvm::ArrayRef<const SizeNode *> parts) {
  node.height = node.numParts = 1;
  for (const SizeNode *part : parts) {
    node.height = std::max(node.height, part->height + 1);
    node.numParts = std::min(node.numParts + part->numParts, maxParts + 1);
  }
}

SizeExpr SizeContextImpl::bounded(SizeExpr size) {
  bool isTooLarge =
      size && (size.node->height > maxHeight || size.node->numParts > maxParts);
  return isTooLarge ? SizeExpr() : size;
}

SizeExpr SizeContextImpl::unique(const SizeNode &wanted) {
  llvm::FoldingSetNodeID key;
  wanted.Profile(key);
  void *position;
  if (SizeNode *found = nodes.FindNodeOrInsertPos(key, position))
    return SizeExpr(found);

  auto *node = new (allocator.Allocate<SizeNode>()) SizeNode(wanted);
  node->id = numNodes++;
  node->operands = copyInto(allocator, wanted.operands);
  SizeTerm *terms = allocator.Allocate<SizeTerm>(wanted.terms.size());
  for (auto [i, term] : llvm::enumerate(wanted.terms))
    new (&terms[i])
        SizeTerm{term.coefficient, copyInto(allocator, term.factors)};
  node->terms = {terms, wanted.terms.size()};
  llvm::SmallVector<const SizeNode *> parts;
  for (SizeExpr operand : node->operands)
    parts.push_back(operand.node);
  for (const SizeTerm &term : node->terms)
    for (SizeExpr factor : term.factors)
      parts.push_back(factor.node);
  measure(*node, parts);
  nodes.InsertNode(node, position);
  return SizeExpr(node);
}

SizeExpr SizeContextImpl::getConstant(int64_t value) {
  SizeNode node;
  node.kind = SizeKind::Constant;
  node.value = value;
  node.bounds = {value, value};
  return unique(node);
}

SizeExpr SizeContextImpl::getSymbol(llvm::StringRef name) {
  auto [entry, isNew] = symbols.try_emplace(name);
  if (!isNew)
    return entry->second;
  SizeNode node;
  node.kind = SizeKind::Symbol;
  node.value = symbols.size() - 1;
  node.name = entry->first();
  node.bounds = {0, maxAxisSize};
  return entry->second = unique(node);
}

SizeExpr SizeContextImpl::getSum(int64_t constant,
                                 llvm::ArrayRef<Monomial> monomials) {
  llvm::SmallVector<SizeTerm, 4> terms;
  for (const Monomial &monomial : monomials)
    terms.push_back({monomial.coefficient, monomial.factors});
  SizeNode node;
  node.kind = SizeKind::Sum;
  node.value = constant;
  node.terms = terms;
  node.bounds = boundsOf(constant, terms);
  return unique(node);
}

SizeExpr SizeContextImpl::getOperation(SizeKind kind,
                                       llvm::ArrayRef<SizeExpr> operands) {
  SizeNode node;
  node.kind = kind;
  node.operands = operands;
  node.bounds = boundsOf(kind, operands);
  return bounded(unique(node));
}

//===----------------------------------------------------------------------===//
// SizeContext
//===----------------------------------------------------------------------===//

SizeContext::SizeContext() : impl(std::make_unique<SizeContextImpl>()) {}
SizeContext::~SizeContext() = default;

SizeExpr SizeContext::constant(int64_t value) {
  return impl->getConstant(value);
}

SizeExpr SizeContext::symbol(llvm::StringRef name) {
  return impl->getSymbol(name);
}

SizeExpr SizeContext::freshSymbol(llvm::StringRef name) {
  std::string candidate = name.str();
  unsigned &suffix = impl->freshNames[name];
  while (impl->symbols.contains(candidate))
    candidate = (name + "_" + llvm::Twine(++suffix)).str();
  return impl->getSymbol(candidate);
}

unsigned SizeContext::numSymbols() const { return impl->symbols.size(); }

//===----------------------------------------------------------------------===//
// Evaluation
//===----------------------------------------------------------------------===//

using SymbolValues = llvm::function_ref<int64_t(unsigned)>;

static std::optional<int64_t> evaluateSum(SizeExpr sum, SymbolValues valueOf) {
  int64_t total = sum.constant();
  for (const SizeTerm &term : sum.terms()) {
    int64_t product = term.coefficient;
    for (SizeExpr factor : term.factors) {
      std::optional<int64_t> value = evaluate(factor, valueOf);
      if (!value || llvm::MulOverflow(product, *value, product))
        return std::nullopt;
    }
    if (llvm::AddOverflow(total, product, total))
      return std::nullopt;
  }
  return total;
}

static std::optional<int64_t> apply(SizeKind kind, int64_t a, int64_t b) {
  switch (kind) {
  case SizeKind::FloorDiv:
    return floorDivide(a, b);
  case SizeKind::Mod:
    if (std::optional<int64_t> quotient = floorDivide(a, b))
      return a - *quotient * b;
    return b == -1 ? std::optional<int64_t>(0) : std::nullopt;
  case SizeKind::Min:
    return std::min(a, b);
  case SizeKind::Max:
    return std::max(a, b);
  case SizeKind::Broadcast:
    if (a == 1 || b == 1 || a == b)
      return a == 1 ? b : a;
    return std::nullopt;
  default:
    llvm_unreachable("not an operation");
  }
}

std::optional<int64_t> vf::evaluate(SizeExpr size, SymbolValues valueOf) {
  if (!size)
    return std::nullopt;
  switch (size.kind()) {
  case SizeKind::Constant:
    return size.constant();
  case SizeKind::Symbol:
    return valueOf(size.symbol());
  case SizeKind::Sum:
    return evaluateSum(size, valueOf);
  default:
    break;
  }
  std::optional<int64_t> result = evaluate(size.operands().front(), valueOf);
  for (SizeExpr operand : size.operands().drop_front()) {
    std::optional<int64_t> value = evaluate(operand, valueOf);
    if (!result || !value)
      return std::nullopt;
    result = apply(size.kind(), *result, *value);
  }
  return result;
}
