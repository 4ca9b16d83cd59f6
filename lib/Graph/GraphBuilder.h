// Makes nodes and edges of NodeDefs, and reports what does not fit. The steps
// run over all nodes in turn, so that one reading finds every problem; a step
// skips what an earlier one has reported.
#ifndef VF_LIB_GRAPH_GRAPHBUILDER_H
#define VF_LIB_GRAPH_GRAPHBUILDER_H

#include "vf/Graph/Graph.h"
#include "vf/tf/graph.pb.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/MapVector.h"

namespace vf {

class GraphBuilder {
public:
  GraphBuilder(Graph &graph, DiagnosticEngine &diagnostics)
      : graph(graph), diagnostics(diagnostics),
        typed(graph.numNodes(), /*t=*/true) {}

  /// Makes the node of `def`, which the graph's GraphDef owns. Fails if its
  /// name or op is missing or malformed, or the name is taken.
  llvm::LogicalResult addNode(tf::NodeDef &def);
  /// Makes the nodes of the whole GraphDef.
  llvm::LogicalResult addAllNodes();
  /// Checks the node's attributes and reads the types of its arguments.
  llvm::LogicalResult resolveNodeTypes(Node &node);
  /// Finds the nodes that the input strings name. Those that it does not find
  /// are for reportUnknownNodes.
  llvm::LogicalResult connectInputs(Node &node);
  /// Reports each node that inputs name and the graph does not have, once
  /// however many inputs name it.
  llvm::LogicalResult reportUnknownNodes();
  /// Compares number and types of the inputs with the op's record.
  llvm::LogicalResult verifyInputs(const Node &node);
  /// The check for cycles that a node without consumers needs.
  llvm::LogicalResult verifyNotOwnInput(const Node &node);
  /// Reports the cycles of the graph.
  llvm::LogicalResult verifyAcyclic();
  /// Takes `node` out of what its inputs know of their consumers.
  void disconnectInputs(Node &node);
  /// Undoes addNode of the last node, which has no consumers.
  void removeLastNode();

  Node &node(unsigned index) { return graph.nodes[index]; }

private:
  struct UnknownNode {
    const Node *firstUser;
    llvm::StringRef firstUse; ///< the input's text
    unsigned numUses = 0;
  };

  InFlightDiagnostic error(const Node &node) {
    return emitError(diagnostics, node.location());
  }
  llvm::LogicalResult connectInput(Node &node, llvm::StringRef text);
  llvm::LogicalResult verifyInput(const Node &node, unsigned input);
  void reportCycles(llvm::ArrayRef<unsigned> pending);

  Graph &graph;
  DiagnosticEngine &diagnostics;
  /// Nodes whose types are known; those that were there before are, as far as
  /// their ops are.
  llvm::BitVector typed;
  /// By name.
  llvm::MapVector<llvm::StringRef, UnknownNode> unknownNodes;
};

} // namespace vf

#endif // VF_LIB_GRAPH_GRAPHBUILDER_H
