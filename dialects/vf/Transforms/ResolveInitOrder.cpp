// Puts the variables' initializers into one entry, in an order in which each
// reads only what is initialized before it. Linear in the ops of initializers.
#include "vf/Analysis/InitializationOrder.h"
#include "vf/Transforms/Passes.h"

#include "mlir/IR/IRMapping.h"

namespace mlir::vf {
#define GEN_PASS_DEF_RESOLVEINITORDER
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

/// What each generator has drawn so far. A random node runs once, however many
/// initializers use it.
using Draws = DenseMap<Attribute, DrawOp>;

/// Copies the initializer of `variable` and assigns what it yields.
static void cloneInitializer(OpBuilder &builder, VariableOp variable,
                             Draws &draws) {
  IRMapping mapping;
  Block &body = variable.getInit().front();
  for (Operation &op : body.without_terminator()) {
    if (auto source = dyn_cast<InitializedValueOp>(op)) {
      NodeName node = getNodeName(source);
      auto read = ReadOp::create(builder, op.getLoc(), source.getType(),
                                 source.getVariableAttr(), node.node, node.op);
      mapping.map(source.getResult(), read.getResult());
      continue;
    }
    auto draw = dyn_cast<DrawOp>(op);
    if (!draw) {
      builder.clone(op, mapping);
      continue;
    }
    DrawOp &first = draws[draw.getGeneratorAttr()];
    if (!first)
      first = cast<DrawOp>(builder.clone(op, mapping));
    mapping.map(draw.getResults(), first.getResults());
  }
  auto yield = cast<YieldOp>(body.getTerminator());
  AssignOp::create(builder, yield.getLoc(), variable.getType(),
                   FlatSymbolRefAttr::get(variable.getSymNameAttr()),
                   mapping.lookupOrDefault(yield.getOperand(0)));
}

/// Copies the initializer of `table` and fills it. (It reads no variable.)
static void cloneInitializer(OpBuilder &builder, TableOp table) {
  IRMapping mapping;
  Block &body = table.getInit().front();
  for (Operation &op : body.without_terminator())
    builder.clone(op, mapping);
  auto yield = cast<YieldOp>(body.getTerminator());
  NodeName node = getNodeName(yield);
  auto content = BuildTableOp::create(
      builder, yield.getLoc(), TableContentType::get(builder.getContext()),
      table.getSymName(), mapping.lookup(yield.getOperand(0)),
      mapping.lookup(yield.getOperand(1)), node.node, "InitializeTable");
  InitializeTableOp::create(builder, yield.getLoc(), table.getSymName(),
                            content);
}

namespace {
struct ResolveInitOrder
    : public mlir::vf::impl::ResolveInitOrderBase<ResolveInitOrder> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<SmallVector<VariableOp>> order =
        computeInitializationOrder(module);
    if (failed(order))
      return signalPassFailure();
    SmallVector<TableOp> tables =
        llvm::filter_to_vector(module.getOps<TableOp>(), [](TableOp table) {
          return table.hasInitializer();
        });
    if (order->empty() && tables.empty())
      return;

    OpBuilder builder(&getContext());
    auto entry = EntryOp::create(builder, module.getLoc(), "vf_init",
                                 builder.getFunctionType({}, {}),
                                 /*arg_attrs=*/nullptr, /*res_attrs=*/nullptr,
                                 /*initializer=*/true, /*races=*/nullptr);
    builder.setInsertionPointToStart(&entry.getBody().emplaceBlock());
    for (TableOp table : tables)
      cloneInitializer(builder, table);
    Draws draws;
    for (VariableOp variable : *order)
      cloneInitializer(builder, variable, draws);
    ReturnOp::create(builder, module.getLoc(), ValueRange());
    // Renames the entry where a variable of the graph has its name.
    SymbolTable(module).insert(entry);
    numInitialized += order->size();
  }
};
} // namespace
