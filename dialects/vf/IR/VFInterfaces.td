// Interfaces through which passes see state, instead of switching over op names.
#ifndef VF_INTERFACES_TD
#define VF_INTERFACES_TD

include "mlir/IR/OpBase.td"

def VariableAccessOpInterface : OpInterface<"VariableAccessOpInterface"> {
  let cppNamespace = "::mlir::vf";
  let description = [{
    An op that reads or writes variables. A variable that is written but not read is wholly overwritten.
  }];
  let methods = [
    InterfaceMethod<"The variables whose value (before the op) it uses.",
      "::llvm::SmallVector<::mlir::FlatSymbolRefAttr>", "getReadVariables">,
    InterfaceMethod<"The variables it changes, in the order of its results.",
      "::llvm::SmallVector<::mlir::FlatSymbolRefAttr>", "getWrittenVariables">,
    InterfaceMethod<"True if it needs its read variables to be initialized.",
      "bool", "requiresInitialized", (ins), "", "return true;">
  ];
}

def VariableUpdateOpInterface : OpInterface<"VariableUpdateOpInterface", [VariableAccessOpInterface]> {
  let cppNamespace = "::mlir::vf";
  let description = [{
    A variable access that changes variables by a formula on values. Result k is the value of written variable k after
    the op.
  }];
  let methods = [
    InterfaceMethod<[{
        Builds the new values of the written variables, in their order, from the latest values of the read variables,
        in theirs. It builds value ops only; that each result lands in its variable's buffer is the caller's business.
      }],
      "::llvm::SmallVector<::mlir::Value>", "buildUpdatedValues",
      (ins "::mlir::OpBuilder &":$builder, "::mlir::ValueRange":$latest)>,
    InterfaceMethod<[{
        True if the new values are destination-passing updates of the latest ones, which reach the variable's buffer
        by themselves; otherwise whoever calls materializes each into its variable's latest value.
      }],
      "bool", "updatesDestination", (ins), "", "return false;">
  ];
}

#endif // VF_INTERFACES_TD
