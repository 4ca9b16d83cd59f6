// Registration of all groups.
#include "Lowerings.h"

#include "vf/Import/Import.h"

using namespace mlir::vf;

void ::vf::registerLowerings(OpRegistry &registry) {
  registerArrayLowerings(registry);
  registerIndexingLowerings(registry);
  registerMathLowerings(registry);
  registerNNLowerings(registry);
  registerPaddingLowerings(registry);
  registerRandomLowerings(registry);
  registerReductionLowerings(registry);
  registerSlicingLowerings(registry);
  registerStateLowerings(registry);
  registerStringLowerings(registry);
  registerTableLowerings(registry);
  registerTrainingLowerings(registry);
}
