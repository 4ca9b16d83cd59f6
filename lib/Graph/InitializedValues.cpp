// The conditional is a Merge of two values, each behind a Switch on whether the
// variable is initialized: its value where it is, and where it is not, what its
// initializer computes. TensorFlow nests conditionals: the value may itself be
// one, of the same variable, and an initial value is written twice, once with
// the variables that it reads and once with conditionals in their place. So
// Merges are folded in topological order, and initial values are compared by
// what they compute, where a conditional counts as a read.
#include "vf/Graph/InitializedValues.h"

#include "vf/Graph/OpRegistry.h"
#include "vf/Graph/Schedule.h"
#include "vf/Graph/Variables.h"
#include "vf/tf/graph.pb.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace vf;
using llvm::StringRef;

static constexpr StringRef kRefOp = "_InitializedValue";
static constexpr StringRef kResourceOp = "_InitializedResourceValue";

namespace {
/// A tensor behind a Switch.
struct Branch {
  const Node *switchNode;
  TensorRef data;
  TensorRef predicate;
  bool isTaken; ///< the output for a predicate that is true
};

/// A Merge that is the initialized value of `variable`.
struct Match {
  const Variable *variable;
  /// The nodes of the conditional whose control inputs order it.
  llvm::SmallVector<const Node *, 4> nodes;
};

class InitializedValues {
public:
  explicit InitializedValues(const MetaGraph &metaGraph)
      : variables(metaGraph) {}

  std::optional<Match> match(const Node &merge) const;

private:
  std::optional<Branch> matchBranch(TensorRef tensor) const;
  const Node *lookupTest(TensorRef predicate) const;
  const Variable *lookupTested(TensorRef predicate) const;
  const Variable *lookupRead(TensorRef tensor) const;
  bool isReadOf(const Variable &variable, TensorRef tensor) const;
  bool isInitialValue(const Variable &variable, TensorRef tensor) const;

  VariableTable variables;
};
} // namespace

//===----------------------------------------------------------------------===//
// Parts of the conditional
//===----------------------------------------------------------------------===//

static TensorRef skipIdentities(TensorRef tensor) {
  while (tensor.node->op() == "Identity" && tensor.node->inputs().size() == 1)
    tensor = tensor.node->input(0);
  return tensor;
}

std::optional<Branch> InitializedValues::matchBranch(TensorRef tensor) const {
  tensor = skipIdentities(tensor);
  const Node *node = tensor.node;
  if (node->op() != "Switch" && node->op() != "RefSwitch")
    return std::nullopt;
  return Branch{node, node->input(0), node->input(1), tensor.output == 1};
}

/// The node that tests whether a variable is initialized, or null.
const Node *InitializedValues::lookupTest(TensorRef predicate) const {
  const Node *node = skipIdentities(predicate).node;
  bool isTest = node->op() == "IsVariableInitialized" ||
                node->op() == "VarIsInitializedOp";
  return isTest ? node : nullptr;
}

const Variable *InitializedValues::lookupTested(TensorRef predicate) const {
  const Node *test = lookupTest(predicate);
  return test ? variables.resolveReference(test->input(0)) : nullptr;
}

/// The variable whose value `tensor` is, or its reference, outside of a
/// conditional or as a whole conditional that has been folded; or null.
const Variable *InitializedValues::lookupRead(TensorRef tensor) const {
  if (const Variable *variable = variables.resolveRefRead(tensor))
    return variable;
  if (const Variable *variable = variables.resolveReference(tensor))
    return variable;
  const Node *node = skipIdentities(tensor).node;
  bool isRead = node->op() == "ReadVariableOp" || node->op() == kRefOp ||
                node->op() == kResourceOp;
  return isRead ? variables.resolveReference(node->input(0)) : nullptr;
}

/// Whether `tensor` is the value of `variable`, behind the Switch that is taken
/// where it is initialized.
bool InitializedValues::isReadOf(const Variable &variable,
                                 TensorRef tensor) const {
  tensor = skipIdentities(tensor);
  if (tensor.node->op() == "ReadVariableOp")
    tensor = tensor.node->input(0);
  std::optional<Branch> branch = matchBranch(tensor);
  return branch && branch->isTaken &&
         lookupTested(branch->predicate) == &variable &&
         lookupRead(branch->data) == &variable;
}

//===----------------------------------------------------------------------===//
// Initial values
//===----------------------------------------------------------------------===//

/// Whether the two do the same with their inputs, wherever they are placed.
static bool haveSameAttributes(const Node &a, const Node &b) {
  auto count = [](const Node &node) {
    return node.def().attr_size() - node.def().attr().contains("_class");
  };
  return count(a) == count(b) &&
         llvm::all_of(a.def().attr(), [&](const auto &attr) {
           auto other = b.def().attr().find(attr.first);
           return attr.first == "_class" ||
                  (other != b.def().attr().end() &&
                   attr.second.SerializeAsString() ==
                       other->second.SerializeAsString());
         });
}

/// Whether `tensor` is what the initializer of `variable` assigns, up to reads
/// of other variables, which are initialized by then.
bool InitializedValues::isInitialValue(const Variable &variable,
                                       TensorRef tensor) const {
  if (!variable.initializer)
    return false;
  using Pair = std::pair<TensorRef, TensorRef>;
  llvm::SmallVector<Pair> worklist{{tensor, variable.initializer->input(1)}};
  llvm::DenseSet<Pair> seen;
  while (!worklist.empty()) {
    auto [a, b] = worklist.pop_back_val();
    a = skipIdentities(a);
    b = skipIdentities(b);
    if (a == b || !seen.insert({a, b}).second)
      continue;
    const Variable *read = lookupRead(a);
    if (read && read == lookupRead(b))
      continue;
    if (read || a.output != b.output || a.node->op() != b.node->op() ||
        !a.node->record() || a.node->record()->isStateful ||
        a.node->inputs().size() != b.node->inputs().size() ||
        !haveSameAttributes(*a.node, *b.node))
      return false;
    for (auto [x, y] : llvm::zip_equal(a.node->inputs(), b.node->inputs()))
      worklist.push_back({x, y});
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Folding
//===----------------------------------------------------------------------===//

std::optional<Match> InitializedValues::match(const Node &merge) const {
  auto usesIndex = [](const Use &use) { return use.output != 0; };
  if (merge.inputs().size() != 2 || llvm::any_of(merge.uses(), usesIndex))
    return std::nullopt;
  for (unsigned i : {0, 1}) {
    std::optional<Branch> otherwise = matchBranch(merge.input(i));
    const Variable *tested =
        otherwise ? lookupTested(otherwise->predicate) : nullptr;
    if (tested && !otherwise->isTaken &&
        isReadOf(*tested, merge.input(1 - i)) &&
        isInitialValue(*tested, otherwise->data))
      return Match{
          tested,
          {&merge, otherwise->switchNode, lookupTest(otherwise->predicate)}};
  }
  return std::nullopt;
}

/// The node that says what `merge` is.
static tf::NodeDef makeNode(const Node &merge, const Match &match) {
  tf::NodeDef def;
  def.set_name(merge.name().str());
  def.set_op((match.variable->isResource ? kResourceOp : kRefOp).str());
  def.set_device(merge.device().str());
  def.add_input(match.variable->node->name().str());
  for (const Node *node : match.nodes)
    for (const Node *control : node->controlInputs())
      def.add_input(("^" + control->name()).str());
  (*def.mutable_attr())["T"] = merge.def().attr().at("T");
  return def;
}

llvm::LogicalResult vf::foldInitializedValues(MetaGraph &metaGraph,
                                              DiagnosticEngine &diagnostics) {
  Graph &graph = *metaGraph.graph;
  llvm::SmallVector<const Node *> merges;
  for (const Node &node : graph.allNodes())
    if (node.op() == "Merge")
      merges.push_back(&node);
  if (merges.empty())
    return llvm::success();
  InitializedValues values(metaGraph);
  for (const Node *node : scheduleNodes({}, {}, merges).order) {
    std::optional<Match> match;
    if (node->op() == "Merge")
      match = values.match(*node);
    if (match &&
        failed(graph.replaceNode(*node, makeNode(*node, *match), diagnostics)))
      return llvm::failure();
  }
  return llvm::success();
}
