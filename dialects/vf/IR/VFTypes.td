// Types of the vf dialect.
#ifndef VF_TYPES_TD
#define VF_TYPES_TD

include "vf/IR/VFDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/CommonTypeConstraints.td"

def VF_StringType : TypeDef<VF_Dialect, "String"> {
  let mnemonic = "string";
  let summary = "element of a tensor of strings";
  let description = [{
    Bytes of any value and number. Tensors of them are variables, feeds, fetches and values of entries, never values of
    stages: compiled code passes them on as handles of the runtime and does not look into them.
  }];
}

def VF_Strings : RankedTensorOf<[VF_StringType]>;

def VF_TableContentType : TypeDef<VF_Dialect, "TableContent"> {
  let mnemonic = "table_content";
  let summary = "what a table may be given";
  let description = "A handle of the runtime, made in the prologue of an entry and given to its table in the commit.";
}

#endif // VF_TYPES_TD
