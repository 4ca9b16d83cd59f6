// The state of one inference, which contexts of single nodes work on; private
// to ShapeInference*.cpp.
#ifndef VF_LIB_GRAPH_SHAPEINFERENCEDETAIL_H
#define VF_LIB_GRAPH_SHAPEINFERENCEDETAIL_H

#include "vf/Graph/ShapeInference.h"

#include "llvm/ADT/DenseSet.h"

#include <tuple>

namespace vf {

class ShapeInferencer {
public:
  ShapeInferencer(const Graph &graph, llvm::ArrayRef<TensorShape> shapes,
                  DiagnosticEngine &diagnostics);

  /// Infers one node, all of whose inputs were inferred or are fed. (An input
  /// that was not, the back edge of a loop, is Unknown.)
  llvm::LogicalResult inferNode(const Node &node);
  /// Gives fed tensors their shapes; reports all of unknown rank.
  llvm::LogicalResult inferFeeds(llvm::ArrayRef<TensorRef> feeds);
  InferredShapes takeResult() { return std::move(result); }

  const InferredShapes &shapes() const { return result; }
  SizeContext &sizes() { return *result.context; }
  DiagnosticEngine &diagnostics() { return diagnosticEngine; }
  const Graph &graph() const { return theGraph; }

  /// A new symbol for a size that `tensor` decides.
  SizeExpr freshSize(TensorRef tensor, unsigned dim, bool isFeed);
  llvm::FailureOr<std::optional<SizeVector>>
  declaredShape(TensorRef tensor, const PartialShape &own, bool isFeed);
  /// Adds a check unless it is there already.
  void addCheck(SizeCheck check);
  void recordUnbroadcast(const Node &node, Unbroadcast unbroadcast);

private:
  SizeExpr declaredSize(TensorRef tensor, unsigned dim, const DimSpec *given,
                        int64_t own, bool isFeed);
  void recordOrigin(TensorRef tensor, unsigned dim, bool isFeed);
  SizeExpr representative(SizeExpr size);

  const Graph &theGraph;
  DiagnosticEngine &diagnosticEngine;
  llvm::DenseMap<TensorRef, const TensorShape *> givenShapes;
  llvm::DenseSet<std::tuple<unsigned, unsigned, unsigned>> checkKeys;
  InferredShapes result;
};

/// What the graph itself says of the shapes of `tensors`, nothing being fed.
/// Reports nothing: what cannot be inferred is of unknown rank.
llvm::SmallVector<PartialShape, 0>
graphShapes(const Graph &graph, llvm::ArrayRef<TensorRef> tensors);

/// Reports if a given shape contradicts the graph's own.
llvm::LogicalResult verifyGivenShape(const TensorShape &given,
                                     const PartialShape &own,
                                     DiagnosticEngine &diagnostics);

} // namespace vf

#endif // VF_LIB_GRAPH_SHAPEINFERENCEDETAIL_H
