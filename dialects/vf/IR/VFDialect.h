// The vf dialect: state. Its operations are in VFOps.h.
#ifndef VF_IR_VFDIALECT_H
#define VF_IR_VFDIALECT_H

#include "nd/IR/NDDialect.h"

#include "mlir/IR/Dialect.h"

#include "vf/IR/VFDialect.h.inc"

#endif // VF_IR_VFDIALECT_H
