// Turns stages into functional cores. Inside a core there is one SSA value per
// variable, always the latest; DESIGN's rules for updates that bufferize in
// place are kept by construction: a fresh value is materialized into the latest
// value, a result into its destination. Each value is materialized at most
// once: bufferization computes it right there, where a second destination or a
// later write would disturb it.
#include "vf/Transforms/Passes.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace mlir::vf {
#define GEN_PASS_DEF_FUNCTIONALIZE
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

namespace {

/// What a stage touches and captures, in the order of its first use.
struct StageInterface {
  SmallVector<FlatSymbolRefAttr> variables;
  SmallVector<RankedTensorType> variableTypes;
  SmallVector<bool> writes;
  llvm::SetVector<Value> inputs;
  llvm::SetVector<Value> scalars;
};

/// Builds the core of one stage.
class CoreBuilder {
public:
  CoreBuilder(StageOp stage, const StageInterface &interface)
      : stage(stage), interface(interface), builder(stage.getContext()) {}
  /// Builds the function at the end of `core`'s body.
  void build(ModuleOp core);

private:
  func::FuncOp createFunction(ModuleOp core);
  void buildUpdate(VariableUpdateOpInterface update);
  void buildCopy(CopyOp copy);
  Value materialize(Location loc, Value value, Value destination);
  Value copyInto(Location loc, Value value, Value destination);

  StageOp stage;
  const StageInterface &interface;
  OpBuilder builder;
  IRMapping mapping;
  llvm::MapVector<Attribute, Value> latest;
};

struct Functionalize : public mlir::vf::impl::FunctionalizeBase<Functionalize> {
  void runOnOperation() override;

private:
  void outline(StageOp stage, SymbolTable &symbols);
};

} // namespace

//===----------------------------------------------------------------------===//
// Marked copies
//===----------------------------------------------------------------------===//

static constexpr llvm::StringLiteral kCopyMark = "vf.copy";

Location mlir::vf::markCopy(Location loc) {
  MLIRContext *context = loc.getContext();
  return FusedLoc::get(context, {loc}, StringAttr::get(context, kCopyMark));
}

bool mlir::vf::isMarkedCopy(Location loc) {
  auto fused = dyn_cast<FusedLoc>(loc);
  return fused &&
         fused.getMetadata() == StringAttr::get(loc.getContext(), kCopyMark);
}

//===----------------------------------------------------------------------===//
// What a stage touches
//===----------------------------------------------------------------------===//

static StageInterface collectInterface(StageOp stage,
                                       const SymbolTable &symbols) {
  StageInterface interface;
  llvm::MapVector<Attribute, bool> written;
  stage.getBody().walk([&](Operation *op) {
    if (auto access = dyn_cast<VariableAccessOpInterface>(op)) {
      for (FlatSymbolRefAttr variable : access.getReadVariables())
        written.insert({variable, false});
      for (FlatSymbolRefAttr variable : access.getWrittenVariables())
        written[variable] = true;
    }
    for (Value operand : op->getOperands()) {
      if (stage.getBody().isAncestor(operand.getParentRegion()))
        continue;
      if (isa<RankedTensorType>(operand.getType()))
        interface.inputs.insert(operand);
      else
        interface.scalars.insert(operand);
    }
  });
  for (auto [variable, writes] : written) {
    auto symbol = cast<FlatSymbolRefAttr>(variable);
    auto declaration = symbols.lookup<VariableOp>(symbol.getValue());
    interface.variables.push_back(symbol);
    interface.variableTypes.push_back(declaration.getValueType());
    interface.writes.push_back(writes);
  }
  return interface;
}

//===----------------------------------------------------------------------===//
// Building a core
//===----------------------------------------------------------------------===//

Value CoreBuilder::materialize(Location loc, Value value, Value destination) {
  return bufferization::MaterializeInDestinationOp::create(
             builder, loc, destination.getType(), value, destination)
      .getResult();
}

func::FuncOp CoreBuilder::createFunction(ModuleOp core) {
  SmallVector<Type> arguments, results;
  for (auto [type, writes] :
       llvm::zip_equal(interface.variableTypes, interface.writes)) {
    arguments.push_back(type);
    if (writes)
      results.push_back(type);
  }
  llvm::append_range(arguments,
                     ValueRange(interface.inputs.getArrayRef()).getTypes());
  llvm::append_range(arguments,
                     ValueRange(interface.scalars.getArrayRef()).getTypes());
  llvm::append_range(arguments, stage.getResultTypes());
  llvm::append_range(results, stage.getResultTypes());

  builder.setInsertionPointToEnd(core.getBody());
  auto function =
      func::FuncOp::create(builder, stage.getLoc(), *core.getSymName(),
                           builder.getFunctionType(arguments, results));
  size_t firstDestination = arguments.size() - stage.getNumResults();
  for (auto [index, type] : llvm::enumerate(arguments)) {
    if (!isa<RankedTensorType>(type))
      continue;
    bool writable = index < interface.writes.size() ? interface.writes[index]
                                                    : index >= firstDestination;
    function.setArgAttr(index,
                        bufferization::BufferizationDialect::kWritableAttrName,
                        builder.getBoolAttr(writable));
    if (index < interface.variables.size())
      function.setArgAttr(index, kVariableAttrName,
                          interface.variables[index].getAttr());
    if (writable)
      function.setArgAttr(index, kOutputAttrName, builder.getUnitAttr());
  }
  builder.setInsertionPointToStart(function.addEntryBlock());
  return function;
}

/// Fills the destination with a value that stays in a buffer of its own:
/// bufferization may compute what is materialized right in its destination.
Value CoreBuilder::copyInto(Location loc, Value value, Value destination) {
  return linalg::CopyOp::create(builder, loc, value, destination).getResult(0);
}

static bool isUsedBehind(Value operand, Operation *update) {
  return llvm::any_of(operand.getUsers(), [&](Operation *user) {
    return update->isBeforeInBlock(user);
  });
}

/// Replaces the latest values of the variables that `update` writes.
void CoreBuilder::buildUpdate(VariableUpdateOpInterface update) {
  SmallVector<Value> values = llvm::map_to_vector(
      update.getReadVariables(),
      [&](FlatSymbolRefAttr variable) { return latest[variable]; });
  // The interface builds from the op's own operands: let it see the core's.
  auto clone = cast<VariableUpdateOpInterface>(
      builder.clone(*update.getOperation(), mapping));
  builder.setInsertionPoint(clone);
  SmallVector<Value> updated = clone.buildUpdatedValues(builder, values);
  // An assigned value that is needed later must outlive the variable's next.
  llvm::SmallDenseSet<Value> kept;
  for (Value operand : update->getOperands())
    if (isUsedBehind(operand, update))
      kept.insert(mapping.lookup(operand));
  for (auto [variable, value] :
       llvm::zip_equal(update.getWrittenVariables(), updated)) {
    Value &now = latest[variable];
    if (update.updatesDestination() || value == now)
      now = value;
    else if (kept.contains(value))
      now = copyInto(update.getLoc(), value, now);
    else
      now = materialize(update.getLoc(), value, now);
  }
  for (auto [result, variable] :
       llvm::zip_equal(update->getResults(), update.getWrittenVariables()))
    mapping.map(result, latest[variable]);
  builder.setInsertionPointAfter(clone);
  clone.erase();
}

/// The one kind of op that allocates a variable's size, and says so.
void CoreBuilder::buildCopy(CopyOp copy) {
  auto allocation = bufferization::AllocTensorOp::create(
      builder, markCopy(copy.getLoc()), cast<RankedTensorType>(copy.getType()),
      /*dynamicSizes=*/ValueRange(), mapping.lookup(copy.getOperand()));
  mapping.map(copy.getResult(), allocation.getResult());
}

void CoreBuilder::build(ModuleOp core) {
  func::FuncOp function = createFunction(core);
  auto arguments = function.getArguments().begin();
  for (FlatSymbolRefAttr variable : interface.variables)
    latest[variable] = *arguments++;
  for (Value value : interface.inputs)
    mapping.map(value, *arguments++);
  for (Value value : interface.scalars)
    mapping.map(value, *arguments++);

  for (Operation &op : stage.getBody().front().without_terminator()) {
    if (auto read = dyn_cast<ReadOp>(op))
      mapping.map(read.getResult(), latest[read.getVariableAttr()]);
    else if (auto update = dyn_cast<VariableUpdateOpInterface>(op))
      buildUpdate(update);
    else if (auto copy = dyn_cast<CopyOp>(op))
      buildCopy(copy);
    else
      builder.clone(op, mapping);
  }

  SmallVector<Value> results;
  for (auto [variable, writes] :
       llvm::zip_equal(interface.variables, interface.writes))
    if (writes)
      results.push_back(latest[variable]);
  Operation *yield = stage.getBody().front().getTerminator();
  // A value that leaves twice is computed in its first destination.
  for (Value value : yield->getOperands()) {
    results.push_back(
        materialize(yield->getLoc(), mapping.lookup(value), *arguments++));
    mapping.map(value, results.back());
  }
  func::ReturnOp::create(builder, yield->getLoc(), results);
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

void Functionalize::outline(StageOp stage, SymbolTable &symbols) {
  StageInterface interface = collectInterface(stage, symbols);
  OpBuilder builder(stage);
  auto core = ModuleOp::create(builder, stage.getLoc(), stage.getSymName());
  core->remove();
  StringAttr name = symbols.insert(core);
  CoreBuilder(stage, interface).build(core);

  SmallVector<Attribute> variables(interface.variables.begin(),
                                   interface.variables.end());
  auto call = CallStageOp::create(
      builder, stage.getLoc(), stage.getResultTypes(),
      FlatSymbolRefAttr::get(name), builder.getArrayAttr(variables),
      builder.getDenseBoolArrayAttr(interface.writes),
      interface.inputs.getArrayRef(), interface.scalars.getArrayRef(),
      stage.getSizes());
  stage.replaceAllUsesWith(call.getResults());
  stage.erase();
}

/// Notes the variables that `entry` locks: a core's updates have become values.
static void noteLocks(EntryOp entry) {
  llvm::SetVector<Attribute> locked;
  entry.walk([&](VariableUpdateOpInterface update) {
    if (update.usesLocking())
      locked.insert_range(update.getWrittenVariables());
  });
  if (!locked.empty())
    entry->setAttr(kLocksAttrName,
                   ArrayAttr::get(entry.getContext(), locked.getArrayRef()));
}

void Functionalize::runOnOperation() {
  SymbolTable symbols(getOperation());
  llvm::for_each(getOperation().getOps<EntryOp>(), noteLocks);
  SmallVector<StageOp> stages;
  for (auto entry : getOperation().getOps<EntryOp>())
    llvm::append_range(stages, entry.getBlock().getOps<StageOp>());
  for (StageOp stage : stages)
    outline(stage, symbols);
}
