// References and live reads are chains over first inputs, resolved for all
// nodes together; everything else asks them.
#include "vf/Graph/Variables.h"

#include "vf/Graph/OpRegistry.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace vf;
using llvm::StringRef;

static bool hasRole(const Node &node, OpRole role) {
  return node.record() && node.record()->role == role;
}

VariableTable::VariableTable(const MetaGraph &metaGraph) {
  const Graph &graph = *metaGraph.graph;
  addVariables(graph);
  resolveChains(graph);
  addCollections(metaGraph);
  addAccesses(graph);
  addInitializers(metaGraph);
}

const Variable *VariableTable::lookup(const Node *node) const {
  auto index = indices.find(node);
  return index == indices.end() ? nullptr : &table[index->second];
}

void VariableTable::addVariables(const Graph &graph) {
  for (const Node &node : graph.allNodes()) {
    if (!hasRole(node, OpRole::Variable))
      continue;
    indices[&node] = table.size();
    Variable &variable = table.emplace_back();
    variable.node = &node;
    variable.type = node.getAttr<DataType>("dtype");
    variable.shape = node.getAttr<PartialShape>("shape");
    variable.isTemporary = node.op() == "TemporaryVariable";
    variable.isResource = node.outputTypes().front() == DataType::Resource;
  }
}

//===----------------------------------------------------------------------===//
// Chains
//===----------------------------------------------------------------------===//

/// The parts of a device's name that say which memory it computes in: those of
/// "/job:worker/task:1/device:GPU:0", which older graphs end in "/gpu:0".
static llvm::StringMap<std::string> parseMemory(llvm::StringRef device) {
  llvm::StringMap<std::string> parts;
  for (llvm::StringRef part : llvm::split(device, '/')) {
    auto [key, value] = part.split(':');
    if (key.equals_insensitive("device"))
      std::tie(key, value) = value.split(':');
    if (key.equals_insensitive("cpu"))
      parts["device"] = "cpu";
    else if (key.equals_insensitive("gpu"))
      parts["device"] = ("gpu:" + value).str();
    else
      parts[key] = value.str();
  }
  return parts;
}

bool vf::readsFromOtherDevice(const Node &consumer, const Node &variable) {
  if (consumer.device() == variable.device() || consumer.device().empty() ||
      variable.device().empty())
    return false;
  llvm::StringMap<std::string> there = parseMemory(variable.device());
  return llvm::any_of(parseMemory(consumer.device()), [&](const auto &part) {
    auto other = there.find(part.first());
    return other != there.end() && other->second != part.second;
  });
}

static bool isReference(DataType type) {
  return isRef(type) || type == DataType::Resource;
}

/// Whether the references that `node` yields are that of its first input:
/// Identity of a handle, Enter, Switch, or the update of a ref variable.
static bool passesReference(const Node &node) {
  return !node.inputTypes().empty() && !node.outputTypes().empty() &&
         isReference(node.inputTypes().front()) &&
         isReference(node.outputTypes().front()) &&
         // RefMerge takes one of many.
         node.record()->inputs.front().numberAttr.empty();
}

/// Whether the value that `node` yields is that of its first input.
static bool passesValue(const Node &node) {
  return node.op() == "Identity" && !node.inputs().empty();
}

/// Resolves each node by following first inputs while `passes` holds, to a
/// variable for which `isSource` holds. Each link is followed once.
template <typename Passes, typename IsSource>
static std::vector<int>
followFirstInputs(const Graph &graph,
                  const llvm::DenseMap<const Node *, int> &variables,
                  Passes passes, IsSource isSource) {
  constexpr int unresolved = -2, none = -1;
  std::vector<int> resolved(graph.numNodes(), unresolved);
  for (const Node &start : graph.allNodes()) {
    llvm::SmallVector<const Node *, 8> chain;
    const Node *node = &start;
    int result = none;
    while (true) {
      int &known = resolved[node->index()];
      if (known != unresolved) {
        result = known;
        break;
      }
      known = none; // A chain that comes back here has no source.
      chain.push_back(node);
      auto variable = variables.find(node);
      if (variable != variables.end()) {
        result = isSource(*node) ? variable->second : none;
        break;
      }
      if (!passes(*node))
        break;
      node = node->input(0).node;
    }
    for (const Node *link : chain)
      resolved[link->index()] = result;
  }
  return resolved;
}

void VariableTable::resolveChains(const Graph &graph) {
  references = followFirstInputs(graph, indices, passesReference,
                                 [](const Node &) { return true; });
  liveReads =
      followFirstInputs(graph, indices, passesValue, [](const Node &variable) {
        return isRef(variable.outputTypes().front());
      });
}

const Variable *VariableTable::resolveRefRead(TensorRef tensor) const {
  return tensor.output == 0 ? at(liveReads[tensor.node->index()]) : nullptr;
}

const Variable *VariableTable::resolveReference(TensorRef tensor) const {
  return isReference(tensor.type()) ? at(references[tensor.node->index()])
                                    : nullptr;
}

//===----------------------------------------------------------------------===//
// Collections
//===----------------------------------------------------------------------===//

void VariableTable::addCollections(const MetaGraph &metaGraph) {
  for (const auto &[name, collection] : metaGraph.collections) {
    for (const VariableInfo &info : collection.variables) {
      const Node *node = metaGraph.graph->lookup(nodeNameOf(info.variable));
      auto index = indices.find(node);
      if (index == indices.end())
        continue;
      Variable &variable = table[index->second];
      variable.collections.push_back(name);
      variable.isTrainable |= name == "trainable_variables";
      if (info.slice)
        variable.slice = info.slice;
    }
  }
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

/// Lists each node once.
static void addOnce(std::vector<const Node *> &nodes, const Node &node) {
  if (nodes.empty() || nodes.back() != &node)
    nodes.push_back(&node);
}

void VariableTable::addAccesses(const Graph &graph) {
  for (const Node &node : graph.allNodes()) {
    if (!node.record() || resolveRefRead(node.output(0)))
      continue;
    for (auto [input, type] : llvm::zip(node.inputs(), node.inputTypes())) {
      const Variable *variable =
          isReference(type) ? resolveReference(input) : resolveRefRead(input);
      if (!variable)
        continue;
      Variable &accessed = table[indices[variable->node]];
      if (!isReference(type) || node.record()->readsVariable)
        addOnce(accessed.readers, node);
      if (isReference(type) && node.record()->writesVariable)
        addOnce(accessed.writers, node);
    }
  }
}

//===----------------------------------------------------------------------===//
// Initializers
//===----------------------------------------------------------------------===//

static bool isAssign(const Node &node) {
  return node.record() && node.record()->writesVariable &&
         !node.record()->readsVariable;
}

/// Whether the value that `assign` stores can be computed before the variable
/// has a value: it depends on no feed, no checkpoint and not on the variable.
static bool mayInitialize(const Node &assign, const Node &variable) {
  llvm::DenseSet<const Node *> visited;
  llvm::SmallVector<const Node *> stack = {assign.input(1).node};
  while (!stack.empty()) {
    const Node *node = stack.pop_back_val();
    if (!visited.insert(node).second)
      continue;
    if (node == &variable || hasRole(*node, OpRole::Placeholder) ||
        hasRole(*node, OpRole::Restore))
      return false;
    for (TensorRef input : node->inputs())
      stack.push_back(input.node);
  }
  return true;
}

const Node *VariableTable::findInitializer(const Variable &variable,
                                           StringRef named,
                                           const Graph &graph) const {
  auto assigns = [&](const Node *node) {
    return node && isAssign(*node) &&
           resolveReference(node->input(0)) == &variable;
  };
  if (const Node *node = graph.lookup(named); assigns(node))
    return node;
  if (const Node *node =
          graph.lookup((variable.node->name() + "/Assign").str());
      assigns(node))
    return node;
  const Node *only = nullptr;
  for (const Node *writer : variable.writers) {
    if (!assigns(writer) || !mayInitialize(*writer, *variable.node))
      continue;
    if (only)
      return nullptr;
    only = writer;
  }
  return only;
}

void VariableTable::addInitializers(const MetaGraph &metaGraph) {
  llvm::DenseMap<const Node *, StringRef> named;
  for (const auto &[name, collection] : metaGraph.collections)
    for (const VariableInfo &info : collection.variables)
      named.try_emplace(metaGraph.graph->lookup(nodeNameOf(info.variable)),
                        info.initializer);
  for (Variable &variable : table)
    if (!variable.isTemporary)
      variable.initializer = findInitializer(
          variable, named.lookup(variable.node), *metaGraph.graph);
}
