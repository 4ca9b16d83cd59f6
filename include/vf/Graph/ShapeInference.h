// Shapes of all tensors of a scheduled entry as symbolic sizes, and the values
// of small integer tensors: the shape arithmetic of gradients is computed here,
// before any IR, wherever the symbols decide it.
//
// What they do not decide is of three kinds. A size that depends on data is a
// symbol of its own whose origin is the tensor that has it. A requirement on
// sizes ("equal", "broadcast-compatible") becomes a SizeCheck, to be guarded
// once in the entry's prologue; what is provably wrong is an error at the node.
// A rank that depends on data is unknown, with the node that decides it; only
// who needs that shape reports it (`getShape`).
#ifndef VF_GRAPH_SHAPEINFERENCE_H
#define VF_GRAPH_SHAPEINFERENCE_H

#include "vf/Graph/EntrySpec.h"
#include "vf/Graph/Graph.h"
#include "vf/Graph/Schedule.h"
#include "vf/Graph/SizeExpr.h"
#include "vf/Support/Diagnostics.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/LogicalResult.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vf {

class ShapeInferencer;

using SizeVector = llvm::SmallVector<SizeExpr, 4>;

/// "[B,10]".
std::string shapeStr(llvm::ArrayRef<SizeExpr> dims);

/// The value of an output of BroadcastGradientArgs that the symbols do not
/// decide: the axes over which a gradient of the broadcast shape is summed to
/// get one of shape `target`.
struct UnbroadcastAxes {
  SizeVector target;    ///< shape of the operand whose gradient is meant
  SizeVector broadcast; ///< shape that the operands broadcast to
};

enum class ShapeKind {
  Ranked,
  /// The elements in row-major order of `dims`, but the rank is only known at
  /// run time: what Sum over UnbroadcastAxes yields before it is reshaped.
  /// Elementwise ops keep it, and Reshape makes it Ranked.
  UpToReshape,
  Unknown,
};

/// What is known of one tensor.
struct TensorInfo {
  ShapeKind kind = ShapeKind::Unknown;
  SizeVector dims;
  /// Of UpToReshape and Unknown: the node that decides the shape at run time;
  /// null if that is a feed.
  const Node *cause = nullptr;
  /// Row-major elements of a small integer or bool (0, 1) tensor of constant
  /// shape; an unknown element is null.
  std::optional<llvm::SmallVector<SizeExpr, 0>> value;
  std::shared_ptr<const UnbroadcastAxes> unbroadcastAxes;

  bool isRanked() const { return kind == ShapeKind::Ranked; }
  unsigned rank() const { return dims.size(); }
  /// All elements are known: the tensor can be computed from sizes alone.
  bool hasFullValue() const;
  /// All elements are constants.
  std::optional<llvm::SmallVector<int64_t>> constantValue() const;
};

/// A requirement that the symbols do not decide.
struct SizeCheck {
  enum class Kind {
    Equal,     ///< lhs == rhs
    Broadcast, ///< lhs == rhs, or one of them is 1
    Expand,    ///< lhs == rhs or lhs is 1
    LessEqual, ///< lhs <= rhs
  };
  const Node *node;
  Kind kind;
  SizeExpr lhs;
  SizeExpr rhs;
  /// What the error says where the check fails, in TensorFlow's words: {0} and
  /// {1} stand for the shapes of the operands, {2} and {3} for lhs and rhs, {4}
  /// and what follows for further shapes.
  std::string message;
  SizeVector lhsShape;
  SizeVector rhsShape;
  llvm::SmallVector<SizeVector, 0> furtherShapes;

  /// "equal(A, B)".
  std::string str() const;
  /// The message with `replacements[i]` for each {i}.
  std::string formatMessage(llvm::ArrayRef<std::string> replacements) const;
  /// The message about sizes as they are known here.
  std::string formatMessage() const;
};

/// Where the value of a symbol is found at run time. A dimension of a feed is
/// known when the entry is called, that of another tensor once the tensor is
/// computed.
struct SymbolOrigin {
  TensorRef tensor;
  unsigned dim;
  bool isFeed;
};

/// Sum over UnbroadcastAxes: `source` summed to shape `target`.
struct Unbroadcast {
  TensorRef source;
  SizeVector target;
};

/// The result of inference for one entry.
class InferredShapes {
public:
  /// Expressions of this result are built and compared in this context.
  SizeContext &sizes() const { return *context; }

  /// Of a tensor that is fed or whose node is scheduled; Unknown for others.
  const TensorInfo &lookup(TensorRef tensor) const;

  /// The dims of `tensor`, for `consumer` which needs them. If they are
  /// unknown, reports at `consumer` which node decides them.
  llvm::FailureOr<llvm::ArrayRef<SizeExpr>>
  getShape(TensorRef tensor, const Node &consumer,
           DiagnosticEngine &diagnostics) const;

  /// What must be guarded, in schedule order; each requirement once.
  llvm::ArrayRef<SizeCheck> checks() const { return sizeChecks; }

  /// True if the two are equal for all values of the symbols that pass the
  /// checks.
  bool equal(SizeExpr a, SizeExpr b) const;
  bool equal(llvm::ArrayRef<SizeExpr> a, llvm::ArrayRef<SizeExpr> b) const;

  const SymbolOrigin &origin(unsigned symbol) const { return origins[symbol]; }
  /// Whether `size` is known when the entry is called: all its symbols are
  /// dimensions of feeds.
  bool isKnownAtEntry(SizeExpr size) const;

  /// If `sum` is to be lowered as the gradient of broadcasting.
  std::optional<Unbroadcast> unbroadcast(const Node *sum) const;

private:
  friend class ShapeInferencer;
  std::unique_ptr<SizeContext> context;
  std::vector<llvm::SmallVector<TensorInfo, 1>> infos; // by node index
  llvm::DenseMap<TensorRef, TensorInfo> feedInfos;
  std::vector<SizeCheck> sizeChecks;
  std::vector<SymbolOrigin> origins;
  llvm::DenseMap<SizeExpr, SizeExpr>
      equalTo; // union-find over the Equal checks
  mutable llvm::DenseMap<SizeExpr, bool> knownAtEntry; // answers given
  llvm::DenseMap<const Node *, Unbroadcast> unbroadcasts;
};

/// A shape from the command line, with its tensor found.
struct TensorShape {
  TensorRef tensor;
  llvm::SmallVector<DimSpec, 4> dims;
};

/// Finds the tensors of `specs`; reports unknown ones, a tensor given twice,
/// and a shape against the graph's own.
llvm::FailureOr<std::vector<TensorShape>>
resolveShapes(llvm::ArrayRef<ShapeSpec> specs, const Graph &graph,
              DiagnosticEngine &diagnostics);

/// Infers the shapes of `schedule`. `shapes` may name tensors that are not fed
/// here: they serve other entries. Reports every feed of unknown rank without a
/// shape, then fails; else the first node whose inputs are provably wrong.
/// Linear in the size of the schedule.
llvm::FailureOr<InferredShapes> inferShapes(const Graph &graph,
                                            const Schedule &schedule,
                                            llvm::ArrayRef<TensorShape> shapes,
                                            DiagnosticEngine &diagnostics);

/// One node as its shape function sees it. Outputs start out Unknown, caused by
/// the first unknown input, else by the node: a function that returns early has
/// said that much. A function that fails has reported why.
class ShapeInferenceContext {
public:
  ShapeInferenceContext(ShapeInferencer &inferencer, const Node &node);

  const Node &node() const { return thisNode; }
  SizeContext &sizes() const;
  SizeExpr constant(int64_t value) const { return sizes().constant(value); }

  unsigned numInputs() const { return inputInfos.size(); }
  const TensorInfo &input(unsigned i) const { return *inputInfos[i]; }
  bool allRanked() const;
  unsigned numOutputs() const { return outputInfos.size(); }
  /// What was set of an output so far.
  const TensorInfo &output(unsigned i) const { return outputInfos[i]; }

  /// Sets the shape of an output. A null dim becomes a symbol that this output
  /// decides. A provably negative dim is an error, one that may be negative is
  /// checked.
  llvm::LogicalResult setShape(unsigned output, llvm::ArrayRef<SizeExpr> dims);
  /// Sets the elements of an output whose shape is set. Kept only for small
  /// int32, int64 and bool tensors.
  void setValue(unsigned output, llvm::ArrayRef<SizeExpr> elements);
  /// The output is all that `info` is (element types permitting).
  void setInfo(unsigned output, const TensorInfo &info);
  void setUnbroadcastAxes(unsigned output, UnbroadcastAxes axes);
  /// This node sums its input 0 to `target`; the rank of the result depends on
  /// data unless `keepDims`.
  void setUnbroadcast(llvm::ArrayRef<SizeExpr> target, bool keepDims);

  /// Reports at the node.
  InFlightDiagnostic error() const;

  /// The version of TensorFlow's graph producer: some attributes changed their
  /// meaning.
  int producerVersion() const;
  /// The dims of a shape in an attribute of this node that declares `output`,
  /// refined by what the command line gives for that tensor; sizes unknown to
  /// both are new symbols. None if the rank is unknown. A contradiction is an
  /// error.
  llvm::FailureOr<std::optional<SizeVector>>
  declaredShape(unsigned output, const PartialShape &shape);

  /// The input must have this rank (at least, at most); TensorFlow's wording if
  /// not. The input must be Ranked.
  llvm::LogicalResult requireRank(unsigned input, unsigned rank) const;
  llvm::LogicalResult requireRankAtLeast(unsigned input, unsigned rank) const;

  /// Requirements on sizes, of operands with the shapes `lhsShape` and
  /// `rhsShape`. Proved: nothing; refuted: an error; else a check. For
  /// `message` and `furtherShapes` see SizeCheck.
  llvm::LogicalResult
  require(SizeCheck::Kind kind, SizeExpr lhs, SizeExpr rhs,
          llvm::ArrayRef<SizeExpr> lhsShape, llvm::ArrayRef<SizeExpr> rhsShape,
          llvm::StringRef message,
          llvm::ArrayRef<SizeVector> furtherShapes = {}) const;
  llvm::LogicalResult
  requireEqualShapes(llvm::ArrayRef<SizeExpr> lhs, llvm::ArrayRef<SizeExpr> rhs,
                     llvm::StringRef message,
                     llvm::ArrayRef<SizeVector> furtherShapes = {}) const;
  /// The shape that two operands broadcast to, by NumPy's rule.
  llvm::FailureOr<SizeVector> broadcast(llvm::ArrayRef<SizeExpr> lhs,
                                        llvm::ArrayRef<SizeExpr> rhs) const;
  /// See InferredShapes::equal.
  bool equal(SizeExpr a, SizeExpr b) const;
  bool equal(llvm::ArrayRef<SizeExpr> a, llvm::ArrayRef<SizeExpr> b) const;

  /// The axis that input `i` (a constant scalar or one-element vector) names
  /// for a tensor of `rank` dimensions, counted from 0; none if it is not
  /// constant. An axis out of range is an error.
  llvm::FailureOr<std::optional<unsigned>> axisInput(unsigned i,
                                                     unsigned rank) const;
  llvm::FailureOr<unsigned> normalizeAxis(int64_t axis, unsigned rank) const;

private:
  friend class ShapeInferencer;
  ShapeInferencer &inferencer;
  const Node &thisNode;
  llvm::SmallVector<const TensorInfo *, 4> inputInfos;
  llvm::SmallVector<TensorInfo, 1> outputInfos;
};

} // namespace vf

#endif // VF_GRAPH_SHAPEINFERENCE_H
