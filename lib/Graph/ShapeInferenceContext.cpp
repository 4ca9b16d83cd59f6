// What shape functions are written with: setting outputs, and stating what an
// op requires of sizes.

#include "ShapeInferenceDetail.h"

#include "vf/tf/graph.pb.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace vf;
using llvm::ArrayRef;
using llvm::FailureOr;
using llvm::LogicalResult;
using llvm::StringRef;

/// Values of more elements than this are not followed: shapes are short.
constexpr size_t maxValueElements = 64;

ShapeInferenceContext::ShapeInferenceContext(ShapeInferencer &inferencer,
                                             const Node &node)
    : inferencer(inferencer), thisNode(node) {
  const Node *cause = &node;
  for (TensorRef input : llvm::reverse(node.inputs())) {
    const TensorInfo &info = inferencer.shapes().lookup(input);
    inputInfos.push_back(&info);
    if (!info.isRanked())
      cause = info.cause ? info.cause : input.node;
  }
  std::reverse(inputInfos.begin(), inputInfos.end());
  outputInfos.resize(node.outputTypes().size());
  for (TensorInfo &output : outputInfos)
    output.cause = cause;
}

SizeContext &ShapeInferenceContext::sizes() const { return inferencer.sizes(); }

bool ShapeInferenceContext::allRanked() const {
  return llvm::all_of(inputInfos,
                      [](const TensorInfo *info) { return info->isRanked(); });
}

InFlightDiagnostic ShapeInferenceContext::error() const {
  return emitError(inferencer.diagnostics(), thisNode.location());
}

int ShapeInferenceContext::producerVersion() const {
  return inferencer.graph().def().versions().producer();
}

FailureOr<std::optional<SizeVector>>
ShapeInferenceContext::declaredShape(unsigned output,
                                     const PartialShape &shape) {
  return inferencer.declaredShape(thisNode.output(output), shape,
                                  /*isFeed=*/false);
}

bool ShapeInferenceContext::equal(SizeExpr a, SizeExpr b) const {
  return inferencer.shapes().equal(a, b);
}
bool ShapeInferenceContext::equal(ArrayRef<SizeExpr> a,
                                  ArrayRef<SizeExpr> b) const {
  return inferencer.shapes().equal(a, b);
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

// None if the sizes that are known already make too many elements. A size of 0
// makes none, whatever the others are.
static std::optional<int64_t> countConstantElements(ArrayRef<SizeExpr> dims) {
  int64_t count = 1;
  bool overflows = false;
  for (SizeExpr dim : dims) {
    if (dim.isConstant(0))
      return 0;
    if (dim.isConstant())
      overflows |= llvm::MulOverflow(count, dim.constant(), count);
  }
  return overflows ? std::nullopt : std::optional(count);
}

LogicalResult ShapeInferenceContext::setShape(unsigned output,
                                              ArrayRef<SizeExpr> dims) {
  TensorInfo &info = outputInfos[output];
  info.kind = ShapeKind::Ranked;
  info.cause = nullptr;
  info.dims.clear();
  for (auto [i, dim] : llvm::enumerate(dims)) {
    SizeExpr size = dim ? dim
                        : inferencer.freshSize(thisNode.output(output), i,
                                               /*isFeed=*/false);
    info.dims.push_back(size);
    if (size.lower() < 0 &&
        failed(require(SizeCheck::Kind::LessEqual, constant(0), size, {}, dims,
                       "Dimension " + std::to_string(i) +
                           " must be >= 0, found {3}")))
      return llvm::failure();
  }
  if (!countConstantElements(info.dims))
    return error() << "expected fewer than 2^63 elements, found shape "
                   << shapeStr(info.dims);
  return llvm::success();
}

static bool carriesValues(DataType type) {
  return type == DataType::Int32 || type == DataType::Int64 ||
         type == DataType::Bool;
}

// What wraps around in int32 is not the integer it was computed as.
static SizeExpr representable(SizeExpr element, DataType type) {
  if (element.isConstant() && type == DataType::Int32 &&
      !llvm::isInt<32>(element.constant()))
    return {};
  return element;
}

void ShapeInferenceContext::setValue(unsigned output,
                                     ArrayRef<SizeExpr> elements) {
  TensorInfo &info = outputInfos[output];
  DataType type = baseType(thisNode.outputTypes()[output]);
  if (!carriesValues(type) || elements.size() > maxValueElements)
    return;
  if (!llvm::all_of(info.dims, [](SizeExpr dim) { return dim.isConstant(); }))
    return;
  assert(countConstantElements(info.dims) ==
             static_cast<int64_t>(elements.size()) &&
         "a value has the tensor's elements");
  info.value.emplace();
  for (SizeExpr element : elements)
    info.value->push_back(representable(element, type));
}

void ShapeInferenceContext::setInfo(unsigned output, const TensorInfo &info) {
  outputInfos[output] = info;
  outputInfos[output].value.reset();
  if (info.value)
    setValue(output, *info.value);
}

void ShapeInferenceContext::setUnbroadcastAxes(unsigned output,
                                               UnbroadcastAxes axes) {
  outputInfos[output].unbroadcastAxes =
      std::make_shared<const UnbroadcastAxes>(std::move(axes));
}

void ShapeInferenceContext::setUnbroadcast(ArrayRef<SizeExpr> target,
                                           bool keepDims) {
  TensorInfo &info = outputInfos.front();
  info.kind = keepDims ? ShapeKind::Ranked : ShapeKind::UpToReshape;
  info.cause = keepDims ? nullptr : thisNode.input(1).node;
  info.dims = SizeVector(target);
  inferencer.recordUnbroadcast(thisNode, {thisNode.input(0), info.dims});
}

//===----------------------------------------------------------------------===//
// Requirements
//===----------------------------------------------------------------------===//

LogicalResult ShapeInferenceContext::requireRank(unsigned i,
                                                 unsigned rank) const {
  if (input(i).rank() == rank)
    return llvm::success();
  return error() << "Shape must be rank " << rank << " but is rank "
                 << input(i).rank() << ": input " << i << " has shape "
                 << shapeStr(input(i).dims);
}

LogicalResult ShapeInferenceContext::requireRankAtLeast(unsigned i,
                                                        unsigned rank) const {
  if (input(i).rank() >= rank)
    return llvm::success();
  return error() << "Shape must be at least rank " << rank << " but is rank "
                 << input(i).rank() << ": input " << i << " has shape "
                 << shapeStr(input(i).dims);
}

namespace {
enum class Decision { Proved, Refuted, Open };
} // namespace

static Decision decideBroadcast(const ShapeInferenceContext &context,
                                SizeExpr lhs, SizeExpr rhs) {
  SizeContext &sizes = context.sizes();
  SizeExpr one = sizes.constant(1);
  if (context.equal(lhs, rhs) || context.equal(lhs, one) ||
      context.equal(rhs, one))
    return Decision::Proved;
  bool refuted = sizes.provablyDifferent(lhs, rhs) &&
                 sizes.provablyDifferent(lhs, one) &&
                 sizes.provablyDifferent(rhs, one);
  return refuted ? Decision::Refuted : Decision::Open;
}

static Decision decide(const ShapeInferenceContext &context,
                       SizeCheck::Kind kind, SizeExpr lhs, SizeExpr rhs) {
  SizeContext &sizes = context.sizes();
  auto refutedIf = [](bool refuted) {
    return refuted ? Decision::Refuted : Decision::Open;
  };
  switch (kind) {
  case SizeCheck::Kind::Equal:
    if (context.equal(lhs, rhs))
      return Decision::Proved;
    return refutedIf(sizes.provablyDifferent(lhs, rhs));
  case SizeCheck::Kind::Broadcast:
    return decideBroadcast(context, lhs, rhs);
  case SizeCheck::Kind::Expand:
    if (context.equal(lhs, rhs) || context.equal(lhs, sizes.constant(1)))
      return Decision::Proved;
    return refutedIf(sizes.provablyDifferent(lhs, rhs) &&
                     sizes.provablyDifferent(lhs, sizes.constant(1)));
  case SizeCheck::Kind::LessEqual:
    if (context.equal(lhs, rhs) || sizes.provablyLessEqual(lhs, rhs))
      return Decision::Proved;
    return refutedIf(
        sizes.provablyLessEqual(sizes.add(rhs, sizes.constant(1)), lhs));
  }
  llvm_unreachable("unknown kind");
}

// The sizes that `size` broadcasts, itself if it is none of that kind: a
// broadcast size is compatible with another (or expands to it) exactly if all
// of its operands are and do.
static ArrayRef<SizeExpr> broadcastOperands(const SizeExpr &size) {
  return size.kind() == SizeKind::Broadcast ? size.operands()
                                            : ArrayRef<SizeExpr>(size);
}

// The check of two single sizes. What must broadcast with a size that is never
// 1 must expand to it.
static SizeCheck makeCheck(SizeContext &sizes, const Node &node,
                           SizeCheck::Kind kind, SizeExpr lhs, SizeExpr rhs) {
  SizeCheck check{&node, kind, lhs, rhs, {}, {}, {}, {}};
  if (kind != SizeCheck::Kind::Broadcast)
    return check;
  SizeExpr one = sizes.constant(1);
  if (sizes.provablyDifferent(lhs, one))
    std::swap(check.lhs, check.rhs);
  else if (!sizes.provablyDifferent(rhs, one))
    return check;
  check.kind = SizeCheck::Kind::Expand;
  return check;
}

LogicalResult
ShapeInferenceContext::require(SizeCheck::Kind kind, SizeExpr lhs, SizeExpr rhs,
                               ArrayRef<SizeExpr> lhsShape,
                               ArrayRef<SizeExpr> rhsShape, StringRef message,
                               ArrayRef<SizeVector> furtherShapes) const {
  if (!lhs || !rhs)
    return llvm::success();
  bool splitsLhs =
      kind == SizeCheck::Kind::Broadcast || kind == SizeCheck::Kind::Expand;
  bool splitsRhs = kind == SizeCheck::Kind::Broadcast;
  if (kind == SizeCheck::Kind::Expand &&
      llvm::is_contained(broadcastOperands(rhs), lhs))
    return llvm::success();
  for (SizeExpr x : splitsLhs ? broadcastOperands(lhs) : ArrayRef(lhs))
    for (SizeExpr y : splitsRhs ? broadcastOperands(rhs) : ArrayRef(rhs)) {
      Decision decision = decide(*this, kind, x, y);
      if (decision == Decision::Proved)
        continue;
      SizeCheck check = makeCheck(sizes(), thisNode, kind, x, y);
      check.message = message;
      check.lhsShape = SizeVector(lhsShape);
      check.rhsShape = SizeVector(rhsShape);
      check.furtherShapes.assign(furtherShapes.begin(), furtherShapes.end());
      if (decision == Decision::Refuted)
        return error() << check.formatMessage();
      inferencer.addCheck(std::move(check));
    }
  return llvm::success();
}

LogicalResult ShapeInferenceContext::requireEqualShapes(
    ArrayRef<SizeExpr> lhs, ArrayRef<SizeExpr> rhs, StringRef message,
    ArrayRef<SizeVector> furtherShapes) const {
  if (lhs.size() != rhs.size()) {
    SizeCheck check{
        &thisNode,       SizeCheck::Kind::Equal,
        constant(0),     constant(0),
        message.str(),   SizeVector(lhs),
        SizeVector(rhs), {furtherShapes.begin(), furtherShapes.end()}};
    return error() << check.formatMessage();
  }
  for (auto [x, y] : llvm::zip(lhs, rhs))
    if (failed(require(SizeCheck::Kind::Equal, x, y, lhs, rhs, message,
                       furtherShapes)))
      return llvm::failure();
  return llvm::success();
}

FailureOr<SizeVector>
ShapeInferenceContext::broadcast(ArrayRef<SizeExpr> lhs,
                                 ArrayRef<SizeExpr> rhs) const {
  size_t rank = std::max(lhs.size(), rhs.size());
  auto dimOf = [&](ArrayRef<SizeExpr> dims, size_t i) {
    size_t missing = rank - dims.size();
    return i < missing ? constant(1) : dims[i - missing];
  };
  SizeVector result;
  for (size_t i = 0; i < rank; ++i) {
    SizeExpr x = dimOf(lhs, i), y = dimOf(rhs, i);
    if (failed(require(SizeCheck::Kind::Broadcast, x, y, lhs, rhs,
                       "Incompatible shapes: {0} vs. {1}")))
      return llvm::failure();
    result.push_back(equal(x, y) ? x : sizes().broadcast(x, y));
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Axes
//===----------------------------------------------------------------------===//

FailureOr<unsigned> ShapeInferenceContext::normalizeAxis(int64_t axis,
                                                         unsigned rank) const {
  int64_t signedRank = rank;
  if (axis < -signedRank || axis >= signedRank)
    return error() << "expected an axis in [" << -signedRank << ", "
                   << signedRank << "), found " << axis;
  return static_cast<unsigned>(axis < 0 ? axis + signedRank : axis);
}

FailureOr<std::optional<unsigned>>
ShapeInferenceContext::axisInput(unsigned i, unsigned rank) const {
  std::optional<llvm::SmallVector<int64_t>> value = input(i).constantValue();
  if (!value)
    return std::optional<unsigned>();
  if (value->size() != 1)
    return error() << "expected one axis as input " << i << ", found "
                   << value->size();
  FailureOr<unsigned> axis = normalizeAxis(value->front(), rank);
  if (failed(axis))
    return llvm::failure();
  return std::optional<unsigned>(*axis);
}
