// The constant data of a compiled model: what vf/rt/abi.h calls vf_model_desc.
//
// Collected from the module's declarations and entries before they are lowered,
// and emitted into the LLVM module afterwards: a descriptor of many thousand
// variables is linear there, whereas an LLVM-dialect initializer is not.
#ifndef VF_CONVERSION_MODELDESCRIPTOR_H
#define VF_CONVERSION_MODELDESCRIPTOR_H

#include "mlir/IR/BuiltinOps.h"

#include <string>
#include <vector>

namespace llvm {
class Module;
} // namespace llvm

namespace mlir::vf {

struct TensorDescription {
  std::string name;
  std::string tensor;
  int32_t dtype;
  std::vector<int64_t> dims;    ///< -1 where known only at run time
  std::vector<int32_t> symbols; ///< index into the entry's symbols, or -1
};

struct VariableDescription {
  std::string name;
  int32_t dtype;
  std::vector<int64_t> dims;
  bool trainable;
  bool hasInitializer;
};

struct EntryDescription {
  std::string name;
  std::string function; ///< symbol of its code
  bool isInitializer;
  bool writesState;
  std::vector<TensorDescription> feeds;
  std::vector<TensorDescription> fetches;
  std::vector<std::string> symbols;
  std::vector<int32_t> locked; ///< variables, ascending
};

struct SaverTensorDescription {
  std::string key;
  std::string slice;
  int32_t variable;
};

struct SaverDescription {
  std::string name;
  int32_t version;
  bool sharded;
  int32_t maxToKeep;
  float keepCheckpointEveryNHours;
  std::vector<SaverTensorDescription> tensors;
};

struct GeneratorDescription {
  std::string node;
  int64_t seed;
  int64_t seed2;
};

struct SiteDescription {
  int32_t code;
  std::string node;
  std::string op;
  std::string message;
};

struct StringsDescription {
  std::vector<int64_t> dims;
  std::vector<std::string> elements;
};

struct TableDescription {
  std::string name;
  int32_t keyDtype;
  int32_t valueDtype;
  bool hasInitializer;
};

struct ModelDescription {
  std::string name; ///< an identifier; the descriptor's symbol is vf_model_NAME
  std::string graphHash;
  std::string target;
  int32_t globalStep = -1;
  int64_t shadowBytes = 0; ///< of values computed aside, in all entries
  std::vector<VariableDescription> variables;
  std::vector<EntryDescription> entries; ///< the user's first
  std::vector<SaverDescription> savers;
  std::vector<GeneratorDescription> generators;
  std::vector<SiteDescription> sites;
  std::vector<StringsDescription> strings;
  std::vector<TableDescription> tables;

  std::string symbol() const { return "vf_model_" + name; }
  size_t numPublicEntries() const;
};

/// Collects everything but name, hash and target from a module whose entries
/// are lists of stage calls.
ModelDescription describeModel(ModuleOp module);

/// TensorFlow's number of an element type.
int32_t getDataTypeNumber(Type elementType);

/// Adds the descriptor to `module`, whose entry functions it refers to, as the
/// external constant `model.symbol()`.
void emitModelDescriptor(llvm::Module &module, const ModelDescription &model);

} // namespace mlir::vf

#endif // VF_CONVERSION_MODELDESCRIPTOR_H
