// Mark what is needed, then Kahn's algorithm with a heap of ready nodes keyed
// by NodeDef index.
#include "vf/Graph/Schedule.h"

#include "vf/Graph/OpRegistry.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVectorExtras.h"

#include <algorithm>
#include <functional>
#include <queue>

using namespace vf;

namespace {
class Scheduler {
public:
  Scheduler(llvm::ArrayRef<TensorRef> feeds)
      : feeds(feeds.begin(), feeds.end()) {}

  /// Marks `fetches`, `targets` and all they need.
  void markNeeded(llvm::ArrayRef<TensorRef> fetches,
                  llvm::ArrayRef<const Node *> targets);
  std::vector<const Node *> sort();
  bool isUsed(TensorRef feed) const { return usedFeeds.contains(feed); }

private:
  void need(const Node *node);
  void need(TensorRef tensor);

  llvm::DenseSet<TensorRef> feeds;
  llvm::DenseSet<TensorRef> usedFeeds;
  llvm::DenseSet<const Node *> needed;
  std::vector<const Node *> worklist;
};
} // namespace

static bool isFedPlaceholder(const Node &node,
                             const llvm::DenseSet<TensorRef> &feeds) {
  return node.record() && node.record()->role == OpRole::Placeholder &&
         feeds.contains(node.output(0));
}

void vf::forEachDependency(const Node &node,
                           const llvm::DenseSet<TensorRef> &feeds,
                           llvm::function_ref<void(const Node *)> visit) {
  for (TensorRef input : node.inputs())
    if (!feeds.contains(input) && !isBackEdge(*input.node, node))
      visit(input.node);
  for (const Node *control : node.controlInputs())
    if (!isFedPlaceholder(*control, feeds))
      visit(control);
}

void Scheduler::need(const Node *node) {
  if (needed.insert(node).second)
    worklist.push_back(node);
}

void Scheduler::need(TensorRef tensor) {
  if (feeds.contains(tensor))
    usedFeeds.insert(tensor);
  else
    need(tensor.node);
}

void Scheduler::markNeeded(llvm::ArrayRef<TensorRef> fetches,
                           llvm::ArrayRef<const Node *> targets) {
  for (TensorRef fetch : fetches)
    need(fetch);
  for (const Node *target : targets)
    need(target);
  while (!worklist.empty()) {
    const Node *node = worklist.back();
    worklist.pop_back();
    for (TensorRef input : node->inputs())
      need(input);
    for (const Node *control : node->controlInputs())
      if (!isFedPlaceholder(*control, feeds))
        need(control);
  }
}

std::vector<const Node *> Scheduler::sort() {
  auto later = [](const Node *a, const Node *b) {
    return a->index() > b->index();
  };
  std::priority_queue<const Node *, std::vector<const Node *>, decltype(later)>
      ready(later);
  llvm::DenseMap<const Node *, unsigned> pending;
  for (const Node *node : needed) {
    unsigned count = 0;
    forEachDependency(*node, feeds, [&count](const Node *) { ++count; });
    if (count == 0)
      ready.push(node);
    else
      pending[node] = count;
  }

  std::vector<const Node *> order;
  order.reserve(needed.size());
  auto release = [&](const Node *consumer) {
    auto entry = pending.find(consumer);
    if (entry != pending.end() && --entry->second == 0)
      ready.push(consumer);
  };
  while (!ready.empty()) {
    const Node *node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const Use &use : node->uses())
      if (!feeds.contains(node->output(use.output)) &&
          !isBackEdge(*node, *use.consumer))
        release(use.consumer);
    if (!isFedPlaceholder(*node, feeds))
      for (const Node *consumer : node->controlUses())
        release(consumer);
  }
  assert(order.size() == needed.size() && "a verified graph has no cycle");
  return order;
}

Schedule vf::scheduleNodes(llvm::ArrayRef<TensorRef> feeds,
                           llvm::ArrayRef<TensorRef> fetches,
                           llvm::ArrayRef<const Node *> targets) {
  Scheduler scheduler(feeds);
  scheduler.markNeeded(fetches, targets);
  Schedule schedule;
  schedule.order = scheduler.sort();
  schedule.feeds.insert(feeds.begin(), feeds.end());
  llvm::copy_if(feeds, std::back_inserter(schedule.unusedFeeds),
                [&](TensorRef feed) { return !scheduler.isUsed(feed); });
  return schedule;
}

static llvm::SmallVector<TensorRef>
tensorsOf(llvm::ArrayRef<EntryTensor> items) {
  return llvm::map_to_vector(
      items, [](const EntryTensor &item) { return item.tensor; });
}

Schedule vf::scheduleEntry(const Entry &entry, DiagnosticEngine &diagnostics) {
  Schedule schedule = scheduleNodes(tensorsOf(entry.feeds),
                                    tensorsOf(entry.fetches), entry.targets);
  for (TensorRef feed : schedule.unusedFeeds)
    emitWarning(diagnostics, feed.node->location())
        << "entry '" << entry.name << "' feeds '" << feed.str()
        << "', which nothing in it needs";
  return schedule;
}
