// The bytes of a tensor of strings in a bundle: the length of each element as a
// varint, a masked checksum of the lengths, the elements one after the other.
//
// Both checksums see a length as four little-endian bytes (eight from 4 GiB
// on), not as the varint that is written.
#ifndef VF_LIB_CKPT_STRINGTENSOR_H
#define VF_LIB_CKPT_STRINGTENSOR_H

#include "vf/ckpt/Status.h"
#include "vf/ckpt/StringValues.h"

#include <cstdint>
#include <string>

namespace vf::ckpt {

/// What stands before the bytes of the elements.
struct StringTensorHead {
  std::string bytes;
  uint32_t checksum = 0; ///< of the tensor so far (unmasked)
};

StringTensorHead encodeStringHead(const vf_string *elements, int64_t count);

/// Splits the `size` bytes at `bytes` into `count` elements, which refer to
/// them. DataLoss where lengths, their checksum or the tensor's `checksum`
/// (unmasked) do not agree with them.
StatusOr<StringValues> decodeStrings(std::unique_ptr<char[]> bytes,
                                     int64_t size, int64_t count,
                                     uint32_t checksum);

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_STRINGTENSOR_H
