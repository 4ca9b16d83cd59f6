// Access to nodes and edges, and the mutators that keep the GraphDef in step.
#include "vf/Graph/Graph.h"

#include "vf/Support/NearestNames.h"
#include "vf/tf/graph.pb.h"

#include "llvm/ADT/STLExtras.h"

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

llvm::SmallVector<StringRef, 1> Node::colocatedWith() const {
  llvm::SmallVector<StringRef, 1> names;
  if (auto entries = lookupAttr<llvm::SmallVector<StringRef>>("_class"))
    for (StringRef entry : *entries)
      if (entry.consume_front("loc:@"))
        names.push_back(entry);
  return names;
}

Graph::Graph(const OpRegistry &registry, std::unique_ptr<tf::GraphDef> def)
    : opRegistry(registry), graphDef(std::move(def)) {}

Graph::~Graph() = default;

void Graph::setInput(const Node *node, unsigned input, TensorRef tensor) {
  Node &consumer = mutableNode(node);
  TensorRef &edge = consumer.dataInputs[input];
  assert(edge.type() == tensor.type() && "an input keeps its type");
  llvm::erase_if(mutableNode(edge.node).dataUses, [&](const Use &use) {
    return use.consumer == node && use.input == input;
  });
  mutableNode(tensor.node).dataUses.push_back({node, input, tensor.output});
  edge = tensor;
  consumer.nodeDef->set_input(
      input, tensor.output == 0 ? tensor.node->name().str() : tensor.str());
}

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
