// Interfaces through which passes see state, instead of switching over op names.
#ifndef VF_INTERFACES_TD
#define VF_INTERFACES_TD

include "mlir/Interfaces/SideEffectInterfaces.td"

def VariableAccessOpInterface : OpInterface<"VariableAccessOpInterface", [MemoryEffectsOpInterface]> {
  let cppNamespace = "::mlir::vf";
  let description = [{
    An op that reads or writes variables. Which, its memory effects say: each names the symbol it affects. A variable
    that is written but not read is wholly overwritten.
  }];
  let methods = [
    InterfaceMethod<"The variables whose value (before the op) it uses.",
      "::llvm::SmallVector<::mlir::FlatSymbolRefAttr>", "getReadVariables", (ins), "",
      "return ::mlir::vf::getReadVariables($_op);">,
    InterfaceMethod<"The variables it changes, in the order of its results.",
      "::llvm::SmallVector<::mlir::FlatSymbolRefAttr>", "getWrittenVariables", (ins), "",
      "return ::mlir::vf::getWrittenVariables($_op);">,
    InterfaceMethod<"Its results that are the value of a variable right after the op.",
      "::llvm::SmallVector<::mlir::vf::VariableValue>", "getVariableValues", (ins), "",
      "return ::mlir::vf::pairWithResults($_op, ::mlir::vf::getWrittenVariables($_op));">,
    InterfaceMethod<"Whether the variables it reads must have a value.",
      "bool", "needsValue", (ins), "", "return true;">,
    InterfaceMethod<"The node that an error about an uninitialized variable names.",
      "::mlir::vf::NodeName", "getConsumer", (ins), "", "return ::mlir::vf::getNodeName($_op);">
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
      "bool", "updatesDestination", (ins), "", "return false;">,
    InterfaceMethod<[{
        True if the op holds the locks of its variables where writers do not run one at a time: the runtime's lock-free
        mode. By default, what its attribute `use_locking` says.
      }],
      "bool", "usesLocking", (ins), "", "return $_op->hasAttr(\"use_locking\");">
  ];
}

/// An op that becomes a call of the runtime. It stands in entries, never in stages.
def RuntimeCall : NativeOpTrait<"RuntimeCall"> { let cppNamespace = "::mlir::vf"; }

#endif // VF_INTERFACES_TD
