// Reads a model's description off its module.
#include "vf/Conversion/ModelDescriptor.h"

#include "vf/Conversion/VFToLLVM.h"
#include "vf/IR/VFOps.h"
#include "vf/rt/abi.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace mlir::vf;

int32_t mlir::vf::getDataTypeNumber(Type type) {
  if (isa<StringType>(type))
    return VF_STRING;
  if (type.isF32())
    return VF_FLOAT;
  if (type.isF64())
    return VF_DOUBLE;
  if (type.isF16())
    return VF_HALF;
  if (type.isBF16())
    return VF_BFLOAT16;
  if (type.isInteger(1))
    return VF_BOOL;
  if (auto complex = dyn_cast<ComplexType>(type))
    return complex.getElementType().isF32() ? VF_COMPLEX64 : VF_COMPLEX128;
  bool isUnsigned = type.isUnsignedInteger();
  switch (type.getIntOrFloatBitWidth()) {
  case 8:
    return isUnsigned ? VF_UINT8 : VF_INT8;
  case 16:
    return isUnsigned ? VF_UINT16 : VF_INT16;
  case 32:
    return isUnsigned ? VF_UINT32 : VF_INT32;
  case 64:
    return isUnsigned ? VF_UINT64 : VF_INT64;
  default:
    llvm_unreachable("no element type of nd");
  }
}

/// The number of what the elements are to the world: `vf.quantized` names a
/// quantized type that they store.
static int32_t getDataTypeNumber(Type elementType, StringRef quantized) {
  return llvm::StringSwitch<int32_t>(quantized)
      .Case("qint8", VF_QINT8)
      .Case("quint8", VF_QUINT8)
      .Case("qint16", VF_QINT16)
      .Case("quint16", VF_QUINT16)
      .Case("qint32", VF_QINT32)
      .Default(getDataTypeNumber(elementType));
}

static std::string getString(DictionaryAttr attributes, StringRef name) {
  auto value = attributes ? attributes.getAs<StringAttr>(name) : StringAttr();
  return value ? value.str() : std::string();
}

static std::vector<int64_t> getDims(RankedTensorType type) {
  std::vector<int64_t> dims;
  for (int64_t size : type.getShape())
    dims.push_back(ShapedType::isDynamic(size) ? -1 : size);
  return dims;
}

static VariableDescription describeVariable(VariableOp variable) {
  RankedTensorType type = variable.getValueType();
  std::string quantized =
      getString(variable->getDiscardableAttrDictionary(), "vf.quantized");
  return {variable.getSymName().str(),
          getDataTypeNumber(type.getElementType(), quantized), getDims(type),
          variable.getTrainable(), variable.hasInitializer()};
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

static TensorDescription
describeTensor(Type type, DictionaryAttr attributes,
               llvm::MapVector<StringRef, int32_t> &symbols) {
  auto tensorType = cast<RankedTensorType>(type);
  TensorDescription tensor{
      getString(attributes, "vf.name"),
      getString(attributes, "vf.tensor"),
      getDataTypeNumber(tensorType.getElementType(),
                        getString(attributes, "vf.quantized")),
      getDims(tensorType),
      {}};
  tensor.symbols.assign(tensor.dims.size(), -1);
  auto names =
      attributes ? attributes.getAs<ArrayAttr>("vf.symbols") : ArrayAttr();
  if (!names)
    return tensor;
  for (auto [axis, name] : llvm::enumerate(names.getAsRange<StringAttr>()))
    if (!name.getValue().empty())
      tensor.symbols[axis] =
          symbols.insert({name.getValue(), symbols.size()}).first->second;
  return tensor;
}

static std::vector<int32_t>
getLocked(EntryOp entry, const llvm::StringMap<int32_t> &variables) {
  std::vector<int32_t> locked;
  if (auto symbols = entry->getAttrOfType<ArrayAttr>(kLocksAttrName))
    for (auto symbol : symbols.getAsRange<FlatSymbolRefAttr>())
      locked.push_back(variables.lookup(symbol.getValue()));
  llvm::sort(locked);
  return locked;
}

static EntryDescription
describeEntry(EntryOp entry, unsigned number,
              const llvm::StringMap<int32_t> &variables) {
  EntryDescription description;
  description.name = entry.getSymName().str();
  description.function = getEntryFunctionName(number);
  description.isInitializer = entry.getInitializer();
  description.writesState = llvm::any_of(
      entry.getBlock(), [](Operation &op) { return mayChangeState(&op); });
  llvm::MapVector<StringRef, int32_t> symbols;
  for (auto [index, type] : llvm::enumerate(entry.getArgumentTypes()))
    description.feeds.push_back(
        describeTensor(type, entry.getArgAttrDict(index), symbols));
  for (auto [index, type] : llvm::enumerate(entry.getResultTypes()))
    description.fetches.push_back(
        describeTensor(type, entry.getResultAttrDict(index), symbols));
  for (auto &[symbol, index] : symbols)
    description.symbols.push_back(symbol.str());
  description.locked = getLocked(entry, variables);
  return description;
}

//===----------------------------------------------------------------------===//
// Savers and sites
//===----------------------------------------------------------------------===//

static SaverDescription
describeSaver(SaverOp saver, const llvm::StringMap<int32_t> &variables) {
  SaverDescription description{
      saver.getSymName().str(),
      static_cast<int32_t>(saver.getVersion()),
      saver.getSharded(),
      static_cast<int32_t>(saver.getMaxToKeep()),
      saver.getKeepCheckpointEveryNHours().convertToFloat(),
      {}};
  for (auto [variable, key, slice] : llvm::zip_equal(
           saver.getVariables(), saver.getKeys(), saver.getSlices()))
    description.tensors.push_back(
        {cast<StringAttr>(key).str(), cast<StringAttr>(slice).str(),
         variables.lookup(cast<FlatSymbolRefAttr>(variable).getValue())});
  return description;
}

static SiteDescription describeSite(Operation *op) {
  if (auto check = dyn_cast<CheckOp>(op))
    return {static_cast<int32_t>(check.getCode()), check.getNode().str(),
            check.getOp().str(), check.getMessage().str()};
  if (auto check = dyn_cast<CheckTableOp>(op))
    return {VF_FAILED_PRECONDITION, check.getNode().str(), check.getOp().str(),
            "Table not initialized."};
  // The runtime says what is wrong with the keys.
  if (auto build = dyn_cast<BuildTableOp>(op))
    return {VF_FAILED_PRECONDITION, build.getNode().str(), build.getOp().str(),
            ""};
  auto check = cast<CheckInitializedOp>(op);
  return {
      VF_FAILED_PRECONDITION, check.getNode().str(), check.getOp().str(),
      ("Attempting to use uninitialized value " + check.getVariable()).str()};
}

static StringsDescription describeStrings(DenseStringElementsAttr value) {
  StringsDescription description;
  description.dims = getDims(cast<RankedTensorType>(value.getType()));
  for (StringRef element : value.getValues<StringRef>())
    description.elements.push_back(element.str());
  return description;
}

size_t ModelDescription::numPublicEntries() const {
  return llvm::count_if(entries, [](const EntryDescription &entry) {
    return !entry.isInitializer;
  });
}

ModelDescription mlir::vf::describeModel(ModuleOp module) {
  ModelDescription model;
  llvm::StringMap<int32_t> variables;
  for (auto variable : module.getOps<VariableOp>()) {
    variables[variable.getSymName()] = model.variables.size();
    model.variables.push_back(describeVariable(variable));
    for (auto collection : variable.getCollections().getAsRange<StringAttr>())
      if (collection.getValue() == "global_step")
        model.globalStep = model.variables.size() - 1;
  }
  std::vector<EntryDescription> initializers;
  for (auto [number, entry] : llvm::enumerate(module.getOps<EntryOp>())) {
    (entry.getInitializer() ? initializers : model.entries)
        .push_back(describeEntry(entry, number, variables));
    if (auto bytes = entry->getAttrOfType<IntegerAttr>(kShadowBytesAttrName))
      model.shadowBytes += bytes.getInt();
  }
  llvm::append_range(model.entries, initializers);
  for (auto saver : module.getOps<SaverOp>())
    model.savers.push_back(describeSaver(saver, variables));
  for (auto generator : module.getOps<GeneratorOp>())
    model.generators.push_back({generator.getSymName().str(),
                                static_cast<int64_t>(generator.getSeed()),
                                static_cast<int64_t>(generator.getSeed2())});
  for (Operation *op : collectSites(module))
    model.sites.push_back(describeSite(op));
  for (auto table : module.getOps<TableOp>())
    model.tables.push_back(
        {table.getSymName().str(), getDataTypeNumber(table.getKeyType()),
         getDataTypeNumber(table.getValueType()), table.hasInitializer()});
  for (DenseStringElementsAttr value : collectStrings(module))
    model.strings.push_back(describeStrings(value));
  return model;
}
