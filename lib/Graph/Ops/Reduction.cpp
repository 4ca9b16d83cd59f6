// Ops that reduce along axes or over segments.
#include "OpBuilder.h"

using namespace vf;
using llvm::StringRef;

static void reduction(OpRegistry &ops, StringRef name, TypeSet allowed) {
  op(ops, name, "input: T, reduction_indices: Tidx -> output: T")
      .attr("keep_dims", false)
      .type("T", allowed)
      .type("Tidx", types::index, DataType::Int32);
}

static void registerAxisReductions(OpRegistry &ops) {
  for (StringRef name : {"Sum", "Mean", "Prod", "EuclideanNorm"})
    reduction(ops, name, types::numeric);
  for (StringRef name : {"Max", "Min"})
    reduction(ops, name, types::real | types::quantized);
  for (StringRef name : {"All", "Any"})
    op(ops, name, "input: bool, reduction_indices: Tidx -> output: bool")
        .attr("keep_dims", false)
        .type("Tidx", types::index, DataType::Int32);
  for (StringRef name : {"ArgMax", "ArgMin"})
    op(ops, name, "input: T, dimension: Tidx -> output: output_type")
        .type("T", types::real | types::quantized | types::boolean)
        .type("Tidx", types::index16, DataType::Int32)
        .type("output_type", types::index16 | TypeSet{DataType::UInt16},
              DataType::Int64);
}

static void unsortedSegment(OpRegistry &ops, StringRef name, TypeSet allowed) {
  op(ops, name,
     "data: T, segment_ids: Tindices, num_segments: Tnumsegments -> output: T")
      .type("T", allowed)
      .type("Tindices", types::index16)
      .type("Tnumsegments", types::index, DataType::Int32);
}

static void registerSegmentReductions(OpRegistry &ops) {
  for (StringRef name : {"SegmentSum", "SegmentMean", "SegmentProd"})
    op(ops, name, "data: T, segment_ids: Tindices -> output: T")
        .type("T", types::numeric)
        .type("Tindices", types::index);
  for (StringRef name : {"SegmentMax", "SegmentMin"})
    op(ops, name, "data: T, segment_ids: Tindices -> output: T")
        .type("T", types::real)
        .type("Tindices", types::index);
  for (StringRef name : {"UnsortedSegmentSum", "UnsortedSegmentProd"})
    unsortedSegment(ops, name, types::numeric);
  for (StringRef name : {"UnsortedSegmentMax", "UnsortedSegmentMin"})
    unsortedSegment(ops, name, types::real);
  for (StringRef name :
       {"SparseSegmentSum", "SparseSegmentMean", "SparseSegmentSqrtN"})
    op(ops, name,
       "data: T, indices: Tidx, segment_ids: Tsegmentids -> output: T")
        .type("T", types::real)
        .type("Tidx", types::index, DataType::Int32)
        .type("Tsegmentids", types::index, DataType::Int32)
        .attr("sparse_gradient", false);
}

void vf::registerReductionOps(OpRegistry &ops) {
  registerAxisReductions(ops);
  registerSegmentReductions(ops);
}
