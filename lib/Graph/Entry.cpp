// Resolving of entries: names become tensors and nodes of a graph, and every
// feed and fetch gets its public name.
#include "vf/Graph/EntrySpec.h"

#include "vf/Graph/MetaGraph.h"
#include "vf/Support/Identifiers.h"
#include "vf/Support/NearestNames.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace vf;
using llvm::FailureOr;
using llvm::LogicalResult;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

static InFlightDiagnostic reportUnknown(StringRef what, StringRef name,
                                        const Graph &graph,
                                        DiagnosticEngine &diagnostics) {
  InFlightDiagnostic diagnostic = emitError(diagnostics, Location());
  diagnostic << "expected " << what << " of the graph, found no node '" << name
             << "'";
  llvm::SmallVector<StringRef, 3> near = graph.nearestNodes(name);
  if (!near.empty())
    diagnostic.hint("did you mean " + quotedAlternatives(near) + "?");
  return diagnostic;
}

FailureOr<TensorRef> vf::resolveTensor(const TensorName &name,
                                       const Graph &graph,
                                       DiagnosticEngine &diagnostics) {
  const Node *node = graph.lookup(name.node);
  if (!node)
    return reportUnknown("a tensor", name.node, graph, diagnostics);
  size_t numOutputs = node->outputTypes().size();
  // The outputs of an op that the registry does not know are not known either.
  if (!node->record() || name.output < numOutputs)
    return TensorRef{node, name.output};
  InFlightDiagnostic diagnostic = emitError(diagnostics, node->location());
  if (numOutputs == 0)
    return diagnostic << "expected a tensor, found a node without outputs";
  return diagnostic << "expected one of its " << numOutputs
                    << " outputs, found '" << name.str() << "'";
}

//===----------------------------------------------------------------------===//
// Public names
//===----------------------------------------------------------------------===//

static EntryTensor nameTensor(TensorRef tensor, const EntryItem &item) {
  EntryTensor named;
  named.tensor = tensor;
  if (!item.identifier.empty())
    named.name = item.identifier;
  else
    named.name = tensor.output == 0 ? tensor.node->name().str() : tensor.str();
  named.identifier = toIdentifier(named.name);
  return named;
}

namespace {
class EntryResolver {
public:
  EntryResolver(const EntrySpec &spec, const Graph &graph,
                DiagnosticEngine &diagnostics)
      : spec(spec), graph(graph), diagnostics(diagnostics) {
    entry.name = spec.name;
  }

  FailureOr<Entry> resolve();

private:
  InFlightDiagnostic error() {
    hasFailed = true;
    InFlightDiagnostic diagnostic = emitError(diagnostics, Location());
    diagnostic << "entry '" << spec.name << "': ";
    return diagnostic;
  }
  void resolveFeeds();
  void resolveFetches();
  void resolveTargets();
  void verifyNames(llvm::ArrayRef<EntryTensor> tensors, StringRef what);

  const EntrySpec &spec;
  const Graph &graph;
  DiagnosticEngine &diagnostics;
  Entry entry;
  bool hasFailed = false;
};
} // namespace

void EntryResolver::resolveFeeds() {
  llvm::DenseSet<TensorRef> seen;
  for (const EntryItem &item : spec.feeds) {
    FailureOr<TensorRef> tensor =
        resolveTensor(item.tensor, graph, diagnostics);
    if (failed(tensor)) {
      hasFailed = true;
      continue;
    }
    if (!seen.insert(*tensor).second)
      error() << "expected each tensor to be fed once, found '" << tensor->str()
              << "' twice";
    else
      entry.feeds.push_back(nameTensor(*tensor, item));
  }
}

void EntryResolver::resolveFetches() {
  for (const EntryItem &item : spec.fetches) {
    const Node *node = graph.lookup(item.tensor.node);
    if (node && node->record() && node->outputTypes().empty()) {
      error() << "expected a tensor to fetch, found node '" << node->name()
              << "' (" << node->op() << "), which has no outputs; write '; run "
              << node->name() << "'";
      continue;
    }
    FailureOr<TensorRef> tensor =
        resolveTensor(item.tensor, graph, diagnostics);
    if (failed(tensor))
      hasFailed = true;
    else
      entry.fetches.push_back(nameTensor(*tensor, item));
  }
}

void EntryResolver::resolveTargets() {
  for (const TargetName &target : spec.targets) {
    const Node *node = graph.lookup(target.node);
    if (node) {
      entry.targets.push_back(node);
      continue;
    }
    hasFailed = true;
    reportUnknown("a node", target.node, graph, diagnostics);
  }
}

void EntryResolver::verifyNames(llvm::ArrayRef<EntryTensor> tensors,
                                StringRef what) {
  llvm::StringMap<const EntryTensor *> byIdentifier;
  for (const EntryTensor &tensor : tensors) {
    auto [other, isNew] = byIdentifier.try_emplace(tensor.identifier, &tensor);
    if (!isNew)
      error().hint("give one of them a name: 'name=" + tensor.tensor.str() +
                   "'")
          << what << " '" << other->second->tensor.str() << "' and '"
          << tensor.tensor.str() << "' have the same name '"
          << tensor.identifier << "' in C";
  }
}

FailureOr<Entry> EntryResolver::resolve() {
  resolveFeeds();
  resolveFetches();
  resolveTargets();
  verifyNames(entry.feeds, "feeds");
  verifyNames(entry.fetches, "fetches");
  if (hasFailed)
    return llvm::failure();
  return std::move(entry);
}

FailureOr<Entry> vf::resolveEntry(const EntrySpec &spec, const Graph &graph,
                                  DiagnosticEngine &diagnostics) {
  return EntryResolver(spec, graph, diagnostics).resolve();
}

FailureOr<std::vector<Entry>>
vf::resolveEntries(llvm::ArrayRef<EntrySpec> specs, const Graph &graph,
                   DiagnosticEngine &diagnostics) {
  std::vector<Entry> entries;
  llvm::StringSet<> names;
  bool hasFailed = false;
  for (const EntrySpec &spec : specs) {
    if (!names.insert(spec.name).second) {
      emitError(diagnostics, Location())
          << "expected entries of different names, found '" << spec.name
          << "' twice";
      hasFailed = true;
    }
    FailureOr<Entry> entry = resolveEntry(spec, graph, diagnostics);
    if (failed(entry))
      hasFailed = true;
    else
      entries.push_back(std::move(*entry));
  }
  if (hasFailed)
    return llvm::failure();
  return entries;
}

//===----------------------------------------------------------------------===//
// Signatures
//===----------------------------------------------------------------------===//

/// The items of a signature's inputs or outputs, named by their keys.
static FailureOr<std::vector<EntryItem>>
makeItems(const std::map<std::string, SignatureTensor> &tensors,
          DiagnosticEngine &diagnostics) {
  std::vector<EntryItem> items;
  for (const auto &[key, info] : tensors) {
    FailureOr<TensorName> name = parseTensorName(info.tensor, diagnostics);
    if (failed(name))
      return llvm::failure();
    items.push_back({toIdentifier(key), std::move(*name)});
  }
  return items;
}

FailureOr<EntrySpec> vf::makeEntrySpec(StringRef name,
                                       const Signature &signature,
                                       DiagnosticEngine &diagnostics) {
  EntrySpec spec;
  spec.name = toIdentifier(name);
  spec.text = "signature " + name.str();
  FailureOr<std::vector<EntryItem>> feeds =
      makeItems(signature.inputs, diagnostics);
  FailureOr<std::vector<EntryItem>> fetches =
      makeItems(signature.outputs, diagnostics);
  if (failed(feeds) || failed(fetches))
    return llvm::failure();
  spec.feeds = std::move(*feeds);
  spec.fetches = std::move(*fetches);
  return spec;
}
