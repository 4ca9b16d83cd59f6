// Entries and shapes as they are written on command lines, in scripts and in
// the API:
//
// clang-format off
//   ENTRY = IDENT ":" [ ITEMS ] "->" [ ITEMS ] [ ";" "run" NODE { "," NODE } ]
//           'train: x, y -> loss ; run step'
//   SHAPE = TENSOR "=" ( "scalar" | DIM { "x" DIM } )
//           'x=Bx64'
// clang-format on
//
// Parsing needs no graph; resolving finds the tensors in one. Errors show the
// text with a caret below the column.
#ifndef VF_GRAPH_ENTRYSPEC_H
#define VF_GRAPH_ENTRYSPEC_H

#include "vf/Graph/Graph.h"
#include "vf/Support/Diagnostics.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/LogicalResult.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vf {

struct Signature;

/// "node" or "node:1" as written. `column` is where, counted from 0.
struct TensorName {
  std::string node;
  unsigned output = 0;
  size_t column = 0;

  /// "node:0".
  std::string str() const;
};

/// A feed or a fetch as written: "loss=truediv:0".
struct EntryItem {
  std::string identifier; ///< empty if none was given
  TensorName tensor;
};

struct TargetName {
  std::string node;
  size_t column = 0;
};

struct EntrySpec {
  std::string text; ///< as written, for errors
  std::string name;
  std::vector<EntryItem> feeds;
  std::vector<EntryItem> fetches;
  std::vector<TargetName> targets;
};

/// One size of a SHAPE: a number, `?`, or a symbol.
struct DimSpec {
  int64_t size = PartialShape::unknownSize; ///< known if not unknownSize
  std::string symbol;                       ///< empty if none

  bool operator==(const DimSpec &other) const {
    return size == other.size && symbol == other.symbol;
  }
};

struct ShapeSpec {
  std::string text;
  TensorName tensor;
  llvm::SmallVector<DimSpec, 4> dims; ///< empty for "scalar"
};

llvm::FailureOr<EntrySpec> parseEntrySpec(llvm::StringRef text,
                                          DiagnosticEngine &diagnostics);
llvm::FailureOr<ShapeSpec> parseShapeSpec(llvm::StringRef text,
                                          DiagnosticEngine &diagnostics);
/// "x" or "x:1".
llvm::FailureOr<TensorName> parseTensorName(llvm::StringRef text,
                                            DiagnosticEngine &diagnostics);

/// The entry that a signature is: its inputs fed and its outputs fetched under
/// their keys.
llvm::FailureOr<EntrySpec> makeEntrySpec(llvm::StringRef name,
                                         const Signature &signature,
                                         DiagnosticEngine &diagnostics);

/// A feed or a fetch of an entry.
struct EntryTensor {
  TensorRef tensor;
  std::string name; ///< public name: the identifier given, else the tensor's
                    ///< name without ":0"
  std::string identifier; ///< the name in C and C++
};

/// An entry whose tensors and targets were found.
struct Entry {
  std::string name;
  std::vector<EntryTensor> feeds;
  std::vector<EntryTensor> fetches;
  std::vector<const Node *> targets;
};

/// Finds what `spec` names. Reports every name that is unknown (with the
/// nearest names), feeds given twice, fetches of nodes without outputs, and
/// public names that collide in C, and then fails.
llvm::FailureOr<Entry> resolveEntry(const EntrySpec &spec, const Graph &graph,
                                    DiagnosticEngine &diagnostics);
/// Resolves all entries; duplicate entry names are errors too.
llvm::FailureOr<std::vector<Entry>>
resolveEntries(llvm::ArrayRef<EntrySpec> specs, const Graph &graph,
               DiagnosticEngine &diagnostics);
/// Finds the tensor of a name that parsed; an unknown one is reported with the
/// nearest names.
llvm::FailureOr<TensorRef> resolveTensor(const TensorName &name,
                                         const Graph &graph,
                                         DiagnosticEngine &diagnostics);

} // namespace vf

#endif // VF_GRAPH_ENTRYSPEC_H
