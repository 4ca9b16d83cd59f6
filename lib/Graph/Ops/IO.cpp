// The nodes of Savers, and reading and summary ops that real graphs carry.
#include "../Shapes/ShapeFunctions.h"
#include "OpBuilder.h"

using namespace vf;
using llvm::StringRef;

static void registerSaverOps(OpRegistry &ops) {
  op(ops, "Save", "filename: string, tensor_names: string, data: T ->")
      .typeList("T", 1)
      .stateful()
      .role(OpRole::Save);
  op(ops, "SaveSlices",
     "filename: string, tensor_names: string, shapes_and_slices: string, "
     "data: T ->")
      .typeList("T", 1)
      .stateful()
      .role(OpRole::Save);
  op(ops, "SaveV2",
     "prefix: string, tensor_names: string, shape_and_slices: string, "
     "tensors: dtypes ->")
      .typeList("dtypes", 1)
      .stateful()
      .role(OpRole::Save);
  op(ops, "Restore", "file_pattern: string, tensor_name: string -> tensor: dt")
      .type("dt")
      .attr("preferred_shard", -1)
      .stateful()
      .role(OpRole::Restore);
  op(ops, "RestoreSlice",
     "file_pattern: string, tensor_name: string, shape_and_slice: string "
     "-> tensor: dt")
      .type("dt")
      .attr("preferred_shard", -1)
      .stateful()
      .role(OpRole::Restore);
  op(ops, "RestoreV2",
     "prefix: string, tensor_names: string, shape_and_slices: string "
     "-> tensors: dtypes")
      .typeList("dtypes", 1)
      .stateful()
      .role(OpRole::Restore);
  op(ops, "MergeV2Checkpoints",
     "checkpoint_prefixes: string, destination_prefix: string ->")
      .attr("delete_old_dirs", true)
      .attr("allow_missing_files", false)
      .stateful()
      .role(OpRole::Checkpoint);
  op(ops, "DisableCopyOnRead", "resource: resource ->")
      .stateful()
      .role(OpRole::Checkpoint);
  op(ops, "ShardedFilename",
     "basename: string, shard: int32, num_shards: int32 -> filename: string")
      .role(OpRole::Checkpoint);
  op(ops, "ShardedFilespec",
     "basename: string, num_shards: int32 -> filename: string")
      .role(OpRole::Checkpoint);
}

static void registerStringOps(OpRegistry &ops) {
  op(ops, "StringJoin", "inputs: N * string -> output: string")
      .shape(shapes::stringJoin)
      .number("N", 0)
      .attr("separator", "");
  op(ops, "ReadFile", "filename: string -> contents: string");
  op(ops, "ParseExample",
     "serialized: string, names: string, sparse_keys: Nsparse * string, "
     "dense_keys: Ndense * string, dense_defaults: Tdense "
     "-> sparse_indices: Nsparse * int64, sparse_values: sparse_types, "
     "sparse_shapes: Nsparse * int64, dense_values: Tdense")
      .number("Nsparse", 0)
      .number("Ndense", 0)
      .typeList("sparse_types", 0,
                TypeSet{DataType::Float, DataType::Int64, DataType::String})
      .typeList("Tdense", 0,
                TypeSet{DataType::Float, DataType::Int64, DataType::String})
      .attrList("dense_shapes", AttrKind::Shape);
}

static void registerSummaryOps(OpRegistry &ops) {
  op(ops, "ScalarSummary", "tags: string, values: T -> summary: string")
      .type("T", types::real);
  op(ops, "HistogramSummary", "tag: string, values: T -> summary: string")
      .type("T", types::real, DataType::Float);
  op(ops, "MergeSummary", "inputs: N * string -> summary: string")
      .number("N", 1);
}

void vf::registerIOOps(OpRegistry &ops) {
  registerSaverOps(ops);
  registerStringOps(ops);
  registerSummaryOps(ops);
}
