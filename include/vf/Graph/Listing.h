// What `vf-compile --list` says of a graph.
#ifndef VF_GRAPH_LISTING_H
#define VF_GRAPH_LISTING_H

#include "vf/Graph/MetaGraph.h"

#include "llvm/Support/raw_ostream.h"

namespace vf {

/// An op that cannot be compiled: how many nodes are of it, and the first.
struct UnsupportedOp {
  std::string op;
  unsigned count = 0;
  const Node *first = nullptr;
};

/// The unsupported ops among `nodes`, in the order of their first nodes.
std::vector<UnsupportedOp>
findUnsupportedOps(llvm::ArrayRef<const Node *> nodes);

/// Prints variables, placeholders, collections of ops, signatures, Savers and
/// unsupported ops, as text or as one JSON object. Fails if a Saver of the
/// graph cannot be read, which has been reported.
llvm::LogicalResult printGraphListing(const MetaGraph &metaGraph,
                                      llvm::raw_ostream &os, bool asJson,
                                      DiagnosticEngine &diagnostics);

} // namespace vf

#endif // VF_GRAPH_LISTING_H
