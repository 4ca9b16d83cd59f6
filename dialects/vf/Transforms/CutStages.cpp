// Cuts an entry into stages. One walk sorts the ops into groups of bounded
// size, kept in the entry's order; then each group becomes a `vf.stage`.
//
// Invariant: a value that crosses a cut is never the value of a variable. Uses
// of a variable's value in a later stage read the variable again; by
// --vf-preserve-old-values no write stands in between.
//
// Cost: linear; the search for a cut looks at one group at a time.
#include "vf/Transforms/EntrySizes.h"
#include "vf/Transforms/Passes.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace mlir::vf {
#define GEN_PASS_DEF_CUTSTAGES
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

/// A size that is not known at compile time counts as this many elements when
/// the traffic over a cut is estimated.
static constexpr int64_t kAssumedSize = 32;

static bool isTensor(Value value) {
  return isa<RankedTensorType>(value.getType());
}

/// True for a fetch that a stage computes: all but strings.
static bool isFetchedByStage(Value fetch) {
  return !isStrings(fetch.getType());
}

static bool isConstant(Operation *op) { return op && isa<nd::ConstantOp>(op); }

/// True for what stays in the entry: scalars, checks, draws, ops on strings,
/// the return. A branch or a loop does not, with all that is in it.
static bool staysInEntry(Operation *op) {
  return isa<CheckOp, CheckInitializedOp, IsInitializedOp, DrawOp, ReturnOp>(
             op) ||
         op->hasTrait<RuntimeCall>() || touchesStrings(op) ||
         (op->getNumRegions() == 0 && isPure(op) &&
          llvm::none_of(op->getResults(), isTensor));
}

/// The op of the entry's block that `op` is or is in.
static Operation *getAncestor(EntryOp entry, Operation *op) {
  return entry.getBlock().findAncestorOpInBlock(*op);
}

/// The variable whose value right after `op` is `value`, or null.
static FlatSymbolRefAttr lookupVariable(Value value) {
  auto access = value.getDefiningOp<VariableAccessOpInterface>();
  if (!access)
    return nullptr;
  for (VariableValue held : access.getVariableValues())
    if (held.value == value)
      return held.variable;
  return nullptr;
}

static int64_t estimateBytes(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type)
    return 0;
  int64_t bytes = nd::getElementBytes(type.getElementType());
  for (int64_t size : type.getShape())
    bytes *= ShapedType::isDynamic(size) ? kAssumedSize : size;
  return bytes;
}

namespace {

using Group = SmallVector<Operation *>;

/// Sorts an entry's ops into groups.
class Grouping {
public:
  Grouping(EntryOp entry, unsigned maxOps) : entry(entry), maxOps(maxOps) {}
  std::vector<Group> run();

private:
  void addToCurrent(Operation *op);
  void close(size_t size);
  void storeConstants(Operation *op);
  size_t chooseCut() const;
  bool usesCurrent(Operation *op) const;

  EntryOp entry;
  unsigned maxOps;
  std::vector<Group> groups;
  Group current;
  DenseSet<Operation *> inCurrent;
};

/// Makes one entry's groups into stages.
class StageMaker {
public:
  StageMaker(EntryOp entry, const EntrySizes &sizes)
      : entry(entry), sizes(sizes), builder(entry.getContext()) {}
  unsigned run(std::vector<Group> groups);

private:
  void nameGroups(ArrayRef<Group> groups);
  void rereadVariables(std::vector<Group> &groups);
  void cloneConstants(Group &group);
  StageOp makeStage(const Group &group, bool isLast, unsigned number);
  Value wrapScalar(Value scalar);
  Value unwrapScalar(Value tensor, Type type);

  EntryOp entry;
  const EntrySizes &sizes;
  OpBuilder builder;
  DenseMap<Operation *, unsigned> groupOf;
};

struct CutStages : public mlir::vf::impl::CutStagesBase<CutStages> {
  using CutStagesBase::CutStagesBase;
  void runOnOperation() override;
};

} // namespace

//===----------------------------------------------------------------------===//
// Grouping
//===----------------------------------------------------------------------===//

bool Grouping::usesCurrent(Operation *op) const {
  return llvm::any_of(op->getOperands(), [&](Value operand) {
    return inCurrent.contains(operand.getDefiningOp());
  });
}

/// The number of ops to cut off the full current group, at least half of it:
/// where the fewest bytes are still needed behind the cut.
size_t Grouping::chooseCut() const {
  size_t size = current.size();
  DenseMap<Operation *, size_t> position;
  for (auto [index, op] : llvm::enumerate(current))
    position[op] = index;
  // change[i]: how the live bytes change between cut i - 1 and cut i, where cut
  // i stands before op i.
  SmallVector<int64_t> change(size + 1, 0);
  for (auto [index, op] : llvm::enumerate(current)) {
    for (Value result : op->getResults()) {
      if (!isTensor(result) || lookupVariable(result))
        continue;
      size_t lastUse = index;
      for (Operation *user : result.getUsers()) {
        auto it = position.find(getAncestor(entry, user));
        lastUse = std::max(lastUse, it == position.end() ? size : it->second);
      }
      int64_t bytes = estimateBytes(result);
      change[index + 1] += bytes;
      if (lastUse < size)
        change[lastUse + 1] -= bytes;
    }
  }
  size_t best = size;
  int64_t live = 0, bestLive = std::numeric_limits<int64_t>::max();
  for (size_t cut = 1; cut <= size; ++cut) {
    live += change[cut];
    if (cut >= size / 2 && live <= bestLive) {
      best = cut;
      bestLive = live;
    }
  }
  return best;
}

/// Makes the first `size` ops of the current group a group of their own.
void Grouping::close(size_t size) {
  if (size == 0)
    return;
  groups.emplace_back(current.begin(), current.begin() + size);
  current.erase(current.begin(), current.begin() + size);
  inCurrent.clear();
  inCurrent.insert_range(current);
}

void Grouping::addToCurrent(Operation *op) {
  current.push_back(op);
  inCurrent.insert(op);
  if (current.size() >= maxOps)
    close(chooseCut());
}

/// The runtime reads numbers from memory: a stage stores the constants that
/// `op` uses.
void Grouping::storeConstants(Operation *op) {
  for (OpOperand &operand : op->getOpOperands()) {
    Operation *constant = operand.get().getDefiningOp();
    if (!isConstant(constant))
      continue;
    OpBuilder builder(op);
    Operation *stored = builder.clone(*constant);
    operand.set(stored->getResult(0));
    addToCurrent(stored);
  }
}

std::vector<Group> Grouping::run() {
  for (Operation &op : llvm::make_early_inc_range(entry.getBlock())) {
    if (!isConstant(&op) && !staysInEntry(&op)) {
      addToCurrent(&op);
      continue;
    }
    if (op.hasTrait<RuntimeCall>())
      storeConstants(&op);
    if (isa<ReturnOp>(op) || usesCurrent(&op))
      close(current.size());
    else if (!current.empty())
      op.moveBefore(current.front());
  }
  return std::move(groups);
}

//===----------------------------------------------------------------------===//
// Stages
//===----------------------------------------------------------------------===//

void StageMaker::nameGroups(ArrayRef<Group> groups) {
  for (auto [number, group] : llvm::enumerate(groups))
    for (Operation *op : group)
      groupOf[op] = number;
}

/// Uses of a variable's value outside the group that reads or updates it read
/// the variable again: in the using group, or, for a fetch, in the last one.
void StageMaker::rereadVariables(std::vector<Group> &groups) {
  std::vector<Group> reads(groups.size());
  DenseMap<std::pair<Value, unsigned>, Value> readIn;
  for (unsigned number = 0; number < groups.size(); ++number) {
    for (Operation *op : groups[number]) {
      for (Value result : op->getResults()) {
        FlatSymbolRefAttr variable = lookupVariable(result);
        if (!variable)
          continue;
        for (OpOperand &use : llvm::make_early_inc_range(result.getUses())) {
          auto it = groupOf.find(getAncestor(entry, use.getOwner()));
          unsigned target = it != groupOf.end()             ? it->second
                            : isa<ReturnOp>(use.getOwner()) ? groups.size() - 1
                                                            : number;
          if (target == number)
            continue;
          Value &read = readIn[{result, target}];
          if (!read) {
            builder.setInsertionPoint(groups[target].front());
            auto op = ReadOp::create(builder, result.getLoc(), result.getType(),
                                     variable, /*node=*/StringAttr(),
                                     /*op=*/StringAttr());
            reads[target].push_back(op);
            groupOf[op] = target;
            read = op.getResult();
          }
          use.set(read);
        }
      }
    }
  }
  for (auto [group, added] : llvm::zip_equal(groups, reads))
    group.insert(group.begin(), added.begin(), added.end());
}

/// Gives the group its own copies of the constants that it uses.
void StageMaker::cloneConstants(Group &group) {
  llvm::MapVector<Operation *, Operation *> clones;
  auto useClone = [&](OpOperand &operand) {
    Operation *constant = operand.get().getDefiningOp();
    if (!isConstant(constant) || constant->getBlock() != &entry.getBlock())
      return;
    Operation *&clone = clones[constant];
    if (!clone) {
      builder.setInsertionPoint(group.front());
      clone = builder.clone(*constant);
    }
    operand.set(clone->getResult(0));
  };
  for (Operation *op : group)
    op->walk([&](Operation *nested) {
      llvm::for_each(nested->getOpOperands(), useClone);
    });
  SmallVector<Operation *> added =
      llvm::map_to_vector(clones, [](auto &pair) { return pair.second; });
  group.insert(group.begin(), added.begin(), added.end());
}

/// The type in which a value of `type` leaves a stage: as a tensor, and an
/// index as a number of a width of its own.
static Type getTypeOutside(Type type) {
  if (isa<RankedTensorType>(type))
    return type;
  return RankedTensorType::get(
      {}, type.isIndex() ? IntegerType::get(type.getContext(), 64) : type);
}

/// A scalar that a branch or a loop yields, as a tensor.
Value StageMaker::wrapScalar(Value scalar) {
  Location loc = scalar.getLoc();
  auto type = cast<RankedTensorType>(getTypeOutside(scalar.getType()));
  if (scalar.getType().isIndex())
    scalar =
        arith::IndexCastOp::create(builder, loc, type.getElementType(), scalar);
  return tensor::FromElementsOp::create(builder, loc, type, scalar);
}

/// The scalar again, in the entry.
Value StageMaker::unwrapScalar(Value tensor, Type type) {
  Location loc = tensor.getLoc();
  Value element =
      tensor::ExtractOp::create(builder, loc, tensor, /*indices=*/ValueRange());
  return type.isIndex()
             ? arith::IndexCastOp::create(builder, loc, type, element)
             : element;
}

/// Wraps the ops of a group. Its results are the values used outside, one per
/// fetch; the last stage also yields what is fetched without being computed.
StageOp StageMaker::makeStage(const Group &group, bool isLast,
                              unsigned number) {
  DenseSet<Operation *> members(group.begin(), group.end());
  Operation *terminator = entry.getBlock().getTerminator();
  SmallVector<Value> yielded;
  SmallVector<SmallVector<OpOperand *>> users;
  auto addResult = [&](Value value, SmallVector<OpOperand *> uses) {
    yielded.push_back(value);
    users.push_back(std::move(uses));
  };
  for (Operation *op : group) {
    for (Value result : op->getResults()) {
      SmallVector<OpOperand *> crossing;
      for (OpOperand &use : result.getUses()) {
        if (use.getOwner() == terminator)
          addResult(result, {&use});
        else if (!members.contains(getAncestor(entry, use.getOwner())))
          crossing.push_back(&use);
      }
      if (!crossing.empty())
        addResult(result, std::move(crossing));
    }
  }
  if (isLast) {
    for (OpOperand &operand : terminator->getOpOperands()) {
      Operation *def = operand.get().getDefiningOp();
      if (isFetchedByStage(operand.get()) &&
          (!def || isConstant(def) || def->hasTrait<RuntimeCall>()))
        addResult(operand.get(), {&operand});
    }
  }

  SmallVector<Value> dynamicSizes;
  SmallVector<Type> types;
  for (Value value : yielded) {
    llvm::append_range(dynamicSizes, sizes.getDynamicSizes(value));
    types.push_back(getTypeOutside(value.getType()));
  }
  builder.setInsertionPoint(group.front());
  auto stage = StageOp::create(builder, group.front()->getLoc(), types,
                               (entry.getSymName() + "_" + Twine(number)).str(),
                               dynamicSizes);
  Block *body = builder.createBlock(&stage.getBody());
  for (Operation *op : group)
    op->moveBefore(body, body->end());
  builder.setInsertionPointToEnd(body);
  SmallVector<Value> leaving = llvm::map_to_vector(yielded, [&](Value value) {
    if (!isTensor(value))
      return wrapScalar(value);
    Operation *def = value.getDefiningOp();
    return isConstant(def) && def->getBlock() != body
               ? builder.clone(*def)->getResult(0)
               : value;
  });
  YieldOp::create(builder, stage.getLoc(), leaving);
  builder.setInsertionPointAfter(stage);
  for (auto [value, result, uses] :
       llvm::zip_equal(yielded, stage.getResults(), users)) {
    Value outside =
        isTensor(value) ? result : unwrapScalar(result, value.getType());
    for (OpOperand *use : uses)
      use->set(outside);
  }
  return stage;
}

unsigned StageMaker::run(std::vector<Group> groups) {
  Operation *terminator = entry.getBlock().getTerminator();
  if (groups.empty() &&
      llvm::none_of(terminator->getOperands(), isFetchedByStage))
    return 0;
  if (groups.empty())
    groups.emplace_back();
  nameGroups(groups);
  rereadVariables(groups);
  for (auto [number, group] : llvm::enumerate(groups)) {
    if (group.empty()) {
      // Only fetches of feeds and constants: a stage that copies them.
      builder.setInsertionPoint(terminator);
      group.push_back(
          arith::ConstantIndexOp::create(builder, terminator->getLoc(), 0));
    }
    cloneConstants(group);
    makeStage(group, number + 1 == groups.size(), number);
  }
  return groups.size();
}

/// In a branch or a loop there is nothing that stays in the entry by its
/// nature.
static LogicalResult verifyRegions(EntryOp entry) {
  WalkResult result = entry.getBody().walk([&](Operation *op) {
    if (op->getBlock() == &entry.getBlock() ||
        !(isa<CheckOp, CheckInitializedOp, IsInitializedOp, DrawOp>(op) ||
          op->hasTrait<RuntimeCall>() || touchesStrings(op)))
      return WalkResult::advance();
    op->emitOpError("has no place in a branch or a loop");
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

void CutStages::runOnOperation() {
  EntryOp entry = getOperation();
  if (failed(verifyRegions(entry)))
    return signalPassFailure();
  FailureOr<EntrySizes> sizes = EntrySizes::compute(entry);
  if (failed(sizes))
    return signalPassFailure();
  std::vector<Group> groups = Grouping(entry, maxOps).run();
  numStages += StageMaker(entry, *sizes).run(std::move(groups));
  for (Operation &op : llvm::make_early_inc_range(entry.getBlock()))
    if (isOpTriviallyDead(&op))
      op.erase();
}
