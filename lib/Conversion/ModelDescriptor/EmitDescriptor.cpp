// Writes a model's description as constants of an LLVM module, member for
// member as vf/rt/abi.h declares the structs.
#include "vf/Conversion/ModelDescriptor.h"

#include "vf/rt/abi.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Module.h"

using namespace mlir::vf;

namespace {

/// Builds the constants; equal strings are shared.
class DescriptorEmitter {
public:
  explicit DescriptorEmitter(llvm::Module &module)
      : module(module), context(module.getContext()),
        pointer(llvm::PointerType::getUnqual(context)) {}

  void emit(const ModelDescription &model);

private:
  llvm::Constant *i32(int64_t value) {
    return llvm::ConstantInt::get(llvm::Type::getInt32Ty(context), value, true);
  }
  llvm::Constant *i64(int64_t value) {
    return llvm::ConstantInt::get(llvm::Type::getInt64Ty(context), value, true);
  }
  llvm::Constant *string(llvm::StringRef text);
  llvm::Constant *makeStruct(llvm::ArrayRef<llvm::Constant *> members) {
    return llvm::ConstantStruct::getAnon(context, members);
  }
  /// A private array of these elements, or null if there are none.
  llvm::Constant *array(llvm::ArrayRef<llvm::Constant *> elements);
  /// The same of `emitOne(element)` for each element of a range.
  template <typename Range, typename EmitOne>
  llvm::Constant *arrayOf(const Range &range, EmitOne emitOne) {
    llvm::SmallVector<llvm::Constant *> elements;
    for (const auto &element : range)
      elements.push_back(emitOne(element));
    return array(elements);
  }

  llvm::Constant *dims(const std::vector<int64_t> &sizes);
  llvm::Constant *tensor(const TensorDescription &tensor);
  llvm::Constant *variable(const VariableDescription &variable);
  llvm::Constant *entry(const EntryDescription &entry);
  llvm::Constant *saver(const SaverDescription &saver);
  llvm::Constant *table(const TableDescription &table);
  llvm::Constant *stringTensor(const StringsDescription &tensor);
  llvm::Constant *generator(const GeneratorDescription &generator);
  llvm::Constant *site(const SiteDescription &site);

  llvm::Module &module;
  llvm::LLVMContext &context;
  llvm::PointerType *pointer;
  llvm::StringMap<llvm::Constant *> strings;
};

} // namespace

static llvm::GlobalVariable *addConstant(llvm::Module &module,
                                         llvm::Constant *value,
                                         const llvm::Twine &name,
                                         llvm::GlobalValue::LinkageTypes link) {
  return new llvm::GlobalVariable(module, value->getType(), /*isConstant=*/true,
                                  link, value, name);
}

llvm::Constant *DescriptorEmitter::string(llvm::StringRef text) {
  llvm::Constant *&known = strings[text];
  if (!known) {
    auto *global =
        addConstant(module, llvm::ConstantDataArray::getString(context, text),
                    "vf_string", llvm::GlobalValue::PrivateLinkage);
    global->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
    known = global;
  }
  return known;
}

llvm::Constant *
DescriptorEmitter::array(llvm::ArrayRef<llvm::Constant *> elements) {
  if (elements.empty())
    return llvm::ConstantPointerNull::get(pointer);
  auto *type = llvm::ArrayType::get(elements[0]->getType(), elements.size());
  return addConstant(module, llvm::ConstantArray::get(type, elements),
                     "vf_array", llvm::GlobalValue::PrivateLinkage);
}

llvm::Constant *DescriptorEmitter::dims(const std::vector<int64_t> &sizes) {
  return arrayOf(sizes, [&](int64_t size) { return i64(size); });
}

llvm::Constant *DescriptorEmitter::tensor(const TensorDescription &tensor) {
  return makeStruct(
      {string(tensor.name), string(tensor.tensor), i32(tensor.dtype),
       i32(tensor.dims.size()), dims(tensor.dims),
       arrayOf(tensor.symbols, [&](int32_t symbol) { return i32(symbol); })});
}

llvm::Constant *
DescriptorEmitter::variable(const VariableDescription &variable) {
  uint32_t flags = (variable.trainable ? VF_VARIABLE_TRAINABLE : 0) |
                   (variable.hasInitializer ? VF_VARIABLE_HAS_INITIALIZER : 0);
  return makeStruct({string(variable.name), i32(variable.dtype),
                     i32(variable.dims.size()), dims(variable.dims),
                     i32(flags)});
}

llvm::Constant *DescriptorEmitter::entry(const EntryDescription &entry) {
  auto emitTensor = [&](const TensorDescription &t) { return tensor(t); };
  return makeStruct(
      {string(entry.name), module.getFunction(entry.function),
       i32(entry.writesState ? VF_ENTRY_WRITES_STATE : 0),
       i32(entry.feeds.size()), i32(entry.fetches.size()),
       i32(entry.symbols.size()), arrayOf(entry.feeds, emitTensor),
       arrayOf(entry.fetches, emitTensor),
       arrayOf(entry.symbols,
               [&](const std::string &symbol) { return string(symbol); }),
       arrayOf(entry.locked, [&](int32_t variable) { return i32(variable); }),
       i32(entry.locked.size()), i32(0)});
}

llvm::Constant *DescriptorEmitter::saver(const SaverDescription &saver) {
  auto emitTensor = [&](const SaverTensorDescription &tensor) {
    return makeStruct(
        {string(tensor.key), string(tensor.slice), i32(tensor.variable)});
  };
  auto *hours = llvm::ConstantFP::get(llvm::Type::getFloatTy(context),
                                      saver.keepCheckpointEveryNHours);
  return makeStruct({string(saver.name), i32(saver.version), i32(saver.sharded),
                     i32(saver.maxToKeep), hours, i32(saver.tensors.size()),
                     arrayOf(saver.tensors, emitTensor)});
}

llvm::Constant *
DescriptorEmitter::generator(const GeneratorDescription &generator) {
  return makeStruct(
      {string(generator.node), i64(generator.seed), i64(generator.seed2)});
}

llvm::Constant *DescriptorEmitter::site(const SiteDescription &site) {
  return makeStruct({i32(site.code), string(site.node), string(site.op),
                     string(site.message)});
}

llvm::Constant *
DescriptorEmitter::stringTensor(const StringsDescription &tensor) {
  auto emitElement = [&](const std::string &element) {
    return makeStruct({string(element), i64(element.size())});
  };
  return makeStruct({i32(tensor.dims.size()), dims(tensor.dims),
                     arrayOf(tensor.elements, emitElement)});
}

llvm::Constant *DescriptorEmitter::table(const TableDescription &table) {
  return makeStruct(
      {string(table.name), i32(table.keyDtype), i32(table.valueDtype),
       i32(table.hasInitializer ? VF_VARIABLE_HAS_INITIALIZER : 0)});
}

void DescriptorEmitter::emit(const ModelDescription &model) {
  size_t numPublic = model.numPublicEntries();
  bool hasInitializer = numPublic < model.entries.size();
  auto *value = makeStruct(
      {i32(sizeof(vf_model_desc)),
       i32(VF_ABI_VERSION),
       string(model.name),
       string(model.graphHash),
       string(model.target),
       string(VF_VERSION),
       i32(model.variables.size()),
       i32(model.entries.size()),
       i32(model.savers.size()),
       i32(model.generators.size()),
       i32(model.sites.size()),
       i32(hasInitializer ? numPublic : -1),
       i32(model.globalStep),
       i32(0),
       arrayOf(model.variables,
               [&](const VariableDescription &v) { return variable(v); }),
       arrayOf(model.entries,
               [&](const EntryDescription &e) { return entry(e); }),
       arrayOf(model.savers,
               [&](const SaverDescription &s) { return saver(s); }),
       arrayOf(model.generators,
               [&](const GeneratorDescription &g) { return generator(g); }),
       arrayOf(model.sites, [&](const SiteDescription &s) { return site(s); }),
       i32(numPublic),
       i32(std::min<int64_t>(model.shadowBytes, INT32_MAX)),
       i32(model.strings.size()),
       i32(model.tables.size()),
       arrayOf(model.strings,
               [&](const StringsDescription &s) { return stringTensor(s); }),
       arrayOf(model.tables,
               [&](const TableDescription &t) { return table(t); })});
  addConstant(module, value, model.symbol(),
              llvm::GlobalValue::ExternalLinkage);
}

void mlir::vf::emitModelDescriptor(llvm::Module &module,
                                   const ModelDescription &model) {
  for (const EntryDescription &entry : model.entries)
    module.getFunction(entry.function)
        ->setLinkage(llvm::GlobalValue::InternalLinkage);
  // A stage's function may have the descriptor's name; it is private and takes
  // another.
  if (llvm::GlobalValue *stage = module.getNamedValue(model.symbol()))
    stage->setName(model.symbol() + ".stage");
  DescriptorEmitter(module).emit(model);
}
