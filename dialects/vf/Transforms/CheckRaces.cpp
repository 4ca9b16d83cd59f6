// Reports the races that import has found. Where the edges of the graph are
// known no longer, only the order in which the entry runs is: so they are
// found there, and judged here.
#include "vf/Transforms/Passes.h"

namespace mlir::vf {
#define GEN_PASS_DEF_CHECKRACES
#include "vf/Transforms/Passes.h.inc"
} // namespace mlir::vf

using namespace mlir;
using namespace mlir::vf;

/// Enough to see what is wrong; a graph may have one for each variable.
static constexpr size_t kMaxReports = 20;

namespace {
struct CheckRaces : public mlir::vf::impl::CheckRacesBase<CheckRaces> {
  using CheckRacesBase::CheckRacesBase;
  void runOnOperation() override;

private:
  InFlightDiagnostic report(Location loc) {
    return strict ? emitError(loc) : emitWarning(loc);
  }
};
} // namespace

void CheckRaces::runOnOperation() {
  EntryOp entry = getOperation();
  std::optional<ArrayAttr> races = entry.getRaces();
  if (!races)
    return;
  numRaces += races->size();
  for (Attribute race : races->getValue().take_front(kMaxReports)) {
    auto found = cast<RaceAttr>(race);
    report(NameLoc::get(found.getSecond()))
        << "nothing orders it and '" << found.getFirst().getValue()
        << "', which both use variable '" << found.getVariable().getValue()
        << "': TensorFlow may run either first, this program runs '"
        << found.getFirst().getValue() << "' first";
  }
  if (races->size() > kMaxReports)
    report(entry.getLoc()) << "has " << races->size() - kMaxReports
                           << " more pairs of accesses that nothing orders";
  if (strict && !races->empty())
    return signalPassFailure();
  entry.removeRacesAttr();
}
