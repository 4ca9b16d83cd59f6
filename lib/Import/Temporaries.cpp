// One forward walk with the latest value of each temporary variable.
#include "Temporaries.h"

#include "Types.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace mlir::vf;

namespace {
class Promotion {
public:
  explicit Promotion(const ModuleState &module) : module(module) {}
  LogicalResult run(Block &body);

private:
  bool isTemporary(FlatSymbolRefAttr symbol) {
    return types.contains(symbol.getAttr());
  }
  Value getLatest(FlatSymbolRefAttr symbol, OpBuilder &builder, Location loc);
  LogicalResult promote(VariableUpdateOpInterface update);

  const ModuleState &module;
  DenseMap<StringAttr, RankedTensorType> types; ///< of temporary variables
  DenseMap<Attribute, Value> latest;
};
} // namespace

Value Promotion::getLatest(FlatSymbolRefAttr symbol, OpBuilder &builder,
                           Location loc) {
  Value &value = latest[symbol];
  if (value)
    return value;
  RankedTensorType type = types.at(symbol.getAttr());
  if (isStrings(type))
    return value = StringConstantOp::create(
               builder, loc,
               DenseStringElementsAttr::get(type, ArrayRef<StringRef>("")));
  Attribute zero = getNumberAttr(type.getElementType(), 0);
  return value = nd::ConstantOp::create(builder, loc,
                                        DenseElementsAttr::get(type, zero));
}

LogicalResult Promotion::promote(VariableUpdateOpInterface update) {
  OpBuilder builder(update);
  SmallVector<Value> values;
  for (FlatSymbolRefAttr symbol : update.getReadVariables()) {
    if (!isTemporary(symbol))
      break;
    Value value = getLatest(symbol, builder, update.getLoc());
    // An update of parts works on its destination, which may be a variable's.
    if (update.updatesDestination())
      value = CopyOp::create(builder, update.getLoc(), value);
    values.push_back(value);
  }
  SmallVector<FlatSymbolRefAttr> written = update.getWrittenVariables();
  if (values.size() != update.getReadVariables().size() ||
      !llvm::all_of(written, [&](auto symbol) { return isTemporary(symbol); }))
    return ::vf::emitError(module.diagnostics,
                           ::vf::Location::node(getNodeName(update).node,
                                                getNodeName(update).op))
           << "updates a temporary variable together with another, which is "
              "not supported";
  SmallVector<Value> updated = update.buildUpdatedValues(builder, values);
  for (auto [symbol, value] : llvm::zip_equal(written, updated))
    latest[symbol] = value;
  update->replaceAllUsesWith(updated);
  update->erase();
  return success();
}

LogicalResult Promotion::run(Block &body) {
  for (const ::vf::Variable &variable : module.variables.variables())
    if (variable.isTemporary)
      types[StringAttr::get(module.context(), variable.node->name())] =
          module.variableTypes.lookup(variable.node);
  if (types.empty())
    return success();
  for (Operation &op : llvm::make_early_inc_range(body)) {
    OpBuilder builder(&op);
    auto update = dyn_cast<VariableUpdateOpInterface>(op);
    if (update && llvm::any_of(update.getWrittenVariables(), [&](auto symbol) {
          return isTemporary(symbol);
        })) {
      if (failed(promote(update)))
        return failure();
    } else if (auto read = dyn_cast<ReadOp>(op);
               read && isTemporary(read.getVariableAttr())) {
      read.replaceAllUsesWith(
          getLatest(read.getVariableAttr(), builder, read.getLoc()));
      read.erase();
    } else if (auto check = dyn_cast<CheckInitializedOp>(op);
               check && isTemporary(check.getVariableAttr())) {
      check.erase();
    } else if (auto test = dyn_cast<IsInitializedOp>(op);
               test && isTemporary(test.getVariableAttr())) {
      test.replaceAllUsesWith(
          arith::ConstantIntOp::create(builder, test.getLoc(), 1, 1)
              .getResult());
      test.erase();
    }
  }
  return success();
}

LogicalResult mlir::vf::promoteTemporaries(const ModuleState &module,
                                           Block &body) {
  return Promotion(module).run(body);
}
