// An entry's signature is public: names and symbols of feeds and fetches go
// into its argument and result attributes.
#include "EntryImporter.h"

#include "RegionImporter.h"
#include "Temporaries.h"
#include "Types.h"

#include "vf/Graph/Races.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::EntryTensor;

namespace {
class EntryImporter {
public:
  EntryImporter(ModuleState &module, const ::vf::Entry &entry,
                const ::vf::Schedule &schedule,
                const ::vf::InferredShapes &inferred,
                ArrayRef<::vf::TensorShape> shapes)
      : module(module), entry(entry), schedule(schedule), inferred(inferred),
        shapes(shapes), b(OpBuilder::atBlockEnd(module.module.getBody())),
        loc(NameLoc::get(b.getStringAttr(entry.name))) {}

  LogicalResult import();

private:
  FailureOr<SmallVector<Type>> getFeedTypes();
  DictionaryAttr describe(const EntryTensor &tensor, bool isFeed);
  ArrayAttr getSymbols(::vf::TensorRef tensor);
  ArrayAttr describeAll(ArrayRef<EntryTensor> tensors, bool areFeeds);
  ArrayAttr listRaces(const RegionImporter &importer);

  ModuleState &module;
  const ::vf::Entry &entry;
  const ::vf::Schedule &schedule;
  const ::vf::InferredShapes &inferred;
  ArrayRef<::vf::TensorShape> shapes;
  OpBuilder b;
  Location loc;
};
} // namespace

FailureOr<SmallVector<Type>> EntryImporter::getFeedTypes() {
  SmallVector<Type> types;
  for (const EntryTensor &feed : entry.feeds) {
    const ::vf::Node &node = *feed.tensor.node;
    Type element = lookupElementType(b.getContext(), feed.tensor.type());
    if (!element)
      return ::vf::emitError(module.diagnostics, node.location())
             << "is fed with " << ::vf::dataTypeName(feed.tensor.type())
             << ", which compiled code can not hold";
    auto shape = inferred.getShape(feed.tensor, node, module.diagnostics);
    if (failed(shape))
      return failure();
    types.push_back(getTensorType(*shape, element));
  }
  return types;
}

/// The names that the command line gave to the tensor's sizes, "" for others.
ArrayAttr EntryImporter::getSymbols(::vf::TensorRef tensor) {
  SmallVector<StringRef> symbols(inferred.lookup(tensor).rank());
  for (const ::vf::TensorShape &shape : shapes)
    if (shape.tensor == tensor)
      for (auto [symbol, dim] : llvm::zip(symbols, shape.dims))
        symbol = dim.symbol;
  return b.getStrArrayAttr(symbols);
}

DictionaryAttr EntryImporter::describe(const EntryTensor &tensor, bool isFeed) {
  NamedAttrList attrs;
  attrs.set("vf.name", b.getStringAttr(tensor.name));
  attrs.set("vf.tensor", b.getStringAttr(tensor.tensor.str()));
  if (StringAttr name =
          lookupQuantizedName(b.getContext(), tensor.tensor.type()))
    attrs.set("vf.quantized", name);
  if (isFeed)
    attrs.set("vf.symbols", getSymbols(tensor.tensor));
  return attrs.getDictionary(b.getContext());
}

ArrayAttr EntryImporter::describeAll(ArrayRef<EntryTensor> tensors,
                                     bool areFeeds) {
  SmallVector<Attribute> attrs;
  for (const EntryTensor &tensor : tensors)
    attrs.push_back(describe(tensor, areFeeds));
  return b.getArrayAttr(attrs);
}

/// Null if there are none. What only asks for a variable's shape is no access.
ArrayAttr EntryImporter::listRaces(const RegionImporter &importer) {
  SmallVector<::vf::TensorRef> fetches = llvm::map_to_vector(
      entry.fetches, [](const EntryTensor &fetch) { return fetch.tensor; });
  SmallVector<Attribute> races;
  for (const ::vf::Race &race :
       ::vf::findRaces(schedule, fetches, module.variables)) {
    if (importer.isComputedByInference(*race.first) ||
        importer.isComputedByInference(*race.second))
      continue;
    races.push_back(RaceAttr::get(
        b.getContext(),
        FlatSymbolRefAttr::get(b.getContext(), race.variable->node->name()),
        b.getStringAttr(race.first->name()),
        b.getStringAttr(race.second->name())));
  }
  return races.empty() ? ArrayAttr() : b.getArrayAttr(races);
}

LogicalResult EntryImporter::import() {
  auto feedTypes = getFeedTypes();
  if (failed(feedTypes))
    return failure();
  // The result types are those of the fetched values: set at the end.
  auto op =
      EntryOp::create(b, loc, entry.name, b.getFunctionType(*feedTypes, {}),
                      describeAll(entry.feeds, /*areFeeds=*/true),
                      describeAll(entry.fetches, /*areFeeds=*/false),
                      /*initializer=*/false, /*races=*/nullptr);
  if (module.declarations.getInsertionPoint() == module.module.getBody()->end())
    module.declarations.setInsertionPoint(op);
  Block &body = op.getBody().emplaceBlock();

  RegionImporter importer(module, schedule, inferred, body, loc);
  for (const auto &[feed, type] : llvm::zip(entry.feeds, *feedTypes))
    importer.addFeed(
        feed.tensor,
        body.addArgument(type, module.locationOf(*feed.tensor.node)));
  if (failed(importer.importNodes()))
    return failure();

  SmallVector<Value> results;
  for (const EntryTensor &fetch : entry.fetches) {
    results.push_back(importer.getFetch(fetch.tensor));
    if (!results.back())
      return failure();
  }
  auto returned = ReturnOp::create(importer.builder(), loc, results);
  if (failed(promoteTemporaries(module, body)))
    return failure();
  op.setFunctionType(b.getFunctionType(*feedTypes, returned.getOperandTypes()));
  op.setRacesAttr(listRaces(importer));
  return success();
}

LogicalResult mlir::vf::importEntry(ModuleState &module,
                                    const ::vf::Entry &entry,
                                    const ::vf::Schedule &schedule,
                                    ArrayRef<::vf::TensorShape> shapes) {
  auto inferred =
      ::vf::inferShapes(module.graph, schedule, shapes, module.diagnostics);
  if (failed(inferred))
    return failure();
  return EntryImporter(module, entry, schedule, *inferred, shapes).import();
}
