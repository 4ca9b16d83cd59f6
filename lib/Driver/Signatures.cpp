// Signatures become entries whose feeds and fetches carry their names.
#include "Signatures.h"

#include "vf/Graph/Listing.h"
#include "vf/Graph/Schedule.h"
#include "vf/Graph/ShapeInference.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace vf;

/// The ops that an entry needs and import does not support, or "".
static std::string listUnsupportedOps(const Entry &entry) {
  llvm::SmallVector<TensorRef> feeds, fetches;
  for (const EntryTensor &feed : entry.feeds)
    feeds.push_back(feed.tensor);
  for (const EntryTensor &fetch : entry.fetches)
    fetches.push_back(fetch.tensor);
  std::vector<const Node *> nodes =
      scheduleNodes(feeds, fetches, entry.targets).order;
  return llvm::join(llvm::map_range(vf::findUnsupportedOps(nodes),
                                    [](const UnsupportedOp &unsupported) {
                                      return unsupported.op;
                                    }),
                    ", ");
}

/// Whether the graph says how many dimensions a feed has.
static bool hasRank(TensorRef feed, const Graph &graph) {
  DiagnosticEngine silent([](const Diagnostic &) {});
  Schedule schedule;
  schedule.feeds = {feed};
  return succeeded(inferShapes(graph, schedule, {}, silent));
}

/// The first feed of an entry whose rank neither the graph nor the command line
/// says; null if there is none.
static const EntryTensor *
findFeedWithoutRank(const Entry &entry, const Graph &graph,
                    llvm::ArrayRef<ShapeSpec> shapes) {
  llvm::StringSet<> given;
  for (const ShapeSpec &shape : shapes)
    given.insert(shape.tensor.str());
  for (const EntryTensor &feed : entry.feeds)
    if (!given.contains(feed.tensor.str()) && !hasRank(feed.tensor, graph))
      return &feed;
  return nullptr;
}

/// Why an entry cannot be compiled, or "".
static std::string findObstacle(const Entry &entry, const Graph &graph,
                                llvm::ArrayRef<ShapeSpec> shapes) {
  if (std::string ops = listUnsupportedOps(entry); !ops.empty())
    return "unsupported ops " + ops;
  if (const EntryTensor *feed = findFeedWithoutRank(entry, graph, shapes))
    return "feed '" + feed->tensor.str() +
           "' has no known rank; --shape gives one";
  return "";
}

llvm::FailureOr<std::vector<EntrySpec>> vf::collectSignatureEntries(
    const MetaGraph &metaGraph, llvm::ArrayRef<std::string> picked,
    llvm::ArrayRef<ShapeSpec> shapes, DiagnosticEngine &diagnostics) {
  for (const std::string &name : picked)
    if (!metaGraph.signatures.count(name))
      return emitError(diagnostics, Location())
             << "there is no signature '" << name << "'";

  std::vector<EntrySpec> entries;
  std::string lastObstacle;
  for (const auto &[name, signature] : metaGraph.signatures) {
    if (!picked.empty() && !llvm::is_contained(picked, name))
      continue;
    llvm::FailureOr<EntrySpec> spec =
        makeEntrySpec(name, signature, diagnostics);
    if (failed(spec))
      return llvm::failure();
    llvm::FailureOr<Entry> entry =
        resolveEntry(*spec, *metaGraph.graph, diagnostics);
    if (failed(entry))
      return llvm::failure();
    std::string obstacle = findObstacle(*entry, *metaGraph.graph, shapes);
    if (obstacle.empty()) {
      entries.push_back(std::move(*spec));
      continue;
    }
    emitWarning(diagnostics, Location())
        << "signature '" << name << "' is left out: " << obstacle;
    lastObstacle = std::move(obstacle);
  }
  if (entries.empty() && !lastObstacle.empty())
    return emitError(diagnostics, Location())
           << "no signature can be compiled: " << lastObstacle;
  return entries;
}
