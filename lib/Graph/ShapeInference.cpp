// Walks a schedule once, in order, and asks each op's record for the shapes of
// its outputs; keeps what the shape functions cannot decide.

#include "vf/Graph/ShapeInference.h"

#include "ShapeInferenceDetail.h"
#include "vf/Graph/OpRegistry.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace vf;
using llvm::ArrayRef;
using llvm::FailureOr;
using llvm::LogicalResult;

//===----------------------------------------------------------------------===//
// TensorInfo, SizeCheck
//===----------------------------------------------------------------------===//

std::string vf::shapeStr(ArrayRef<SizeExpr> dims) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "[";
  llvm::interleave(dims, os, ",");
  os << "]";
  return text;
}

bool TensorInfo::hasFullValue() const {
  return value &&
         llvm::all_of(*value, [](SizeExpr element) { return bool(element); });
}

std::optional<llvm::SmallVector<int64_t>> TensorInfo::constantValue() const {
  if (!value)
    return std::nullopt;
  llvm::SmallVector<int64_t> elements;
  for (SizeExpr element : *value) {
    if (!element.isConstant())
      return std::nullopt;
    elements.push_back(element.constant());
  }
  return elements;
}

static llvm::StringRef kindName(SizeCheck::Kind kind) {
  switch (kind) {
  case SizeCheck::Kind::Equal:
    return "equal";
  case SizeCheck::Kind::Broadcast:
    return "broadcast";
  case SizeCheck::Kind::Expand:
    return "expand";
  case SizeCheck::Kind::LessEqual:
    return "less_equal";
  }
  llvm_unreachable("unknown kind");
}

std::string SizeCheck::str() const {
  return (kindName(kind) + "(" + lhs.str() + ", " + rhs.str() + ")").str();
}

std::string SizeCheck::formatMessage(ArrayRef<std::string> replacements) const {
  std::string text;
  for (llvm::StringRef rest = message; !rest.empty();) {
    bool isMark = rest.size() >= 3 && rest[0] == '{' && rest[2] == '}' &&
                  rest[1] >= '0' && size_t(rest[1] - '0') < replacements.size();
    text += isMark ? llvm::StringRef(replacements[rest[1] - '0'])
                   : rest.take_front();
    rest = rest.drop_front(isMark ? 3 : 1);
  }
  return text;
}

std::string SizeCheck::formatMessage() const {
  llvm::SmallVector<std::string> replacements{
      shapeStr(lhsShape), shapeStr(rhsShape), lhs.str(), rhs.str()};
  llvm::append_range(replacements, llvm::map_range(furtherShapes, shapeStr));
  return formatMessage(replacements);
}

//===----------------------------------------------------------------------===//
// InferredShapes
//===----------------------------------------------------------------------===//

const TensorInfo &InferredShapes::lookup(TensorRef tensor) const {
  static const TensorInfo unknown;
  if (auto fed = feedInfos.find(tensor); fed != feedInfos.end())
    return fed->second;
  if (!tensor || tensor.node->index() >= infos.size() ||
      tensor.output >= infos[tensor.node->index()].size())
    return unknown;
  return infos[tensor.node->index()][tensor.output];
}

FailureOr<ArrayRef<SizeExpr>>
InferredShapes::getShape(TensorRef tensor, const Node &consumer,
                         DiagnosticEngine &diagnostics) const {
  const TensorInfo &info = lookup(tensor);
  if (info.isRanked())
    return ArrayRef<SizeExpr>(info.dims);
  InFlightDiagnostic error = emitError(diagnostics, consumer.location());
  error << "expected a known shape of '" << tensor.str()
        << "', found one that only the run decides";
  if (info.cause)
    error.note(info.cause->location().str() + " decides it");
  return error;
}

static SizeExpr rootOf(const llvm::DenseMap<SizeExpr, SizeExpr> &parents,
                       SizeExpr size) {
  for (auto it = parents.find(size); it != parents.end();
       it = parents.find(size))
    size = it->second;
  return size;
}

bool InferredShapes::equal(SizeExpr a, SizeExpr b) const {
  return a && b && (a == b || rootOf(equalTo, a) == rootOf(equalTo, b));
}

bool InferredShapes::equal(ArrayRef<SizeExpr> a, ArrayRef<SizeExpr> b) const {
  return llvm::equal(a, b,
                     [this](SizeExpr x, SizeExpr y) { return equal(x, y); });
}

bool InferredShapes::isKnownAtEntry(SizeExpr size) const {
  if (!size)
    return false;
  if (size.kind() == SizeKind::Symbol)
    return origin(size.symbol()).isFeed;
  if (auto known = knownAtEntry.find(size); known != knownAtEntry.end())
    return known->second;
  auto isKnown = [this](SizeExpr part) { return isKnownAtEntry(part); };
  return knownAtEntry[size] =
             llvm::all_of(size.operands(), isKnown) &&
             llvm::all_of(size.terms(), [&](const SizeTerm &term) {
               return llvm::all_of(term.factors, isKnown);
             });
}

std::optional<Unbroadcast> InferredShapes::unbroadcast(const Node *sum) const {
  auto found = unbroadcasts.find(sum);
  if (found == unbroadcasts.end())
    return std::nullopt;
  return found->second;
}

//===----------------------------------------------------------------------===//
// ShapeInferencer
//===----------------------------------------------------------------------===//

ShapeInferencer::ShapeInferencer(const Graph &graph,
                                 ArrayRef<TensorShape> shapes,
                                 DiagnosticEngine &diagnostics)
    : theGraph(graph), diagnosticEngine(diagnostics) {
  for (const TensorShape &shape : shapes)
    givenShapes[shape.tensor] = &shape;
  result.context = std::make_unique<SizeContext>();
  result.infos.resize(graph.numNodes());
}

LogicalResult ShapeInferencer::inferNode(const Node &node) {
  ShapeInferenceContext context(*this, node);
  const OpRecord *record = node.record();
  if (record && record->shape && failed(record->shape(context)))
    return llvm::failure();
  result.infos[node.index()] = std::move(context.outputInfos);
  return llvm::success();
}

SizeExpr ShapeInferencer::representative(SizeExpr size) {
  SizeExpr root = rootOf(result.equalTo, size);
  while (size != root)
    size = std::exchange(result.equalTo[size], root);
  return root;
}

void ShapeInferencer::addCheck(SizeCheck check) {
  bool isSymmetric = check.kind == SizeCheck::Kind::Equal ||
                     check.kind == SizeCheck::Kind::Broadcast;
  unsigned lhs = check.lhs.id(), rhs = check.rhs.id();
  if (isSymmetric && rhs < lhs)
    std::swap(lhs, rhs);
  if (!checkKeys.insert({static_cast<unsigned>(check.kind), lhs, rhs}).second)
    return;
  if (check.kind == SizeCheck::Kind::Equal) {
    SizeExpr a = representative(check.lhs), b = representative(check.rhs);
    // Constants stay the representatives of what equals them.
    if (a.isConstant())
      std::swap(a, b);
    result.equalTo[a] = b;
  }
  result.sizeChecks.push_back(std::move(check));
}

void ShapeInferencer::recordUnbroadcast(const Node &node,
                                        Unbroadcast unbroadcast) {
  result.unbroadcasts[&node] = std::move(unbroadcast);
}

// A placeholder runs only if it is not fed.
static LogicalResult verifyFed(const Schedule &schedule,
                               DiagnosticEngine &diagnostics) {
  LogicalResult outcome = llvm::success();
  for (const Node *node : schedule.order)
    if (node->record() && node->record()->role == OpRole::Placeholder)
      outcome = emitError(diagnostics, node->location())
                << "expected a feed for the placeholder, found none";
  return outcome;
}

FailureOr<InferredShapes> vf::inferShapes(const Graph &graph,
                                          const Schedule &schedule,
                                          ArrayRef<TensorShape> shapes,
                                          DiagnosticEngine &diagnostics) {
  ShapeInferencer inferencer(graph, shapes, diagnostics);
  llvm::SmallVector<TensorRef> feeds(schedule.feeds.begin(),
                                     schedule.feeds.end());
  llvm::sort(feeds, [](TensorRef a, TensorRef b) {
    return std::make_pair(a.node->index(), a.output) <
           std::make_pair(b.node->index(), b.output);
  });
  if (failed(inferencer.inferFeeds(feeds)))
    return llvm::failure();
  if (failed(verifyFed(schedule, diagnostics)))
    return llvm::failure();
  for (const Node *node : schedule.order)
    if (failed(inferencer.inferNode(*node)))
      return llvm::failure();
  return inferencer.takeResult();
}
