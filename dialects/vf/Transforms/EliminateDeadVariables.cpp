// Removes the variables and generators that nothing needs. A mark phase follows
// symbols from entries and Savers through initializers; then the initializer
// entry loses what only served dead symbols; what no op names any more goes.
// Linear.
#include "vf/Transforms/Passes.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace mlir::vf {
#define GEN_PASS_DEF_ELIMINATEDEADVARIABLES
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

namespace {
/// The names that ops name, closed over the initializers of variables.
class LiveSymbols {
public:
  explicit LiveSymbols(const SymbolTable &symbols) : symbols(symbols) {}

  bool contains(StringAttr name) const { return live.contains(name); }
  bool contains(FlatSymbolRefAttr symbol) const {
    return contains(symbol.getAttr());
  }
  /// Adds what `root` and the ops in it name, and what initializers of those
  /// variables need in turn.
  void addFrom(Operation *root);

private:
  void collect(Operation *root);

  const SymbolTable &symbols;
  DenseSet<StringAttr> live;
  SmallVector<StringAttr> worklist;
};

struct EliminateDeadVariables
    : public mlir::vf::impl::EliminateDeadVariablesBase<
          EliminateDeadVariables> {
  using EliminateDeadVariablesBase::EliminateDeadVariablesBase;
  void runOnOperation() override;

private:
  bool isRoot(Operation *op) const;
};
} // namespace

void LiveSymbols::collect(Operation *root) {
  root->walk([&](Operation *op) {
    op->getAttrDictionary().walk([&](FlatSymbolRefAttr symbol) {
      if (live.insert(symbol.getAttr()).second)
        worklist.push_back(symbol.getAttr());
    });
  });
}

void LiveSymbols::addFrom(Operation *root) {
  collect(root);
  while (!worklist.empty())
    if (auto variable = symbols.lookup<VariableOp>(worklist.pop_back_val()))
      collect(variable);
}

static bool isInitializer(Operation *op) {
  auto entry = dyn_cast<EntryOp>(op);
  return entry && entry.getInitializer();
}

/// True if all that `op` does is to change dead variables or advance a dead
/// generator, for values that nothing uses.
static bool servesDeadOnly(Operation *op, const LiveSymbols &live) {
  if (!op->use_empty())
    return false;
  if (auto draw = dyn_cast<DrawOp>(op))
    return !live.contains(draw.getGeneratorAttr());
  if (auto update = dyn_cast<VariableUpdateOpInterface>(op))
    return llvm::none_of(
        update.getWrittenVariables(),
        [&](FlatSymbolRefAttr variable) { return live.contains(variable); });
  return isOpTriviallyDead(op);
}

static void pruneInitializer(EntryOp entry, const LiveSymbols &live) {
  for (Operation &op :
       llvm::make_early_inc_range(llvm::reverse(entry.getBlock())))
    if (servesDeadOnly(&op, live))
      op.erase();
}

/// Drops the records of dead variables.
static void pruneSaver(SaverOp saver, const LiveSymbols &live) {
  SmallVector<Attribute> variables, keys, slices;
  for (auto [variable, key, slice] :
       llvm::zip(saver.getVariables(), saver.getKeys(), saver.getSlices())) {
    if (!live.contains(cast<FlatSymbolRefAttr>(variable)))
      continue;
    variables.push_back(variable);
    keys.push_back(key);
    slices.push_back(slice);
  }
  Builder builder(saver.getContext());
  saver.setVariablesAttr(builder.getArrayAttr(variables));
  saver.setKeysAttr(builder.getArrayAttr(keys));
  saver.setSlicesAttr(builder.getArrayAttr(slices));
}

bool EliminateDeadVariables::isRoot(Operation *op) const {
  if (isa<SaverOp>(op))
    return !dropSaved;
  return !isa<VariableOp, GeneratorOp>(op) && !isInitializer(op);
}

void EliminateDeadVariables::runOnOperation() {
  ModuleOp module = getOperation();
  SymbolTable symbols(module);
  LiveSymbols live(symbols);
  for (Operation &op : module.getOps())
    if (isRoot(&op))
      live.addFrom(&op);

  for (Operation &op : module.getOps()) {
    if (isInitializer(&op)) {
      pruneInitializer(cast<EntryOp>(op), live);
      // What it still names serves a check that stays.
      live.addFrom(&op);
    }
  }
  for (Operation &op : llvm::make_early_inc_range(module.getOps())) {
    if (auto saver = dyn_cast<SaverOp>(op))
      pruneSaver(saver, live);
    if (!isa<VariableOp, GeneratorOp>(op) ||
        live.contains(SymbolTable::getSymbolName(&op)))
      continue;
    ++(isa<VariableOp>(op) ? numVariables : numGenerators);
    op.erase();
  }
}
