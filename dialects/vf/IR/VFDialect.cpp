// Registration of the vf dialect.
#include "vf/IR/VFDialect.h"
#include "vf/IR/VFOps.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vf;

#include "vf/IR/VFDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "vf/IR/VFAttrs.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "vf/IR/VFTypes.cpp.inc"

void VFDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "vf/IR/VFAttrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "vf/IR/VFTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "vf/IR/VFOps.cpp.inc"
      >();
}
