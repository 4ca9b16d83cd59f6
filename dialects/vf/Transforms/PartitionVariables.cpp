// Resolves partitioners to shards and gives each shard a record in the Savers.
// Entries stay as they are: a shard is a view of its variable. Only what a
// graph itself has cut along an inner axis is gathered from part by part.
#include "vf/Transforms/Passes.h"

namespace mlir::vf {
#define GEN_PASS_DEF_PARTITIONVARIABLES
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

/// By the symbols of variables in several shards: their slices, in order.
using SlicesOf = DenseMap<Attribute, SmallVector<Attribute>>;

static SmallVector<Attribute> buildSlices(RankedTensorType type,
                                          ShardsAttr shards) {
  Builder builder(type.getContext());
  SmallVector<Attribute> slices;
  int64_t start = 0;
  for (int64_t size : shards.getSizes()) {
    slices.push_back(builder.getStringAttr(
        getSliceText(type.getShape(), shards.getAxis(), start, size)));
    start += size;
  }
  return slices;
}

static LogicalResult verifyIsWhole(SaverOp saver, Attribute variable,
                                   Attribute slice) {
  if (cast<StringAttr>(slice).empty())
    return success();
  return saver.emitOpError("has slice ")
         << slice << " of " << variable << ", which is to be partitioned";
}

/// Replaces the records of partitioned variables by those of their shards.
static LogicalResult splitRecords(SaverOp saver, const SlicesOf &slicesOf) {
  SmallVector<Attribute> variables, keys, slices;
  for (auto [variable, key, slice] : llvm::zip_equal(
           saver.getVariables(), saver.getKeys(), saver.getSlices())) {
    auto shards = slicesOf.find(variable);
    if (shards == slicesOf.end()) {
      variables.push_back(variable);
      keys.push_back(key);
      slices.push_back(slice);
      continue;
    }
    if (failed(verifyIsWhole(saver, variable, slice)))
      return failure();
    size_t count = shards->second.size();
    variables.append(count, variable);
    keys.append(count, key);
    llvm::append_range(slices, shards->second);
  }
  Builder builder(saver.getContext());
  saver.setVariablesAttr(builder.getArrayAttr(variables));
  saver.setKeysAttr(builder.getArrayAttr(keys));
  saver.setSlicesAttr(builder.getArrayAttr(slices));
  return success();
}

//===----------------------------------------------------------------------===//
// Gathers from a graph's own parts
//===----------------------------------------------------------------------===//

/// Whether `concat` puts a variable together of which only rows are needed, and
/// every part has a part of each row.
static bool isGatheredWhole(nd::ConcatOp concat) {
  auto isRead = [](Value operand) {
    return operand.getDefiningOp<ReadOp>() != nullptr;
  };
  auto isGather = [&](OpOperand &use) {
    auto gather = dyn_cast<nd::GatherOp>(use.getOwner());
    return gather && &use == &gather.getParamsMutable();
  };
  return concat.getAxis() > 0 && llvm::all_of(concat.getOperands(), isRead) &&
         llvm::all_of(concat->getUses(), isGather);
}

/// Gathers the rows of each part and concatenates those.
static void gatherInParts(nd::ConcatOp concat, nd::GatherOp gather) {
  OpBuilder builder(gather);
  SmallVector<Value> rows;
  for (Value part : concat.getOperands())
    rows.push_back(nd::GatherOp::create(builder, gather.getLoc(), part,
                                        gather.getIndices()));
  auto indices = cast<RankedTensorType>(gather.getIndices().getType());
  // The axes of the indices take the place of the rows' axis.
  auto whole = nd::ConcatOp::create(builder, concat.getLoc(), rows,
                                    concat.getAxis() - 1 + indices.getRank());
  gather.replaceAllUsesWith(whole.getResult());
  gather.erase();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {
struct PartitionVariables
    : public mlir::vf::impl::PartitionVariablesBase<PartitionVariables> {
  void runOnOperation() override;

private:
  SlicesOf resolvePartitions();
  void pushGathers();
};
} // namespace

SlicesOf PartitionVariables::resolvePartitions() {
  SlicesOf slicesOf;
  for (auto variable : getOperation().getOps<VariableOp>()) {
    PartitionerAttrInterface partition = variable.getPartitionAttr();
    if (!partition)
      continue;
    RankedTensorType type = variable.getValueType();
    auto shards = ShardsAttr::get(
        &getContext(), partition.computePartSizes(type), partition.getAxis());
    variable.setPartitionAttr(shards);
    if (shards.getSizes().size() == 1)
      continue;
    slicesOf[FlatSymbolRefAttr::get(variable.getSymNameAttr())] =
        buildSlices(type, shards);
    ++numPartitioned;
    numShards += shards.getSizes().size();
  }
  return slicesOf;
}

void PartitionVariables::pushGathers() {
  SmallVector<nd::ConcatOp> wholes;
  getOperation().walk([&](nd::ConcatOp concat) {
    if (isGatheredWhole(concat))
      wholes.push_back(concat);
  });
  for (nd::ConcatOp concat : wholes) {
    for (Operation *user : llvm::make_early_inc_range(concat->getUsers())) {
      gatherInParts(concat, cast<nd::GatherOp>(user));
      ++numGathers;
    }
    concat.erase();
  }
}

void PartitionVariables::runOnOperation() {
  SlicesOf slicesOf = resolvePartitions();
  for (auto saver : getOperation().getOps<SaverOp>())
    if (failed(splitRecords(saver, slicesOf)))
      return signalPassFailure();
  pushGathers();
}
