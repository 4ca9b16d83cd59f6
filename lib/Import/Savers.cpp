// A Saver's records, as the graph's nodes give them, under the variables'
// symbols.
#include "Savers.h"

using namespace mlir;
using namespace mlir::vf;

/// A symbol of its own: an entry or a variable may have the Saver's name.
static std::string getUniqueName(ModuleState &module, StringRef name) {
  std::string unique = name.empty() ? "save" : name.str();
  while (module.module.lookupSymbol(unique))
    unique += "_saver";
  return unique;
}

void mlir::vf::declareSaver(ModuleState &module, const ::vf::Saver &saver) {
  OpBuilder &b = module.declarations;
  SmallVector<Attribute> symbols;
  SmallVector<StringRef> keys, slices;
  for (const ::vf::SavedTensor &tensor : saver.tensors) {
    const ::vf::Node *variable = tensor.variable->node;
    if (!module.variableTypes.contains(variable)) {
      ::vf::emitWarning(module.diagnostics, variable->location())
          << "is left out of checkpoints: compiled code can not hold its "
             "values";
      continue;
    }
    symbols.push_back(FlatSymbolRefAttr::get(b.getContext(), variable->name()));
    keys.push_back(tensor.key);
    slices.push_back(tensor.slice);
  }
  // The first Savers called version 1 version 0.
  int version = std::max(saver.info.version, 1);
  SaverOp::create(b, NameLoc::get(b.getStringAttr(saver.name)),
                  getUniqueName(module, saver.name), b.getArrayAttr(symbols),
                  b.getStrArrayAttr(keys), b.getStrArrayAttr(slices), version,
                  saver.info.maxToKeep, saver.info.sharded,
                  APFloat(saver.info.keepCheckpointEveryNHours));
}
