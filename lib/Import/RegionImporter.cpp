// The walk over a schedule, and how a tensor becomes a value.
#include "RegionImporter.h"
#include "Types.h"

#include "vf/Graph/OpRegistry.h"
#include "vf/Import/NodeLowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "nd/IR/NDOps.h"

using namespace mlir;
using namespace mlir::vf;
using ::vf::Node;
using ::vf::SizeCheck;
using ::vf::SizeExpr;
using ::vf::TensorInfo;
using ::vf::TensorRef;

RegionImporter::RegionImporter(ModuleState &module,
                               const ::vf::Schedule &schedule,
                               const ::vf::InferredShapes &shapes, Block &block,
                               Location loc)
    : moduleState(module), schedule(schedule), inferred(shapes),
      bodyBuilder(OpBuilder::atBlockEnd(&block)),
      sizeMaterializer(block, loc, shapes) {}

void RegionImporter::addFeed(TensorRef tensor, Value value) {
  values[tensor] = value;
  sizeMaterializer.addFeed(tensor, value);
}

//===----------------------------------------------------------------------===//
// Nodes in order
//===----------------------------------------------------------------------===//

LogicalResult RegionImporter::importNodes() {
  if (failed(emitSizeChecks()))
    return failure();
  for (const Node *node : schedule.order)
    if (failed(importNode(*node)))
      return failure();
  return success();
}

void RegionImporter::readForOtherDevices(const Node &node) {
  LiveVariable live = node.outputTypes().empty()
                          ? LiveVariable()
                          : lookupLiveVariable(node.output(0));
  if (!live)
    return;
  if (llvm::any_of(node.uses(), [&](const ::vf::Use &use) {
        return ::vf::readsFromOtherDevice(*use.consumer, *live.variable);
      }))
    sentValues[node.output(0)] = read(*live.variable, node);
}

LogicalResult RegionImporter::importNode(const Node &node) {
  readForOtherDevices(node);
  ::vf::LoweringFn lower = ::vf::lookupLowering(node);
  if (!lower)
    return importByRole(node);
  if (isComputedByInference(node)) {
    checkShapeOperands(node);
    return success();
  }
  NodeLowering lowering(*this, node);
  if (failed(lower(lowering)))
    return failure();
  return failure(lowering.hasFailed());
}

LogicalResult RegionImporter::importByRole(const Node &node) {
  auto error = [&] {
    return ::vf::emitError(moduleState.diagnostics, node.location());
  };
  switch (node.record()->role) {
  case ::vf::OpRole::Compute:
    llvm_unreachable("unsupported ops are reported before any work");
  case ::vf::OpRole::Control:
  case ::vf::OpRole::Variable:
  case ::vf::OpRole::Checkpoint:
    return success();
  case ::vf::OpRole::Placeholder:
    return error().hint("add '" + node.name() + "' to the entry's feeds")
           << "a placeholder must be fed";
  case ::vf::OpRole::Save:
  case ::vf::OpRole::Restore:
    return error().hint("programs save with --save and restore with --restore")
           << "an entry can not save or restore variables itself";
  }
  llvm_unreachable("unknown role");
}

bool RegionImporter::isComputedByInference(const Node &node) const {
  if (node.record()->isStateful || node.outputTypes().empty())
    return false;
  for (unsigned i = 0, e = node.outputTypes().size(); i != e; ++i)
    if (!inferred.lookup(node.output(i)).hasFullValue())
      return false;
  return true;
}

/// A variable by reference must have a value even for who only asks for its
/// shape: TensorFlow's executor looks at it before the kernel runs. That is how
/// `assert_variables_initialized` finds out.
void RegionImporter::checkShapeOperands(const Node &node) {
  for (TensorRef input : node.inputs()) {
    LiveVariable live = lookupLiveVariable(input);
    if (!live || !moduleState.variableTypes.contains(live.variable))
      continue;
    const Node &reader = live.firstReader ? *live.firstReader : node;
    CheckInitializedOp::create(
        bodyBuilder, moduleState.locationOf(reader),
        FlatSymbolRefAttr::get(moduleState.context(), live.variable->name()),
        bodyBuilder.getStringAttr(reader.name()),
        bodyBuilder.getStringAttr(reader.op()));
  }
}

//===----------------------------------------------------------------------===//
// Guards of sizes
//===----------------------------------------------------------------------===//

LogicalResult RegionImporter::emitSizeChecks() {
  for (const SizeCheck &check : inferred.checks()) {
    SmallVector<SizeExpr> sizes{check.lhs, check.rhs};
    llvm::append_range(sizes, check.lhsShape);
    llvm::append_range(sizes, check.rhsShape);
    for (ArrayRef<SizeExpr> shape : check.furtherShapes)
      llvm::append_range(sizes, shape);
    if (!llvm::all_of(sizes, [this](SizeExpr size) {
          return inferred.isKnownAtEntry(size);
        }))
      return ::vf::emitError(moduleState.diagnostics, check.node->location())
             << "needs " << check.str()
             << ", which depends on data and can not be checked";
    emitSizeCheck(check);
  }
  return success();
}

static Value sizeCondition(OpBuilder &b, Location loc, SizeCheck::Kind kind,
                           Value lhs, Value rhs, Value one) {
  auto compare = [&](arith::CmpIPredicate predicate, Value a, Value b2) {
    return arith::CmpIOp::create(b, loc, predicate, a, b2).getResult();
  };
  if (kind == SizeCheck::Kind::LessEqual)
    return compare(arith::CmpIPredicate::sle, lhs, rhs);
  Value condition = compare(arith::CmpIPredicate::eq, lhs, rhs);
  if (kind == SizeCheck::Kind::Equal)
    return condition;
  Value lhsIsOne = compare(arith::CmpIPredicate::eq, lhs, one);
  condition = arith::OrIOp::create(b, loc, condition, lhsIsOne);
  if (kind == SizeCheck::Kind::Expand)
    return condition;
  Value rhsIsOne = compare(arith::CmpIPredicate::eq, rhs, one);
  return arith::OrIOp::create(b, loc, condition, rhsIsOne);
}

/// `message` of a SizeCheck in the form of vf.check, whose values are the sizes
/// of the shapes, those of the operands first, and the two sizes.
static std::string checkMessage(const SizeCheck &check) {
  size_t end = 0;
  auto markShape = [&end](ArrayRef<SizeExpr> shape) {
    size_t begin = end;
    end += shape.size();
    return "[{" + std::to_string(begin) + ".." + std::to_string(end) + "}]";
  };
  SmallVector<std::string> marks{markShape(check.lhsShape),
                                 markShape(check.rhsShape), "", ""};
  llvm::append_range(marks, llvm::map_range(check.furtherShapes, markShape));
  marks[2] = "{" + std::to_string(end) + "}";
  marks[3] = "{" + std::to_string(end + 1) + "}";
  return check.formatMessage(marks);
}

Value RegionImporter::getSize(SizeExpr size, const Node &user) {
  Value value = sizeMaterializer.get(size);
  if (Value fits = sizeMaterializer.takeFits())
    CheckOp::create(bodyBuilder, moduleState.locationOf(user), fits,
                    ErrorCode::InvalidArgument,
                    "the size " + size.str() + " does not fit into 64 bits",
                    ValueRange(), user.name(), user.op());
  return value;
}

void RegionImporter::emitSizeCheck(const SizeCheck &check) {
  Location loc = moduleState.locationOf(*check.node);
  SmallVector<Value> values;
  for (SizeExpr size : check.lhsShape)
    values.push_back(getSize(size, *check.node));
  for (SizeExpr size : check.rhsShape)
    values.push_back(getSize(size, *check.node));
  for (ArrayRef<SizeExpr> shape : check.furtherShapes)
    for (SizeExpr size : shape)
      values.push_back(getSize(size, *check.node));
  Value lhs = getSize(check.lhs, *check.node);
  Value rhs = getSize(check.rhs, *check.node);
  // Messages name the two sizes only where the shapes do not show them.
  if (StringRef(check.message).contains("{2}") ||
      StringRef(check.message).contains("{3}"))
    values.append({lhs, rhs});
  Value condition = sizeCondition(bodyBuilder, loc, check.kind, lhs, rhs,
                                  sizeMaterializer.getIndex(1));
  CheckOp::create(bodyBuilder, loc, condition, ErrorCode::InvalidArgument,
                  checkMessage(check), values, check.node->name(),
                  check.node->op());
}

//===----------------------------------------------------------------------===//
// Values of tensors
//===----------------------------------------------------------------------===//

Value RegionImporter::getValue(TensorRef tensor, const Node &consumer) {
  if (Value value = values.lookup(tensor))
    return value;
  if (LiveVariable live = lookupLiveVariable(tensor)) {
    if (::vf::readsFromOtherDevice(consumer, *live.variable))
      return sentValues.lookup(tensor);
    return read(*live.variable,
                live.firstReader ? *live.firstReader : consumer);
  }
  const TensorInfo &info = inferred.lookup(tensor);
  if (info.hasFullValue())
    return materialize(tensor, info, consumer);

  if (!lookupElementType(moduleState.context(), tensor.type()))
    ::vf::emitError(moduleState.diagnostics, consumer.location())
        << "uses '" << tensor.str() << "' of type "
        << ::vf::dataTypeName(tensor.type())
        << ", which compiled code can not hold";
  else
    ::vf::emitError(moduleState.diagnostics, consumer.location())
        << "uses the value of '" << tensor.str() << "' (" << tensor.node->op()
        << "), which is not known at compile time";
  return Value();
}

Value RegionImporter::getFetch(TensorRef tensor) {
  return getValue(tensor, *tensor.node);
}

Value RegionImporter::read(const Node &variable, const Node &reader) {
  RankedTensorType type = moduleState.variableTypes.lookup(&variable);
  if (!type) {
    ::vf::emitError(moduleState.diagnostics, reader.location())
        << "reads variable '" << variable.name()
        << "', whose values compiled code can not hold";
    return Value();
  }
  auto symbol = FlatSymbolRefAttr::get(moduleState.context(), variable.name());
  return ReadOp::create(bodyBuilder, moduleState.locationOf(reader), type,
                        symbol, reader.name(), reader.op());
}

/// A tensor that inference computed: a constant, or sizes put together.
Value RegionImporter::materialize(TensorRef tensor, const TensorInfo &info,
                                  const Node &consumer) {
  Location loc = moduleState.locationOf(*tensor.node);
  Type element = lookupElementType(moduleState.context(), tensor.type());
  RankedTensorType type = getTensorType(info.dims, element);
  Value &value = values[tensor];
  if (auto constant = info.constantValue()) {
    SmallVector<Attribute> elements;
    for (int64_t number : *constant)
      elements.push_back(IntegerAttr::get(
          element, APInt(element.getIntOrFloatBitWidth(), number,
                         /*isSigned=*/true, /*implicitTrunc=*/true)));
    return value = nd::ConstantOp::create(
               bodyBuilder, loc, DenseElementsAttr::get(type, elements));
  }

  SmallVector<Value> elements;
  auto scalarType = RankedTensorType::get({}, element);
  auto vectorType = RankedTensorType::get({1}, element);
  for (SizeExpr size : *info.value) {
    if (!inferred.isKnownAtEntry(size)) {
      ::vf::emitError(moduleState.diagnostics, consumer.location())
          << "uses size " << size.str() << " of '" << tensor.str()
          << "', which depends on data";
      return Value();
    }
    Value scalar = nd::SizeOp::create(bodyBuilder, loc, scalarType,
                                      getSize(size, consumer));
    if (type.getRank() == 0)
      return value = scalar;
    elements.push_back(nd::ReshapeOp::create(bodyBuilder, loc, vectorType,
                                             scalar, ValueRange()));
  }
  auto flatType =
      RankedTensorType::get({static_cast<int64_t>(elements.size())}, element);
  value = nd::ConcatOp::create(bodyBuilder, loc, flatType, elements, 0);
  if (type != flatType)
    value = nd::ReshapeOp::create(bodyBuilder, loc, type, value, ValueRange());
  return value;
}

//===----------------------------------------------------------------------===//
// References to variables
//===----------------------------------------------------------------------===//

LiveVariable RegionImporter::lookupLiveVariable(TensorRef tensor) {
  auto isReference = [this](TensorRef link) {
    return ::vf::isRef(link.type()) &&
           moduleState.variables.lookup(link.node) &&
           !schedule.feeds.contains(link);
  };
  if (isReference(tensor))
    return {tensor.node, /*firstReader=*/nullptr};

  // Down a chain of Identity to a reference; what was fed on the way cuts it.
  // Each link is followed once.
  LiveVariable result;
  SmallVector<TensorRef, 4> chain;
  for (TensorRef link = tensor;
       link.node->op() == "Identity" && !schedule.feeds.contains(link) &&
       !::vf::readsFromOtherDevice(*link.node, *link.node->input(0).node);
       link = link.node->input(0)) {
    auto known = liveVariables.find(link);
    if (known != liveVariables.end()) {
      result = known->second;
      break;
    }
    chain.push_back(link);
    if (isReference(link.node->input(0))) {
      result = {link.node->input(0).node, link.node};
      break;
    }
  }
  for (TensorRef link : chain)
    liveVariables[link] = result;
  return result;
}
