// Access to nodes, edges and names.
#include "vf/Graph/Graph.h"

#include "vf/Support/NearestNames.h"
#include "vf/tf/graph.pb.h"

using namespace vf;
using llvm::StringRef;

std::string TensorRef::str() const {
  return (node->name() + ":" + llvm::Twine(output)).str();
}

DataType TensorRef::type() const {
  llvm::ArrayRef<DataType> types = node->outputTypes();
  return output < types.size() ? types[output] : DataType::Invalid;
}

StringRef Node::name() const { return nodeDef->name(); }
StringRef Node::op() const { return nodeDef->op(); }
StringRef Node::device() const { return nodeDef->device(); }

Graph::Graph(const OpRegistry &registry, std::unique_ptr<tf::GraphDef> def)
    : opRegistry(registry), graphDef(std::move(def)) {}

Graph::~Graph() = default;

llvm::SmallVector<StringRef, 3> Graph::nearestNodes(StringRef name) const {
  std::vector<StringRef> names;
  names.reserve(nodes.size());
  for (const Node &node : nodes)
    names.push_back(node.name());
  return nearestNames(name, names);
}

bool vf::isBackEdge(const Node &source, const Node &consumer) {
  return (consumer.op() == "Merge" || consumer.op() == "RefMerge") &&
         (source.op() == "NextIteration" || source.op() == "RefNextIteration");
}
