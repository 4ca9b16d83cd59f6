// Registration of the nd dialect, and how folded constants become ops.
#include "nd/IR/NDDialect.h"
#include "nd/IR/NDOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::nd;

#include "nd/IR/NDDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "nd/IR/NDAttrs.cpp.inc"

void NDDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "nd/IR/NDAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "nd/IR/NDOps.cpp.inc"
      >();
}

Operation *NDDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                          Type type, Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, loc, type, elements);
}
