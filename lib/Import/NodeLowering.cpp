// The services of NodeLowering, by the region that the node is imported into.
#include "vf/Import/NodeLowering.h"

#include "RegionImporter.h"
#include "Types.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "nd/IR/NDOps.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::SizeExpr;

NodeLowering::NodeLowering(RegionImporter &importer, const ::vf::Node &node)
    : importer(importer), thisNode(node),
      location(importer.module().locationOf(node)) {}

OpBuilder &NodeLowering::builder() { return importer.builder(); }

::vf::InFlightDiagnostic NodeLowering::error() {
  failed = true;
  return ::vf::emitError(importer.module().diagnostics, thisNode.location());
}

/// A value to go on with after an error; the module is dropped.
Value NodeLowering::poison(RankedTensorType type) {
  return create<UnrealizedConversionCastOp>(type, ValueRange()).getResult(0);
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

const ::vf::TensorInfo &NodeLowering::operandInfo(unsigned i) const {
  return importer.shapes().lookup(thisNode.input(i));
}

ArrayRef<SizeExpr> NodeLowering::operandShape(unsigned i) {
  auto shape = importer.shapes().getShape(thisNode.input(i), thisNode,
                                          importer.module().diagnostics);
  if (succeeded(shape))
    return *shape;
  failed = true;
  return {};
}

Value NodeLowering::operand(unsigned i) {
  if (Value value = importer.getValue(thisNode.input(i), thisNode))
    return value;
  failed = true;
  Type element =
      lookupElementType(builder().getContext(), thisNode.input(i).type());
  return poison(
      typeOf(operandInfo(i).dims, element ? element : builder().getF32Type()));
}

SmallVector<int64_t> NodeLowering::constantOperand(unsigned i, StringRef what) {
  if (auto constant = operandInfo(i).constantValue())
    return *constant;
  error() << "expected " << what << " known at compile time, found '"
          << thisNode.input(i).str() << "' (" << thisNode.input(i).node->op()
          << ")";
  return {};
}

Value NodeLowering::broadcastOperand(unsigned i, ArrayRef<SizeExpr> shape) {
  Value value = operand(i);
  bool isUpToReshape = operandInfo(i).kind == ::vf::ShapeKind::UpToReshape;
  ArrayRef<SizeExpr> from =
      isUpToReshape ? operandInfo(i).dims : operandShape(i);
  if (failed)
    return value;
  assert(from.size() <= shape.size() && "broadcasting to a lower rank");
  bool isImplicit = true;
  for (auto [size, target] :
       llvm::zip(llvm::reverse(from), llvm::reverse(shape)))
    isImplicit &= size.isConstant(1) || equal(size, target);
  return isImplicit ? value : broadcast(value, shape);
}

bool NodeLowering::isReference(unsigned i) {
  ::vf::TensorRef tensor = thisNode.input(i);
  return tensor.type() == ::vf::DataType::Resource ||
         importer.lookupLiveVariable(tensor);
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

ArrayRef<SizeExpr> NodeLowering::resultShape(unsigned i) {
  const ::vf::TensorInfo &info = importer.shapes().lookup(thisNode.output(i));
  if (info.kind == ::vf::ShapeKind::UpToReshape)
    return info.dims;
  auto shape = importer.shapes().getShape(thisNode.output(i), thisNode,
                                          importer.module().diagnostics);
  if (succeeded(shape))
    return *shape;
  failed = true;
  return {};
}

RankedTensorType NodeLowering::resultType(unsigned i) {
  ::vf::DataType type = thisNode.outputTypes()[i];
  if (Type element = lookupElementType(builder().getContext(), type))
    return typeOf(resultShape(i), element);
  error() << "yields " << ::vf::dataTypeName(type)
          << ", which compiled code can not hold";
  return typeOf(resultShape(i), builder().getF32Type());
}

void NodeLowering::setResult(unsigned i, Value value) {
  importer.setValue(thisNode.output(i), value);
}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

::vf::SizeContext &NodeLowering::sizes() const {
  return importer.shapes().sizes();
}

bool NodeLowering::equal(SizeExpr a, SizeExpr b) const {
  return importer.shapes().equal(a, b);
}

bool NodeLowering::equal(ArrayRef<SizeExpr> a, ArrayRef<SizeExpr> b) const {
  return importer.shapes().equal(a, b);
}

Value NodeLowering::size(SizeExpr size) {
  if (size && importer.shapes().isKnownAtEntry(size))
    return importer.getSize(size, thisNode);
  error() << "needs a size that is not known when the entry is called: "
          << (size ? size.str() : "?");
  return importer.sizes().getIndex(0);
}

SmallVector<Value> NodeLowering::dynamicSizes(ArrayRef<SizeExpr> shape) {
  SmallVector<Value> values;
  for (SizeExpr dim : shape)
    if (!dim.isConstant())
      values.push_back(size(dim));
  return values;
}

std::optional<::vf::Unbroadcast> NodeLowering::unbroadcast() const {
  return importer.shapes().unbroadcast(&thisNode);
}

RankedTensorType NodeLowering::typeOf(ArrayRef<SizeExpr> shape,
                                      Type element) const {
  return getTensorType(shape, element);
}

Value NodeLowering::broadcast(Value value, ArrayRef<SizeExpr> shape) {
  auto type = cast<RankedTensorType>(value.getType());
  RankedTensorType target = typeOf(shape, type.getElementType());
  if (type == target && type.hasStaticShape())
    return value;
  return create<nd::BroadcastOp>(target, value, dynamicSizes(shape));
}

Value NodeLowering::reshape(Value value, ArrayRef<SizeExpr> shape) {
  auto type = cast<RankedTensorType>(value.getType());
  RankedTensorType target = typeOf(shape, type.getElementType());
  if (type == target && type.getNumDynamicDims() <= 1)
    return value;
  if (isStrings(type))
    return create<ReshapeStringsOp>(target, value, dynamicSizes(shape));
  return create<nd::ReshapeOp>(target, value, dynamicSizes(shape));
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

Value NodeLowering::scalar(Type element, double value) {
  auto type = RankedTensorType::get({}, element);
  return create<nd::ConstantOp>(
      DenseElementsAttr::get(type, getNumberAttr(element, value)));
}

Value NodeLowering::index(int64_t value) {
  return importer.sizes().getIndex(value);
}

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

VariableOperand NodeLowering::variable(unsigned i) {
  const ModuleState &module = importer.module();
  ::vf::TensorRef tensor = thisNode.input(i);
  const ::vf::Variable *variable = module.variables.resolveReference(tensor);
  if (!variable) {
    error() << "expected a variable, found '" << tensor.str() << "' ("
            << tensor.node->op() << ")";
    return {"none", RankedTensorType::get({}, builder().getF32Type())};
  }
  if (RankedTensorType type = module.variableTypes.lookup(variable->node))
    return {variable->node->name(), type};
  error() << "uses variable '" << variable->node->name()
          << "', whose values compiled code can not hold";
  return {"none", RankedTensorType::get({}, builder().getF32Type())};
}

Value NodeLowering::read(unsigned i) {
  VariableOperand operand = variable(i);
  auto symbol = FlatSymbolRefAttr::get(builder().getContext(), operand.symbol);
  return create<ReadOp>(operand.type, symbol, thisNode.name(), thisNode.op());
}

/// A flag that was made here comes back as it was before it became a tensor.
Value NodeLowering::initializedFlag(::vf::TensorRef flag) {
  Value value = importer.getValue(flag, thisNode);
  if (!value) {
    failed = true;
    return index(0);
  }
  auto cast = value.getDefiningOp<nd::CastOp>();
  auto number = cast ? cast.getOperand().getDefiningOp<nd::SizeOp>() : nullptr;
  auto fromFlag =
      number ? number.getSize().getDefiningOp<arith::IndexCastUIOp>() : nullptr;
  if (fromFlag)
    return fromFlag.getIn();
  return create<tensor::ExtractOp>(value, ValueRange());
}

Value NodeLowering::operandLike(unsigned i, const VariableOperand &variable) {
  Value value = operand(i);
  ArrayRef<SizeExpr> shape = operandShape(i);
  SmallVector<SizeExpr> target;
  for (int64_t size : variable.type.getShape())
    target.push_back(sizes().constant(size));
  if (failed)
    return poison(variable.type);
  if (equal(shape, target))
    return reshape(value, target);
  error() << "input #" << i << " has shape " << ::vf::shapeStr(shape)
          << ", but variable '" << variable.symbol << "' has shape "
          << ::vf::shapeStr(target);
  return poison(variable.type);
}

TableOp NodeLowering::table(unsigned i) {
  const ::vf::Node *node = thisNode.input(i).node;
  while (node->op() == "Identity")
    node = node->input(0).node;
  TableOp table = importer.module().tables.lookup(node);
  if (!table)
    error() << "expected a lookup table, found '" << thisNode.input(i).str()
            << "' (" << thisNode.input(i).node->op() << ")";
  return table;
}

FlatSymbolRefAttr NodeLowering::generator() {
  return importer.module().getGenerator(thisNode);
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

void NodeLowering::check(Value condition, ErrorCode code, const Twine &message,
                         ArrayRef<Value> values) {
  create<CheckOp>(condition, code, builder().getStringAttr(message), values,
                  builder().getStringAttr(thisNode.name()),
                  builder().getStringAttr(thisNode.op()));
}

/// Row-major `position` in `shape` as one index per axis.
static SmallVector<Value> delinearize(NodeLowering &lowering, Value position,
                                      ArrayRef<SizeExpr> shape) {
  SmallVector<Value> indices;
  for (unsigned axis = 0, rank = shape.size(); axis + 1 < rank; ++axis) {
    // Where there is a position to speak of, no axis is empty.
    Value stride = lowering.create<arith::MaxSIOp>(
        lowering.size(lowering.sizes().product(shape.drop_front(axis + 1))),
        lowering.index(1));
    Value index = lowering.create<arith::DivSIOp>(position, stride);
    Value start = lowering.create<arith::MulIOp>(index, stride);
    position = lowering.create<arith::SubIOp>(position, start);
    indices.push_back(index);
  }
  if (!shape.empty())
    indices.push_back(position);
  return indices;
}

/// `message` with each of %I, %V and %B replaced.
static std::string replaceMarks(StringRef message, StringRef place,
                                StringRef value, StringRef bound) {
  std::string text;
  for (auto [before, rest] = message.split('%');;
       std::tie(before, rest) = rest.drop_front().split('%')) {
    text += before;
    if (rest.empty())
      return text;
    text += rest.front() == 'I' ? place : rest.front() == 'V' ? value : bound;
  }
}

void NodeLowering::checkInRange(unsigned i, SizeExpr bound, StringRef message) {
  ::vf::DataType type = thisNode.inputTypes()[i];
  if (type != ::vf::DataType::Int32 && type != ::vf::DataType::Int64)
    error() << "is supported for indices of int32 and int64 only, found "
            << ::vf::dataTypeName(type);
  checkInRange(operand(i), operandShape(i), bound, message);
}

void NodeLowering::checkInRange(Value indices, ArrayRef<SizeExpr> shape,
                                SizeExpr bound, StringRef message) {
  Value limit = size(bound);
  auto pairType = RankedTensorType::get({2}, builder().getI64Type());
  Value found = create<nd::FindOutOfRangeOp>(pairType, indices, limit);
  auto element = [&](int64_t which) -> Value {
    Value number = create<tensor::ExtractOp>(found, index(which));
    return create<arith::IndexCastOp>(builder().getIndexType(), number);
  };
  Value position = element(0);
  SmallVector<Value> values = delinearize(*this, position, shape);
  auto mark = [](size_t n) { return "{" + std::to_string(n) + "}"; };
  size_t rank = values.size();
  std::string place = rank == 0 ? "" : "[{0.." + std::to_string(rank) + "}]";
  values.append({element(1), limit});
  Value isInRange =
      create<arith::CmpIOp>(arith::CmpIPredicate::slt, position, index(0));
  check(isInRange, ErrorCode::InvalidArgument,
        replaceMarks(message, place, mark(rank), mark(rank + 1)), values);
}
