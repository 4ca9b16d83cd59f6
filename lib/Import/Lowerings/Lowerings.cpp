// Registration of all groups.
#include "Lowerings.h"

#include "vf/Import/Import.h"

using namespace mlir::vf;

void ::vf::registerLowerings(OpRegistry &registry) {
  registerArrayLowerings(registry);
  registerIndexingLowerings(registry);
  registerMathLowerings(registry);
  registerNNLowerings(registry);
  registerRandomLowerings(registry);
  registerReductionLowerings(registry);
  registerStateLowerings(registry);
  registerTrainingLowerings(registry);
}
