// Lookup tables in an entry: each op is a call of the runtime. Keys and values
// that are numbers lie in memory; strings are handles.
#include "EntryLowering.h"

#include "ABITypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vf;

Value EntryLowering::countElements(Location loc, Value tensor) {
  Value count = constant(loc, 1);
  for (Value size : allSizes(tensor))
    count = LLVM::MulOp::create(builder, loc, count, size);
  return count;
}

/// The runtime counts strings itself.
void EntryLowering::lowerBuild(BuildTableOp op) {
  Location loc = op.getLoc();
  Value count = constant(loc, 0);
  for (Value elements : {op.getKeys(), op.getValues()})
    if (!isStrings(elements.getType()))
      count = countElements(loc, elements);
  unsigned table = numbering.tables.lookup(op.getTableAttr().getAttr());
  Value content = makeHandle(
      loc, abi::kBuildTable,
      {constant(loc, table, 32), constant(loc, numbering.sites.lookup(op), 32),
       address(op.getKeys()), address(op.getValues()), count});
  addresses[op.getContent()] = content;
}

void EntryLowering::lowerFind(FindInTableOp op) {
  Location loc = op.getLoc();
  Value table =
      constant(loc, numbering.tables.lookup(op.getTableAttr().getAttr()), 32);
  Value keys = address(op.getKeys());
  Value defaultValue = address(op.getDefaultValue());
  if (!isStrings(op.getType())) {
    callApi(loc, abi::kFindNumbers,
            {context, table, keys, countElements(loc, op.getResult()),
             defaultValue, address(op.getResult())},
            LLVM::LLVMVoidType::get(op.getContext()));
    return;
  }
  SmallVector<Value> dims = allSizes(op.getResult());
  addresses[op.getResult()] =
      makeHandle(loc, abi::kFindStrings,
                 {table, keys, storeArray(loc, i64Type, dims),
                  constant(loc, dims.size(), 32), defaultValue});
}

LogicalResult EntryLowering::lowerTable(Operation *op) {
  Location loc = op->getLoc();
  auto number = [&](FlatSymbolRefAttr table) {
    return constant(loc, numbering.tables.lookup(table.getAttr()), 32);
  };
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case([&](CheckTableOp check) {
        Value flag = callApi(loc, abi::kIsTableInitialized,
                             {context, number(check.getTableAttr())});
        Value isInitialized = LLVM::ICmpOp::create(
            builder, loc, LLVM::ICmpPredicate::ne, flag, constant(loc, 0, 32));
        failUnless(loc, isInitialized, numbering.sites.lookup(check), {});
        return success();
      })
      .Case([&](BuildTableOp build) { return lowerBuild(build), success(); })
      .Case([&](InitializeTableOp initialize) {
        callApi(loc, abi::kInitializeTable,
                {context, number(initialize.getTableAttr()),
                 addresses.lookup(initialize.getContent())},
                LLVM::LLVMVoidType::get(op->getContext()));
        return success();
      })
      .Case([&](FindInTableOp find) { return lowerFind(find), success(); })
      .Case([&](TableSizeOp size) {
        Value count = callApi(loc, abi::kTableSize,
                              {context, number(size.getTableAttr())}, i64Type)
                          .getResult();
        scalars.map(size.getResult(),
                    arith::IndexCastOp::create(builder, loc,
                                               builder.getIndexType(), count)
                        .getResult());
        return success();
      });
}
