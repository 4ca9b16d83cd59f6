// CRC-32C by the CPU's instruction, three streams at a time, or by tables,
// eight bytes at a time.
//
// The instruction has a latency of three cycles and a throughput of one, so
// three independent streams keep it busy. Two checksums are joined by
// linearity: crc(A B) = advance(crc(A), |B|) ^ crc(B), where advance(c, n)
// feeds n zero bytes to the register c. For the fixed stream length, advance is
// four table lookups.
#include "Crc32c.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#define VF_CRC_INSTRUCTION __attribute__((target("sse4.2")))
#elif defined(__aarch64__) && defined(__linux__) && !defined(__AARCH64EB__)
#include <arm_acle.h>
#include <asm/hwcap.h>
#include <sys/auxv.h>
#define VF_CRC_INSTRUCTION __attribute__((target("+crc")))
#endif

namespace vf::ckpt {

static constexpr uint32_t kPolynomial = 0x82f63b78u; // reflected

using ByteTables = std::array<std::array<uint32_t, 256>, 8>;

// tables[k][b]: the register after byte b followed by k zero bytes.
static const ByteTables &byteTables() {
  static const ByteTables tables = [] {
    ByteTables t{};
    for (uint32_t byte = 0; byte < 256; ++byte) {
      uint32_t crc = byte;
      for (int bit = 0; bit < 8; ++bit)
        crc = (crc >> 1) ^ (crc & 1 ? kPolynomial : 0);
      t[0][byte] = crc;
    }
    for (size_t k = 1; k < t.size(); ++k)
      for (uint32_t byte = 0; byte < 256; ++byte)
        t[k][byte] = (t[k - 1][byte] >> 8) ^ t[0][t[k - 1][byte] & 0xff];
    return t;
  }();
  return tables;
}

static uint64_t loadLittle64(const unsigned char *bytes) {
  uint64_t word = 0;
  for (int i = 7; i >= 0; --i)
    word = word << 8 | bytes[i];
  return word;
}

uint32_t extendCrc32cPortable(uint32_t crc, const void *data, size_t size) {
  const ByteTables &t = byteTables();
  const auto *bytes = static_cast<const unsigned char *>(data);
  crc = ~crc;
  for (; size >= 8; bytes += 8, size -= 8) {
    const uint64_t word = loadLittle64(bytes) ^ crc;
    crc = 0;
    for (int i = 0; i < 8; ++i)
      crc ^= t[7 - i][(word >> (8 * i)) & 0xff];
  }
  for (; size > 0; ++bytes, --size)
    crc = (crc >> 8) ^ t[0][(crc ^ *bytes) & 0xff];
  return ~crc;
}

#ifdef VF_CRC_INSTRUCTION

#if defined(__x86_64__)
static bool hasInstruction() { return __builtin_cpu_supports("sse4.2"); }
VF_CRC_INSTRUCTION static inline uint32_t step8(uint32_t crc, uint64_t word) {
  return static_cast<uint32_t>(_mm_crc32_u64(crc, word));
}
VF_CRC_INSTRUCTION static inline uint32_t step1(uint32_t crc, uint8_t byte) {
  return _mm_crc32_u8(crc, byte);
}
#else
static bool hasInstruction() { return getauxval(AT_HWCAP) & HWCAP_CRC32; }
VF_CRC_INSTRUCTION static inline uint32_t step8(uint32_t crc, uint64_t word) {
  return __crc32cd(crc, word);
}
VF_CRC_INSTRUCTION static inline uint32_t step1(uint32_t crc, uint8_t byte) {
  return __crc32cb(crc, byte);
}
#endif

// Long enough to hide the joining, short enough that three streams stay in the
// first-level cache.
static constexpr size_t kStreamBytes = 2048;

using AdvanceTables = std::array<std::array<uint32_t, 256>, 4>;

// tables[k][b]: the register b << 8k after kStreamBytes zero bytes.
static const AdvanceTables &advanceTables() {
  static const AdvanceTables tables = [] {
    const std::array<unsigned char, kStreamBytes> zeros{};
    AdvanceTables t{};
    for (size_t k = 0; k < t.size(); ++k)
      for (uint32_t byte = 0; byte < 256; ++byte)
        t[k][byte] = ~extendCrc32cPortable(~(byte << (8 * k)), zeros.data(),
                                           zeros.size());
    return t;
  }();
  return tables;
}

static uint32_t advance(const AdvanceTables &t, uint32_t crc) {
  return t[0][crc & 0xff] ^ t[1][(crc >> 8) & 0xff] ^ t[2][(crc >> 16) & 0xff] ^
         t[3][crc >> 24];
}

static uint64_t loadHost64(const unsigned char *bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

VF_CRC_INSTRUCTION static uint32_t
extendByInstruction(uint32_t crc, const unsigned char *bytes, size_t size) {
  const AdvanceTables &t = advanceTables();
  crc = ~crc;
  for (; size >= 3 * kStreamBytes;
       bytes += 3 * kStreamBytes, size -= 3 * kStreamBytes) {
    uint32_t second = 0, third = 0;
    for (size_t i = 0; i < kStreamBytes; i += 8) {
      crc = step8(crc, loadHost64(bytes + i));
      second = step8(second, loadHost64(bytes + kStreamBytes + i));
      third = step8(third, loadHost64(bytes + 2 * kStreamBytes + i));
    }
    crc = advance(t, advance(t, crc) ^ second) ^ third;
  }
  for (; size >= 8; bytes += 8, size -= 8)
    crc = step8(crc, loadHost64(bytes));
  for (; size > 0; ++bytes, --size)
    crc = step1(crc, *bytes);
  return ~crc;
}

#endif // VF_CRC_INSTRUCTION

uint32_t extendCrc32c(uint32_t crc, const void *data, size_t size) {
#ifdef VF_CRC_INSTRUCTION
  static const bool available = hasInstruction();
  if (available)
    return extendByInstruction(crc, static_cast<const unsigned char *>(data),
                               size);
#endif
  return extendCrc32cPortable(crc, data, size);
}

} // namespace vf::ckpt
