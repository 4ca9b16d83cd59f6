// Copies that are no memcpy, as loops of our own.
#include "vf/Conversion/StageToBuffers.h"

#include "mlir/Dialect/Linalg/Utils/Utils.h"

namespace mlir::vf {
#define GEN_PASS_DEF_LOWERSTRIDEDCOPIES
#include "vf/Conversion/StageToBuffers.h.inc"
} // namespace mlir::vf

using namespace mlir;

static bool isContiguous(Value buffer) {
  return cast<MemRefType>(buffer.getType()).getLayout().isIdentity();
}

namespace {
struct LowerStridedCopies
    : public mlir::vf::impl::LowerStridedCopiesBase<LowerStridedCopies> {
  void runOnOperation() override {
    SmallVector<memref::CopyOp> copies;
    getOperation().walk([&](memref::CopyOp copy) {
      if (!isContiguous(copy.getSource()) || !isContiguous(copy.getTarget()))
        copies.push_back(copy);
    });
    for (memref::CopyOp copy : copies) {
      OpBuilder builder(copy);
      linalg::makeMemRefCopyOp(builder, copy.getLoc(), copy.getSource(),
                               copy.getTarget());
      copy.erase();
    }
  }
};
} // namespace
