// The variables of a graph, whatever their spelling: how they start, who reads
// and who writes them.
#ifndef VF_GRAPH_VARIABLES_H
#define VF_GRAPH_VARIABLES_H

#include "vf/Graph/MetaGraph.h"

#include "llvm/ADT/DenseMap.h"

#include <optional>
#include <string>
#include <vector>

namespace vf {

struct Variable {
  const Node *node = nullptr; ///< a node of OpRole::Variable
  DataType type = DataType::Invalid;
  PartialShape shape; ///< as the node's attribute says
  bool isResource = false;
  /// A TemporaryVariable: it lives in one call and is no state.
  bool isTemporary = false;
  bool isTrainable = false;
  /// The collections that list it, by name.
  std::vector<std::string> collections;
  std::optional<SliceInfo> slice;
  /// The node that gives it its initial value: an Assign or AssignVariableOp.
  /// Null if there is none.
  const Node *initializer = nullptr;
  /// Nodes that read or write it, in NodeDef order; a node may do both. A node
  /// reads a ref variable too if it takes its value through a chain of
  /// Identity; the Identity nodes themselves are not listed.
  std::vector<const Node *> readers;
  std::vector<const Node *> writers;
};

/// Whether `consumer` gets a copy of the value of `variable`, made where the
/// tensor that it takes is made, and no live one: their devices do not share
/// memory. CPUs of one task do; what a node does not say is no difference.
bool readsFromOtherDevice(const Node &consumer, const Node &variable);

/// The variables of a graph, found once. The graph must outlive the table and
/// stay as it is.
class VariableTable {
public:
  explicit VariableTable(const MetaGraph &metaGraph);

  /// In NodeDef order.
  llvm::ArrayRef<Variable> variables() const { return table; }
  /// Null if `node` is not a variable.
  const Variable *lookup(const Node *node) const;

  /// The ref variable whose live value `tensor` is: the variable's own output,
  /// or a chain of Identity on it. Null for every other tensor, among them what
  /// an update yields (the value right after it).
  const Variable *resolveRefRead(TensorRef tensor) const;

  /// The variable that `tensor` refers to: a ref variable's output or a
  /// resource handle, passed on or not, or what an update of a ref variable
  /// yields. Null for values.
  const Variable *resolveReference(TensorRef tensor) const;

private:
  static constexpr int none = -1;

  void addVariables(const Graph &graph);
  void resolveChains(const Graph &graph);
  void addCollections(const MetaGraph &metaGraph);
  void addAccesses(const Graph &graph);
  void addInitializers(const MetaGraph &metaGraph);
  const Node *findInitializer(const Variable &variable, llvm::StringRef named,
                              const Graph &graph) const;
  const Variable *at(int index) const {
    return index == none ? nullptr : &table[index];
  }

  std::vector<Variable> table;
  llvm::DenseMap<const Node *, int> indices;
  // By node index: the variable that the node's references are to, and the one
  // whose live value it yields.
  std::vector<int> references;
  std::vector<int> liveReads;
};

} // namespace vf

#endif // VF_GRAPH_VARIABLES_H
