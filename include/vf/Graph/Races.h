// Accesses to a variable that nothing orders: where TensorFlow's outcome
// depends on timing. Ours is that of the schedule, the same every time.
#ifndef VF_GRAPH_RACES_H
#define VF_GRAPH_RACES_H

#include "vf/Graph/Schedule.h"
#include "vf/Graph/Variables.h"

#include <vector>

namespace vf {

/// Two nodes that use `variable`, at least one of which writes it, with no path
/// of data and control edges from one to the other. `first` comes first in the
/// schedule. A fetched live value is read by the node that yields it.
struct Race {
  const Variable *variable;
  const Node *first;
  const Node *second;
};

/// The races of an entry, in the order of their second nodes. Only accesses
/// that follow each other are paired, a write with the accesses since the write
/// before it: if those are all ordered, so is every other pair. Every variable
/// with a race is in the result. Of an update, what consumes the reference that
/// it yields reads the variable too, as in TensorFlow.
///
/// Paths are searched for 512 pairs at a time, in the part of the schedule that
/// lies between them: O(edges) for pairs that are close to each other, O(edges
/// * pairs / 512) at worst.
std::vector<Race> findRaces(const Schedule &schedule,
                            llvm::ArrayRef<TensorRef> fetches,
                            const VariableTable &variables);

} // namespace vf

#endif // VF_GRAPH_RACES_H
