// Attributes and enumerations of the vf dialect.
#ifndef VF_ATTRS_TD
#define VF_ATTRS_TD

include "vf/IR/VFPartitioners.td"
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

def VF_RaceAttr : AttrDef<VF_Dialect, "Race"> {
  let mnemonic = "race";
  let summary = "two accesses to a variable that the graph does not order";
  let description = [{
    The nodes of the accesses, in the order in which the entry runs them.
    ```mlir
    #vf.race<@v, "add", "Assign">
    ```
  }];
  let parameters = (ins "::mlir::FlatSymbolRefAttr":$variable, "::mlir::StringAttr":$first,
                        "::mlir::StringAttr":$second);
  let assemblyFormat = "`<` $variable `,` $first `,` $second `>`";
}
def VF_RaceArrayAttr : TypedArrayAttrBase<VF_RaceAttr, "list of races">;

#endif // VF_ATTRS_TD
