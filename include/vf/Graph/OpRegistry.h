// What is known about each TensorFlow op: ONE record with its signature, its
// symbolic shape function and its lowering. Graph building, listing, shape
// inference, import and export all ask this record; nothing else switches over
// op names.
//
// An op is *known* if it has a record, and *supported* if import has also given
// it a lowering (or needs none). Where to add an op: a line in
// lib/Graph/Ops/<Group>.cpp, its shape function in lib/Graph/Shapes, its
// lowering in lib/Import.
#ifndef VF_GRAPH_OPREGISTRY_H
#define VF_GRAPH_OPREGISTRY_H

#include "vf/Graph/DataType.h"
#include "vf/Graph/PartialShape.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/LogicalResult.h"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mlir::vf {
class NodeLowering;
} // namespace mlir::vf

namespace vf {

class Node;
class ShapeInferenceContext;

/// Infers the shapes of a node's outputs (include/vf/Graph/ShapeInference.h).
using ShapeFn = llvm::LogicalResult (*)(ShapeInferenceContext &);
/// Lowers one node to `vf` and `nd` (lib/Import).
using LoweringFn = llvm::LogicalResult (*)(mlir::vf::NodeLowering &);

/// One input or output argument. Its type is `type`, or the value of attribute
/// `typeAttr`; with `numberAttr` it stands for that many tensors, with
/// `typeListAttr` for one tensor per element of that list.
struct ArgRecord {
  std::string name;
  DataType type = DataType::Invalid;
  std::string typeAttr;
  std::string numberAttr;
  std::string typeListAttr;
  bool isRef = false;
};

enum class AttrKind { Int, Float, Bool, String, Type, Shape, Tensor, Func };

using AttrDefault =
    std::variant<std::monostate, int64_t, float, bool, std::string, DataType,
                 PartialShape, llvm::SmallVector<int64_t>,
                 llvm::SmallVector<float>, llvm::SmallVector<std::string>,
                 llvm::SmallVector<DataType>, llvm::SmallVector<PartialShape>>;

struct AttrRecord {
  std::string name;
  AttrKind kind = AttrKind::Int;
  bool isList = false;
  AttrDefault defaultValue; ///< monostate: the attribute is required
  std::optional<TypeSet> allowedTypes;
  std::vector<std::string> allowedStrings; ///< empty: any
  std::optional<int64_t> minimum; ///< of an int, or of the length of a list

  bool hasDefault() const {
    return !std::holds_alternative<std::monostate>(defaultValue);
  }
  /// "int", "list(type)", ...: TensorFlow's spelling.
  std::string kindName() const;
};

/// What the nodes of an op are. Only Compute nodes need a lowering: the others
/// are declared, fed, or stand for what the runtime does.
enum class OpRole {
  Compute,
  Control, ///< has control edges only
  Placeholder,
  Variable,
  Save,       ///< writes tensors to a checkpoint
  Restore,    ///< reads tensors from a checkpoint
  Checkpoint, ///< names or merges the files of a checkpoint
};

struct OpRecord {
  std::string name;
  std::vector<ArgRecord> inputs;
  std::vector<ArgRecord> outputs;
  std::vector<AttrRecord> attrs;
  bool isStateful = false;
  /// Accepts a variable that has no value yet (Assign, IsVariableInitialized).
  bool allowsUninitializedInput = false;
  OpRole role = OpRole::Compute;
  /// What the op does to the variables that come in by reference or as
  /// resources. An op that does neither passes them on or asks about them.
  bool readsVariable = false;
  bool writesVariable = false;
  ShapeFn shape = nullptr;
  LoweringFn lowering = nullptr;
  /// Lowers the nodes that take or yield strings.
  LoweringFn stringLowering = nullptr;

  const AttrRecord *lookupAttr(llvm::StringRef attrName) const;
};

/// The lowering of `node`, whose op is known, by whether it takes or yields
/// strings. Null if there is none.
LoweringFn lookupLowering(const Node &node);

/// Whether `node` can be imported (which may still fail for its shapes).
bool isSupported(const Node &node);

class OpRegistry {
public:
  /// With the records of all known ops, without lowerings.
  OpRegistry();
  OpRegistry(const OpRegistry &) = delete;
  OpRegistry &operator=(const OpRegistry &) = delete;

  /// Null if the op is not known.
  const OpRecord *lookup(llvm::StringRef op) const;
  /// All records, by name.
  std::vector<const OpRecord *> allOps() const;

  /// Adds an empty record, to be filled in. Each op is registered once.
  OpRecord &add(llvm::StringRef op);
  /// Gives a known op its lowering, or that of its nodes with strings.
  void setLowering(llvm::StringRef op, LoweringFn lowering);
  void setStringLowering(llvm::StringRef op, LoweringFn lowering);

private:
  OpRecord &get(llvm::StringRef op);

  llvm::StringMap<std::unique_ptr<OpRecord>> records;
};

} // namespace vf

#endif // VF_GRAPH_OPREGISTRY_H
