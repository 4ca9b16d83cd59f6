// One walk over the schedule pairs the accesses of each variable; sweeps over
// parts of it then follow up to 512 pairs at once, a bit each, from their first
// nodes to their second.
#include "vf/Graph/Races.h"

#include "vf/Graph/OpRegistry.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"

#include <bitset>

using namespace vf;

namespace {

/// What follows a variable's last write in the schedule.
struct OpenAccesses {
  const Node *write = nullptr;
  llvm::SmallVector<const Node *, 2> reads; ///< since that write
};

/// Pairs the accesses that must be ordered.
class AccessPairing {
public:
  AccessPairing(const Schedule &schedule, const VariableTable &variables)
      : schedule(schedule), variables(variables) {}

  void addNode(const Node &node);
  void addFetch(TensorRef tensor);
  std::vector<Race> takePairs() { return std::move(pairs); }

private:
  /// The variable that `tensor` refers to or shows live, through what has run
  /// so far.
  const Variable *lookup(TensorRef tensor) const;
  void readForOtherDevices(const Variable &variable, const Node &node);
  void read(const Variable &variable, const Node &node);
  void write(const Variable &variable, const Node &node);
  void pair(const Variable &variable, const Node &first, const Node &second) {
    if (&first != &second)
      pairs.push_back({&variable, &first, &second});
  }

  const Schedule &schedule;
  const VariableTable &variables;
  /// By the node that passes a variable on in output 0.
  llvm::DenseMap<const Node *, const Variable *> passedOn;
  llvm::DenseMap<const Variable *, OpenAccesses> open;
  std::vector<Race> pairs;
};

/// Tells which pairs a path connects.
class PathSearch {
public:
  static constexpr size_t kMaxPairs = 512;

  explicit PathSearch(const Schedule &schedule);
  /// Leaves those of `pairs` without a path. At most kMaxPairs at once.
  void dropConnected(llvm::MutableArrayRef<Race> pairs,
                     std::vector<Race> &unconnected);

private:
  unsigned positionOf(const Node *node) const {
    return positions.find(node)->second;
  }

  const Schedule &schedule;
  llvm::DenseMap<const Node *, unsigned> positions;
  /// By position: bit k is set where a path from pair k's first node arrives.
  std::vector<std::bitset<kMaxPairs>> reached;
};

} // namespace

//===----------------------------------------------------------------------===//
// Pairs
//===----------------------------------------------------------------------===//

const Variable *AccessPairing::lookup(TensorRef tensor) const {
  if (schedule.feeds.contains(tensor))
    return nullptr;
  if (const Variable *variable = variables.lookup(tensor.node))
    return variable;
  return tensor.output == 0 ? passedOn.lookup(tensor.node) : nullptr;
}

void AccessPairing::read(const Variable &variable, const Node &node) {
  OpenAccesses &accesses = open[&variable];
  if (accesses.write)
    pair(variable, *accesses.write, node);
  accesses.reads.push_back(&node);
}

void AccessPairing::write(const Variable &variable, const Node &node) {
  OpenAccesses &accesses = open[&variable];
  for (const Node *reader : accesses.reads)
    pair(variable, *reader, node);
  if (accesses.write)
    pair(variable, *accesses.write, node);
  accesses = {&node, {}};
}

/// Whether argument `i` of `node` takes the variable itself, not its value.
static bool takesReference(const Node &node, unsigned i) {
  return isRef(node.inputTypes()[i]) ||
         node.inputTypes()[i] == DataType::Resource;
}

/// A consumer on another device gets what is read where `node` stands.
void AccessPairing::readForOtherDevices(const Variable &variable,
                                        const Node &node) {
  if (llvm::any_of(node.uses(), [&](const Use &use) {
        return readsFromOtherDevice(*use.consumer, *variable.node);
      }))
    read(variable, node);
}

void AccessPairing::addNode(const Node &node) {
  if (const Variable *variable = variables.lookup(&node)) {
    readForOtherDevices(*variable, node);
    return;
  }
  bool passesOn = !node.outputTypes().empty() &&
                  (variables.resolveReference(node.output(0)) ||
                   variables.resolveRefRead(node.output(0)));
  const OpRecord &record = *node.record();
  for (auto [i, input] : llvm::enumerate(node.inputs())) {
    const Variable *variable = lookup(input);
    if (!variable)
      continue;
    bool isReference = takesReference(node, i);
    if (!isReference && readsFromOtherDevice(node, *variable->node))
      continue;
    if (i == 0 && passesOn) {
      passedOn[&node] = variable;
      readForOtherDevices(*variable, node);
    }
    if (isReference && record.writesVariable)
      write(*variable, node);
    else if (isReference ? record.readsVariable : !passesOn)
      read(*variable, node);
  }
}

void AccessPairing::addFetch(TensorRef tensor) {
  const Variable *variable = lookup(tensor);
  if (variable && !variable->isResource)
    read(*variable, *tensor.node);
}

//===----------------------------------------------------------------------===//
// Paths
//===----------------------------------------------------------------------===//

PathSearch::PathSearch(const Schedule &schedule)
    : schedule(schedule), reached(schedule.order.size()) {
  positions.reserve(schedule.order.size());
  for (auto [position, node] : llvm::enumerate(schedule.order))
    positions[node] = position;
}

void PathSearch::dropConnected(llvm::MutableArrayRef<Race> pairs,
                               std::vector<Race> &unconnected) {
  assert(pairs.size() <= kMaxPairs && "one bit per pair");
  unsigned begin = schedule.order.size(), end = 0;
  for (const Race &race : pairs) {
    // What a fetch reads may come before a write that it does not wait for.
    auto [low, high] =
        std::minmax(positionOf(race.first), positionOf(race.second));
    begin = std::min(begin, low);
    end = std::max(end, high + 1);
  }
  std::fill(reached.begin() + begin, reached.begin() + end,
            std::bitset<kMaxPairs>());
  for (auto [bit, race] : llvm::enumerate(pairs))
    reached[positionOf(race.first)].set(bit);
  for (unsigned position = begin; position != end; ++position)
    forEachDependency(*schedule.order[position], schedule.feeds,
                      [&](const Node *dependency) {
                        unsigned from = positionOf(dependency);
                        if (from >= begin)
                          reached[position] |= reached[from];
                      });
  for (auto [bit, race] : llvm::enumerate(pairs))
    if (!reached[positionOf(race.second)].test(bit))
      unconnected.push_back(race);
}

std::vector<Race> vf::findRaces(const Schedule &schedule,
                                llvm::ArrayRef<TensorRef> fetches,
                                const VariableTable &variables) {
  AccessPairing pairing(schedule, variables);
  for (const Node *node : schedule.order)
    pairing.addNode(*node);
  for (TensorRef fetch : fetches)
    pairing.addFetch(fetch);

  std::vector<Race> pairs = pairing.takePairs(), races;
  PathSearch search(schedule);
  constexpr size_t most = PathSearch::kMaxPairs;
  for (size_t i = 0; i < pairs.size(); i += most)
    search.dropConnected(
        llvm::MutableArrayRef(pairs).slice(i, std::min(most, pairs.size() - i)),
        races);
  return races;
}
