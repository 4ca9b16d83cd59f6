// CRC-32C (Castagnoli), the checksum of checkpoints, and the masked form in
// which files store it.
#ifndef VF_LIB_CKPT_CRC32C_H
#define VF_LIB_CKPT_CRC32C_H

#include <cstddef>
#include <cstdint>

namespace vf::ckpt {

/// The checksum of A followed by the `size` bytes at `data`, where `crc` is
/// that of A (0 for nothing).
uint32_t extendCrc32c(uint32_t crc, const void *data, size_t size);

/// The same by tables alone: what extendCrc32c does on a CPU without the
/// instruction.
uint32_t extendCrc32cPortable(uint32_t crc, const void *data, size_t size);

/// Files store checksums masked, because the checksum of data that contains its
/// own checksum is a poor one.
constexpr uint32_t maskCrc(uint32_t crc) {
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

constexpr uint32_t unmaskCrc(uint32_t masked) {
  const uint32_t rotated = masked - 0xa282ead8u;
  return (rotated >> 17) | (rotated << 15);
}

} // namespace vf::ckpt

#endif // VF_LIB_CKPT_CRC32C_H
