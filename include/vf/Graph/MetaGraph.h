// A graph with what TensorFlow keeps beside it: Savers, collections,
// signatures, its version; and loading one from a file.
#ifndef VF_GRAPH_METAGRAPH_H
#define VF_GRAPH_METAGRAPH_H

#include "vf/Graph/Graph.h"
#include "vf/Support/Diagnostics.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/LogicalResult.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vf {

namespace tf {
class MetaGraphDef;
} // namespace tf

/// The part of a partitioned variable that one variable is.
struct SliceInfo {
  std::string fullName;
  std::vector<int64_t> fullShape;
  std::vector<int64_t> offset;
  std::vector<int64_t> shape;
};

/// A VariableDef: the names of a variable's nodes, as a collection lists it.
struct VariableInfo {
  std::string variable;    ///< "v:0"
  std::string initializer; ///< "v/Assign"
  bool isResource = false;
  std::optional<SliceInfo> slice;
};

/// A SaverDef: the names of a Saver's nodes, and how it retains checkpoints.
struct SaverInfo {
  std::string saveTensor; ///< "save/control_dependency:0"
  std::string restoreOp;  ///< "save/restore_all"
  int maxToKeep = 0;
  bool sharded = false;
  float keepCheckpointEveryNHours = 0;
  int version = 0; ///< of the checkpoints it writes: 1 or 2 (0 means 1)
};

/// A collection of names of nodes or tensors. Collections of protocol buffers
/// are decoded where their meaning is known (variables, Savers) and otherwise
/// only counted.
struct Collection {
  std::vector<std::string> names;
  std::vector<VariableInfo> variables;
  unsigned numOther = 0;

  size_t size() const { return names.size() + variables.size() + numOther; }
};

/// A feed or a fetch of a signature.
struct SignatureTensor {
  std::string tensor; ///< "x:0"
  DataType type = DataType::Invalid;
  PartialShape shape;
};

struct Signature {
  std::map<std::string, SignatureTensor> inputs;
  std::map<std::string, SignatureTensor> outputs;
  std::string method;
};

struct MetaGraph {
  std::unique_ptr<Graph> graph;
  std::vector<std::string> tags;
  int producer = 0; ///< GraphDef.versions.producer

  /// The file's own Saver first, then those of the collection `savers`.
  std::vector<SaverInfo> savers;
  std::map<std::string, Collection> collections;
  std::map<std::string, Signature> signatures;
};

/// Decodes what stands beside the graph and builds the graph. Reports all
/// problems, those of no node at `file`.
llvm::FailureOr<MetaGraph> buildMetaGraph(std::unique_ptr<tf::MetaGraphDef> def,
                                          const OpRegistry &registry,
                                          llvm::StringRef file,
                                          DiagnosticEngine &diagnostics);

/// Loads the graph at `path`: a MetaGraph (.meta) or a GraphDef (.pb), binary
/// or text, or a SavedModel (a folder or its saved_model.pb or .pbtxt). `tags`
/// picks a SavedModel's MetaGraph; empty: the one tagged "serve", or the only
/// one. Any other file must have just these tags, if any are given. What is no
/// regular file, cannot be read or is none of these gives one error that names
/// it.
llvm::FailureOr<MetaGraph> loadMetaGraph(llvm::StringRef path,
                                         llvm::ArrayRef<std::string> tags,
                                         const OpRegistry &registry,
                                         DiagnosticEngine &diagnostics);

} // namespace vf

#endif // VF_GRAPH_METAGRAPH_H
