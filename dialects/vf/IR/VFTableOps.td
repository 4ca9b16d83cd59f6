// Lookup tables, which are filled once and then only read. Their ops are calls of the runtime: they stand in entries,
// never in stages. A table is state under a symbol like a variable, and its effects are those of one.
#ifndef VF_TABLE_OPS_TD
#define VF_TABLE_OPS_TD

include "vf/IR/VFStringOps.td"

def VF_TableElement : AnyTypeOf<[VF_StringType, I64], "string or 64-bit integer">;
def VF_TableElements : RankedTensorOf<[VF_StringType, I64]>;

def VF_ReadTable : Arg<FlatSymbolRefAttr, "the table read", [MemRead<VF_VariableResource>]>;
def VF_WriteTable : Arg<FlatSymbolRefAttr, "the table filled", [MemWrite<VF_VariableResource>]>;

def VF_TableOp : VF_Op<"table", [Symbol, IsolatedFromAbove, SingleBlock, NoRegionArguments]> {
  let summary = "declares a lookup table";
  let description = [{
    The symbol is the table's node name. The `init` region, if there is one, yields keys and values of the same shape.
    ```mlir
    vf.table @t : !vf.string -> i64 init {
      %k = vf.string_constant dense<["a", "b"]> : tensor<2x!vf.string>
      %v = nd.constant dense<[1, 2]> : tensor<2xi64>
      vf.yield %k, %v : tensor<2x!vf.string>, tensor<2xi64>
    }
    ```
    1. The `init` region, if present, ends in a `vf.yield` of keys and values of the table's types and of one shape.
    Source: TensorFlow `HashTable`, `HashTableV2`.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<VF_TableElement>:$key_type,
                       TypeAttrOf<VF_TableElement>:$value_type);
  let regions = (region MaxSizedRegion<1>:$init);
  let assemblyFormat = "$sym_name `:` $key_type `->` $value_type attr-dict (`init` $init^)?";
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    bool hasInitializer() { return !getInit().empty(); }
  }];
}

def VF_CheckTableOp : VF_Op<"check_table", [RuntimeCall, DeclareOpInterfaceMethods<SymbolUserOpInterface>,
                                            MemoryEffects<[MemWrite<VF_StatusResource>]>]> {
  let summary = "fails the entry if a table is not initialized";
  let description = [{
    ```mlir
    vf.check_table @t node = "lookup" op = "LookupTableFindV2"
    ```
    Source: TensorFlow's lookup kernels, "Table not initialized."
  }];
  let arguments = (ins VF_ReadTable:$table, StrAttr:$node, StrAttr:$op);
  let assemblyFormat = "$table `node` `=` $node `op` `=` $op attr-dict";
}

def VF_BuildTableOp : VF_Op<"build_table", [RuntimeCall, DeclareOpInterfaceMethods<SymbolUserOpInterface>,
                                            MemoryEffects<[MemWrite<VF_StatusResource>]>]> {
  let summary = "makes the content of a table";
  let description = [{
    Fails if a key has two values, or if the table has other keys already. A table that has these keys keeps its content.
    ```mlir
    %c = vf.build_table @t, %k, %v node = "init" op = "InitializeTableV2" : tensor<2x!vf.string>, tensor<2xi64>
    ```
    1. Keys and values have the table's types and are of one shape.
    Source: TensorFlow `InitializeTable`, `InitializeTableV2`, `LookupTableImportV2`.
  }];
  let arguments = (ins VF_ReadTable:$table, VF_TableElements:$keys, VF_TableElements:$values, StrAttr:$node,
                       StrAttr:$op);
  let results = (outs VF_TableContentType:$content);
  let assemblyFormat = [{
    $table `,` $keys `,` $values `node` `=` $node `op` `=` $op attr-dict `:` type($keys) `,` type($values)
  }];
}

def VF_InitializeTableOp : VF_Op<"initialize_table", [RuntimeCall,
                                                      DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "gives a table its content";
  let description = [{
    ```mlir
    vf.initialize_table @t, %c
    ```
    Source: see `vf.build_table`.
  }];
  let arguments = (ins VF_WriteTable:$table, VF_TableContentType:$content);
  let assemblyFormat = "$table `,` $content attr-dict";
}

def VF_FindInTableOp : VF_Op<"find_in_table", [RuntimeCall, DeclareOpInterfaceMethods<SymbolUserOpInterface>,
                                               DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface, ["reifyResultShapes"]>]> {
  let summary = "the values of keys";
  let description = [{
    For each key its value, or the default where the table does not have it. The table is initialized: checked
    beforehand by `vf.check_table`. `sizes` has one index per `?` of the result, in order.
    ```mlir
    %v = vf.find_in_table @t, %k, %d sizes(%n) : tensor<?x!vf.string>, tensor<i64> -> tensor<?xi64>
    ```
    1. Keys, default and result have the table's types. 2. The result has the shape of the keys; the default is a
    scalar. 3. There are as many sizes as `?`.
    Source: TensorFlow `LookupTableFind`, `LookupTableFindV2`.
  }];
  let arguments = (ins VF_ReadTable:$table, VF_TableElements:$keys, VF_TableElements:$default_value,
                       Variadic<Index>:$sizes);
  let results = (outs Res<VF_TableElements, "the values", [MemAlloc<VF_StringResource>]>:$result);
  let assemblyFormat = [{
    $table `,` $keys `,` $default_value (`sizes` `(` $sizes^ `)`)? attr-dict
    `:` type($keys) `,` type($default_value) `->` type($result)
  }];
  let hasVerifier = 1;
}

def VF_TableSizeOp : VF_Op<"table_size", [RuntimeCall, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "the number of keys of a table";
  let description = [{
    0 for a table that is not initialized.
    ```mlir
    %n = vf.table_size @t
    ```
    Source: TensorFlow `LookupTableSize`, `LookupTableSizeV2`.
  }];
  let arguments = (ins VF_ReadTable:$table);
  let results = (outs Index:$result);
  let assemblyFormat = "$table attr-dict";
}

#endif // VF_TABLE_OPS_TD
