// What the partitioner attributes share.
#ifndef VF_IR_VFPARTITIONERS_H
#define VF_IR_VFPARTITIONERS_H

#include "mlir/IR/Attributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/OpImplementation.h"

namespace mlir::vf {

/// Reports a tensor without static sizes of at least 1, or without that axis.
LogicalResult
verifyPartitionAxis(int64_t axis, RankedTensorType type,
                    llvm::function_ref<InFlightDiagnostic()> emitError);

/// "[4, 3, 3]".
FailureOr<SmallVector<int64_t>> parseSizes(AsmParser &parser);
void printSizes(AsmPrinter &printer, ArrayRef<int64_t> sizes);

/// TensorFlow's text for the part [start, start + size) along `axis` of a
/// tensor with the sizes `shape`: "10 4 4,3:0,4".
std::string getSliceText(ArrayRef<int64_t> shape, int64_t axis, int64_t start,
                         int64_t size);

} // namespace mlir::vf

#include "vf/IR/VFAttrInterfaces.h.inc"

#endif // VF_IR_VFPARTITIONERS_H
