// The nd dialect: pure n-dimensional values. Its operations are in NDOps.h.
#ifndef ND_IR_NDDIALECT_H
#define ND_IR_NDDIALECT_H

#include "mlir/IR/Dialect.h"

#include "nd/IR/NDDialect.h.inc"

#endif // ND_IR_NDDIALECT_H
