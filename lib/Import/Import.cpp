// The import of a module: find out what is needed, refuse what can not be
// imported, declare the state, import the entries.
#include "vf/Import/Import.h"

#include "EntryImporter.h"
#include "ModuleState.h"
#include "RegionImporter.h"
#include "Savers.h"
#include "Tables.h"
#include "Types.h"
#include "UnsupportedOps.h"

#include "vf/Graph/Schedule.h"
#include "vf/Graph/ShapeInference.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "nd/IR/NDDialect.h"

#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::Node;

//===----------------------------------------------------------------------===//
// Module state
//===----------------------------------------------------------------------===//

Location ModuleState::locationOf(const Node &node) const {
  return NameLoc::get(StringAttr::get(context(), node.name()));
}

FlatSymbolRefAttr ModuleState::getGenerator(const Node &node) {
  if (generators.insert(&node).second)
    GeneratorOp::create(declarations, locationOf(node), node.name(),
                        node.getAttr<int64_t>("seed"),
                        node.getAttr<int64_t>("seed2"));
  return FlatSymbolRefAttr::get(context(), node.name());
}

//===----------------------------------------------------------------------===//
// What is needed
//===----------------------------------------------------------------------===//

namespace {
/// By variable; only of variables that have one.
using Initializers = llvm::MapVector<const Node *, Initializer>;
} // namespace

/// The variables that an entry touches or a checkpoint has, and those that
/// their initializers read.
static llvm::SetVector<const Node *> findNeededVariables(
    const ::vf::VariableTable &variables, ArrayRef<::vf::Schedule> schedules,
    ArrayRef<::vf::Saver> savers, const Initializers &initializers) {
  llvm::SetVector<const Node *> needed;
  auto addAll = [&](ArrayRef<const Node *> nodes) {
    for (const Node *node : nodes)
      if (variables.lookup(node))
        needed.insert(node);
  };
  for (const ::vf::Schedule &schedule : schedules)
    addAll(schedule.order);
  for (const ::vf::Saver &saver : savers)
    for (const ::vf::SavedTensor &tensor : saver.tensors)
      needed.insert(tensor.variable->node);
  for (size_t i = 0; i != needed.size(); ++i) {
    auto initializer = initializers.find(needed[i]);
    if (initializer != initializers.end())
      addAll(initializer->second.slice);
  }
  return needed;
}

/// Finds the initializers to import. Unsupported ops in one are an error where
/// its variable is needed; elsewhere they only cost it its initializer.
static Initializers selectInitializers(const ::vf::VariableTable &variables,
                                       const VariableTypes &types,
                                       ArrayRef<::vf::Schedule> schedules,
                                       ArrayRef<::vf::Saver> savers,
                                       UnsupportedOps &unsupported,
                                       ::vf::DiagnosticEngine &diagnostics) {
  Initializers initializers;
  for (const ::vf::Variable &variable : variables.variables())
    if (types.contains(variable.node))
      if (Initializer found = findInitializer(variable); found.assign)
        initializers[variable.node] = std::move(found);

  auto needed = findNeededVariables(variables, schedules, savers, initializers);
  initializers.remove_if([&](const auto &entry) {
    const auto &[variable, initializer] = entry;
    if (needed.contains(variable)) {
      unsupported.add(initializer.slice);
      return false;
    }
    auto bad = llvm::find_if_not(initializer.slice, [](const Node *node) {
      return ::vf::isSupported(*node);
    });
    if (bad == initializer.slice.end())
      return false;
    ::vf::emitWarning(diagnostics, variable->location())
        << "its initializer needs '" << (*bad)->name() << "' (" << (*bad)->op()
        << "), which is not supported: it is left without one";
    return true;
  });
  return initializers;
}

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

/// All initializers as one schedule, so that shapes are inferred in one go.
static ::vf::Schedule joinSlices(const Initializers &initializers) {
  ::vf::Schedule schedule;
  llvm::DenseSet<const Node *> scheduled;
  for (const auto &[variable, initializer] : initializers)
    for (const Node *node : initializer.slice)
      if (scheduled.insert(node).second)
        schedule.order.push_back(node);
  return schedule;
}

static LogicalResult importInitializer(ModuleState &state, VariableOp op,
                                       const Initializer &initializer,
                                       const ::vf::InferredShapes &shapes) {
  ::vf::Schedule schedule;
  schedule.order = initializer.slice;
  Block &block = op.getInit().emplaceBlock();
  RegionImporter importer(state, schedule, shapes, block, op.getLoc());
  if (failed(importer.importNodes()))
    return failure();
  const Node &assign = *initializer.assign;
  Value value = importer.getValue(initializer.value, assign);
  if (!value)
    return failure();
  if (value.getType() != op.getType())
    return ::vf::emitError(state.diagnostics, assign.location())
           << "expected an initial value of shape "
           << ::vf::PartialShape(op.getValueType().getShape()).str()
           << ", found "
           << ::vf::shapeStr(shapes.lookup(initializer.value).dims);
  YieldOp::create(importer.builder(), op.getLoc(), value);
  return success();
}

static VariableOp declareVariable(ModuleState &state,
                                  const ::vf::Variable &variable) {
  OpBuilder &b = state.declarations;
  const Node &node = *variable.node;
  SmallVector<StringRef> collections(variable.collections.begin(),
                                     variable.collections.end());
  auto op = VariableOp::create(
      b, state.locationOf(node), node.name(), state.variableTypes.lookup(&node),
      variable.isTrainable, b.getStrArrayAttr(collections),
      node.device().empty() ? StringAttr() : b.getStringAttr(node.device()),
      /*partition=*/nullptr);
  if (StringAttr name = lookupQuantizedName(b.getContext(), variable.type))
    op->setAttr("vf.quantized", name);
  return op;
}

static LogicalResult declareVariables(ModuleState &state,
                                      const Initializers &initializers,
                                      ArrayRef<::vf::TensorShape> shapes) {
  ::vf::Schedule schedule = joinSlices(initializers);
  auto inferred =
      ::vf::inferShapes(state.graph, schedule, shapes, state.diagnostics);
  if (failed(inferred))
    return failure();
  for (const ::vf::Variable &variable : state.variables.variables()) {
    if (variable.isTemporary || !state.variableTypes.contains(variable.node))
      continue;
    VariableOp op = declareVariable(state, variable);
    auto initializer = initializers.find(variable.node);
    if (initializer != initializers.end() &&
        failed(importInitializer(state, op, initializer->second, *inferred)))
      return failure();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// The module
//===----------------------------------------------------------------------===//

/// Entries share the module's symbols with variables, with generators, whose
/// nodes have seeds, and with tables, whose nodes have keys.
static LogicalResult checkEntryNames(ArrayRef<::vf::Entry> entries,
                                     const ::vf::VariableTable &variables,
                                     const ::vf::Graph &graph,
                                     ::vf::DiagnosticEngine &diagnostics) {
  bool hasErrors = false;
  for (const ::vf::Entry &entry : entries) {
    const Node *node = graph.lookup(entry.name);
    bool isSymbol =
        node && (variables.lookup(node) || node->lookupAttr<int64_t>("seed2") ||
                 node->lookupAttr<::vf::DataType>("key_dtype"));
    if (!isSymbol)
      continue;
    hasErrors = true;
    ::vf::emitError(diagnostics, node->location())
        << "entry '" << entry.name << "' has the name of this node";
  }
  return failure(hasErrors);
}

/// A shape is given for what is fed, or for a variable.
static LogicalResult checkShapesAreUsed(ArrayRef<::vf::TensorShape> shapes,
                                        ArrayRef<::vf::Entry> entries,
                                        const ::vf::VariableTable &variables,
                                        ::vf::DiagnosticEngine &diagnostics) {
  llvm::DenseSet<::vf::TensorRef> fed;
  for (const ::vf::Entry &entry : entries)
    for (const ::vf::EntryTensor &feed : entry.feeds)
      fed.insert(feed.tensor);
  bool hasErrors = false;
  for (const ::vf::TensorShape &shape : shapes) {
    if (fed.contains(shape.tensor) || variables.lookup(shape.tensor.node))
      continue;
    hasErrors = true;
    ::vf::emitError(diagnostics, shape.tensor.node->location())
        << "a shape is given for '" << shape.tensor.str()
        << "', which is neither fed nor a variable";
  }
  return failure(hasErrors);
}

static void loadDialects(MLIRContext &context) {
  context.loadDialect<VFDialect, nd::NDDialect, arith::ArithDialect,
                      tensor::TensorDialect>();
}

namespace vf {
OwningOpRef<ModuleOp> importModule(MLIRContext &context,
                                   const MetaGraph &metaGraph,
                                   ArrayRef<EntrySpec> specs,
                                   const ImportOptions &options,
                                   DiagnosticEngine &diagnostics) {
  loadDialects(context);
  const Graph &graph = *metaGraph.graph;
  const VariableTable variables(metaGraph);
  auto entries = resolveEntries(specs, graph, diagnostics);
  auto shapes = resolveShapes(options.shapes, graph, diagnostics);
  if (failed(entries) || failed(shapes) ||
      failed(checkEntryNames(*entries, variables, graph, diagnostics)) ||
      failed(checkShapesAreUsed(*shapes, *entries, variables, diagnostics)))
    return {};
  auto types = getVariableTypes(&context, variables, *shapes, diagnostics);
  if (failed(types))
    return {};
  auto savers = collectSavers(metaGraph, variables, diagnostics);
  if (failed(savers))
    return {};

  std::vector<Schedule> schedules;
  UnsupportedOps unsupported;
  for (const Entry &entry : *entries) {
    schedules.push_back(scheduleEntry(entry, diagnostics));
    unsupported.add(schedules.back().order);
  }
  Initializers initializers = selectInitializers(
      variables, *types, schedules, *savers, unsupported, diagnostics);
  if (failed(unsupported.report(diagnostics)))
    return {};

  OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(&context));
  ModuleState state{*module,     graph,
                    variables,   *types,
                    diagnostics, OpBuilder::atBlockEnd(module->getBody()),
                    {}};
  if (failed(declareVariables(state, initializers, *shapes)) ||
      failed(declareTables(state, metaGraph, schedules, *shapes)))
    return {};
  for (auto [entry, schedule] : llvm::zip(*entries, schedules))
    if (failed(importEntry(state, entry, schedule, *shapes)))
      return {};
  for (const Saver &saver : *savers)
    declareSaver(state, saver);
  return module;
}
} // namespace vf
