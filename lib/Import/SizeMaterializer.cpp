// One arith op per operator of a size expression; an expression's parts are
// shared like the expressions themselves.
#include "SizeMaterializer.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::SizeExpr;
using ::vf::SizeKind;

template <typename OpT, typename... Args>
Value SizeMaterializer::create(Args &&...args) {
  if (last)
    builder.setInsertionPointAfter(last);
  else
    builder.setInsertionPointToStart(&block);
  OpT op = OpT::create(builder, loc, std::forward<Args>(args)...);
  last = op;
  return op->getResult(0);
}

Value SizeMaterializer::getIndex(int64_t value) {
  Value &constant = constants[value];
  if (!constant)
    constant = create<arith::ConstantIndexOp>(value);
  return constant;
}

Value SizeMaterializer::get(SizeExpr size) {
  if (Value known = values.lookup(size))
    return known;
  Value value = compute(size);
  values[size] = value;
  return value;
}

Value SizeMaterializer::compute(SizeExpr size) {
  switch (size.kind()) {
  case SizeKind::Constant:
    return getIndex(size.constant());
  case SizeKind::Symbol: {
    const ::vf::SymbolOrigin &origin = shapes.origin(size.symbol());
    assert(origin.isFeed && "size is not known at entry");
    Value axis = getIndex(origin.dim);
    return create<tensor::DimOp>(feeds.lookup(origin.tensor), axis);
  }
  case SizeKind::Sum:
    return computeSum(size);
  case SizeKind::FloorDiv: {
    Value dividend = get(size.operands()[0]);
    Value divisor = guardDivisor(size.operands()[1]);
    return create<arith::FloorDivSIOp>(dividend, divisor);
  }
  case SizeKind::Mod: {
    Value dividend = get(size.operands()[0]);
    Value divisor = guardDivisor(size.operands()[1]);
    Value quotient = create<arith::FloorDivSIOp>(dividend, divisor);
    Value product = create<arith::MulIOp>(quotient, divisor);
    return create<arith::SubIOp>(dividend, product);
  }
  case SizeKind::Min:
    return computeFold(size, [this](Value a, Value b) {
      return create<arith::MinSIOp>(a, b);
    });
  case SizeKind::Max:
    return computeFold(size, [this](Value a, Value b) {
      return create<arith::MaxSIOp>(a, b);
    });
  case SizeKind::Broadcast:
    return computeFold(size, [this](Value a, Value b) {
      Value one = getIndex(1);
      Value isOne = create<arith::CmpIOp>(arith::CmpIPredicate::eq, a, one);
      return create<arith::SelectOp>(isOne, b, a);
    });
  }
  llvm_unreachable("unknown kind of size");
}

/// Whether an intermediate result of the sum may leave 64 bits, by the bounds
/// of its parts.
static bool mayOverflow(SizeExpr sum) {
  auto magnitude = [](SizeExpr size) {
    return std::max(std::abs(double(size.lower())),
                    std::abs(double(size.upper())));
  };
  double total = std::abs(double(sum.constant()));
  for (const ::vf::SizeTerm &term : sum.terms()) {
    double product = std::abs(double(term.coefficient));
    for (SizeExpr factor : term.factors)
      product *= std::max(magnitude(factor), 1.0);
    total += product;
  }
  return total >= 0x1p62;
}

void SizeMaterializer::require(Value condition) {
  fits = fits ? create<arith::AndIOp>(fits, condition) : condition;
}

Value SizeMaterializer::multiply(Value a, Value b, bool isChecked) {
  Value product = create<arith::MulIOp>(a, b);
  if (!isChecked)
    return product;
  // It fits if its double-width twin repeats the sign in the upper half.
  Type i64 = builder.getI64Type();
  Value x = create<arith::IndexCastOp>(i64, a);
  Value y = create<arith::IndexCastOp>(i64, b);
  create<arith::MulSIExtendedOp>(x, y);
  auto wide = cast<arith::MulSIExtendedOp>(last);
  Value width = create<arith::ConstantIntOp>(63, 64);
  Value sign = create<arith::ShRSIOp>(wide.getLow(), width);
  require(
      create<arith::CmpIOp>(arith::CmpIPredicate::eq, wide.getHigh(), sign));
  return product;
}

Value SizeMaterializer::add(Value a, Value b, bool isChecked) {
  Value sum = create<arith::AddIOp>(a, b);
  if (!isChecked)
    return sum;
  // It fits unless both operands have the other sign.
  Value fromA = create<arith::XOrIOp>(a, sum);
  Value fromB = create<arith::XOrIOp>(b, sum);
  Value both = create<arith::AndIOp>(fromA, fromB);
  require(create<arith::CmpIOp>(arith::CmpIPredicate::sge, both, getIndex(0)));
  return sum;
}

Value SizeMaterializer::computeSum(SizeExpr size) {
  bool isChecked = mayOverflow(size);
  Value sum = size.constant() ? getIndex(size.constant()) : Value();
  for (const ::vf::SizeTerm &term : size.terms()) {
    Value product =
        term.coefficient == 1 ? Value() : getIndex(term.coefficient);
    for (SizeExpr factor : term.factors) {
      Value value = get(factor);
      product = product ? multiply(product, value, isChecked) : value;
    }
    sum = sum ? add(sum, product, isChecked) : product;
  }
  return sum;
}

Value SizeMaterializer::computeFold(SizeExpr size,
                                    function_ref<Value(Value, Value)> fold) {
  Value result = get(size.operands().front());
  for (SizeExpr operand : size.operands().drop_front())
    result = fold(result, get(operand));
  return result;
}

Value SizeMaterializer::guardDivisor(SizeExpr size) {
  Value divisor = get(size);
  if (size.isNonZero())
    return divisor;
  Value isZero =
      create<arith::CmpIOp>(arith::CmpIPredicate::eq, divisor, getIndex(0));
  return create<arith::SelectOp>(isZero, getIndex(1), divisor);
}
