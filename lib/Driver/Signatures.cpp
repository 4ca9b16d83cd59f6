// Signatures become entries whose feeds and fetches carry their names.
#include "Signatures.h"

#include "vf/Graph/Listing.h"
#include "vf/Graph/Schedule.h"
#include "llvm/ADT/StringExtras.h"

using namespace vf;

static std::string toIdentifier(llvm::StringRef name) {
  std::string identifier;
  for (char c : name)
    identifier += llvm::isAlnum(c) ? c : '_';
  if (identifier.empty() || llvm::isDigit(identifier[0]))
    identifier.insert(0, "_");
  return identifier;
}

static std::string toEntryText(llvm::StringRef name,
                               const Signature &signature) {
  std::string text = toIdentifier(name) + ":";
  auto append = [&](const std::map<std::string, SignatureTensor> &tensors) {
    llvm::ListSeparator separator;
    for (const auto &[key, tensor] : tensors) {
      text += llvm::StringRef(separator);
      text += " " + toIdentifier(key) + "=" + tensor.tensor;
    }
  };
  append(signature.inputs);
  text += " ->";
  append(signature.outputs);
  return text;
}

/// The ops that an entry needs and import does not support, or "".
static std::string listUnsupportedOps(const EntrySpec &spec, const Graph &graph,
                                      DiagnosticEngine &diagnostics) {
  llvm::FailureOr<Entry> entry = resolveEntry(spec, graph, diagnostics);
  if (failed(entry))
    return "";
  llvm::SmallVector<TensorRef> feeds, fetches;
  for (const EntryTensor &feed : entry->feeds)
    feeds.push_back(feed.tensor);
  for (const EntryTensor &fetch : entry->fetches)
    fetches.push_back(fetch.tensor);
  std::vector<const Node *> nodes =
      scheduleNodes(feeds, fetches, entry->targets).order;
  return llvm::join(llvm::map_range(vf::findUnsupportedOps(nodes),
                                    [](const UnsupportedOp &unsupported) {
                                      return unsupported.op;
                                    }),
                    ", ");
}

llvm::FailureOr<std::vector<EntrySpec>>
vf::collectSignatureEntries(const MetaGraph &metaGraph,
                            llvm::ArrayRef<std::string> picked,
                            DiagnosticEngine &diagnostics) {
  for (const std::string &name : picked)
    if (!metaGraph.signatures.count(name))
      return emitError(diagnostics, Location())
             << "there is no signature '" << name << "'";

  std::vector<EntrySpec> entries;
  std::string allUnsupported;
  for (const auto &[name, signature] : metaGraph.signatures) {
    if (!picked.empty() && !llvm::is_contained(picked, name))
      continue;
    llvm::FailureOr<EntrySpec> entry =
        parseEntrySpec(toEntryText(name, signature), diagnostics);
    if (failed(entry))
      return llvm::failure();
    std::string unsupported =
        listUnsupportedOps(*entry, *metaGraph.graph, diagnostics);
    if (unsupported.empty()) {
      entries.push_back(std::move(*entry));
      continue;
    }
    allUnsupported = unsupported;
    emitWarning(diagnostics, Location())
        << "signature '" << name << "' is left out: unsupported ops "
        << unsupported;
  }
  if (entries.empty() && !allUnsupported.empty())
    return emitError(diagnostics, Location())
           << "no signature can be compiled: unsupported ops "
           << allUnsupported;
  return entries;
}
