// Attributes that say in which parts a variable is stored in checkpoints. The arithmetic is that of TensorFlow's
// partitioners (python/ops/partitioned_variables.py).
#ifndef VF_PARTITIONERS_TD
#define VF_PARTITIONERS_TD

include "vf/IR/VFDialect.td"
include "mlir/IR/AttrTypeBase.td"

def PartitionerAttrInterface : AttrInterface<"PartitionerAttrInterface"> {
  let cppNamespace = "::mlir::vf";
  let description = "Cuts a tensor along one axis into parts.";
  let methods = [
    InterfaceMethod<"The axis along which it cuts.", "int64_t", "getAxis">,
    InterfaceMethod<[{
        The sizes of the parts along the axis, in order; their sum is the size of the axis. `type` is one that
        `verifyPartition` accepts.
      }],
      "::llvm::SmallVector<int64_t>", "computePartSizes", (ins "::mlir::RankedTensorType":$type)>,
    InterfaceMethod<"Reports why a tensor of `type` can not be cut so.", "::llvm::LogicalResult", "verifyPartition",
      (ins "::mlir::RankedTensorType":$type, "::llvm::function_ref<::mlir::InFlightDiagnostic()>":$emitError), "",
      "return ::mlir::vf::verifyPartitionAxis($_attr.getAxis(), type, emitError);">
  ];
}

class VF_PartitionerAttr<string name, string attrMnemonic, list<string> overridden = []>
    : AttrDef<VF_Dialect, name, [DeclareAttrInterfaceMethods<PartitionerAttrInterface, overridden>]> {
  let mnemonic = attrMnemonic;
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}
def VF_AxisParameter : DefaultValuedParameter<"int64_t", "0", "the axis that is cut">;

def VF_FixedSizeAttr : VF_PartitionerAttr<"FixedSize", "fixed_size"> {
  let summary = "a number of parts";
  let description = [{
    As many parts as `num_shards`, at most one per index; the first ones take what is left over.
    ```mlir
    vf.variable @w : tensor<10x4xf32> {partition = #vf.fixed_size<num_shards = 3>}   // 4 + 3 + 3 rows
    ```
    1. There is at least one shard. Source: TensorFlow `fixed_size_partitioner`.
  }];
  let parameters = (ins "int64_t":$num_shards, VF_AxisParameter:$axis);
}

def VF_VariableAxisSizeAttr : VF_PartitionerAttr<"VariableAxisSize", "variable_axis_size"> {
  let summary = "parts of a limited size";
  let description = [{
    The fewest parts of no more than `max_shard_bytes` bytes each, but no more than one per index, and no more than
    `max_shards`, if that is not 0.
    ```mlir
    vf.variable @w : tensor<10x4xf32> {partition = #vf.variable_axis_size<max_shard_bytes = 64>}   // 4 + 3 + 3 rows
    ```
    1. A shard has at least one byte; the number of shards is not negative. Source: TensorFlow
    `variable_axis_size_partitioner`.
  }];
  let parameters = (ins "int64_t":$max_shard_bytes, DefaultValuedParameter<"int64_t", "0">:$max_shards,
                        VF_AxisParameter:$axis);
}

def VF_MinMaxAttr : VF_PartitionerAttr<"MinMax", "min_max"> {
  let summary = "as many parts as are worth it";
  let description = [{
    As many parts as have `min_slice_size` bytes (the last may have fewer), at most `max_partitions`.
    ```mlir
    vf.variable @w : tensor<10x4xf32> {partition = #vf.min_max<max_partitions = 8, min_slice_size = 80>}   // 5 + 5 rows
    ```
    1. Both numbers are at least 1. Source: TensorFlow `min_max_variable_partitioner`.
  }];
  let parameters = (ins "int64_t":$max_partitions, "int64_t":$min_slice_size, VF_AxisParameter:$axis);
}

class VF_SizesParameter<string summary> : ArrayRefParameter<"int64_t", summary> {
  let parser = "::mlir::vf::parseSizes($_parser)";
  let printer = "::mlir::vf::printSizes($_printer, $_self)";
}

def VF_ShardsAttr : VF_PartitionerAttr<"Shards", "shards", ["verifyPartition"]> {
  let summary = "parts of given sizes";
  let description = [{
    What `--vf-partition-variables` makes of the other partitioners.
    ```mlir
    vf.variable @w : tensor<10x4xf32> {partition = #vf.shards<sizes = [2, 8]>}
    ```
    1. There is at least one size, and each is at least 1. 2. Their sum is the size of the axis.
  }];
  let parameters = (ins VF_SizesParameter<"the sizes of the parts along the axis">:$sizes, VF_AxisParameter:$axis);
}

#endif // VF_PARTITIONERS_TD
