// Attributes and enumerations of the vf dialect.
#ifndef VF_ATTRS_TD
#define VF_ATTRS_TD

include "vf/IR/VFDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

// Numbers are TensorFlow's canonical codes, as in vf/rt/abi.h.
def VF_ErrorCodeEnum : I32EnumAttr<"ErrorCode", "canonical error code", [
  I32EnumAttrCase<"InvalidArgument", 3, "invalid_argument">, I32EnumAttrCase<"FailedPrecondition", 9, "failed_precondition">,
  I32EnumAttrCase<"OutOfRange", 11, "out_of_range">, I32EnumAttrCase<"Internal", 13, "internal">]> {
  let cppNamespace = "::mlir::vf";
  let genSpecializedAttr = 0;
}
def VF_ErrorCodeAttr : EnumAttr<VF_Dialect, VF_ErrorCodeEnum, "code">;

#endif // VF_ATTRS_TD
