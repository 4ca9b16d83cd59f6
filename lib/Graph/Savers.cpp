// A SaverDef names the tensor whose computation is the save. The save nodes it
// needs say what is written; the constants beside them, under which keys.
#include "vf/Graph/Savers.h"

#include "vf/Graph/OpRegistry.h"
#include "vf/Graph/TensorConstant.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace vf;
using llvm::FailureOr;
using llvm::LogicalResult;
using llvm::StringRef;

/// The save nodes that `root` needs, in NodeDef order.
static std::vector<const Node *> findSaveNodes(const Node &root) {
  std::vector<const Node *> found;
  llvm::DenseSet<const Node *> visited;
  llvm::SmallVector<const Node *> stack = {&root};
  while (!stack.empty()) {
    const Node *node = stack.pop_back_val();
    if (!visited.insert(node).second)
      continue;
    // What a save node needs are the variables, not further save nodes.
    if (node->record() && node->record()->role == OpRole::Save) {
      found.push_back(node);
      continue;
    }
    for (TensorRef input : node->inputs())
      stack.push_back(input.node);
    llvm::append_range(stack, node->controlInputs());
  }
  llvm::sort(found, [](const Node *a, const Node *b) {
    return a->index() < b->index();
  });
  return found;
}

namespace {
class SaverReader {
public:
  SaverReader(const Graph &graph, const VariableTable &variables,
              DiagnosticEngine &diagnostics)
      : graph(graph), variables(variables), diagnostics(diagnostics) {}

  FailureOr<Saver> read(const SaverInfo &info);

private:
  LogicalResult readSaveNode(const Node &save, Saver &saver);
  FailureOr<std::vector<std::string>> readStrings(const Node &save,
                                                  unsigned input);
  const Variable *lookupSaved(TensorRef tensor);

  const Graph &graph;
  const VariableTable &variables;
  DiagnosticEngine &diagnostics;
};
} // namespace

FailureOr<std::vector<std::string>> SaverReader::readStrings(const Node &save,
                                                             unsigned input) {
  TensorRef tensor = save.input(input);
  StringRef arg = save.record()->inputs[input].name;
  auto proto = tensor.node->lookupAttr<const tf::TensorProto *>("value");
  if (!proto)
    return emitError(diagnostics, save.location())
           << "expected input #" << input << " '" << arg
           << "' to be a constant, found '" << tensor.str() << "' ("
           << tensor.node->op() << ")";
  std::string reason;
  FailureOr<TensorConstant> constant = TensorConstant::decode(**proto, reason);
  if (failed(constant))
    return emitError(diagnostics, tensor.node->location())
           << "expected a constant, but it " << reason;
  llvm::ArrayRef<StringRef> texts = constant->strings();
  size_t count = save.inputs().size();
  if (constant->isSplat() && constant->numElements() <= int64_t(count))
    return std::vector<std::string>(constant->numElements(),
                                    texts.front().str());
  return std::vector<std::string>(texts.begin(), texts.end());
}

/// The variable whose value `tensor` is, read in any way.
const Variable *SaverReader::lookupSaved(TensorRef tensor) {
  while (true) {
    if (const Variable *variable = variables.resolveRefRead(tensor))
      return variable;
    const Node *node = tensor.node;
    if (node->op() == "ReadVariableOp")
      return variables.resolveReference(node->input(0));
    if (node->op() != "Identity")
      return nullptr;
    tensor = node->input(0);
  }
}

LogicalResult SaverReader::readSaveNode(const Node &save, Saver &saver) {
  // Inputs: file, keys, [slices,] tensors.
  unsigned numLeading = save.record()->inputs.size() - 1;
  llvm::ArrayRef<TensorRef> tensors = save.inputs().drop_front(numLeading);
  FailureOr<std::vector<std::string>> keys = readStrings(save, 1);
  FailureOr<std::vector<std::string>> slices =
      numLeading == 3 ? readStrings(save, 2)
                      : std::vector<std::string>(tensors.size());
  if (failed(keys) || failed(slices))
    return llvm::failure();
  if (keys->size() != tensors.size() || slices->size() != tensors.size())
    return emitError(diagnostics, save.location())
           << "expected as many names and slices as tensors, found "
           << keys->size() << " names and " << slices->size() << " slices for "
           << tensors.size() << " tensors";
  for (auto [tensor, key, slice] : llvm::zip(tensors, *keys, *slices)) {
    if (const Variable *variable = lookupSaved(tensor))
      saver.tensors.push_back({key, slice, variable});
    else
      emitWarning(diagnostics, save.location())
          << "saves '" << tensor.str() << "' as '" << key
          << "', which is no variable: it is left out of checkpoints";
  }
  return llvm::success();
}

FailureOr<Saver> SaverReader::read(const SaverInfo &info) {
  Saver saver;
  saver.info = info;
  StringRef saveNode = nodeNameOf(info.saveTensor);
  saver.name = saveNode.rsplit('/').first.str();
  const Node *root = graph.lookup(saveNode);
  if (!root)
    return emitError(diagnostics, Location::node(saveNode, ""))
           << "expected the Saver's save tensor '" << info.saveTensor
           << "' in the graph, found none";
  for (const Node *save : findSaveNodes(*root))
    if (failed(readSaveNode(*save, saver)))
      return llvm::failure();
  return saver;
}

static Saver makeDefaultSaver(const VariableTable &variables) {
  auto isState = [](const Variable &variable) { return !variable.isTemporary; };
  auto isCollected = [](const Variable &variable) {
    return llvm::is_contained(variable.collections, "variables");
  };
  bool onlyCollected = llvm::any_of(variables.variables(), isCollected);
  Saver saver;
  saver.info.version = 2;
  saver.info.maxToKeep = 5;
  saver.info.keepCheckpointEveryNHours = 10000;
  for (const Variable &variable : variables.variables())
    if (onlyCollected ? isCollected(variable) : isState(variable))
      saver.tensors.push_back({variable.node->name().str(), "", &variable});
  llvm::sort(saver.tensors, [](const SavedTensor &a, const SavedTensor &b) {
    return a.key < b.key;
  });
  return saver;
}

FailureOr<std::vector<Saver>> vf::collectSavers(const MetaGraph &metaGraph,
                                                const VariableTable &variables,
                                                DiagnosticEngine &diagnostics) {
  if (metaGraph.savers.empty()) {
    Saver saver = makeDefaultSaver(variables);
    return saver.tensors.empty() ? std::vector<Saver>()
                                 : std::vector<Saver>{std::move(saver)};
  }
  SaverReader reader(*metaGraph.graph, variables, diagnostics);
  std::vector<Saver> savers;
  for (const SaverInfo &info : metaGraph.savers) {
    FailureOr<Saver> saver = reader.read(info);
    if (failed(saver))
      return llvm::failure();
    savers.push_back(std::move(*saver));
  }
  return savers;
}
