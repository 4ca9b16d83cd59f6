// A depth-first search over "the initializer of a reads b", in the order of
// declaration, with a stack of its own: chains are as long as users make them.
// Linear in variables and reads.
#include "vf/Analysis/InitializationOrder.h"

using namespace mlir;
using namespace mlir::vf;

/// Notes that a report of a cycle has at most.
static constexpr size_t kMaxCycleNotes = 20;

namespace {
/// A read of another variable in an initializer.
struct Dependency {
  VariableOp variable;
  Location read;
};

/// A variable on the current path: dependencies before `next` are done.
struct PathStep {
  VariableOp variable;
  SmallVector<Dependency> dependencies;
  size_t next = 0;
};

enum class Progress { NotSeen, OnPath, Ordered };

class OrderSearch {
public:
  explicit OrderSearch(ModuleOp module) : module(module), symbols(module) {}
  FailureOr<SmallVector<VariableOp>> run();

private:
  LogicalResult visit(VariableOp root);
  void enter(VariableOp variable);
  SmallVector<Dependency> getDependencies(VariableOp variable);
  LogicalResult reportCycle(VariableOp repeated);

  ModuleOp module;
  SymbolTable symbols;
  DenseMap<Operation *, Progress> progress;
  SmallVector<PathStep> path;
  SmallVector<VariableOp> order;
};
} // namespace

SmallVector<Dependency> OrderSearch::getDependencies(VariableOp variable) {
  SmallVector<Dependency> dependencies;
  variable.getInit().walk([&](VariableAccessOpInterface access) {
    for (FlatSymbolRefAttr symbol : access.getReadVariables()) {
      auto read = symbols.lookup<VariableOp>(symbol.getAttr());
      if (read.hasInitializer())
        dependencies.push_back({read, access.getLoc()});
    }
  });
  return dependencies;
}

void OrderSearch::enter(VariableOp variable) {
  progress[variable] = Progress::OnPath;
  path.push_back({variable, getDependencies(variable)});
}

LogicalResult OrderSearch::reportCycle(VariableOp repeated) {
  InFlightDiagnostic diagnostic = repeated.emitError("initializer of @")
                                  << repeated.getSymName()
                                  << " depends on itself";
  auto *first = llvm::find_if(
      path, [&](PathStep &step) { return step.variable == repeated; });
  ArrayRef<PathStep> cycle(first, path.end());
  bool isLong = cycle.size() > kMaxCycleNotes;
  // The last note of a long cycle says how long it is.
  for (const PathStep &step :
       cycle.take_front(isLong ? kMaxCycleNotes - 1 : kMaxCycleNotes)) {
    const Dependency &taken = step.dependencies[step.next - 1];
    VariableOp reader = step.variable, read = taken.variable;
    diagnostic.attachNote(taken.read)
        << "initializer of @" << reader.getSymName() << " reads @"
        << read.getSymName();
  }
  if (isLong)
    diagnostic.attachNote(repeated.getLoc())
        << "and so on, through " << cycle.size() << " variables";
  return diagnostic;
}

LogicalResult OrderSearch::visit(VariableOp root) {
  if (progress.lookup(root) == Progress::Ordered)
    return success();
  enter(root);
  while (!path.empty()) {
    PathStep &step = path.back();
    if (step.next == step.dependencies.size()) {
      progress[step.variable] = Progress::Ordered;
      order.push_back(step.variable);
      path.pop_back();
      continue;
    }
    VariableOp next = step.dependencies[step.next++].variable;
    Progress seen = progress.lookup(next);
    if (seen == Progress::OnPath)
      return reportCycle(next);
    if (seen == Progress::NotSeen)
      enter(next);
  }
  return success();
}

FailureOr<SmallVector<VariableOp>> OrderSearch::run() {
  for (VariableOp variable : module.getOps<VariableOp>())
    if (variable.hasInitializer() && failed(visit(variable)))
      return failure();
  return std::move(order);
}

FailureOr<SmallVector<VariableOp>>
vf::computeInitializationOrder(ModuleOp module) {
  return OrderSearch(module).run();
}
