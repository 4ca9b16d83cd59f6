// Reading of graph files. What a file holds is told from its bytes, not from
// its name: the binary forms of GraphDef, MetaGraphDef and SavedModel differ in
// the wire type or the content of their first fields, and none of them is text.
#include "vf/Graph/MetaGraph.h"

#include "vf/tf/meta_graph.pb.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/text_format.h>

#include <limits>

using namespace vf;
using google::protobuf::Message;
using llvm::FailureOr;
using llvm::StringRef;
using MetaGraphDefPtr = std::unique_ptr<tf::MetaGraphDef>;

namespace {
/// Keeps the first error of the text parser. Unknown fields, which newer
/// versions add, come as warnings and are skipped.
class FirstError : public google::protobuf::io::ErrorCollector {
public:
  void AddError(int line, int column, const std::string &message) override {
    if (text.empty())
      text = "line " + std::to_string(line + 1) + ", column " +
             std::to_string(column + 1) + ": " + message;
  }
  void AddWarning(int, int, const std::string &) override {}

  std::string text;
};

class Loader {
public:
  Loader(StringRef path, DiagnosticEngine &diagnostics)
      : path(path), diagnostics(diagnostics) {}

  FailureOr<MetaGraphDefPtr> load(llvm::ArrayRef<std::string> tags);

private:
  InFlightDiagnostic error() {
    return emitError(diagnostics, Location::file(path));
  }
  llvm::LogicalResult findSavedModel();
  FailureOr<std::unique_ptr<llvm::MemoryBuffer>> readFile();
  FailureOr<MetaGraphDefPtr> parseText(StringRef text,
                                       llvm::ArrayRef<std::string> tags);
  FailureOr<MetaGraphDefPtr> parseBinary(StringRef bytes,
                                         llvm::ArrayRef<std::string> tags);
  FailureOr<MetaGraphDefPtr> pickMetaGraph(tf::SavedModel &model,
                                           llvm::ArrayRef<std::string> tags);
  FailureOr<MetaGraphDefPtr> checkTags(MetaGraphDefPtr metaGraph,
                                       llvm::ArrayRef<std::string> tags);

  std::string path;
  DiagnosticEngine &diagnostics;
};
} // namespace

/// A SavedModel's folder stands for the file in it.
llvm::LogicalResult Loader::findSavedModel() {
  if (!llvm::sys::fs::is_directory(path))
    return llvm::success();
  for (StringRef name : {"saved_model.pb", "saved_model.pbtxt"}) {
    llvm::SmallString<128> candidate(path);
    llvm::sys::path::append(candidate, name);
    if (llvm::sys::fs::exists(candidate)) {
      path = candidate.str().str();
      return llvm::success();
    }
  }
  return error() << "expected a graph or the folder of a SavedModel, found a "
                    "folder without saved_model.pb or saved_model.pbtxt";
}

static StringRef describeFileType(llvm::sys::fs::file_type type) {
  using llvm::sys::fs::file_type;
  switch (type) {
  case file_type::directory_file:
    return "a folder";
  case file_type::fifo_file:
    return "a pipe";
  case file_type::socket_file:
    return "a socket";
  default:
    return "a device";
  }
}

FailureOr<std::unique_ptr<llvm::MemoryBuffer>> Loader::readFile() {
  llvm::sys::fs::file_status status;
  if (std::error_code code = llvm::sys::fs::status(path, status))
    return error() << "cannot be read: " << code.message();
  // A device or a pipe may never end, and a pipe may never begin.
  if (status.type() != llvm::sys::fs::file_type::regular_file)
    return error() << "expected a regular file, found "
                   << describeFileType(status.type());
  uint64_t size = status.getSize();
  if (size > uint64_t(std::numeric_limits<int>::max()))
    return error()
           << "expected less than 2 GiB, the limit of protocol buffers, "
              "found "
           << size << " bytes";
  // Not mapped: a mapping of a file that shrinks ends the process.
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false,
                                            /*IsVolatile=*/true);
  if (!buffer)
    return error() << "cannot be read: " << buffer.getError().message();
  return std::move(*buffer);
}

/// Text files have neither control characters but white space nor, near their
/// start, anything but field names; binary ones begin with a field's tag.
static bool isText(StringRef bytes) {
  StringRef start = bytes.take_front(256);
  return llvm::all_of(start, [](char c) {
    return llvm::isSpace(c) ||
           (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  });
}

/// The first field's name in a text file, comments skipped: "graph_def".
static StringRef firstFieldName(StringRef text) {
  text = text.ltrim();
  while (text.starts_with("#"))
    text = text.split('\n').second.ltrim();
  return text.take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
}

/// Messages nested deeper than this are refused, in text as in binary form:
/// parsing recurses.
constexpr int maxNestedMessages = 100;

static bool parseTextInto(Message &message, StringRef text,
                          FirstError &errors) {
  google::protobuf::io::ArrayInputStream stream(text.data(), text.size());
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&errors);
  parser.AllowUnknownField(true);
  parser.SetRecursionLimit(maxNestedMessages);
  return parser.Parse(&stream, &message);
}

static bool parseBinaryInto(Message &message, StringRef bytes) {
  return message.ParseFromArray(bytes.data(), bytes.size());
}

static bool hasField(const Message &message, StringRef name) {
  return message.GetDescriptor()->FindFieldByName(name.str());
}

FailureOr<MetaGraphDefPtr> Loader::parseText(StringRef text,
                                             llvm::ArrayRef<std::string> tags) {
  StringRef field = firstFieldName(text);
  FirstError errors;
  auto metaGraph = std::make_unique<tf::MetaGraphDef>();
  tf::SavedModel model;
  bool isModel = hasField(model, field);
  bool isGraph = !isModel && hasField(metaGraph->graph_def(), field);
  if (!isModel && !isGraph && !hasField(*metaGraph, field))
    return error() << "expected a GraphDef, a MetaGraphDef or a SavedModel, "
                      "found text that is none";
  Message &message = isModel   ? static_cast<Message &>(model)
                     : isGraph ? *metaGraph->mutable_graph_def()
                               : static_cast<Message &>(*metaGraph);
  if (!parseTextInto(message, text, errors))
    return error() << "expected " << message.GetTypeName().substr(6)
                   << " as text, but " << errors.text;
  if (isModel)
    return pickMetaGraph(model, tags);
  return checkTags(std::move(metaGraph), tags);
}

/// Whether the first node has a name, and an op of printable characters only:
/// bytes of another message taken for a node would not.
static bool isPlausible(const tf::GraphDef &graph) {
  if (graph.node_size() == 0)
    return false;
  const tf::NodeDef &node = graph.node(0);
  return !node.name().empty() && !node.op().empty() &&
         llvm::all_of(node.op(), llvm::isPrint);
}

FailureOr<MetaGraphDefPtr>
Loader::parseBinary(StringRef bytes, llvm::ArrayRef<std::string> tags) {
  // A SavedModel begins with its schema version, a varint in field 1; the
  // others with a message in field 1: a NodeDef or a MetaInfoDef.
  constexpr char varintInField1 = 0x08;
  tf::SavedModel model;
  if (bytes.front() == varintInField1 && parseBinaryInto(model, bytes) &&
      model.meta_graphs_size() > 0)
    return pickMetaGraph(model, tags);
  auto metaGraph = std::make_unique<tf::MetaGraphDef>();
  if (parseBinaryInto(*metaGraph, bytes) && isPlausible(metaGraph->graph_def()))
    return checkTags(std::move(metaGraph), tags);
  metaGraph->Clear();
  if (parseBinaryInto(*metaGraph->mutable_graph_def(), bytes) &&
      isPlausible(metaGraph->graph_def()))
    return checkTags(std::move(metaGraph), tags);
  return error()
         << "expected a GraphDef, a MetaGraphDef or a SavedModel, found "
         << bytes.size() << " bytes that are none (truncated or damaged?)";
}

static std::string describeTags(const tf::MetaGraphDef &metaGraph) {
  return "'" + llvm::join(metaGraph.meta_info_def().tags(), ",") + "'";
}

static bool hasTags(const tf::MetaGraphDef &metaGraph,
                    llvm::ArrayRef<std::string> tags) {
  const auto &own = metaGraph.meta_info_def().tags();
  return size_t(own.size()) == tags.size() &&
         llvm::all_of(tags, [&own](const std::string &tag) {
           return llvm::is_contained(own, tag);
         });
}

FailureOr<MetaGraphDefPtr>
Loader::pickMetaGraph(tf::SavedModel &model, llvm::ArrayRef<std::string> tags) {
  const std::string serve[] = {"serve"};
  llvm::ArrayRef<std::string> wanted = tags.empty() ? serve : tags;
  auto &metaGraphs = *model.mutable_meta_graphs();
  auto picked = llvm::find_if(metaGraphs, [wanted](const auto &metaGraph) {
    return hasTags(metaGraph, wanted);
  });
  if (picked == metaGraphs.end() && tags.empty() && metaGraphs.size() == 1)
    picked = metaGraphs.begin();
  if (picked != metaGraphs.end()) {
    auto metaGraph = std::make_unique<tf::MetaGraphDef>();
    metaGraph->Swap(&*picked);
    return metaGraph;
  }
  InFlightDiagnostic diagnostic = error();
  diagnostic << "expected a MetaGraph with the tags '"
             << llvm::join(wanted, ",") << "', found "
             << (metaGraphs.empty() ? "none" : "others");
  for (const tf::MetaGraphDef &metaGraph : metaGraphs)
    diagnostic.note("it has a MetaGraph with the tags " +
                    describeTags(metaGraph));
  return diagnostic;
}

/// A file of one graph has the tags that are asked for, if any are.
FailureOr<MetaGraphDefPtr> Loader::checkTags(MetaGraphDefPtr metaGraph,
                                             llvm::ArrayRef<std::string> tags) {
  if (tags.empty() || hasTags(*metaGraph, tags))
    return metaGraph;
  return error() << "expected a MetaGraph with the tags '"
                 << llvm::join(tags, ",") << "', found "
                 << (metaGraph->meta_info_def().tags().empty()
                         ? "a graph without tags"
                         : "one with the tags " + describeTags(*metaGraph));
}

FailureOr<MetaGraphDefPtr> Loader::load(llvm::ArrayRef<std::string> tags) {
  if (failed(findSavedModel()))
    return llvm::failure();
  auto buffer = readFile();
  if (failed(buffer))
    return llvm::failure();
  // What the parsers find wrong, we report.
  google::protobuf::LogSilencer silencer;
  StringRef bytes = (*buffer)->getBuffer();
  if (bytes.empty())
    return error() << "expected a graph, found an empty file";
  return isText(bytes) ? parseText(bytes, tags) : parseBinary(bytes, tags);
}

FailureOr<MetaGraph> vf::loadMetaGraph(StringRef path,
                                       llvm::ArrayRef<std::string> tags,
                                       const OpRegistry &registry,
                                       DiagnosticEngine &diagnostics) {
  FailureOr<MetaGraphDefPtr> def = Loader(path, diagnostics).load(tags);
  if (failed(def))
    return llvm::failure();
  return buildMetaGraph(std::move(*def), registry, path, diagnostics);
}
