// Random nodes: a draw from the node's generator, then its samples.
#include "Lowerings.h"

using namespace mlir;
using namespace mlir::vf;

template <nd::Distribution distribution>
static LogicalResult lowerRandom(NodeLowering &n) {
  ArrayRef<::vf::SizeExpr> shape = n.resultShape();
  if (n.hasFailed())
    return failure();
  Value elements = n.size(n.sizes().product(shape));
  auto draw = n.create<DrawOp>(n.generator(), elements);
  n.setResult(n.create<nd::RandomOp>(
      n.resultType(), distribution, draw.getKey(), draw.getCounterLo(),
      draw.getCounterHi(), n.dynamicSizes(shape)));
  return success();
}

void mlir::vf::registerRandomLowerings(::vf::OpRegistry &ops) {
  ops.setLowering("RandomUniform", lowerRandom<nd::Distribution::Uniform>);
  ops.setLowering("RandomStandardNormal",
                  lowerRandom<nd::Distribution::Normal>);
  ops.setLowering("TruncatedNormal",
                  lowerRandom<nd::Distribution::TruncatedNormal>);
}
