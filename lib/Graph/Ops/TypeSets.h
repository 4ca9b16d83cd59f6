// The sets of element types that TensorFlow's ops allow, as the tables name
// them.
#ifndef VF_GRAPH_OPS_TYPESETS_H
#define VF_GRAPH_OPS_TYPESETS_H

#include "vf/Graph/DataType.h"

namespace vf::types {

inline constexpr TypeSet index{DataType::Int32, DataType::Int64};
inline constexpr TypeSet index16 = index | TypeSet{DataType::Int16};
inline constexpr TypeSet floating{DataType::Half, DataType::BFloat16,
                                  DataType::Float, DataType::Double};
inline constexpr TypeSet complex{DataType::Complex64, DataType::Complex128};
inline constexpr TypeSet floatingOrComplex = floating | complex;
inline constexpr TypeSet signedInteger{DataType::Int8, DataType::Int16,
                                       DataType::Int32, DataType::Int64};
inline constexpr TypeSet integer =
    signedInteger | TypeSet{DataType::UInt8, DataType::UInt16, DataType::UInt32,
                            DataType::UInt64};
inline constexpr TypeSet real = floating | integer;
inline constexpr TypeSet signedOrComplex = floatingOrComplex | signedInteger;
inline constexpr TypeSet arithmetic = real | complex;
inline constexpr TypeSet quantized{DataType::QInt8, DataType::QUInt8,
                                   DataType::QInt16, DataType::QUInt16,
                                   DataType::QInt32};
inline constexpr TypeSet numeric = arithmetic | quantized;
inline constexpr TypeSet boolean{DataType::Bool};
inline constexpr TypeSet string{DataType::String};

} // namespace vf::types

#endif // VF_GRAPH_OPS_TYPESETS_H
