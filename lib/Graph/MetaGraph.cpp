// Decoding of MetaGraphDefs: everything but the graph itself.
#include "vf/Graph/MetaGraph.h"

#include "ProtoConversions.h"
#include "vf/tf/meta_graph.pb.h"

#include "llvm/ADT/STLExtras.h"

using namespace vf;
using llvm::LogicalResult;
using llvm::StringRef;

/// The collections whose bytes are VariableDefs.
static bool holdsVariables(StringRef collection) {
  return llvm::is_contained({"variables", "trainable_variables",
                             "local_variables", "model_variables",
                             "moving_average_variables"},
                            collection);
}

static VariableInfo decodeVariable(const tf::VariableDef &def) {
  VariableInfo info;
  info.variable = def.variable_name();
  info.initializer = def.initializer_name();
  info.isResource = def.is_resource();
  if (def.has_save_slice_info_def()) {
    const tf::SaveSliceInfoDef &slice = def.save_slice_info_def();
    info.slice =
        SliceInfo{slice.full_name(),
                  {slice.full_shape().begin(), slice.full_shape().end()},
                  {slice.var_offset().begin(), slice.var_offset().end()},
                  {slice.var_shape().begin(), slice.var_shape().end()}};
  }
  return info;
}

static SaverInfo decodeSaver(const tf::SaverDef &def) {
  SaverInfo info;
  info.saveTensor = def.save_tensor_name();
  info.restoreOp = def.restore_op_name();
  info.maxToKeep = def.max_to_keep();
  info.sharded = def.sharded();
  info.keepCheckpointEveryNHours = def.keep_checkpoint_every_n_hours();
  info.version = def.version();
  return info;
}

static SignatureTensor decodeTensorInfo(const tf::TensorInfo &info) {
  return {info.name(), toDataType(info.dtype()),
          toPartialShape(info.tensor_shape())};
}

static Signature decodeSignature(const tf::SignatureDef &def) {
  Signature signature;
  signature.method = def.method_name();
  for (const auto &[name, info] : def.inputs())
    signature.inputs[name] = decodeTensorInfo(info);
  for (const auto &[name, info] : def.outputs())
    signature.outputs[name] = decodeTensorInfo(info);
  return signature;
}

namespace {
class MetaGraphDecoder {
public:
  MetaGraphDecoder(MetaGraph &metaGraph, StringRef file,
                   DiagnosticEngine &diagnostics)
      : metaGraph(metaGraph), file(file), diagnostics(diagnostics) {}

  LogicalResult decode(const tf::MetaGraphDef &def);

private:
  LogicalResult decodeCollection(const std::string &name,
                                 const tf::CollectionDef &def);
  LogicalResult decodeVariables(const std::string &name,
                                const tf::CollectionDef::BytesList &list);
  LogicalResult decodeSavers(const tf::CollectionDef::BytesList &list);
  LogicalResult reportElement(StringRef collection, StringRef kind, int index) {
    return emitError(diagnostics, Location::file(file))
           << "expected collection '" << collection << "' to hold " << kind
           << "s, found element #" << index << " that is none";
  }

  MetaGraph &metaGraph;
  StringRef file;
  DiagnosticEngine &diagnostics;
};
} // namespace

LogicalResult
MetaGraphDecoder::decodeVariables(const std::string &name,
                                  const tf::CollectionDef::BytesList &list) {
  Collection &collection = metaGraph.collections[name];
  for (int i = 0; i < list.value_size(); ++i) {
    tf::VariableDef def;
    if (!def.ParseFromString(list.value(i)))
      return reportElement(name, "VariableDef", i);
    collection.variables.push_back(decodeVariable(def));
  }
  return llvm::success();
}

LogicalResult
MetaGraphDecoder::decodeSavers(const tf::CollectionDef::BytesList &list) {
  for (int i = 0; i < list.value_size(); ++i) {
    tf::SaverDef def;
    if (!def.ParseFromString(list.value(i)))
      return reportElement("savers", "SaverDef", i);
    SaverInfo saver = decodeSaver(def);
    // The file's own Saver is usually listed again.
    bool isKnown = llvm::any_of(metaGraph.savers, [&](const SaverInfo &known) {
      return known.saveTensor == saver.saveTensor &&
             known.restoreOp == saver.restoreOp;
    });
    if (!isKnown)
      metaGraph.savers.push_back(std::move(saver));
  }
  return llvm::success();
}

LogicalResult MetaGraphDecoder::decodeCollection(const std::string &name,
                                                 const tf::CollectionDef &def) {
  Collection &collection = metaGraph.collections[name];
  switch (def.kind_case()) {
  case tf::CollectionDef::kNodeList:
    collection.names.assign(def.node_list().value().begin(),
                            def.node_list().value().end());
    return llvm::success();
  case tf::CollectionDef::kBytesList:
    if (holdsVariables(name))
      return decodeVariables(name, def.bytes_list());
    collection.numOther = def.bytes_list().value_size();
    return name == "savers" ? decodeSavers(def.bytes_list()) : llvm::success();
  case tf::CollectionDef::kInt64List:
    collection.numOther = def.int64_list().value_size();
    return llvm::success();
  case tf::CollectionDef::kFloatList:
    collection.numOther = def.float_list().value_size();
    return llvm::success();
  case tf::CollectionDef::kAnyList:
    collection.numOther = def.any_list().value_size();
    return llvm::success();
  case tf::CollectionDef::KIND_NOT_SET:
    return llvm::success();
  }
  return llvm::success();
}

LogicalResult MetaGraphDecoder::decode(const tf::MetaGraphDef &def) {
  const tf::MetaGraphDef::MetaInfoDef &info = def.meta_info_def();
  metaGraph.tags.assign(info.tags().begin(), info.tags().end());
  metaGraph.producer = def.graph_def().versions().producer();
  if (def.has_saver_def())
    metaGraph.savers.push_back(decodeSaver(def.saver_def()));
  bool hasFailed = false;
  for (const auto &[name, collection] : def.collection_def())
    hasFailed |= failed(decodeCollection(name, collection));
  for (const auto &[name, signature] : def.signature_def())
    metaGraph.signatures[name] = decodeSignature(signature);
  return llvm::failure(hasFailed);
}

llvm::FailureOr<MetaGraph>
vf::buildMetaGraph(std::unique_ptr<tf::MetaGraphDef> def,
                   const OpRegistry &registry, StringRef file,
                   DiagnosticEngine &diagnostics) {
  if (def->graph_def().node_size() == 0)
    return emitError(diagnostics, Location::file(file))
           << "expected a graph, found one without nodes";
  MetaGraph metaGraph;
  LogicalResult decoded =
      MetaGraphDecoder(metaGraph, file, diagnostics).decode(*def);
  auto graphDef = std::make_unique<tf::GraphDef>();
  graphDef->Swap(def->mutable_graph_def());
  auto graph = buildGraph(std::move(graphDef), registry, diagnostics);
  if (failed(decoded) || failed(graph))
    return llvm::failure();
  metaGraph.graph = std::move(*graph);
  return metaGraph;
}
