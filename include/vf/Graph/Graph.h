// The node graph: the form that TensorFlow's files, our graph API, import and
// export share.
//
// A GraphDef is the storage; nodes and edges are an index over it. Mutators
// keep both in step, so `def()` is at any time the graph as TensorFlow would
// read it. Readers hold `const Node *`; only Graph changes a node. Invariant:
// every node whose op the registry knows satisfies its record (arity,
// attributes, types), and the graph has no cycle but those through
// NextIteration and Merge. `buildGraph` reports whatever breaks it.
#ifndef VF_GRAPH_GRAPH_H
#define VF_GRAPH_GRAPH_H

#include "vf/Graph/DataType.h"
#include "vf/Graph/PartialShape.h"
#include "vf/Support/Diagnostics.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMapInfo.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"

#include <deque>
#include <memory>
#include <optional>

namespace vf {

namespace tf {
class AttrValue;
class GraphDef;
class NodeDef;
class TensorProto;
} // namespace tf

class Graph;
class Node;
class OpRegistry;
struct OpRecord;

/// One output of a node. A null node means "no tensor".
struct TensorRef {
  const Node *node = nullptr;
  unsigned output = 0;

  explicit operator bool() const { return node; }
  bool operator==(const TensorRef &other) const {
    return node == other.node && output == other.output;
  }
  /// "x:0".
  std::string str() const;
  /// The element type, a reference type where the op yields one; Invalid where
  /// the op is unknown.
  DataType type() const;
};

/// A data edge seen from its source: input `input` of `consumer` is output
/// `output` of the node that was asked.
struct Use {
  const Node *consumer;
  unsigned input;
  unsigned output;
};

class Node {
public:
  llvm::StringRef name() const;
  llvm::StringRef op() const;
  llvm::StringRef device() const;
  Location location() const { return Location::node(name(), op()); }

  /// The position among the graph's nodes: that of its NodeDef.
  unsigned index() const { return position; }
  /// The op's record, null if the registry does not know the op.
  const OpRecord *record() const { return opRecord; }
  const tf::NodeDef &def() const { return *nodeDef; }

  llvm::ArrayRef<TensorRef> inputs() const { return dataInputs; }
  TensorRef input(unsigned i) const { return dataInputs[i]; }
  llvm::ArrayRef<const Node *> controlInputs() const { return controls; }
  /// Consumers of the outputs, in the order the edges were made. Nodes that
  /// only wait for this one: controlUses.
  llvm::ArrayRef<Use> uses() const { return dataUses; }
  llvm::ArrayRef<const Node *> controlUses() const { return controlConsumers; }

  /// Types by the op's record, reference types where it says so; empty for an
  /// unknown op.
  llvm::ArrayRef<DataType> inputTypes() const { return typesIn; }
  llvm::ArrayRef<DataType> outputTypes() const { return typesOut; }
  TensorRef output(unsigned i) const { return {this, i}; }

  /// The attribute, or the record's default; none if neither exists or it is of
  /// another kind. T is one of int64_t, bool, float, llvm::StringRef, DataType,
  /// PartialShape, const tf::TensorProto *, and llvm::SmallVector of int64_t,
  /// float, llvm::StringRef, DataType and PartialShape.
  template <typename T>
  std::optional<T> lookupAttr(llvm::StringRef name) const;

  /// The same for an attribute of the op's record, which building has checked
  /// to exist with this kind.
  template <typename T>
  T getAttr(llvm::StringRef name) const {
    std::optional<T> value = lookupAttr<T>(name);
    assert(
        value &&
        "attribute missing from a verified node, or asked for as another kind");
    return std::move(*value);
  }

private:
  friend class Graph;
  friend class GraphBuilder;
  unsigned position = 0;
  tf::NodeDef *nodeDef = nullptr;
  const OpRecord *opRecord = nullptr;
  llvm::SmallVector<TensorRef, 3> dataInputs;
  llvm::SmallVector<const Node *, 0> controls;
  llvm::SmallVector<Use, 2> dataUses;
  llvm::SmallVector<const Node *, 0> controlConsumers;
  llvm::SmallVector<DataType, 3> typesIn;
  llvm::SmallVector<DataType, 2> typesOut;
};

/// Owns its nodes; their addresses are stable. The registry must outlive the
/// graph.
class Graph {
public:
  /// Of the nodes of `def` none exists yet: see buildGraph.
  Graph(const OpRegistry &registry, std::unique_ptr<tf::GraphDef> def);
  ~Graph();
  Graph(const Graph &) = delete;
  Graph &operator=(const Graph &) = delete;

  const OpRegistry &registry() const { return opRegistry; }
  const tf::GraphDef &def() const { return *graphDef; }

  unsigned numNodes() const { return nodes.size(); }
  const Node *node(unsigned index) const { return &nodes[index]; }
  /// Null if there is no such node.
  const Node *lookup(llvm::StringRef name) const { return byName.lookup(name); }
  /// All nodes in NodeDef order.
  const std::deque<Node> &allNodes() const { return nodes; }

  /// The names closest to one that is not a node's: "did you mean".
  llvm::SmallVector<llvm::StringRef, 3>
  nearestNodes(llvm::StringRef name) const;

  /// Appends a node. Its name must be new, its inputs ("x", "x:1", "^x") nodes
  /// of this graph, and it must satisfy its op's record; what does not is
  /// reported, and the graph is left as it was.
  llvm::FailureOr<const Node *> addNode(const tf::NodeDef &def,
                                        DiagnosticEngine &diagnostics);

  /// Makes `node` what `def`, of the same name, says; its consumers stay. What
  /// is wrong with the new node is reported, and the graph is then of no use.
  llvm::LogicalResult replaceNode(const Node &node, tf::NodeDef def,
                                  DiagnosticEngine &diagnostics);

private:
  friend class GraphBuilder;
  Node &mutableNode(const Node *node) { return nodes[node->index()]; }

  const OpRegistry &opRegistry;
  std::unique_ptr<tf::GraphDef> graphDef;
  std::deque<Node> nodes;
  llvm::StringMap<const Node *> byName;
};

/// The name of the node in a tensor's: "w" for "w:0" and for "w".
inline llvm::StringRef nodeNameOf(llvm::StringRef tensor) {
  return tensor.split(':').first;
}

/// Builds a graph of `def`. Reports everything that is wrong with it, each
/// problem at its node, and then fails. Linear in the size of the graph.
llvm::FailureOr<std::unique_ptr<Graph>>
buildGraph(std::unique_ptr<tf::GraphDef> def, const OpRegistry &registry,
           DiagnosticEngine &diagnostics);

/// Whether the edge closes a loop of v1 control flow: NextIteration into Merge.
/// The only edges against which a graph is acyclic.
bool isBackEdge(const Node &source, const Node &consumer);

} // namespace vf

template <>
struct llvm::DenseMapInfo<vf::TensorRef> {
  using NodeInfo = DenseMapInfo<const vf::Node *>;
  static vf::TensorRef getEmptyKey() { return {NodeInfo::getEmptyKey(), 0}; }
  static vf::TensorRef getTombstoneKey() {
    return {NodeInfo::getTombstoneKey(), 0};
  }
  static unsigned getHashValue(const vf::TensorRef &tensor) {
    return detail::combineHashValue(NodeInfo::getHashValue(tensor.node),
                                    tensor.output);
  }
  static bool isEqual(const vf::TensorRef &a, const vf::TensorRef &b) {
    return a == b;
  }
};

#endif // VF_GRAPH_GRAPH_H
