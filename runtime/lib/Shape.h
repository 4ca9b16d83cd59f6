// Small facts about shapes and element types that checks and messages share.
#ifndef VF_RT_LIB_SHAPE_H
#define VF_RT_LIB_SHAPE_H

#include "vf/rt/Status.h"

#include <cstdint>
#include <string>

namespace vf::rt {

/// "[2,?,3]"; "[]" for a scalar. A negative size is unknown.
std::string shapeText(const int64_t *dims, int32_t rank);

/// Whether `dims` (sizes, none negative) fits `pattern`, whose -1 fits any.
bool shapeFits(const int64_t *dims, int32_t rank, const int64_t *pattern,
               int32_t patternRank);

/// The bytes of one element at vf_arg::data: of a string those of its
/// vf_string. 0 for a number that is no element type.
int64_t elementBytes(int32_t dtype);

/// The bytes of a tensor of these sizes at vf_arg::data, -1 where one is
/// negative or the product exceeds int64.
int64_t tensorBytes(int32_t dtype, const int64_t *dims, int32_t rank);

/// Whether every size is known.
bool isStaticShape(const int64_t *dims, int32_t rank);

} // namespace vf::rt

#endif // VF_RT_LIB_SHAPE_H
