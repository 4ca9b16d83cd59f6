// Strings in an entry: a value is a handle of the runtime, an op a call of it.
//
// Constants and the values of variables are there already; what a call makes
// may find no memory, so such ops stand in the prologue. Room for what the
// commit keeps is asked for at the head.
#include "EntryLowering.h"

#include "ABITypes.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vf;

/// The assignments and fetches of strings in `entry`.
static int64_t countKeptStrings(EntryOp entry) {
  Operation *terminator = entry.getBlock().getTerminator();
  int64_t count = llvm::count_if(terminator->getOperandTypes(), isStrings);
  for (auto assign : entry.getBlock().getOps<AssignOp>())
    count += isStrings(assign.getType());
  return count;
}

void EntryLowering::lowerStringsHead() {
  if (int64_t count = countKeptStrings(entry))
    returnIfFailed(loc, callApi(loc, abi::kReserveStrings,
                                {context, constant(loc, count, 32)}));
  Type argType = abi::getArgType(builder.getContext());
  for (BlockArgument feed : entry.getBlock().getArguments())
    if (isStrings(feed.getType()) && !feed.use_empty())
      addresses[feed] = makeHandle(feed.getLoc(), abi::kFeedStrings,
                                   {fieldAddress(feed.getLoc(), feeds, argType,
                                                 feed.getArgNumber(), {})});
}

/// Calls `function`, which stores the handle that it makes behind its last
/// argument.
Value EntryLowering::makeHandle(Location loc, int32_t function,
                                ArrayRef<Value> arguments) {
  Value place = LLVM::AllocaOp::create(builder, loc, pointerType, pointerType,
                                       constant(loc, 1), 8);
  SmallVector<Value> operands{context};
  llvm::append_range(operands, arguments);
  operands.push_back(place);
  returnIfFailed(loc, callApi(loc, function, operands));
  return LLVM::LoadOp::create(builder, loc, pointerType, place);
}

/// The address of the operands' handles, side by side.
Value EntryLowering::storeHandles(Location loc, ValueRange operands) {
  SmallVector<Value> handles = llvm::map_to_vector(
      operands, [&](Value operand) { return addresses.lookup(operand); });
  return storeArray(loc, pointerType, handles);
}

Value EntryLowering::lowerReshape(ReshapeStringsOp op) {
  Location loc = op.getLoc();
  auto type = cast<RankedTensorType>(op.getType());
  SmallVector<Value> dims;
  auto dynamic = op.getSizes().begin();
  for (int64_t size : type.getShape())
    dims.push_back(ShapedType::isDynamic(size)
                       ? toI64(scalars.lookup(*dynamic++))
                       : constant(loc, size));
  return makeHandle(loc, abi::kReshapeStrings,
                    {addresses.lookup(op.getOperand()),
                     storeArray(loc, i64Type, dims),
                     constant(loc, type.getRank(), 32)});
}

Value EntryLowering::lowerReport(ReportUninitializedOp op) {
  Location loc = op.getLoc();
  Type byte = builder.getI8Type();
  SmallVector<Value> mask;
  for (Value flag : op.getFlags())
    mask.push_back(
        LLVM::ZExtOp::create(builder, loc, byte, scalars.lookup(flag)));
  return makeHandle(loc, abi::kSelectStrings,
                    {addresses.lookup(op.getNames()),
                     storeArray(loc, byte, mask),
                     constant(loc, mask.size(), 32)});
}

LogicalResult EntryLowering::lowerStrings(Operation *op) {
  Location loc = op->getLoc();
  auto number = [&](int64_t value) { return constant(loc, value, 32); };
  auto setResult = [&](Value handle) {
    addresses[op->getResult(0)] = handle;
    return success();
  };
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](StringConstantOp constant) {
        unsigned index = numbering.strings.lookup(constant.getValue());
        return setResult(callApi(loc, abi::kConstantStrings,
                                 {context, number(index)}, pointerType)
                             .getResult());
      })
      .Case([&](ReadOp read) {
        return setResult(variableData(loc, read.getVariableAttr()));
      })
      .Case([&](AssignOp assign) {
        unsigned variable =
            numbering.variables.lookup(assign.getVariableAttr().getAttr());
        Value handle = addresses.lookup(assign.getValue());
        callApi(loc, abi::kAssignStrings, {context, number(variable), handle},
                LLVM::LLVMVoidType::get(op->getContext()));
        return setResult(handle);
      })
      .Case([&](JoinStringsOp join) {
        return setResult(makeHandle(loc, abi::kJoinStrings,
                                    {storeHandles(loc, join.getOperands()),
                                     number(join.getOperands().size())}));
      })
      .Case([&](ConcatStringsOp concat) {
        return setResult(makeHandle(loc, abi::kConcatStrings,
                                    {storeHandles(loc, concat.getOperands()),
                                     number(concat.getOperands().size()),
                                     number(concat.getAxis())}));
      })
      .Case([&](ReshapeStringsOp reshape) {
        return setResult(lowerReshape(reshape));
      })
      .Case([&](ReportUninitializedOp report) {
        return setResult(lowerReport(report));
      })
      .Default([](Operation *other) {
        return other->emitOpError("has no form for strings");
      });
}

/// Fetches of numbers are where their stages computed them.
void EntryLowering::lowerReturn(ReturnOp op) {
  Type argType = abi::getArgType(builder.getContext());
  for (auto [number, fetched] : llvm::enumerate(op.getOperands())) {
    if (!isStrings(fetched.getType()))
      continue;
    Value fetch = fieldAddress(op.getLoc(), fetches, argType, number, {});
    callApi(op.getLoc(), abi::kFetchStrings,
            {context, fetch, addresses.lookup(fetched)},
            LLVM::LLVMVoidType::get(op.getContext()));
  }
}
