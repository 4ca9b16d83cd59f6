// Reads and updates of variables, by reference and by resource. An update by
// reference yields the value right after it.
#include "Slicing.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::vf;

static LogicalResult lowerRead(NodeLowering &n) {
  n.setResult(n.read(0));
  return success();
}

LogicalResult mlir::vf::setUpdated(NodeLowering &n, Value value) {
  if (n.node().lookupAttr<bool>("use_locking").value_or(false))
    value.getDefiningOp()->setAttr("use_locking", n.builder().getUnitAttr());
  if (!n.node().outputTypes().empty())
    n.setResult(value);
  return success();
}

template <typename OpT>
static LogicalResult lowerAssign(NodeLowering &n) {
  VariableOperand variable = n.variable(0);
  Value value = n.operandLike(1, variable);
  return setUpdated(n, n.create<OpT>(variable.type, variable.symbol, value));
}

template <typename OpT>
static LogicalResult lowerArithmeticAssign(NodeLowering &n) {
  if (failed(requireNumber(n, n.node().inputTypes()[1])))
    return failure();
  return lowerAssign<OpT>(n);
}

/// The rows of `variable` that operand 1 names, as one tensor.
static ::vf::SizeVector getScatteredShape(NodeLowering &n,
                                          const VariableOperand &variable) {
  ::vf::SizeVector shape(n.operandShape(1));
  for (int64_t size : variable.type.getShape().drop_front())
    shape.push_back(n.sizes().constant(size));
  return shape;
}

template <nd::Combiner combiner>
static LogicalResult lowerScatter(NodeLowering &n) {
  VariableOperand variable = n.variable(0);
  if (n.hasFailed())
    return failure();
  if (variable.type.getRank() == 0)
    return n.error() << "params must be at least 1-D, got shape []";
  n.checkInRange(1, n.sizes().constant(variable.type.getDimSize(0)),
                 "indices%I = %V is not in [0, %B)");
  if (combiner == nd::Combiner::Div)
    checkDivisor(n, 2, getScatteredShape(n, variable),
                 "updates must not contain 0");
  bool needsOrder =
      combiner == nd::Combiner::Min || combiner == nd::Combiner::Max;
  if (needsOrder && failed(requireReal(n, n.node().inputTypes()[2])))
    return failure();
  return setUpdated(n, n.create<ScatterOp>(variable.type, combiner,
                                           variable.symbol, n.operand(1),
                                           n.operand(2)));
}

/// Fails the entry where a coordinate lies outside of its axis of `variable`.
static void checkCoordinates(NodeLowering &n, const VariableOperand &variable,
                             int64_t depth) {
  ::vf::SizeVector shape(n.operandShape(1).drop_back().begin(),
                         n.operandShape(1).drop_back().end());
  Places column = getAllPlaces(n, n.operandShape(1));
  column.sizes.back() = n.sizes().constant(1);
  for (int64_t axis = 0; axis != depth; ++axis) {
    column.offsets.back() = n.sizes().constant(axis);
    Value coordinates = createSlice(n, n.operand(1), column);
    n.checkInRange(n.reshape(coordinates, shape), shape,
                   n.sizes().constant(variable.type.getDimSize(axis)),
                   "coordinate " + std::to_string(axis) +
                       " of indices%I = %V is not in [0, %B)");
  }
}

template <nd::Combiner combiner>
static LogicalResult lowerScatterNd(NodeLowering &n) {
  VariableOperand variable = n.variable(0);
  if (n.hasFailed())
    return failure();
  ::vf::SizeExpr depth = n.operandShape(1).back();
  if (!depth.isConstant() || depth.constant() < 1)
    return n.error() << "expected indices of 1 to " << variable.type.getRank()
                     << " coordinates each, found " << depth.str();
  checkCoordinates(n, variable, depth.constant());
  return setUpdated(n, n.create<ScatterNdOp>(variable.type, combiner,
                                             variable.symbol, n.operand(1),
                                             n.operand(2)));
}

/// Places with a negative stride are written from the other end.
static LogicalResult lowerSliceAssign(NodeLowering &n) {
  VariableOperand variable = n.variable(0);
  if (n.hasFailed())
    return failure();
  ::vf::SizeVector shape;
  for (int64_t size : variable.type.getShape())
    shape.push_back(n.sizes().constant(size));
  FailureOr<Places> places = getSlicedPlaces(n, shape);
  if (failed(places))
    return failure();
  SmallVector<int64_t> offsets, strides;
  Places reversed = getAllPlaces(n, places->sizes);
  bool isReversed = false;
  for (auto [axis, offset, stride, size] :
       llvm::enumerate(places->offsets, places->strides, places->sizes)) {
    if (!offset.isConstant() || !size.isConstant())
      return n.error() << "is supported for positions known at compile time";
    int64_t last = std::max<int64_t>(size.constant() - 1, 0);
    bool isDown = stride < 0;
    offsets.push_back(offset.constant() + (isDown ? last * stride : 0));
    strides.push_back(isDown ? -stride : stride);
    if (isDown && last > 0) {
      reversed.offsets[axis] = n.sizes().constant(last);
      reversed.strides[axis] = -1;
      isReversed = true;
    }
  }
  Value value = n.reshape(n.operand(4), places->sizes);
  if (isReversed)
    value = createSlice(n, value, reversed);
  return setUpdated(n, n.create<SliceAssignOp>(variable.type, variable.symbol,
                                               value, offsets, strides));
}

/// Yields the value from before.
static LogicalResult lowerCountUpTo(NodeLowering &n) {
  VariableOperand variable = n.variable(0);
  int64_t limit = n.node().getAttr<int64_t>("limit");
  if (n.hasFailed())
    return failure();
  unsigned width = variable.type.getElementTypeBitWidth();
  if (!llvm::isIntN(width, limit))
    return n.error() << "Attr limit has value " << limit
                     << " out of range for an int" << width;
  Value before = n.read(0);
  auto bound = DenseElementsAttr::get(
      variable.type,
      n.builder().getIntegerAttr(variable.type.getElementType(), limit));
  Value isBelow = n.create<nd::CompareOp>(nd::Comparison::LT, before,
                                          n.create<nd::ConstantOp>(bound));
  n.check(n.create<tensor::ExtractOp>(isBelow, ValueRange()),
          ErrorCode::OutOfRange, "Reached limit of " + Twine(limit));
  n.setResult(before);
  n.create<CountUpToOp>(variable.type, variable.symbol, limit);
  return success();
}

static LogicalResult lowerIsInitialized(NodeLowering &n) {
  VariableOperand variable = n.variable(0);
  if (n.hasFailed())
    return failure();
  Value flag = n.create<IsInitializedOp>(variable.symbol);
  n.setResult(createFlagTensor(n.builder(), n.loc(), flag));
  return success();
}

/// Yields the last value. The name must be the temporary variable's own.
static LogicalResult lowerDestroyTemporary(NodeLowering &n) {
  Value last = n.read(0);
  if (n.hasFailed())
    return failure();
  // References are passed on by first inputs.
  const ::vf::Node *variable = n.node().input(0).node;
  while (variable->name() != n.variable(0).symbol)
    variable = variable->input(0).node;
  auto own = variable->lookupAttr<StringRef>("var_name");
  if (!own)
    return n.error() << "expected a temporary variable, found '"
                     << variable->name() << "' (" << variable->op() << ")";
  StringRef expected = own->empty() ? variable->name() : *own;
  StringRef found = n.node().getAttr<StringRef>("var_name");
  if (found != expected)
    return n.error() << "expected var_name '" << expected
                     << "', that of temporary variable '" << variable->name()
                     << "', found '" << found << "'";
  n.setResult(last);
  return success();
}

static LogicalResult lowerInitializedValue(NodeLowering &n) {
  VariableOperand variable = n.variable(0);
  n.setResult(n.create<InitializedValueOp>(variable.type, variable.symbol));
  return success();
}

void mlir::vf::registerStateLowerings(::vf::OpRegistry &ops) {
  setCommonLowerings(ops, {"ReadVariableOp"}, lowerRead);
  setCommonLowerings(ops, {"Assign", "AssignVariableOp"},
                     lowerAssign<AssignOp>);
  setLowerings(ops, {"AssignAdd", "AssignAddVariableOp"},
               lowerArithmeticAssign<AssignAddOp>);
  setLowerings(ops, {"AssignSub", "AssignSubVariableOp"},
               lowerArithmeticAssign<AssignSubOp>);
  setLowerings(ops, {"ScatterUpdate", "ResourceScatterUpdate"},
               lowerScatter<nd::Combiner::Update>);
  setLowerings(ops, {"ScatterAdd", "ResourceScatterAdd"},
               lowerScatter<nd::Combiner::Add>);
  setLowerings(ops, {"ScatterSub", "ResourceScatterSub"},
               lowerScatter<nd::Combiner::Sub>);
  setLowerings(ops, {"ScatterMul", "ResourceScatterMul"},
               lowerScatter<nd::Combiner::Mul>);
  setLowerings(ops, {"ScatterDiv", "ResourceScatterDiv"},
               lowerScatter<nd::Combiner::Div>);
  setLowerings(ops, {"ScatterMin", "ResourceScatterMin"},
               lowerScatter<nd::Combiner::Min>);
  setLowerings(ops, {"ScatterMax", "ResourceScatterMax"},
               lowerScatter<nd::Combiner::Max>);
  setLowerings(ops, {"ScatterNdUpdate", "ResourceScatterNdUpdate"},
               lowerScatterNd<nd::Combiner::Update>);
  setLowerings(ops, {"ScatterNdAdd", "ResourceScatterNdAdd"},
               lowerScatterNd<nd::Combiner::Add>);
  setLowerings(ops, {"ScatterNdSub", "ResourceScatterNdSub"},
               lowerScatterNd<nd::Combiner::Sub>);
  setLowerings(ops, {"StridedSliceAssign", "ResourceStridedSliceAssign"},
               lowerSliceAssign);
  setLowerings(ops, {"CountUpTo", "ResourceCountUpTo"}, lowerCountUpTo);
  setCommonLowerings(ops, {"IsVariableInitialized", "VarIsInitializedOp"},
                     lowerIsInitialized);
  ops.setLowering("DestroyTemporaryVariable", lowerDestroyTemporary);
  setLowerings(ops, {"_InitializedValue", "_InitializedResourceValue"},
               lowerInitializedValue);
}
