// A table's initializer is imported as a region that yields keys and values;
// who fills a table in an entry is lowered like any other node.
#include "Tables.h"

#include "RegionImporter.h"
#include "Types.h"
#include "UnsupportedOps.h"

#include "vf/Graph/OpRegistry.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::DataType;
using ::vf::Node;

static bool isTable(const Node &node) {
  return node.op() == "HashTable" || node.op() == "HashTableV2";
}

static bool fillsTable(const Node &node) {
  return node.op() == "InitializeTable" || node.op() == "InitializeTableV2" ||
         node.op() == "LookupTableImport" || node.op() == "LookupTableImportV2";
}

static const Node *findInitializer(const Node &table,
                                   const ::vf::MetaGraph &metaGraph) {
  auto fills = [&](const Node *node) {
    return node && fillsTable(*node) && node->input(0).node == &table;
  };
  auto collection = metaGraph.collections.find("table_initializer");
  if (collection != metaGraph.collections.end())
    for (const std::string &name : collection->second.names)
      if (const Node *node = metaGraph.graph->lookup(name); fills(node))
        return node;
  const Node *only = nullptr;
  for (const ::vf::Use &use : table.uses()) {
    if (!fills(use.consumer))
      continue;
    if (only)
      return nullptr;
    only = use.consumer;
  }
  return only;
}

/// Whether a table can not be filled with what depends on `node`: what is not
/// there when a program initializes its state.
static bool preventsInitialization(const Node *node) {
  const ::vf::OpRecord *record = node->record();
  return isTable(*node) ||
         (record &&
          (record->writesVariable || record->role == ::vf::OpRole::Variable ||
           record->role == ::vf::OpRole::Placeholder ||
           record->role == ::vf::OpRole::Restore));
}

static LogicalResult importInitializer(ModuleState &state, TableOp table,
                                       const Node &initializer,
                                       ArrayRef<::vf::TensorShape> shapes) {
  ::vf::TensorRef keys = initializer.input(1), values = initializer.input(2);
  ::vf::Schedule schedule;
  schedule.order = getBackwardSlice({keys.node, values.node});
  if (llvm::any_of(schedule.order, preventsInitialization)) {
    ::vf::emitWarning(state.diagnostics, initializer.location())
        << "depends on a feed, a variable or a checkpoint: table '"
        << table.getSymName() << "' is left without an initializer";
    return success();
  }
  UnsupportedOps unsupported;
  unsupported.add(schedule.order);
  if (failed(unsupported.report(state.diagnostics)))
    return failure();
  auto inferred =
      ::vf::inferShapes(state.graph, schedule, shapes, state.diagnostics);
  if (failed(inferred))
    return failure();
  Block &block = table.getInit().emplaceBlock();
  RegionImporter importer(state, schedule, *inferred, block, table.getLoc());
  if (failed(importer.importNodes()))
    return failure();
  Value key = importer.getValue(keys, initializer);
  Value value = importer.getValue(values, initializer);
  if (!key || !value)
    return failure();
  YieldOp::create(importer.builder(), state.locationOf(initializer),
                  ValueRange{key, value});
  return success();
}

static LogicalResult declareTable(ModuleState &state,
                                  const ::vf::MetaGraph &metaGraph,
                                  const Node &node,
                                  ArrayRef<::vf::TensorShape> shapes) {
  auto key = node.getAttr<DataType>("key_dtype");
  auto value = node.getAttr<DataType>("value_dtype");
  for (DataType type : {key, value})
    if (type != DataType::String && type != DataType::Int64)
      return ::vf::emitError(state.diagnostics, node.location())
             << "maps " << ::vf::dataTypeName(key) << " to "
             << ::vf::dataTypeName(value)
             << ", but only tables of string and int64 are supported";
  auto table =
      TableOp::create(state.declarations, state.locationOf(node), node.name(),
                      lookupElementType(state.context(), key),
                      lookupElementType(state.context(), value));
  state.tables[&node] = table;
  const Node *initializer = findInitializer(node, metaGraph);
  return initializer ? importInitializer(state, table, *initializer, shapes)
                     : success();
}

LogicalResult mlir::vf::declareTables(ModuleState &module,
                                      const ::vf::MetaGraph &metaGraph,
                                      ArrayRef<::vf::Schedule> schedules,
                                      ArrayRef<::vf::TensorShape> shapes) {
  llvm::SetVector<const Node *> tables;
  for (const ::vf::Schedule &schedule : schedules)
    for (const Node *node : schedule.order)
      if (isTable(*node))
        tables.insert(node);
  for (const Node *table : tables)
    if (failed(declareTable(module, metaGraph, *table, shapes)))
      return failure();
  return success();
}
