// Names, then types, then edges, then cycles: each step linear in the graph.
#include "GraphBuilder.h"

#include "NodeVerifier.h"
#include "vf/Graph/OpRegistry.h"
#include "vf/Support/NearestNames.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace vf;
using llvm::failure;
using llvm::LogicalResult;
using llvm::StringRef;
using llvm::success;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

/// TensorFlow's rule, and a leading underscore, which its own passes write.
static bool isNodeName(StringRef name) {
  auto isFirst = [](char c) {
    return llvm::isAlnum(c) || c == '.' || c == '_';
  };
  auto isOther = [&](char c) {
    return isFirst(c) || c == '/' || c == '\\' || c == '>' || c == '-';
  };
  return !name.empty() && isFirst(name.front()) &&
         llvm::all_of(name.drop_front(), isOther);
}

LogicalResult GraphBuilder::addNode(tf::NodeDef &def) {
  Location location = Location::node(def.name(), def.op());
  unsigned index = graph.nodes.size();
  if (!isNodeName(def.name()))
    return emitError(diagnostics, location)
           << "expected a name of letters, digits and '_./\\>-' for node #"
           << index << ", found '" << def.name() << "'";
  if (def.op().empty())
    return emitError(diagnostics, location)
           << "expected the name of an op, found none";
  auto [entry, isNew] = graph.byName.try_emplace(def.name(), nullptr);
  if (!isNew)
    return emitError(diagnostics, location)
           << "expected node names to be unique, found a second node '"
           << def.name() << "' (node #" << index << ", first node #"
           << entry->second->index() << ")";

  Node &node = graph.nodes.emplace_back();
  node.position = index;
  node.nodeDef = &def;
  node.opRecord = graph.opRegistry.lookup(def.op());
  entry->second = &node;
  return success();
}

LogicalResult GraphBuilder::addAllNodes() {
  bool hasFailed = false;
  for (tf::NodeDef &def : *graph.graphDef->mutable_node())
    hasFailed |= failed(addNode(def));
  return failure(hasFailed);
}

void GraphBuilder::disconnectInputs(Node &node) {
  for (TensorRef input : node.dataInputs)
    if (input)
      llvm::erase_if(graph.mutableNode(input.node).dataUses,
                     [&node](const Use &use) { return use.consumer == &node; });
  for (const Node *control : node.controls)
    llvm::erase(graph.mutableNode(control).controlConsumers, &node);
  node.dataInputs.clear();
  node.controls.clear();
}

void GraphBuilder::removeLastNode() {
  Node &node = graph.nodes.back();
  disconnectInputs(node);
  graph.byName.erase(node.name());
  graph.nodes.pop_back();
}

LogicalResult GraphBuilder::resolveNodeTypes(Node &node) {
  typed.resize(graph.numNodes());
  if (!node.opRecord)
    return success();
  llvm::FailureOr<NodeTypes> types =
      resolveTypes(*node.nodeDef, *node.opRecord, diagnostics);
  if (failed(types))
    return failure();
  node.typesIn = std::move(types->inputs);
  node.typesOut = std::move(types->outputs);
  typed.set(node.index());
  return success();
}

//===----------------------------------------------------------------------===//
// Edges
//===----------------------------------------------------------------------===//

LogicalResult GraphBuilder::connectInputs(Node &node) {
  bool hasFailed = false;
  for (const std::string &text : node.nodeDef->input())
    hasFailed |= failed(connectInput(node, text));
  return failure(hasFailed);
}

LogicalResult GraphBuilder::connectInput(Node &node, StringRef text) {
  StringRef name = text;
  bool isControl = name.consume_front("^");
  // What is wrong with an input leaves number and positions of all as they are.
  unsigned input = node.dataInputs.size();
  if (!isControl)
    node.dataInputs.emplace_back();
  auto [source, outputText] = name.split(':');
  unsigned output = 0;
  bool hasIndex = source.size() != name.size();
  if (!isNodeName(source) ||
      (hasIndex && (isControl || outputText.getAsInteger(10, output))))
    return error(node) << "expected an input of the form 'node', 'node:1' or "
                          "'^node', found '"
                       << text << "'";
  if (!isControl && !node.controls.empty())
    return error(node) << "expected control inputs after all others, found '"
                       << text << "' after '^" << node.controls.back()->name()
                       << "'";
  auto entry = graph.byName.find(source);
  if (entry == graph.byName.end()) {
    ++unknownNodes.try_emplace(source, UnknownNode{&node, text})
          .first->second.numUses;
    return success();
  }

  Node &producer = graph.mutableNode(entry->second);
  if (isControl) {
    node.controls.push_back(&producer);
    producer.controlConsumers.push_back(&node);
    return success();
  }
  node.dataInputs[input] = {&producer, output};
  producer.dataUses.push_back({&node, input, output});
  return success();
}

LogicalResult GraphBuilder::reportUnknownNodes() {
  // Looking for near names costs a pass over the graph.
  unsigned suggestionsLeft = 8;
  for (const auto &[name, unknown] : unknownNodes) {
    InFlightDiagnostic diagnostic = error(*unknown.firstUser);
    diagnostic << "expected input '" << unknown.firstUse
               << "' to name a node of the graph, found none";
    if (unknown.numUses > 1)
      diagnostic.note(llvm::Twine(unknown.numUses) + " inputs name this node");
    if (suggestionsLeft == 0)
      continue;
    --suggestionsLeft;
    llvm::SmallVector<StringRef, 3> near = graph.nearestNodes(name);
    if (!near.empty())
      diagnostic.hint("did you mean " + quotedAlternatives(near) + "?");
  }
  return failure(!unknownNodes.empty());
}

LogicalResult GraphBuilder::verifyInputs(const Node &node) {
  if (!typed.test(node.index()))
    return success();
  if (node.dataInputs.size() != node.typesIn.size())
    return error(node) << "expected " << node.typesIn.size()
                       << (node.typesIn.size() == 1 ? " input" : " inputs")
                       << ", found " << node.dataInputs.size();
  bool hasFailed = false;
  for (unsigned i = 0; i < node.dataInputs.size(); ++i)
    hasFailed |= failed(verifyInput(node, i));
  return failure(hasFailed);
}

LogicalResult GraphBuilder::verifyInput(const Node &node, unsigned input) {
  TensorRef source = node.input(input);
  if (!source || !typed.test(source.node->index()) || !source.node->record())
    return success();
  StringRef argName = inputArgName(*node.nodeDef, *node.opRecord, input);
  size_t numOutputs = source.node->outputTypes().size();
  if (source.output >= numOutputs)
    return error(node) << "expected input #" << input << " '" << argName
                       << "' to be an output of node '" << source.node->name()
                       << "' (" << source.node->op() << "), which has "
                       << numOutputs << ", found '" << source.str() << "'";

  DataType expected = node.typesIn[input];
  DataType found = source.type();
  if (baseType(expected) != baseType(found))
    return error(node) << "expected input #" << input << " '" << argName
                       << "' of type " << dataTypeName(baseType(expected))
                       << ", found " << dataTypeName(baseType(found))
                       << " from '" << source.str() << "'";
  if (isRef(expected) && !isRef(found))
    return error(node) << "expected input #" << input << " '" << argName
                       << "' to be a variable, found a value from '"
                       << source.str() << "'";
  return success();
}

//===----------------------------------------------------------------------===//
// Cycles
//===----------------------------------------------------------------------===//

/// Calls `visit` for the node at the other end of each edge that counts.
template <typename Visit>
static void forEachPredecessor(const Node &node, Visit visit) {
  for (TensorRef input : node.inputs())
    if (input && !isBackEdge(*input.node, node))
      visit(input.node);
  for (const Node *control : node.controlInputs())
    visit(control);
}

LogicalResult GraphBuilder::verifyNotOwnInput(const Node &node) {
  bool isOwnInput = false;
  forEachPredecessor(node, [&](const Node *predecessor) {
    isOwnInput |= predecessor == &node;
  });
  if (!isOwnInput)
    return success();
  return error(node) << "expected inputs of other nodes, found the node itself";
}

template <typename Visit>
static void forEachSuccessor(const Node &node, Visit visit) {
  for (const Use &use : node.uses())
    if (!isBackEdge(node, *use.consumer))
      visit(use.consumer);
  for (const Node *consumer : node.controlUses())
    visit(consumer);
}

LogicalResult GraphBuilder::verifyAcyclic() {
  std::vector<unsigned> pending(graph.numNodes(), 0);
  std::vector<const Node *> ready;
  for (const Node &node : graph.allNodes()) {
    forEachPredecessor(node, [&](const Node *) { ++pending[node.index()]; });
    if (pending[node.index()] == 0)
      ready.push_back(&node);
  }
  size_t numDone = 0;
  while (!ready.empty()) {
    const Node *node = ready.back();
    ready.pop_back();
    ++numDone;
    forEachSuccessor(*node, [&](const Node *successor) {
      if (--pending[successor->index()] == 0)
        ready.push_back(successor);
    });
  }
  if (numDone == graph.numNodes())
    return success();
  reportCycles(pending);
  return failure();
}

static std::string describeCycle(llvm::ArrayRef<const Node *> cycle) {
  constexpr size_t maxShown = 8;
  std::string text;
  for (const Node *node : cycle.take_front(maxShown))
    text += "'" + node->name().str() + "' -> ";
  if (cycle.size() > maxShown)
    text += "(" + std::to_string(cycle.size() - maxShown) + " more) -> ";
  return text + "'" + cycle.front()->name().str() + "'";
}

/// Every node left pending has a pending predecessor, so a walk against the
/// edges ends in a cycle or where an earlier walk has been.
void GraphBuilder::reportCycles(llvm::ArrayRef<unsigned> pending) {
  std::vector<unsigned> visitedBy(graph.numNodes(), 0);
  for (const Node &start : graph.allNodes()) {
    if (pending[start.index()] == 0 || visitedBy[start.index()] != 0)
      continue;
    unsigned walk = start.index() + 1;
    std::vector<const Node *> path;
    const Node *node = &start;
    while (visitedBy[node->index()] == 0) {
      visitedBy[node->index()] = walk;
      path.push_back(node);
      const Node *next = nullptr;
      forEachPredecessor(*node, [&](const Node *predecessor) {
        if (!next && pending[predecessor->index()] > 0)
          next = predecessor;
      });
      node = next;
    }
    if (visitedBy[node->index()] != walk)
      continue;
    path.erase(path.begin(), llvm::find(path, node));
    std::reverse(path.begin(), path.end());
    error(*path.front()) << "expected a graph without cycles, found "
                         << describeCycle(path);
  }
}

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

llvm::FailureOr<std::unique_ptr<Graph>>
vf::buildGraph(std::unique_ptr<tf::GraphDef> def, const OpRegistry &registry,
               DiagnosticEngine &diagnostics) {
  auto graph = std::make_unique<Graph>(registry, std::move(def));
  GraphBuilder builder(*graph, diagnostics);
  bool hasFailed = false;
  hasFailed |= failed(builder.addAllNodes());
  unsigned numNodes = graph->numNodes();
  for (unsigned i = 0; i < numNodes; ++i)
    hasFailed |= failed(builder.resolveNodeTypes(builder.node(i)));
  for (unsigned i = 0; i < numNodes; ++i)
    hasFailed |= failed(builder.connectInputs(builder.node(i)));
  hasFailed |= failed(builder.reportUnknownNodes());
  for (unsigned i = 0; i < numNodes; ++i)
    hasFailed |= failed(builder.verifyInputs(builder.node(i)));
  hasFailed |= failed(builder.verifyAcyclic());
  if (hasFailed)
    return failure();
  return graph;
}

llvm::FailureOr<const Node *> Graph::addNode(const tf::NodeDef &def,
                                             DiagnosticEngine &diagnostics) {
  tf::NodeDef *stored = graphDef->add_node();
  *stored = def;
  GraphBuilder builder(*this, diagnostics);
  if (failed(builder.addNode(*stored))) {
    graphDef->mutable_node()->RemoveLast();
    return failure();
  }
  Node &node = nodes.back();
  if (failed(builder.resolveNodeTypes(node)) ||
      failed(builder.connectInputs(node)) ||
      failed(builder.reportUnknownNodes()) ||
      failed(builder.verifyInputs(node)) ||
      failed(builder.verifyNotOwnInput(node))) {
    builder.removeLastNode();
    graphDef->mutable_node()->RemoveLast();
    return failure();
  }
  return &node;
}

LogicalResult Graph::replaceNode(const Node &node, tf::NodeDef def,
                                 DiagnosticEngine &diagnostics) {
  assert(def.name() == node.name() && "consumers know a node by its name");
  Node &replaced = mutableNode(&node);
  GraphBuilder builder(*this, diagnostics);
  builder.disconnectInputs(replaced);
  *replaced.nodeDef = std::move(def);
  replaced.opRecord = opRegistry.lookup(replaced.op());
  return failure(failed(builder.resolveNodeTypes(replaced)) ||
                 failed(builder.connectInputs(replaced)) ||
                 failed(builder.reportUnknownNodes()) ||
                 failed(builder.verifyInputs(replaced)) ||
                 failed(builder.verifyNotOwnInput(replaced)));
}
