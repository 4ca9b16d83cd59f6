// Shapes that are declared rather than computed: what the command line gives
// and what the graph states, for feeds and variables; and the symbols that
// stand for the sizes that neither fixes.

#include "ShapeInferenceDetail.h"
#include "Shapes/ShapeFunctions.h"

#include "vf/Graph/EntrySpec.h"
#include "vf/Graph/OpRegistry.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace vf;
using llvm::ArrayRef;
using llvm::FailureOr;
using llvm::LogicalResult;

//===----------------------------------------------------------------------===//
// Symbols
//===----------------------------------------------------------------------===//

void ShapeInferencer::recordOrigin(TensorRef tensor, unsigned dim,
                                   bool isFeed) {
  if (result.origins.size() < sizes().numSymbols())
    result.origins.push_back({tensor, dim, isFeed});
}

// "x.0" is the first size of x, "x:1.0" that of its second output.
SizeExpr ShapeInferencer::freshSize(TensorRef tensor, unsigned dim,
                                    bool isFeed) {
  std::string name =
      tensor.output == 0 ? tensor.node->name().str() : tensor.str();
  SizeExpr size = sizes().freshSymbol(name + "." + llvm::utostr(dim));
  recordOrigin(tensor, dim, isFeed);
  return size;
}

SizeExpr ShapeInferencer::declaredSize(TensorRef tensor, unsigned dim,
                                       const DimSpec *given, int64_t own,
                                       bool isFeed) {
  if (given && given->size != PartialShape::unknownSize)
    return sizes().constant(given->size);
  if (given && !given->symbol.empty()) {
    SizeExpr size = sizes().symbol(given->symbol);
    recordOrigin(tensor, dim, isFeed);
    return size;
  }
  if (own != PartialShape::unknownSize)
    return sizes().constant(own);
  return freshSize(tensor, dim, isFeed);
}

//===----------------------------------------------------------------------===//
// Declared shapes
//===----------------------------------------------------------------------===//

static std::string shapeStr(ArrayRef<DimSpec> dims) {
  auto dimStr = [](const DimSpec &dim) {
    if (dim.size != PartialShape::unknownSize)
      return llvm::itostr(dim.size);
    return dim.symbol.empty() ? std::string("?") : dim.symbol;
  };
  return "[" + llvm::join(llvm::map_range(dims, dimStr), ",") + "]";
}

LogicalResult vf::verifyGivenShape(const TensorShape &given,
                                   const PartialShape &own,
                                   DiagnosticEngine &diagnostics) {
  if (!own.hasRank())
    return llvm::success();
  bool agrees = own.rank() == given.dims.size();
  for (unsigned i = 0; agrees && i < own.rank(); ++i)
    agrees = own.dims()[i] == PartialShape::unknownSize ||
             given.dims[i].size == PartialShape::unknownSize ||
             own.dims()[i] == given.dims[i].size;
  if (agrees)
    return llvm::success();
  return emitError(diagnostics, given.tensor.node->location())
         << "expected the graph's own shape " << own.str() << " for '"
         << given.tensor.str() << "', but --shape gives "
         << ::shapeStr(given.dims);
}

FailureOr<std::optional<SizeVector>>
ShapeInferencer::declaredShape(TensorRef tensor, const PartialShape &own,
                               bool isFeed) {
  const TensorShape *given = givenShapes.lookup(tensor);
  if (given && failed(verifyGivenShape(*given, own, diagnosticEngine)))
    return llvm::failure();
  if (!given && !own.hasRank())
    return std::optional<SizeVector>();
  SizeVector dims;
  unsigned rank = given ? given->dims.size() : own.rank();
  for (unsigned i = 0; i < rank; ++i)
    dims.push_back(declaredSize(
        tensor, i, given ? &given->dims[i] : nullptr,
        own.hasRank() ? own.dims()[i] : PartialShape::unknownSize, isFeed));
  return std::optional(std::move(dims));
}

LogicalResult ShapeInferencer::inferFeeds(ArrayRef<TensorRef> feeds) {
  LogicalResult outcome = llvm::success();
  for (auto [feed, own] :
       llvm::zip_equal(feeds, graphShapes(theGraph, feeds))) {
    auto dims = declaredShape(feed, own, /*isFeed=*/true);
    if (failed(dims)) {
      outcome = llvm::failure();
      continue;
    }
    if (!*dims) {
      std::string name =
          feed.output == 0 ? feed.node->name().str() : feed.str();
      outcome = emitError(diagnosticEngine, feed.node->location())
                    .hint("give its sizes, '?' or a SYMBOL where one is "
                          "unknown: --shape " +
                          name + "=?x64, or --shape " + name + "=scalar")
                << "expected a known rank of feed '" << feed.str()
                << "', found none in the graph";
      continue;
    }
    TensorInfo &info = result.feedInfos[feed];
    info.kind = ShapeKind::Ranked;
    info.dims = std::move(**dims);
  }
  return outcome;
}

//===----------------------------------------------------------------------===//
// The graph's own shapes, the command line's
//===----------------------------------------------------------------------===//

static PartialShape toPartialShape(const TensorInfo &info) {
  if (!info.isRanked())
    return {};
  llvm::SmallVector<int64_t, 4> dims;
  for (SizeExpr dim : info.dims)
    dims.push_back(dim.isConstant() ? dim.constant()
                                    : PartialShape::unknownSize);
  return PartialShape(dims);
}

llvm::SmallVector<PartialShape, 0>
vf::graphShapes(const Graph &graph, ArrayRef<TensorRef> tensors) {
  DiagnosticEngine silent([](const Diagnostic &) {});
  ShapeInferencer inferencer(graph, {}, silent);
  for (const Node *node : scheduleNodes({}, tensors, {}).order)
    if (failed(inferencer.inferNode(*node)))
      break;
  return llvm::to_vector<0>(llvm::map_range(tensors, [&](TensorRef tensor) {
    // What is fed need not have the shape of the default.
    const OpRecord *record = tensor.node->record();
    if (record && record->shape == shapes::placeholderWithDefault)
      return tensor.node->getAttr<PartialShape>("shape");
    return toPartialShape(inferencer.shapes().lookup(tensor));
  }));
}

FailureOr<std::vector<TensorShape>>
vf::resolveShapes(ArrayRef<ShapeSpec> specs, const Graph &graph,
                  DiagnosticEngine &diagnostics) {
  std::vector<TensorShape> shapes;
  llvm::SmallVector<TensorRef> tensors;
  bool failedAny = false;
  for (const ShapeSpec &spec : specs) {
    FailureOr<TensorRef> tensor =
        resolveTensor(spec.tensor, graph, diagnostics);
    if (failed(tensor)) {
      failedAny = true;
      continue;
    }
    if (llvm::is_contained(tensors, *tensor)) {
      emitError(diagnostics, tensor->node->location())
          << "expected one --shape for '" << tensor->str()
          << "', found another: " << spec.text;
      failedAny = true;
      continue;
    }
    tensors.push_back(*tensor);
    shapes.push_back({*tensor, spec.dims});
  }
  for (auto [shape, own] : llvm::zip_equal(shapes, graphShapes(graph, tensors)))
    failedAny |= failed(verifyGivenShape(shape, own, diagnostics));
  if (failedAny)
    return llvm::failure();
  return shapes;
}
