// From the schemas' types to the graph's. Private to this library, so that
// protobuf headers stay out of the public ones.
#ifndef VF_LIB_GRAPH_PROTOCONVERSIONS_H
#define VF_LIB_GRAPH_PROTOCONVERSIONS_H

#include "vf/Graph/DataType.h"
#include "vf/Graph/PartialShape.h"
#include "vf/tf/tensor.pb.h"

namespace vf {

/// The protocol's numbers are the enumeration's. `value` may be none of them.
inline DataType toDataType(int value) { return static_cast<DataType>(value); }

/// Negative sizes count as unknown.
inline PartialShape toPartialShape(const tf::TensorShapeProto &proto) {
  if (proto.unknown_rank())
    return PartialShape();
  llvm::SmallVector<int64_t, 4> dims;
  for (const tf::TensorShapeProto::Dim &dim : proto.dim())
    dims.push_back(dim.size() < 0 ? PartialShape::unknownSize : dim.size());
  return PartialShape(dims);
}

} // namespace vf

#endif // VF_LIB_GRAPH_PROTOCONVERSIONS_H
