// Ops that make, reshape, join, cut and rearrange tensors.
#include "../Shapes/ShapeFunctions.h"
#include "OpBuilder.h"

using namespace vf;
using llvm::StringRef;

static void registerSources(OpRegistry &ops) {
  op(ops, "Const", "-> output: dtype")
      .shape(shapes::constant)
      .attr("value", AttrKind::Tensor)
      .type("dtype");
  op(ops, "Placeholder", "-> output: dtype")
      .shape(shapes::placeholder)
      .type("dtype")
      .attr("shape", PartialShape())
      .role(OpRole::Placeholder);
  op(ops, "PlaceholderV2", "-> output: dtype")
      .shape(shapes::placeholder)
      .type("dtype")
      .attr("shape", AttrKind::Shape)
      .role(OpRole::Placeholder);
  op(ops, "PlaceholderWithDefault", "input: dtype -> output: dtype")
      .shape(shapes::placeholderWithDefault)
      .type("dtype")
      .attr("shape", AttrKind::Shape);
  op(ops, "Fill", "dims: index_type, value: T -> output: T")
      .shape(shapes::fill)
      .type("T")
      .type("index_type", types::index, DataType::Int32);
  op(ops, "ZerosLike", "x: T -> y: T").shape(shapes::zerosLike).type("T");
  op(ops, "OnesLike", "x: T -> y: T")
      .shape(shapes::onesLike)
      .type("T", types::arithmetic | types::boolean);
  op(ops, "Range", "start: Tidx, limit: Tidx, delta: Tidx -> output: Tidx")
      .shape(shapes::range)
      .type("Tidx", types::real, DataType::Int32);
  op(ops, "LinSpace", "start: T, stop: T, num: Tidx -> output: T")
      .shape(shapes::linSpace)
      .type("T", types::floating)
      .type("Tidx", types::index, DataType::Int32);
  op(ops, "OneHot",
     "indices: TI, depth: int32, on_value: T, off_value: T -> output: T")
      .shape(shapes::oneHot)
      .attr("axis", -1)
      .type("T")
      .type("TI", types::index | TypeSet{DataType::UInt8, DataType::Int8},
            DataType::Int64);
}

static void registerIdentities(OpRegistry &ops) {
  for (StringRef name : {"Identity", "StopGradient", "Snapshot"})
    op(ops, name, "input: T -> output: T").shape(shapes::identity).type("T");
  op(ops, "IdentityN", "input: T -> output: T")
      .shape(shapes::identityN)
      .typeList("T", 1);
  op(ops, "PreventGradient", "input: T -> output: T")
      .shape(shapes::identity)
      .type("T")
      .attr("message", "");
  op(ops, "EnsureShape", "input: T -> output: T")
      .shape(shapes::ensureShape)
      .attr("shape", AttrKind::Shape)
      .type("T");
  op(ops, "CheckNumerics", "tensor: T -> output: T")
      .shape(shapes::identity)
      .type("T", types::floating)
      .attr("message", AttrKind::String)
      .stateful();
}

static void registerShapeOps(OpRegistry &ops) {
  for (auto [name, function] :
       {NamedShape("Shape", shapes::shape), NamedShape("Size", shapes::size)})
    op(ops, name, "input: T -> output: out_type")
        .shape(function)
        .type("T")
        .type("out_type", types::index, DataType::Int32);
  op(ops, "ShapeN", "input: N * T -> output: N * out_type")
      .shape(shapes::shape)
      .number("N", 1)
      .type("T")
      .type("out_type", types::index, DataType::Int32);
  op(ops, "Rank", "input: T -> output: int32").shape(shapes::rank).type("T");
  op(ops, "BroadcastArgs", "s0: T, s1: T -> r0: T")
      .shape(shapes::broadcastArgs)
      .type("T", types::index, DataType::Int32);
  op(ops, "BroadcastGradientArgs", "s0: T, s1: T -> r0: T, r1: T")
      .shape(shapes::broadcastGradientArgs)
      .type("T", types::index, DataType::Int32);
  op(ops, "Reshape", "tensor: T, shape: Tshape -> output: T")
      .shape(shapes::reshape)
      .type("T")
      .type("Tshape", types::index, DataType::Int32);
  op(ops, "Squeeze", "input: T -> output: T")
      .shape(shapes::squeeze)
      .type("T")
      .attrList("squeeze_dims", llvm::ArrayRef<int64_t>());
  op(ops, "ExpandDims", "input: T, dim: Tdim -> output: T")
      .shape(shapes::expandDims)
      .type("T")
      .type("Tdim", types::index, DataType::Int32);
  op(ops, "BroadcastTo", "input: T, shape: Tidx -> output: T")
      .shape(shapes::broadcastTo)
      .type("T")
      .type("Tidx", types::index, DataType::Int32);
  op(ops, "InvertPermutation", "x: T -> y: T")
      .shape(shapes::invertPermutation)
      .type("T", types::index, DataType::Int32);
}

static void registerJoiningAndSplitting(OpRegistry &ops) {
  op(ops, "Concat", "concat_dim: int32, values: N * T -> output: T")
      .shape(shapes::concat)
      .number("N", 2)
      .type("T");
  op(ops, "ConcatV2", "values: N * T, axis: Tidx -> output: T")
      .shape(shapes::concatV2)
      .number("N", 2)
      .type("T")
      .type("Tidx", types::index, DataType::Int32);
  op(ops, "ConcatOffset",
     "concat_dim: int32, shape: N * shape_type -> offset: N * shape_type")
      .shape(shapes::concatOffset)
      .number("N", 2)
      .type("shape_type", types::index, DataType::Int32);
  op(ops, "Split", "split_dim: int32, value: T -> output: num_split * T")
      .shape(shapes::split)
      .number("num_split", 1)
      .type("T");
  op(ops, "SplitV",
     "value: T, size_splits: Tlen, split_dim: int32 -> output: num_split * T")
      .shape(shapes::splitV)
      .number("num_split", 1)
      .type("T")
      .type("Tlen", types::index | TypeSet{DataType::Int8}, DataType::Int64);
  op(ops, "Pack", "values: N * T -> output: T")
      .shape(shapes::pack)
      .number("N", 1)
      .type("T")
      .attr("axis", 0);
  op(ops, "Unpack", "value: T -> output: num * T")
      .shape(shapes::unpack)
      .number("num", 0)
      .type("T")
      .attr("axis", 0);
  op(ops, "DynamicStitch", "indices: N * int32, data: N * T -> merged: T")
      .shape(shapes::dynamicStitch)
      .number("N", 1)
      .type("T");
  op(ops, "DynamicPartition",
     "data: T, partitions: int32 -> outputs: num_partitions * T")
      .shape(shapes::dynamicPartition)
      .number("num_partitions", 1)
      .type("T");
}

static OpBuilder stridedSlice(OpRegistry &ops, StringRef name,
                              StringRef signature, TypeSet indexTypes) {
  return op(ops, name, signature)
      .type("T")
      .type("Index", indexTypes)
      .attr("begin_mask", 0)
      .attr("end_mask", 0)
      .attr("ellipsis_mask", 0)
      .attr("new_axis_mask", 0)
      .attr("shrink_axis_mask", 0);
}

static void registerSlicing(OpRegistry &ops) {
  op(ops, "Slice", "input: T, begin: Index, size: Index -> output: T")
      .shape(shapes::slice)
      .type("T")
      .type("Index", types::index);
  stridedSlice(
      ops, "StridedSlice",
      "input: T, begin: Index, end: Index, strides: Index -> output: T",
      types::index16)
      .shape(shapes::stridedSlice);
  stridedSlice(ops, "StridedSliceGrad",
               "shape: Index, begin: Index, end: Index, strides: Index, dy: T "
               "-> output: T",
               types::index)
      .shape(shapes::stridedSliceGrad);
  stridedSlice(ops, "StridedSliceAssign",
               "ref: Ref(T), begin: Index, end: Index, strides: Index, "
               "value: T -> output_ref: Ref(T)",
               types::index)
      .shape(shapes::stridedSliceAssign)
      .updatesVariable();
  stridedSlice(ops, "ResourceStridedSliceAssign",
               "ref: resource, begin: Index, end: Index, strides: Index, "
               "value: T ->",
               types::index)
      .shape(shapes::stridedSliceAssign)
      .stateful()
      .updatesVariable();
}

static OpBuilder pad(OpRegistry &ops, StringRef name, StringRef signature) {
  return op(ops, name, signature)
      .type("T")
      .type("Tpaddings", types::index, DataType::Int32);
}

static void registerRearranging(OpRegistry &ops) {
  op(ops, "Transpose", "x: T, perm: Tperm -> y: T")
      .shape(shapes::transpose)
      .type("T")
      .type("Tperm", types::index, DataType::Int32);
  op(ops, "Tile", "input: T, multiples: Tmultiples -> output: T")
      .shape(shapes::tile)
      .type("T")
      .type("Tmultiples", types::index, DataType::Int32);
  pad(ops, "Pad", "input: T, paddings: Tpaddings -> output: T")
      .shape(shapes::pad);
  pad(ops, "PadV2",
      "input: T, paddings: Tpaddings, constant_values: T -> output: T")
      .shape(shapes::pad);
  for (auto [name, function] : {NamedShape("MirrorPad", shapes::mirrorPad),
                                NamedShape("MirrorPadGrad", shapes::unpad)})
    pad(ops, name, "input: T, paddings: Tpaddings -> output: T")
        .shape(function)
        .attr("mode", AttrKind::String)
        .oneOf({"REFLECT", "SYMMETRIC"});
  op(ops, "ReverseV2", "tensor: T, axis: Tidx -> output: T")
      .shape(shapes::reverse)
      .type("Tidx", types::index, DataType::Int32)
      .type("T", types::arithmetic | types::boolean | types::string);
  op(ops, "Roll", "input: T, shift: Tshift, axis: Taxis -> output: T")
      .shape(shapes::unary)
      .type("T")
      .type("Tshift", types::index)
      .type("Taxis", types::index);
  op(ops, "MatrixDiag", "diagonal: T -> output: T").type("T");
  op(ops, "MatrixDiagPart", "input: T -> diagonal: T").type("T");
  op(ops, "MatrixBandPart",
     "input: T, num_lower: Tindex, num_upper: Tindex -> band: T")
      .shape(shapes::unary)
      .type("T")
      .type("Tindex", types::index, DataType::Int64);
}

static void registerGathering(OpRegistry &ops) {
  op(ops, "Gather", "params: Tparams, indices: Tindices -> output: Tparams")
      .shape(shapes::gather)
      .attr("validate_indices", true)
      .type("Tparams")
      .type("Tindices", types::index);
  op(ops, "GatherV2",
     "params: Tparams, indices: Tindices, axis: Taxis -> output: Tparams")
      .shape(shapes::gatherV2)
      .attr("batch_dims", 0)
      .type("Tparams")
      .type("Tindices", types::index16)
      .type("Taxis", types::index);
  op(ops, "GatherNd", "params: Tparams, indices: Tindices -> output: Tparams")
      .shape(shapes::gatherNd)
      .type("Tparams")
      .type("Tindices", types::index16)
      .attr("bad_indices_policy", "");
  op(ops, "ScatterNd",
     "indices: Tindices, updates: T, shape: Tindices -> output: T")
      .shape(shapes::givenByInput2)
      .type("T")
      .type("Tindices", types::index16)
      .attr("bad_indices_policy", "");
  op(ops, "SparseToDense",
     "sparse_indices: Tindices, output_shape: Tindices, sparse_values: T, "
     "default_value: T -> dense: T")
      .shape(shapes::givenByInput1)
      .attr("validate_indices", true)
      .type("T")
      .type("Tindices", types::index);
}

static void registerSearching(OpRegistry &ops) {
  op(ops, "Where", "input: T -> index: int64")
      .shape(shapes::where)
      .type("T", types::numeric | types::boolean, DataType::Bool);
  op(ops, "Unique", "x: T -> y: T, idx: out_idx")
      .shape(shapes::unique)
      .type("T")
      .type("out_idx", types::index, DataType::Int32);
  op(ops, "UniqueV2", "x: T, axis: Taxis -> y: T, idx: out_idx")
      .type("T")
      .type("Taxis", types::index, DataType::Int64)
      .type("out_idx", types::index, DataType::Int32);
  op(ops, "UniqueWithCounts", "x: T -> y: T, idx: out_idx, count: out_idx")
      .shape(shapes::unique)
      .type("T")
      .type("out_idx", types::index, DataType::Int32);
  op(ops, "ListDiff", "x: T, y: T -> out: T, idx: out_idx")
      .shape(shapes::listDiff)
      .type("T")
      .type("out_idx", types::index, DataType::Int32);
}

void vf::registerArrayOps(OpRegistry &ops) {
  registerSources(ops);
  registerIdentities(ops);
  registerShapeOps(ops);
  registerJoiningAndSplitting(ops);
  registerSlicing(ops);
  registerRearranging(ops);
  registerGathering(ops);
  registerSearching(ops);
}
