// Result types of nd ops (InferTypeOpInterface). An op whose result type
// follows from its operands is verified here: each rule is stated once, for
// building and for verifying.
#include "nd/IR/NDOps.h"

using namespace mlir;
using namespace mlir::nd;

static RankedTensorType typeOf(Value value) {
  return cast<RankedTensorType>(value.getType());
}

/// Reports that operands of `opName` do not fit together.
template <typename... Args>
static LogicalResult emitMismatch(std::optional<Location> location,
                                  StringRef opName, Args &&...args) {
  return emitOptionalError(location, "'", opName, "' op ",
                           std::forward<Args>(args)...);
}

/// True if both sizes may be the same number.
static bool mayBeEqual(int64_t a, int64_t b) {
  return a == b || ShapedType::isDynamic(a) || ShapedType::isDynamic(b);
}

/// The more precise of two sizes that are equal.
static int64_t meet(int64_t a, int64_t b) {
  return ShapedType::isDynamic(a) ? b : a;
}

bool nd::areCompatibleTypes(TypeRange inferred, TypeRange actual) {
  return llvm::equal(inferred, actual, [](Type a, Type b) {
    return getElementTypeOrSelf(a) == getElementTypeOrSelf(b) &&
           succeeded(verifyCompatibleShape(a, b));
  });
}

LogicalResult nd::inferBroadcastType(std::optional<Location> location,
                                     StringRef opName, ValueRange operands,
                                     Type element,
                                     SmallVectorImpl<Type> &types) {
  int64_t rank = 0;
  for (Value operand : operands)
    rank = std::max(rank, typeOf(operand).getRank());
  SmallVector<int64_t> shape(rank, 1);
  for (Value operand : operands) {
    int64_t missing = rank - typeOf(operand).getRank();
    for (auto [k, size] : llvm::enumerate(typeOf(operand).getShape())) {
      int64_t &known = shape[missing + k];
      if (size == 1)
        continue;
      if (known != 1 && !mayBeEqual(known, size))
        return emitMismatch(location, opName, "sizes ", known, " and ", size,
                            " of axis ", missing + k, " do not broadcast");
      known = known == 1 ? size : meet(known, size);
    }
  }
  types.push_back(RankedTensorType::get(shape, element));
  return success();
}

LogicalResult nd::verifyInferredTypes(Operation *op) {
  SmallVector<Type> types;
  if (failed(cast<InferTypeOpInterface>(op).inferReturnTypes(
          op->getContext(), op->getLoc(), op->getOperands(),
          op->getDiscardableAttrDictionary(), op->getPropertiesStorage(),
          op->getRegions(), types)))
    return failure();
  for (auto [inferred, actual] : llvm::zip_equal(types, op->getResultTypes()))
    if (!areCompatibleTypes(inferred, actual))
      return op->emitOpError("result has type ")
             << actual << ", but its operands give " << inferred;
  return success();
}

LogicalResult nd::inferRowwiseType(std::optional<Location> location,
                                   StringRef opName, Value operand,
                                   SmallVectorImpl<Type> &types) {
  if (typeOf(operand).getRank() == 0)
    return emitMismatch(location, opName,
                        "operand has rank 0, but must have rows");
  types.push_back(operand.getType());
  return success();
}

LogicalResult CompareOp::inferReturnTypes(MLIRContext *context,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  Comparison predicate = adaptor.getPredicate();
  bool needsOrder = predicate != Comparison::EQ && predicate != Comparison::NE;
  Type element = typeOf(adaptor.getLhs()).getElementType();
  if (needsOrder && isa<ComplexType>(element))
    return emitMismatch(location, getOperationName(), "'",
                        stringifyComparison(predicate),
                        "' does not compare elements of type ", element);
  return inferBroadcastType(location, getOperationName(), adaptor.getOperands(),
                            IntegerType::get(context, 1), types);
}

/// Reports an axis outside [0, rank), or one that comes twice.
static LogicalResult checkAxes(std::optional<Location> location,
                               StringRef opName, ArrayRef<int64_t> axes,
                               int64_t rank) {
  SmallVector<bool> seen(rank, false);
  for (int64_t axis : axes) {
    if (axis < 0 || axis >= rank)
      return emitMismatch(location, opName, "axis ", axis,
                          " is out of range for rank ", rank);
    if (seen[axis])
      return emitMismatch(location, opName, "axis ", axis, " comes twice");
    seen[axis] = true;
  }
  return success();
}

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType operand = typeOf(adaptor.getOperand());
  ArrayRef<int64_t> permutation = adaptor.getPermutation();
  if (static_cast<int64_t>(permutation.size()) != operand.getRank())
    return emitMismatch(location, getOperationName(), "permutation has ",
                        permutation.size(), " axes, but the operand has rank ",
                        operand.getRank());
  if (failed(checkAxes(location, getOperationName(), permutation,
                       operand.getRank())))
    return failure();
  SmallVector<int64_t> shape;
  for (int64_t axis : permutation)
    shape.push_back(operand.getDimSize(axis));
  types.push_back(operand.clone(shape));
  return success();
}

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  if (adaptor.getOperands().empty())
    return emitMismatch(location, getOperationName(), "has nothing to join");
  RankedTensorType first = typeOf(adaptor.getOperands().front());
  int64_t joined = adaptor.getAxis();
  if (failed(checkAxes(location, getOperationName(), joined, first.getRank())))
    return failure();
  SmallVector<int64_t> shape(first.getShape());
  for (auto [i, operand] : llvm::enumerate(adaptor.getOperands())) {
    RankedTensorType type = typeOf(operand);
    if (i == 0)
      continue;
    if (type.getRank() != first.getRank())
      return emitMismatch(location, getOperationName(), "operand #", i,
                          " has rank ", type.getRank(),
                          ", but operand #0 has rank ", first.getRank());
    for (auto [k, size] : llvm::enumerate(type.getShape())) {
      bool isJoined = static_cast<int64_t>(k) == joined;
      if (!isJoined && !mayBeEqual(size, shape[k]))
        return emitMismatch(location, getOperationName(), "operand #", i,
                            " has size ", size, " on axis ", k,
                            ", but the operands before it have ", shape[k]);
      if (!isJoined)
        shape[k] = meet(shape[k], size);
      else if (ShapedType::isDynamic(size) || ShapedType::isDynamic(shape[k]))
        shape[k] = ShapedType::kDynamic;
      else
        shape[k] += size;
    }
  }
  types.push_back(first.clone(shape));
  return success();
}

LogicalResult MatmulOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType lhs = typeOf(adaptor.getLhs()),
                   rhs = typeOf(adaptor.getRhs());
  for (auto [i, type] : {std::pair(0, lhs), std::pair(1, rhs)})
    if (type.getRank() != 2)
      return emitMismatch(location, getOperationName(), "operand #", i,
                          " has rank ", type.getRank(),
                          ", but must be a matrix");
  int64_t rowAxis = adaptor.getTransposeA() ? 1 : 0;
  int64_t columnAxis = adaptor.getTransposeB() ? 0 : 1;
  int64_t lhsInner = lhs.getDimSize(1 - rowAxis);
  int64_t rhsInner = rhs.getDimSize(1 - columnAxis);
  if (!mayBeEqual(lhsInner, rhsInner))
    return emitMismatch(location, getOperationName(), "sums over ", lhsInner,
                        " columns of the left matrix, but ", rhsInner,
                        " rows of the right one");
  types.push_back(
      lhs.clone({lhs.getDimSize(rowAxis), rhs.getDimSize(columnAxis)}));
  return success();
}

LogicalResult ReduceOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType operand = typeOf(adaptor.getOperand());
  ArrayRef<int64_t> dimensions = adaptor.getDimensions();
  if (failed(checkAxes(location, getOperationName(), dimensions,
                       operand.getRank())))
    return failure();
  Reduction kind = adaptor.getKind();
  bool isLogical = kind == Reduction::All || kind == Reduction::Any;
  bool needsOrder = kind == Reduction::Max || kind == Reduction::Min;
  if (isLogical != operand.getElementType().isInteger(1) ||
      (needsOrder && isa<ComplexType>(operand.getElementType())))
    return emitMismatch(
        location, getOperationName(), "'", stringifyReduction(kind),
        "' does not combine elements of type ", operand.getElementType());
  SmallVector<int64_t> shape;
  for (auto [k, size] : llvm::enumerate(operand.getShape())) {
    if (!llvm::is_contained(dimensions, static_cast<int64_t>(k)))
      shape.push_back(size);
    else if (adaptor.getKeepDims())
      shape.push_back(1);
  }
  types.push_back(operand.clone(shape));
  return success();
}

LogicalResult ArgReduceOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType operand = typeOf(adaptor.getOperand());
  int64_t axis = adaptor.getAxis();
  if (failed(checkAxes(location, getOperationName(), axis, operand.getRank())))
    return failure();
  SmallVector<int64_t> shape(operand.getShape());
  shape.erase(shape.begin() + axis);
  types.push_back(RankedTensorType::get(shape, adaptor.getIndexType()));
  return success();
}

/// Appends the types of a cross entropy's loss and derivative for logits of
/// `type`.
static void appendCrossEntropyTypes(RankedTensorType type, int64_t rows,
                                    SmallVectorImpl<Type> &types) {
  types.push_back(type.clone(ArrayRef(rows)));
  types.push_back(type.clone({rows, type.getDimSize(1)}));
}

static LogicalResult checkLogits(std::optional<Location> location,
                                 StringRef opName, RankedTensorType logits) {
  if (logits.getRank() == 2)
    return success();
  return emitMismatch(location, opName, "logits have rank ", logits.getRank(),
                      ", but must be a matrix");
}

LogicalResult SoftmaxCrossEntropyOp::inferReturnTypes(
    MLIRContext *, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  RankedTensorType logits = typeOf(adaptor.getLogits()),
                   labels = typeOf(adaptor.getLabels());
  if (failed(checkLogits(location, getOperationName(), logits)))
    return failure();
  if (failed(verifyCompatibleShape(logits, labels)))
    return emitMismatch(location, getOperationName(), "logits have type ",
                        logits, ", but labels have type ", labels);
  appendCrossEntropyTypes(
      logits, meet(logits.getDimSize(0), labels.getDimSize(0)), types);
  return success();
}

LogicalResult SparseSoftmaxCrossEntropyOp::inferReturnTypes(
    MLIRContext *, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  RankedTensorType logits = typeOf(adaptor.getLogits()),
                   labels = typeOf(adaptor.getLabels());
  if (failed(checkLogits(location, getOperationName(), logits)))
    return failure();
  if (labels.getRank() != 1 ||
      !mayBeEqual(labels.getDimSize(0), logits.getDimSize(0)))
    return emitMismatch(location, getOperationName(),
                        "needs one label per row of logits ", logits,
                        ", but labels have type ", labels);
  appendCrossEntropyTypes(
      logits, meet(logits.getDimSize(0), labels.getDimSize(0)), types);
  return success();
}

LogicalResult GatherOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType params = typeOf(adaptor.getParams());
  if (params.getRank() == 0)
    return emitMismatch(location, getOperationName(),
                        "params have rank 0, but must have rows");
  SmallVector<int64_t> shape(typeOf(adaptor.getIndices()).getShape());
  llvm::append_range(shape, params.getShape().drop_front());
  types.push_back(params.clone(shape));
  return success();
}

/// Verifies that `combiner` can combine the elements of `dest`, and that the
/// updates are for parts with the shape `part` per index of shape `indices`.
template <typename Adaptor>
static LogicalResult verifyScatter(std::optional<Location> location,
                                   StringRef name, Adaptor adaptor,
                                   ArrayRef<int64_t> indices,
                                   ArrayRef<int64_t> part, bool takesScalar) {
  RankedTensorType dest = typeOf(adaptor.getDest()),
                   updates = typeOf(adaptor.getUpdates());
  Combiner combiner = adaptor.getCombiner();
  bool needsOrder = combiner == Combiner::Min || combiner == Combiner::Max;
  if (needsOrder && isa<ComplexType>(dest.getElementType()))
    return emitMismatch(location, name, "'", stringifyCombiner(combiner),
                        "' does not combine elements of type ",
                        dest.getElementType());
  SmallVector<int64_t> shape(indices);
  llvm::append_range(shape, part);
  RankedTensorType expected = dest.clone(shape);
  bool agrees = updates.getElementType() == dest.getElementType() &&
                ((takesScalar && updates.getRank() == 0) ||
                 succeeded(verifyCompatibleShape(expected, updates)));
  if (!agrees)
    return emitMismatch(location, name, "updates have type ", updates,
                        ", but the indexed rows have type ", expected);
  return success();
}

LogicalResult ScatterOp::inferReturnTypes(MLIRContext *,
                                          std::optional<Location> location,
                                          Adaptor adaptor,
                                          SmallVectorImpl<Type> &types) {
  RankedTensorType dest = typeOf(adaptor.getDest());
  if (dest.getRank() == 0)
    return emitMismatch(location, getOperationName(),
                        "destination has rank 0, but must have rows");
  if (failed(verifyScatter(location, getOperationName(), adaptor,
                           typeOf(adaptor.getIndices()).getShape(),
                           dest.getShape().drop_front(),
                           /*takesScalar=*/true)))
    return failure();
  types.push_back(dest);
  return success();
}

LogicalResult ScatterNdOp::inferReturnTypes(MLIRContext *,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  RankedTensorType dest = typeOf(adaptor.getDest()),
                   indices = typeOf(adaptor.getIndices());
  int64_t depth = indices.getRank() == 0 ? 0 : indices.getShape().back();
  if (depth < 1 || depth > dest.getRank())
    return emitMismatch(location, getOperationName(), "indices have type ",
                        indices, ", but an index into ", dest, " has 1 to ",
                        dest.getRank(), " coordinates");
  if (failed(verifyScatter(location, getOperationName(), adaptor,
                           indices.getShape().drop_back(),
                           dest.getShape().drop_front(depth),
                           /*takesScalar=*/false)))
    return failure();
  types.push_back(dest);
  return success();
}
