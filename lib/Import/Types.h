// Element types and constants of the graph as MLIR's.
#ifndef VF_LIB_IMPORT_TYPES_H
#define VF_LIB_IMPORT_TYPES_H

#include "vf/Graph/DataType.h"
#include "vf/Graph/SizeExpr.h"
#include "vf/Graph/TensorConstant.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"

namespace mlir::vf {

/// Null for types that are no tensor's element in compiled code: resources and
/// variants. A quantized number is the integer that stores it.
Type lookupElementType(MLIRContext *context, ::vf::DataType type);

/// The name of `type` if it is quantized: what `vf.quantized` says where the
/// program meets the world. Null if not.
StringAttr lookupQuantizedName(MLIRContext *context, ::vf::DataType type);

/// The tensor type of symbolic sizes: `?` where a size is not a constant.
RankedTensorType getTensorType(ArrayRef<::vf::SizeExpr> shape, Type element);

/// The elements of a constant of numbers; its element type must have a
/// counterpart.
DenseElementsAttr getElements(MLIRContext *context,
                              const ::vf::TensorConstant &constant);

/// The elements of a constant of strings.
DenseStringElementsAttr getStrings(MLIRContext *context,
                                   const ::vf::TensorConstant &constant);

/// `value` as an element of a DenseElementsAttr of `element`.
Attribute getNumberAttr(Type element, double value);

} // namespace mlir::vf

#endif // VF_LIB_IMPORT_TYPES_H
