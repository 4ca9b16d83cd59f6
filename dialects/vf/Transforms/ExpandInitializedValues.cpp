// Makes each `vf.initialized_value` of an entry a choice between the variable's
// value and what its initializer computes. Initializers ask for the initialized
// values of other variables in turn, so one op expands to a list: every
// variable that it leads to, sources first. All are computed; that random
// numbers are drawn and checks made only where TensorFlow would evaluate the
// initializer is a matter of flags, found from the last variable backwards.
//
// Cost: linear in the ops of the initializers, for each op that is expanded.
#include "vf/Analysis/InitializationOrder.h"
#include "vf/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

namespace mlir::vf {
#define GEN_PASS_DEF_EXPANDINITIALIZEDVALUES
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

namespace {
/// Where each variable stands among those that are initialized.
using Positions = DenseMap<Operation *, size_t>;

/// Expands one op.
class Expansion {
public:
  Expansion(InitializedValueOp op, const SymbolTable &symbols)
      : op(op), symbols(symbols), builder(op), loc(op.getLoc()) {}

  LogicalResult run(const Positions &positions);

private:
  LogicalResult collectVariables(const Positions &positions);
  void computeFlags();
  Value computeValue(VariableOp variable);
  void cloneOp(Operation &original, IRMapping &mapping, Value isEvaluated);
  Value orNot(Value condition, Value flag);

  InitializedValueOp op;
  const SymbolTable &symbols;
  OpBuilder builder;
  Location loc;
  /// Each after those that its initializer asks for; the last is that of `op`.
  SmallVector<VariableOp> variables;
  DenseMap<Attribute, Value> isInitialized; ///< by symbol, like all that follow
  DenseMap<Attribute, Value> isEvaluated;   ///< whether its initializer is
  DenseMap<Attribute, Value> values;
};

struct ExpandInitializedValues
    : public mlir::vf::impl::ExpandInitializedValuesBase<
          ExpandInitializedValues> {
  void runOnOperation() override;
};
} // namespace

static FlatSymbolRefAttr getSymbol(VariableOp variable) {
  return FlatSymbolRefAttr::get(variable.getSymNameAttr());
}

LogicalResult Expansion::collectVariables(const Positions &positions) {
  llvm::SetVector<Operation *> found;
  found.insert(symbols.lookup(op.getVariable()));
  for (size_t i = 0; i < found.size(); ++i) {
    auto variable = cast<VariableOp>(found[i]);
    if (!variable.hasInitializer())
      return (op.emitOpError("asks for the initial value of ")
              << getSymbol(variable) << ", which has no initializer")
                 .attachNote(variable.getLoc())
             << "variable declared here";
    variable.getInit().walk([&](InitializedValueOp source) {
      found.insert(symbols.lookup(source.getVariable()));
    });
  }
  for (Operation *variable : found)
    variables.push_back(cast<VariableOp>(variable));
  llvm::sort(variables, [&](VariableOp a, VariableOp b) {
    return positions.at(a) < positions.at(b);
  });
  return success();
}

/// An initializer is evaluated if its variable has no value and it is asked
/// for: by `op`, or by an initializer that is evaluated.
void Expansion::computeFlags() {
  Value yes = arith::ConstantIntOp::create(builder, loc, 1, 1);
  DenseMap<Attribute, Value> isAsked;
  isAsked[op.getVariableAttr()] = yes;
  for (VariableOp variable : llvm::reverse(variables)) {
    FlatSymbolRefAttr symbol = getSymbol(variable);
    Value known = IsInitializedOp::create(builder, loc, symbol);
    Value unknown = arith::XOrIOp::create(builder, loc, known, yes);
    isInitialized[symbol] = known;
    Value evaluated =
        arith::AndIOp::create(builder, loc, isAsked.at(symbol), unknown);
    isEvaluated[symbol] = evaluated;
    variable.getInit().walk([&](InitializedValueOp source) {
      Value &asked = isAsked[source.getVariableAttr()];
      asked =
          asked
              ? arith::OrIOp::create(builder, loc, asked, evaluated).getResult()
              : evaluated;
    });
  }
}

/// `condition` or else not `flag`.
Value Expansion::orNot(Value condition, Value flag) {
  Value yes = arith::ConstantIntOp::create(builder, loc, 1, 1);
  Value isUnset = arith::XOrIOp::create(builder, loc, flag, yes);
  return arith::OrIOp::create(builder, loc, condition, isUnset);
}

/// Copies an op of an initializer so that it changes no state and does not fail
/// unless the initializer is evaluated.
void Expansion::cloneOp(Operation &original, IRMapping &mapping,
                        Value isEvaluated) {
  if (auto source = dyn_cast<InitializedValueOp>(original)) {
    mapping.map(source.getResult(), values.at(source.getVariableAttr()));
    return;
  }
  Operation *clone = builder.clone(original, mapping);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPoint(clone);
  if (auto draw = dyn_cast<DrawOp>(clone)) {
    Value none = arith::ConstantIndexOp::create(builder, loc, 0);
    draw.getElementsMutable().assign(arith::SelectOp::create(
        builder, loc, isEvaluated, draw.getElements(), none));
  } else if (auto check = dyn_cast<CheckOp>(clone)) {
    check.getConditionMutable().assign(
        orNot(check.getCondition(), isEvaluated));
  } else if (auto read = dyn_cast<ReadOp>(clone)) {
    read.setIfInitialized(true);
    Value known = IsInitializedOp::create(builder, loc, read.getVariableAttr());
    NodeName consumer = read.getConsumer();
    CheckOp::create(
        builder, loc, orNot(known, isEvaluated), ErrorCode::FailedPrecondition,
        ("Attempting to use uninitialized value " + read.getVariable()).str(),
        ValueRange(), consumer.node, consumer.op);
  }
}

Value Expansion::computeValue(VariableOp variable) {
  FlatSymbolRefAttr symbol = getSymbol(variable);
  IRMapping mapping;
  Block &body = variable.getInit().front();
  for (Operation &original : body.without_terminator())
    cloneOp(original, mapping, isEvaluated.at(symbol));
  Value initial = mapping.lookupOrDefault(body.getTerminator()->getOperand(0));
  auto read = ReadOp::create(builder, loc, variable.getType(), symbol,
                             /*node=*/StringAttr(), /*op=*/StringAttr());
  read.setIfInitialized(true);
  Value flag = createFlagTensor(builder, loc, isInitialized.at(symbol));
  return nd::SelectOp::create(builder, loc, flag, read, initial);
}

LogicalResult Expansion::run(const Positions &positions) {
  if (failed(collectVariables(positions)))
    return failure();
  computeFlags();
  for (VariableOp variable : variables)
    values[getSymbol(variable)] = computeValue(variable);
  op.replaceAllUsesWith(values.at(op.getVariableAttr()));
  op.erase();
  return success();
}

void ExpandInitializedValues::runOnOperation() {
  ModuleOp module = getOperation();
  SmallVector<InitializedValueOp> ops;
  for (auto entry : module.getOps<EntryOp>())
    entry.walk([&](InitializedValueOp op) { ops.push_back(op); });
  if (ops.empty())
    return;
  auto order = computeInitializationOrder(module);
  if (failed(order))
    return signalPassFailure();
  Positions positions;
  for (auto [position, variable] : llvm::enumerate(*order))
    positions[variable] = position;
  SymbolTable symbols(module);
  for (InitializedValueOp op : ops)
    if (failed(Expansion(op, symbols).run(positions)))
      return signalPassFailure();
  numExpanded += ops.size();
}
