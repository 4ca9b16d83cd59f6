// The listing is made once, as JSON values, so that the two forms cannot
// differ; the text form lays the same values out for a person.
#include "vf/Graph/Listing.h"

#include "vf/Graph/OpRegistry.h"
#include "vf/Graph/Savers.h"
#include "vf/Graph/Variables.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/JSON.h"

using namespace vf;
using llvm::raw_ostream;
using llvm::StringRef;
namespace json = llvm::json;

std::vector<UnsupportedOp>
vf::findUnsupportedOps(llvm::ArrayRef<const Node *> nodes) {
  llvm::MapVector<StringRef, UnsupportedOp> byName;
  for (const Node *node : nodes) {
    if (isSupported(*node))
      continue;
    UnsupportedOp &entry = byName[node->op()];
    if (entry.count++ == 0) {
      entry.op = node->op().str();
      entry.first = node;
    }
  }
  auto entries = llvm::make_second_range(byName);
  return std::vector<UnsupportedOp>(entries.begin(), entries.end());
}

//===----------------------------------------------------------------------===//
// Sections
//===----------------------------------------------------------------------===//

/// JSON wants valid UTF-8; names of nodes are, strings from files may not be.
static std::string utf8(StringRef text) { return json::fixUTF8(text); }

static json::Array names(llvm::ArrayRef<const Node *> nodes) {
  json::Array array;
  for (const Node *node : nodes)
    array.push_back(utf8(node->name()));
  return array;
}

static json::Array listVariables(const VariableTable &variables) {
  json::Array array;
  auto isState = [](const Variable &variable) { return !variable.isTemporary; };
  for (const Variable &variable :
       llvm::make_filter_range(variables.variables(), isState))
    array.push_back(json::Object{
        {"name", utf8(variable.node->name())},
        {"op", utf8(variable.node->op())},
        {"dtype", dataTypeName(variable.type)},
        {"shape", variable.shape.str()},
        {"trainable", variable.isTrainable},
        {"initializer", variable.initializer
                            ? json::Value(utf8(variable.initializer->name()))
                            : json::Value(nullptr)},
        {"read_by", names(variable.readers)},
        {"written_by", names(variable.writers)}});
  return array;
}

static json::Array listPlaceholders(const Graph &graph) {
  json::Array array;
  for (const Node &node : graph.allNodes())
    if (node.record() && node.record()->role == OpRole::Placeholder)
      array.push_back(
          json::Object{{"name", utf8(node.name())},
                       {"dtype", dataTypeName(node.getAttr<DataType>("dtype"))},
                       {"shape", node.getAttr<PartialShape>("shape").str()}});
  return array;
}

static json::Array listCollections(const MetaGraph &metaGraph) {
  json::Array array;
  for (const auto &[name, collection] : metaGraph.collections) {
    json::Array members;
    for (const std::string &member : collection.names)
      members.push_back(utf8(member));
    if (!members.empty())
      array.push_back(
          json::Object{{"name", utf8(name)}, {"nodes", std::move(members)}});
  }
  return array;
}

static json::Array
listSignatureTensors(const std::map<std::string, SignatureTensor> &tensors) {
  json::Array array;
  for (const auto &[name, tensor] : tensors)
    array.push_back(json::Object{{"name", utf8(name)},
                                 {"tensor", utf8(tensor.tensor)},
                                 {"dtype", dataTypeName(tensor.type)},
                                 {"shape", tensor.shape.str()}});
  return array;
}

static json::Array listSignatures(const MetaGraph &metaGraph) {
  json::Array array;
  for (const auto &[name, signature] : metaGraph.signatures)
    array.push_back(
        json::Object{{"name", utf8(name)},
                     {"method", utf8(signature.method)},
                     {"inputs", listSignatureTensors(signature.inputs)},
                     {"outputs", listSignatureTensors(signature.outputs)}});
  return array;
}

static json::Array listSavers(llvm::ArrayRef<Saver> savers) {
  json::Array array;
  for (const Saver &saver : savers) {
    json::Array tensors;
    for (const SavedTensor &tensor : saver.tensors)
      tensors.push_back(
          json::Object{{"key", utf8(tensor.key)},
                       {"slice", utf8(tensor.slice)},
                       {"variable", utf8(tensor.variable->node->name())}});
    array.push_back(json::Object{{"name", utf8(saver.name)},
                                 {"version", saver.info.version},
                                 {"sharded", saver.info.sharded},
                                 {"tensors", std::move(tensors)}});
  }
  return array;
}

static json::Array listUnsupportedOps(const Graph &graph) {
  std::vector<const Node *> nodes;
  for (const Node &node : graph.allNodes())
    nodes.push_back(&node);
  json::Array array;
  for (const UnsupportedOp &entry : findUnsupportedOps(nodes))
    array.push_back(json::Object{{"op", utf8(entry.op)},
                                 {"count", entry.count},
                                 {"first", utf8(entry.first->name())}});
  return array;
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

static void printNames(raw_ostream &os, StringRef label,
                       const json::Array &names) {
  if (names.empty())
    return;
  os << "    " << label << ": ";
  llvm::interleaveComma(
      names, os, [&os](const json::Value &name) { os << *name.getAsString(); });
  os << "\n";
}

static StringRef text(const json::Object &object, StringRef key) {
  return object.getString(key).value_or("none");
}

static void printVariable(raw_ostream &os, const json::Object &variable) {
  os << "  " << text(variable, "name") << ": " << text(variable, "dtype") << " "
     << text(variable, "shape")
     << (*variable.getBoolean("trainable") ? ", trainable" : "")
     << ", initializer " << text(variable, "initializer") << "\n";
  printNames(os, "read by", *variable.getArray("read_by"));
  printNames(os, "written by", *variable.getArray("written_by"));
}

static void printPlaceholder(raw_ostream &os, const json::Object &placeholder) {
  os << "  " << text(placeholder, "name") << ": " << text(placeholder, "dtype")
     << " " << text(placeholder, "shape") << "\n";
}

static void printCollection(raw_ostream &os, const json::Object &collection) {
  os << "  " << text(collection, "name") << "\n";
  printNames(os, "nodes", *collection.getArray("nodes"));
}

static void printSignature(raw_ostream &os, const json::Object &signature) {
  os << "  " << text(signature, "name") << " (" << text(signature, "method")
     << ")\n";
  for (StringRef side : {"inputs", "outputs"})
    for (const json::Value &value : *signature.getArray(side)) {
      const json::Object &tensor = *value.getAsObject();
      os << "    " << side.drop_back() << " " << text(tensor, "name") << " = "
         << text(tensor, "tensor") << ": " << text(tensor, "dtype") << " "
         << text(tensor, "shape") << "\n";
    }
}

static void printSaver(raw_ostream &os, const json::Object &saver) {
  StringRef name = text(saver, "name");
  os << "  " << (name.empty() ? "(none in the graph)" : name) << ": version "
     << *saver.getInteger("version")
     << (*saver.getBoolean("sharded") ? ", sharded" : "") << "\n";
  for (const json::Value &value : *saver.getArray("tensors")) {
    const json::Object &tensor = *value.getAsObject();
    os << "    " << text(tensor, "key");
    if (!text(tensor, "slice").empty())
      os << " [" << text(tensor, "slice") << "]";
    if (text(tensor, "variable") != text(tensor, "key"))
      os << " = " << text(tensor, "variable");
    os << "\n";
  }
}

static void printUnsupportedOp(raw_ostream &os, const json::Object &entry) {
  os << "  " << text(entry, "op") << ": " << *entry.getInteger("count")
     << ", first '" << text(entry, "first") << "'\n";
}

static void printSection(raw_ostream &os, const json::Object &listing,
                         StringRef key, StringRef title,
                         void (*printEntry)(raw_ostream &,
                                            const json::Object &)) {
  const json::Array &entries = *listing.getArray(key);
  os << title << ": " << entries.size() << "\n";
  for (const json::Value &entry : entries)
    printEntry(os, *entry.getAsObject());
}

static void printText(raw_ostream &os, const json::Object &listing) {
  printSection(os, listing, "variables", "Variables", printVariable);
  printSection(os, listing, "placeholders", "Placeholders", printPlaceholder);
  printSection(os, listing, "collections", "Collections of nodes",
               printCollection);
  printSection(os, listing, "signatures", "Signatures", printSignature);
  printSection(os, listing, "savers", "Savers", printSaver);
  printSection(os, listing, "unsupported_ops", "Unsupported ops",
               printUnsupportedOp);
}

llvm::LogicalResult vf::printGraphListing(const MetaGraph &metaGraph,
                                          raw_ostream &os, bool asJson,
                                          DiagnosticEngine &diagnostics) {
  VariableTable variables(metaGraph);
  llvm::FailureOr<std::vector<Saver>> savers =
      collectSavers(metaGraph, variables, diagnostics);
  if (failed(savers))
    return llvm::failure();
  json::Object listing{
      {"variables", listVariables(variables)},
      {"placeholders", listPlaceholders(*metaGraph.graph)},
      {"collections", listCollections(metaGraph)},
      {"signatures", listSignatures(metaGraph)},
      {"savers", listSavers(*savers)},
      {"unsupported_ops", listUnsupportedOps(*metaGraph.graph)}};
  if (asJson)
    os << llvm::formatv("{0:2}", json::Value(std::move(listing))) << "\n";
  else
    printText(os, listing);
  return llvm::success();
}
