// Numbers a model's parts, moves the stages' functions up, lowers each entry.
#include "vf/Conversion/VFToLLVM.h"

#include "EntryLowering.h"
#include "ParallelForLowering.h"

namespace mlir::vf {
#define GEN_PASS_DEF_CONVERTVFTOLLVM
#include "vf/Conversion/VFToLLVM.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

SmallVector<Operation *> mlir::vf::collectSites(ModuleOp module) {
  SmallVector<Operation *> sites;
  for (auto entry : module.getOps<EntryOp>())
    for (Operation &op : entry.getBlock())
      if (isa<CheckOp, CheckInitializedOp, CheckTableOp, BuildTableOp>(op))
        sites.push_back(&op);
  return sites;
}

SmallVector<DenseStringElementsAttr> mlir::vf::collectStrings(ModuleOp module) {
  SetVector<Attribute> strings;
  for (auto entry : module.getOps<EntryOp>())
    for (auto constant : entry.getBlock().getOps<StringConstantOp>())
      strings.insert(constant.getValue());
  return llvm::map_to_vector(strings, [](Attribute value) {
    return cast<DenseStringElementsAttr>(value);
  });
}

std::string mlir::vf::getEntryFunctionName(unsigned number) {
  // With a dot no name of a stage, which begins with an entry's, is like it.
  return "vf.entry_" + std::to_string(number);
}

static ModelNumbering numberModel(ModuleOp module) {
  ModelNumbering numbering;
  for (auto variable : module.getOps<VariableOp>())
    numbering.variables.insert(
        {variable.getSymNameAttr(), numbering.variables.size()});
  for (auto generator : module.getOps<GeneratorOp>())
    numbering.generators.insert(
        {generator.getSymNameAttr(), numbering.generators.size()});
  for (auto table : module.getOps<TableOp>())
    numbering.tables.insert({table.getSymNameAttr(), numbering.tables.size()});
  for (auto [number, op] : llvm::enumerate(collectSites(module)))
    numbering.sites[op] = number;
  for (auto [number, value] : llvm::enumerate(collectStrings(module)))
    numbering.strings[value] = number;
  return numbering;
}

/// Stages are of the size they should be: LLVM must not merge them again.
static void prepareStageFunction(LLVM::LLVMFuncOp function) {
  function.setLinkage(LLVM::Linkage::Internal);
  function.setNoInline(true);
}

/// Moves what a stage's module holds into the model's. Declarations of external
/// functions are the same in every stage; other names that are taken (constants
/// have no names of their own) give way.
static void hoistStage(ModuleOp core, DenseSet<StringAttr> &taken) {
  SymbolTable symbols(core);
  for (Operation &op : llvm::make_early_inc_range(*core.getBody())) {
    auto function = dyn_cast<LLVM::LLVMFuncOp>(op);
    StringAttr name = SymbolTable::getSymbolName(&op);
    if (function && function.isExternal() && taken.contains(name)) {
      op.erase();
      continue;
    }
    for (unsigned suffix = 0; taken.contains(name); ++suffix) {
      name = StringAttr::get(op.getContext(),
                             core.getSymName()->str() + "_" +
                                 SymbolTable::getSymbolName(&op).getValue() +
                                 "_" + Twine(suffix));
      if (!taken.contains(name))
        (void)symbols.rename(&op, name);
    }
    taken.insert(name);
    op.moveBefore(core);
    if (function && !function.isExternal())
      prepareStageFunction(function);
  }
  core.erase();
}

namespace {
struct ConvertVFToLLVM
    : public mlir::vf::impl::ConvertVFToLLVMBase<ConvertVFToLLVM> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    ModelNumbering numbering = numberModel(module);
    DenseSet<StringAttr> taken;
    for (auto core : llvm::make_early_inc_range(module.getOps<ModuleOp>()))
      hoistStage(core, taken);
    SymbolTable symbols(module);
    defineParallelFor(symbols);
    SmallVector<EntryOp> entries(module.getOps<EntryOp>());
    for (auto [number, entry] : llvm::enumerate(entries))
      if (failed(EntryLowering(entry, module, symbols, numbering)
                     .lower(getEntryFunctionName(number))))
        return signalPassFailure();
    for (Operation &op : llvm::make_early_inc_range(*module.getBody()))
      if (isa<EntryOp, VariableOp, GeneratorOp, SaverOp, TableOp>(op))
        op.erase();
  }
};
} // namespace
