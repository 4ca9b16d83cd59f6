// Canonicalizations of the vf dialect.
#include "vf/IR/VFOps.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace mlir::vf;

/// A check whose condition is known to hold cannot fail.
LogicalResult CheckOp::canonicalize(CheckOp check, PatternRewriter &rewriter) {
  if (!matchPattern(check.getCondition(), m_One()))
    return rewriter.notifyMatchFailure(check, "condition is not known to hold");
  rewriter.eraseOp(check);
  return success();
}
