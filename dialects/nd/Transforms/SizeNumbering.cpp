// Value numbering of sizes.
#include "SizeNumbering.h"
#include "nd/IR/NDOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;
using namespace mlir::nd;

using Number = SizeNumbering::Number;

Number SizeNumbering::makeNumber() {
  equal.insert(count);
  return count++;
}

Number SizeNumbering::getConstant(int64_t size) {
  auto [number, isNew] =
      getExpression(Key{nullptr, {static_cast<uint64_t>(size)}});
  if (isNew)
    sums[number].constant = size;
  return number;
}

std::pair<Number, bool> SizeNumbering::getExpression(Key key) {
  auto [entry, isNew] = expressions.try_emplace(std::move(key), 0);
  if (isNew)
    entry->second = makeNumber();
  return {entry->second, isNew};
}

Number SizeNumbering::getSize(Value tensor, int64_t axis) {
  int64_t size = cast<RankedTensorType>(tensor.getType()).getDimSize(axis);
  if (ShapedType::isStatic(size))
    return getConstant(size);
  auto known = sizes.find({tensor, axis});
  if (known != sizes.end())
    return known->second;
  return sizes[{tensor, axis}] = computeSize(tensor, axis);
}

/// The name that the command line gave to an axis of an entry's argument, or
/// null.
static StringAttr lookupSymbol(BlockArgument argument, int64_t axis) {
  auto function =
      dyn_cast<FunctionOpInterface>(argument.getOwner()->getParentOp());
  if (!function)
    return nullptr;
  auto names = function.getArgAttrOfType<ArrayAttr>(argument.getArgNumber(),
                                                    "vf.symbols");
  auto name = names ? dyn_cast<StringAttr>(names[axis]) : StringAttr();
  return name && !name.empty() ? name : StringAttr();
}

/// The tensor that a loop is given where it carries `tensor`, or null: a loop
/// keeps its sizes.
static Value lookupInitialValue(Value tensor) {
  auto argument = dyn_cast<BlockArgument>(tensor);
  auto loop = dyn_cast_or_null<LoopLikeOpInterface>(
      argument ? argument.getOwner()->getParentOp() : tensor.getDefiningOp());
  if (!loop)
    return nullptr;
  size_t position = argument ? argument.getArgNumber()
                             : cast<OpResult>(tensor).getResultNumber();
  if (argument && loop.getLoopInductionVars())
    position -= loop.getLoopInductionVars()->size();
  if (position >= loop.getInits().size())
    return nullptr;
  Value initial = loop.getInits()[position];
  return initial.getType() == tensor.getType() ? initial : Value();
}

Number SizeNumbering::computeSize(Value tensor, int64_t axis) {
  if (Value initial = lookupInitialValue(tensor))
    return getSize(initial, axis);
  if (auto argument = dyn_cast<BlockArgument>(tensor)) {
    StringAttr name = lookupSymbol(argument, axis);
    if (!name)
      return makeNumber();
    return getExpression(Key{name.getAsOpaquePointer(), {}}).first;
  }
  auto op = tensor.getDefiningOp<ReifyRankedShapedTypeOpInterface>();
  if (!op)
    return makeNumber();
  OpBuilder builder(op);
  ReifiedRankedShapedTypeDims shapes;
  if (failed(op.reifyResultShapes(builder, shapes)))
    return makeNumber();
  OpFoldResult size = shapes[cast<OpResult>(tensor).getResultNumber()][axis];
  if (std::optional<int64_t> constant = getConstantIntValue(size))
    return getConstant(*constant);
  return get(cast<Value>(size));
}

Number SizeNumbering::get(Value index) {
  auto known = indices.find(index);
  if (known != indices.end())
    return known->second;
  Number number = computeIndex(index);
  return indices[index] = number;
}

Number SizeNumbering::computeIndex(Value index) {
  if (std::optional<int64_t> constant = getConstantIntValue(index))
    return getConstant(*constant);
  Operation *op = index.getDefiningOp();
  if (auto dim = dyn_cast_or_null<tensor::DimOp>(op))
    if (std::optional<int64_t> axis = dim.getConstantIndex())
      if (isa<RankedTensorType>(dim.getSource().getType()))
        return getSize(dim.getSource(), *axis);
  if (op && isa<arith::ArithDialect>(op->getDialect()))
    return computeExpression(cast<OpResult>(index));
  return makeNumber();
}

/// Matches `b if a is 1, else a`.
static std::optional<std::pair<Value, Value>> matchBroadcast(Operation *op) {
  auto select = dyn_cast<arith::SelectOp>(op);
  if (!select)
    return std::nullopt;
  auto test = select.getCondition().getDefiningOp<arith::CmpIOp>();
  if (!test || test.getPredicate() != arith::CmpIPredicate::eq ||
      !isConstantIntValue(test.getRhs(), 1) ||
      test.getLhs() != select.getFalseValue())
    return std::nullopt;
  return std::pair(select.getFalseValue(), select.getTrueValue());
}

void SizeNumbering::Sum::add(const Sum &other, uint64_t scale) {
  constant += scale * other.constant;
  for (auto [number, coefficient] : other.terms)
    terms[number] += scale * coefficient;
}

SizeNumbering::Sum SizeNumbering::getSum(Value index) {
  Number number = equal.getLeaderValue(get(index));
  auto known = sums.find(number);
  return known != sums.end() ? known->second : Sum{0, {{number, 1}}};
}

Number SizeNumbering::getNumber(Sum sum) {
  std::erase_if(sum.terms, [](const auto &term) { return term.second == 0; });
  if (sum.terms.empty())
    return getConstant(sum.constant);
  if (sum.constant == 0 && sum.terms.size() == 1 &&
      sum.terms.begin()->second == 1)
    return sum.terms.begin()->first;
  Key key{&sums, {sum.constant}};
  for (auto [number, coefficient] : sum.terms)
    key.second.append({number, coefficient});
  auto [number, isNew] = getExpression(std::move(key));
  if (isNew)
    sums[number] = std::move(sum);
  return number;
}

/// The other operand and the constant, if `op` multiplies by one.
static std::optional<std::pair<Value, int64_t>> matchMultiple(Operation *op) {
  if (isa<arith::MulIOp>(op))
    for (unsigned i : {0, 1})
      if (auto factor = getConstantIntValue(op->getOperand(i)))
        return std::pair(op->getOperand(1 - i), *factor);
  return std::nullopt;
}

/// Sums are equal in whatever order and grouping they are taken; so are
/// multiples.
Number SizeNumbering::computeSum(Operation *op) {
  Sum result;
  if (auto multiple = matchMultiple(op)) {
    result.add(getSum(multiple->first), multiple->second);
  } else {
    result.add(getSum(op->getOperand(0)), 1);
    result.add(getSum(op->getOperand(1)), 1);
  }
  return getNumber(std::move(result));
}

/// Equal ops on equal operands give equal results.
Number SizeNumbering::computeExpression(OpResult result) {
  Operation *op = result.getOwner();
  if (isa<arith::AddIOp>(op) || matchMultiple(op))
    return computeSum(op);
  Key key{op->getName().getAsOpaquePointer(), {}};
  key.second.push_back(reinterpret_cast<uintptr_t>(
      op->getAttrDictionary().getAsOpaquePointer()));
  key.second.push_back(result.getResultNumber());
  key.second.push_back(
      reinterpret_cast<uintptr_t>(result.getType().getAsOpaquePointer()));
  size_t numOthers = key.second.size();
  for (Value operand : op->getOperands())
    key.second.push_back(equal.getLeaderValue(get(operand)));
  if (op->hasTrait<OpTrait::IsCommutative>())
    llvm::sort(llvm::drop_begin(key.second, numOthers));
  auto [number, isNew] = getExpression(std::move(key));
  if (!isNew)
    return number;
  if (auto operands = matchBroadcast(op))
    broadcastOf[number] = {get(operands->first), get(operands->second)};
  return number;
}

//===----------------------------------------------------------------------===//
// Facts
//===----------------------------------------------------------------------===//

/// The comparisons for equality of which one at least holds if `condition`
/// does; none if it has another form.
static SmallVector<std::pair<Value, Value>> getAlternatives(Value condition) {
  if (auto compare = condition.getDefiningOp<arith::CmpIOp>())
    if (compare.getPredicate() == arith::CmpIPredicate::eq)
      return {{compare.getLhs(), compare.getRhs()}};
  auto either = condition.getDefiningOp<arith::OrIOp>();
  if (!either)
    return {};
  SmallVector<std::pair<Value, Value>> left = getAlternatives(either.getLhs());
  SmallVector<std::pair<Value, Value>> right = getAlternatives(either.getRhs());
  if (left.empty() || right.empty())
    return {};
  llvm::append_range(left, right);
  return left;
}

void SizeNumbering::assume(Value condition) {
  if (auto both = condition.getDefiningOp<arith::AndIOp>()) {
    assume(both.getLhs());
    assume(both.getRhs());
    return;
  }
  SmallVector<std::pair<Value, Value>> alternatives =
      getAlternatives(condition);
  if (alternatives.size() == 1) {
    auto [a, b] = alternatives.front();
    unite(get(a), get(b));
    return;
  }
  // One alternative compares two sizes, the others compare one of these with 1.
  Number one = getConstant(1);
  SmallVector<Number> repeating;
  std::optional<std::pair<Number, Number>> sizes;
  for (auto [a, b] : alternatives) {
    Number x = get(a), y = get(b);
    if (areEqual(y, one))
      repeating.push_back(x);
    else if (!sizes)
      sizes = {x, y};
    else
      return;
  }
  if (!sizes || repeating.empty())
    return;
  auto [x, y] = *sizes;
  bool isFirst =
      llvm::all_of(repeating, [&](Number n) { return areEqual(n, x); });
  bool isSecond =
      llvm::all_of(repeating, [&](Number n) { return areEqual(n, y); });
  if (isFirst)
    relate(x, y, Expands);
  else if (isSecond)
    relate(y, x, Expands);
  else if (llvm::all_of(repeating, [&](Number n) {
             return areEqual(n, x) || areEqual(n, y);
           }))
    relate(x, y, Compatible);
}

bool SizeNumbering::areEqual(Number a, Number b) const {
  return equal.isEquivalent(a, b);
}

uint8_t SizeNumbering::mirror(uint8_t relations) {
  return (relations & Expands ? IsExpanded : 0) |
         (relations & IsExpanded ? Expands : 0) | (relations & Compatible);
}

uint8_t SizeNumbering::getRelations(Number a, Number b) const {
  auto ofA = relations.find(equal.getLeaderValue(a));
  return ofA == relations.end() ? 0
                                : ofA->second.lookup(equal.getLeaderValue(b));
}

// What a broadcast size is compatible with or expands to, its leaves are and do
// as well.
void SizeNumbering::relate(Number a, Number b, Relation relation) {
  bool splitsB = relation == Compatible && isBroadcast(b);
  for (Number x : isBroadcast(a) ? getLeaves(a) : SmallVector<Number>{a})
    for (Number y : splitsB ? getLeaves(b) : SmallVector<Number>{b}) {
      Number from = equal.getLeaderValue(x), to = equal.getLeaderValue(y);
      relations[from][to] |= relation;
      relations[to][from] |= mirror(relation);
    }
}

/// The class with fewer relations joins the other: each relation moves at most
/// a logarithmic number of times.
void SizeNumbering::unite(Number a, Number b) {
  Number kept = equal.getLeaderValue(a), gone = equal.getLeaderValue(b);
  if (kept == gone)
    return;
  if (relations[kept].size() < relations[gone].size())
    std::swap(kept, gone);
  equal.unionSets(kept, gone);
  auto moved = std::move(relations[gone]);
  relations.erase(gone);
  for (auto [other, known] : moved) {
    relations[other].erase(gone);
    if (other == kept)
      continue;
    relations[kept][other] |= known;
    relations[other][kept] |= mirror(known);
  }
}

//===----------------------------------------------------------------------===//
// Broadcasting
//===----------------------------------------------------------------------===//

SmallVector<Number> SizeNumbering::getLeaves(Number number) const {
  SmallVector<Number> leaves, open{number};
  DenseSet<Number> seen;
  while (!open.empty()) {
    Number next = open.pop_back_val();
    if (!seen.insert(next).second)
      continue;
    auto operands = broadcastOf.find(next);
    if (operands == broadcastOf.end())
      leaves.push_back(next);
    else
      open.append({operands->second.first, operands->second.second});
  }
  return leaves;
}

bool SizeNumbering::areCompatible(ArrayRef<Number> a,
                                  ArrayRef<Number> b) const {
  return llvm::all_of(a, [&](Number x) {
    return llvm::all_of(
        b, [&](Number y) { return areEqual(x, y) || getRelations(x, y) != 0; });
  });
}

bool SizeNumbering::isBroadcast(Number number) {
  auto operands = broadcastOf.find(number);
  if (operands == broadcastOf.end() || broadcastsProved.contains(number))
    return true;
  auto [a, b] = operands->second;
  if (!isBroadcast(a) || !isBroadcast(b) ||
      !areCompatible(getLeaves(a), getLeaves(b)))
    return false;
  broadcastsProved.insert(number);
  return true;
}

bool SizeNumbering::broadcasts(Number from, Number to) {
  if (areEqual(from, to) || (getRelations(from, to) & Expands))
    return true;
  // Where the leaves of `to` fit each other, each is 1 or `to`; so is what
  // equals one of them or expands to one.
  if (!isBroadcast(to))
    return false;
  SmallVector<Number> targets = getLeaves(to);
  llvm::DenseSet<Number> leaders;
  for (Number target : targets)
    leaders.insert(equal.getLeaderValue(target));
  return llvm::all_of(getLeaves(from), [&](Number leaf) {
    return leaders.contains(equal.getLeaderValue(leaf)) ||
           llvm::any_of(targets, [&](Number target) {
             return getRelations(leaf, target) & Expands;
           });
  });
}
