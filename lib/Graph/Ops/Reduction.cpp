// Ops that reduce along axes or over segments.
#include "../Shapes/ShapeFunctions.h"
#include "OpBuilder.h"

using namespace vf;
using llvm::StringRef;

static void reduction(OpRegistry &ops, StringRef name, TypeSet allowed,
                      ShapeFn shape) {
  op(ops, name, "input: T, reduction_indices: Tidx -> output: T")
      .shape(shape)
      .attr("keep_dims", false)
      .type("T", allowed)
      .type("Tidx", types::index, DataType::Int32);
}

static void registerAxisReductions(OpRegistry &ops) {
  reduction(ops, "Sum", types::numeric, shapes::reduceSum);
  reduction(ops, "Prod", types::numeric, shapes::reduceProd);
  for (StringRef name : {"Mean", "EuclideanNorm"})
    reduction(ops, name, types::numeric, shapes::reduce);
  reduction(ops, "Max", types::real | types::quantized, shapes::reduceMax);
  reduction(ops, "Min", types::real | types::quantized, shapes::reduceMin);
  for (StringRef name : {"All", "Any"})
    op(ops, name, "input: bool, reduction_indices: Tidx -> output: bool")
        .shape(shapes::reduce)
        .attr("keep_dims", false)
        .type("Tidx", types::index, DataType::Int32);
  for (StringRef name : {"ArgMax", "ArgMin"})
    op(ops, name, "input: T, dimension: Tidx -> output: output_type")
        .shape(shapes::argReduce)
        .type("T", types::real | types::quantized | types::boolean)
        .type("Tidx", types::index16, DataType::Int32)
        .type("output_type", types::index16 | TypeSet{DataType::UInt16},
              DataType::Int64);
}

static void unsortedSegment(OpRegistry &ops, StringRef name, TypeSet allowed) {
  op(ops, name,
     "data: T, segment_ids: Tindices, num_segments: Tnumsegments -> output: T")
      .shape(shapes::unsortedSegment)
      .type("T", allowed)
      .type("Tindices", types::index16)
      .type("Tnumsegments", types::index, DataType::Int32);
}

static void registerSegmentReductions(OpRegistry &ops) {
  for (StringRef name : {"SegmentSum", "SegmentMean", "SegmentProd"})
    op(ops, name, "data: T, segment_ids: Tindices -> output: T")
        .shape(shapes::sortedSegment)
        .type("T", types::numeric)
        .type("Tindices", types::index);
  for (StringRef name : {"SegmentMax", "SegmentMin"})
    op(ops, name, "data: T, segment_ids: Tindices -> output: T")
        .shape(shapes::sortedSegment)
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
        .shape(shapes::sortedSegment)
        .type("T", types::real)
        .type("Tidx", types::index, DataType::Int32)
        .type("Tsegmentids", types::index, DataType::Int32)
        .attr("sparse_gradient", false);
}

void vf::registerReductionOps(OpRegistry &ops) {
  registerAxisReductions(ops);
  registerSegmentReductions(ops);
}
