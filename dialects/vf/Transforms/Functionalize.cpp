// Turns stages into functional cores. Inside a core there is one SSA value per
// variable, always the latest; DESIGN's rules for updates that bufferize in
// place are kept by construction: a fresh value is materialized into the latest
// value, a result into its destination, what a loop carries into the value that
// it was given. Each value is materialized at most once: bufferization computes
// it right there, where a second destination or a later write would disturb it.
#include "vf/Transforms/LoopBuffers.h"
#include "vf/Transforms/Passes.h"
#include "vf/Transforms/StateThreading.h"

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
  YieldOp cloneBody(Block &body, LatestValues &latest);
  SmallVector<Value> buildUpdate(VariableUpdateOpInterface update,
                                 const LatestValues &latest);
  Value buildCopy(CopyOp copy);
  Value materialize(Location loc, Value value, Value destination);
  Value copyInto(Location loc, Value value, Value destination);

  StageOp stage;
  const StageInterface &interface;
  OpBuilder builder;
  IRMapping mapping;
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

/// True if `value` is needed when `update` has been made: in its block, or
/// anywhere outside, which may come later or, in a loop, again.
static bool isUsedBehind(Value value, Operation *update) {
  return llvm::any_of(value.getUsers(), [&](Operation *user) {
    Operation *inBlock = update->getBlock()->findAncestorOpInBlock(*user);
    return !inBlock || update->isBeforeInBlock(inBlock);
  });
}

/// The new values of the variables that `update` writes, in their buffers.
SmallVector<Value> CoreBuilder::buildUpdate(VariableUpdateOpInterface update,
                                            const LatestValues &latest) {
  builder.setInsertionPoint(update);
  SmallVector<Value> values = llvm::map_to_vector(
      update.getReadVariables(),
      [&](FlatSymbolRefAttr variable) { return latest.lookup(variable); });
  // An assigned value that is needed later must outlive the variable's next.
  llvm::SmallDenseSet<Value> kept;
  for (Value operand : update->getOperands())
    if (isUsedBehind(operand, update))
      kept.insert(operand);
  SmallVector<Value> updated = update.buildUpdatedValues(builder, values);
  for (auto [variable, value] :
       llvm::zip_equal(update.getWrittenVariables(), updated)) {
    Value now = latest.lookup(variable);
    if (update.updatesDestination() || value == now)
      continue;
    value = kept.contains(value) ? copyInto(update.getLoc(), value, now)
                                 : materialize(update.getLoc(), value, now);
  }
  return updated;
}

/// The one kind of op that allocates a variable's size, and says so.
Value CoreBuilder::buildCopy(CopyOp copy) {
  builder.setInsertionPoint(copy);
  return bufferization::AllocTensorOp::create(
             builder, markCopy(copy.getLoc()),
             cast<RankedTensorType>(copy.getType()),
             /*dynamicSizes=*/ValueRange(), copy.getOperand())
      .getResult();
}

/// Clones the stage's ops, the `vf.yield` too, with what they capture as
/// arguments, and replaces variables by values. Returns the yield.
YieldOp CoreBuilder::cloneBody(Block &body, LatestValues &latest) {
  for (Operation &op : stage.getBody().front())
    builder.clone(op, mapping);
  keepLoopBuffers(body.getParentOp());
  threadVariables(
      body, latest,
      [&](VariableUpdateOpInterface update, const LatestValues &values) {
        return buildUpdate(update, values);
      });
  body.walk([&](CopyOp copy) {
    copy.replaceAllUsesWith(buildCopy(copy));
    copy.erase();
  });
  return cast<YieldOp>(body.getTerminator());
}

void CoreBuilder::build(ModuleOp core) {
  func::FuncOp function = createFunction(core);
  auto arguments = function.getArguments().begin();
  LatestValues latest;
  for (FlatSymbolRefAttr variable : interface.variables)
    latest[variable] = *arguments++;
  for (Value value : interface.inputs)
    mapping.map(value, *arguments++);
  for (Value value : interface.scalars)
    mapping.map(value, *arguments++);
  YieldOp yield = cloneBody(function.getBody().front(), latest);

  builder.setInsertionPoint(yield);
  SmallVector<Value> results;
  for (auto [variable, writes] :
       llvm::zip_equal(interface.variables, interface.writes))
    if (writes)
      results.push_back(latest[variable]);
  // A value that leaves twice is computed in its first destination.
  DenseMap<Value, Value> left;
  for (Value value : yield.getOperands()) {
    Value &source = left.try_emplace(value, value).first->second;
    source = materialize(yield.getLoc(), source, *arguments++);
    results.push_back(source);
  }
  func::ReturnOp::create(builder, yield.getLoc(), results);
  yield.erase();
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
