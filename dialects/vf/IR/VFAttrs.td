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

def VF_CombinerEnum : I32EnumAttr<"Combiner", "how a scatter combines an element with its update", [
  I32EnumAttrCase<"Update", 0, "update">, I32EnumAttrCase<"Add", 1, "add">, I32EnumAttrCase<"Sub", 2, "sub">,
  I32EnumAttrCase<"Mul", 3, "mul">, I32EnumAttrCase<"Div", 4, "div">, I32EnumAttrCase<"Min", 5, "min">,
  I32EnumAttrCase<"Max", 6, "max">]> {
  let cppNamespace = "::mlir::vf";
  let genSpecializedAttr = 0;
}
def VF_CombinerAttr : EnumAttr<VF_Dialect, VF_CombinerEnum, "combiner">;

#endif // VF_ATTRS_TD
