// The one order in which an entry runs: the topological order of the pruned
// graph that always takes the ready node with the lowest NodeDef index. Live
// reads of variables, and therefore results, depend on it.
#ifndef VF_GRAPH_SCHEDULE_H
#define VF_GRAPH_SCHEDULE_H

#include "vf/Graph/EntrySpec.h"
#include "vf/Graph/Graph.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <vector>

namespace vf {

struct Schedule {
  /// The nodes that run, in order. A node all of whose needed outputs are fed
  /// does not run.
  std::vector<const Node *> order;
  /// The fed tensors, needed or not: a consumer of one sees what was fed,
  /// though its node may run for another output.
  llvm::DenseSet<TensorRef> feeds;
  /// Those that nothing needs, in the order given.
  std::vector<TensorRef> unusedFeeds;
};

/// Calls `visit` for each node that must run before `node` where `feeds` are
/// fed, over data and control edges; for some more than once. A control edge
/// from a fed placeholder asks for nothing; from another node with a fed
/// output, it still runs that node. A loop of v1 control flow is cut where
/// NextIteration enters Merge.
void forEachDependency(const Node &node, const llvm::DenseSet<TensorRef> &feeds,
                       llvm::function_ref<void(const Node *)> visit);

/// Schedules what `fetches` and `targets` need, over data and control edges,
/// cut at `feeds`: any tensor can be fed. O((nodes + edges) log nodes).
Schedule scheduleNodes(llvm::ArrayRef<TensorRef> feeds,
                       llvm::ArrayRef<TensorRef> fetches,
                       llvm::ArrayRef<const Node *> targets);

/// The schedule of an entry; a feed that nothing needs gets a warning.
Schedule scheduleEntry(const Entry &entry, DiagnosticEngine &diagnostics);

} // namespace vf

#endif // VF_GRAPH_SCHEDULE_H
