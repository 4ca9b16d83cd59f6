// Conversions between float and the two 16-bit floating-point types, by integer
// arithmetic: the system's compiler library may lack them.
#ifndef VF_RT_MAIN_FLOAT16_H
#define VF_RT_MAIN_FLOAT16_H

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace vf::rt {

inline float bfloat16ToFloat(uint16_t bits) {
  uint32_t wide = uint32_t(bits) << 16;
  float value;
  std::memcpy(&value, &wide, sizeof(value));
  return value;
}

inline float halfToFloat(uint16_t bits) {
  int exponent = bits >> 10 & 0x1F;
  int fraction = bits & 0x3FF;
  float magnitude;
  if (exponent == 0)
    magnitude = std::ldexp(static_cast<float>(fraction), -24);
  else if (exponent == 31)
    magnitude = fraction ? std::numeric_limits<float>::quiet_NaN()
                         : std::numeric_limits<float>::infinity();
  else
    magnitude = std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
  return bits & 0x8000 ? -magnitude : magnitude;
}

/// Rounds a finite number to the nearest value of a format with `digits` binary
/// digits (the leading one included) and least exponent `least` (of the last
/// digit of subnormal numbers), ties to even. The result is exact as a double.
inline double roundToFormat(double value, int digits, int least) {
  int exponent;
  std::frexp(value, &exponent);
  int last = std::max(exponent - digits, least);
  return std::ldexp(std::nearbyint(std::ldexp(value, -last)), last);
}

/// The nearest half; infinity where `value` is out of range.
inline uint16_t halfFromDouble(double value) {
  uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  double magnitude = std::fabs(roundToFormat(value, 11, -24));
  if (magnitude > 65504.0)
    return sign | 0x7C00;
  if (magnitude < 0x1p-14) // subnormal, or zero
    return sign | static_cast<uint16_t>(std::ldexp(magnitude, 24));
  int exponent;
  std::frexp(magnitude, &exponent);
  auto fraction = static_cast<uint16_t>(std::ldexp(magnitude, 11 - exponent));
  return sign | static_cast<uint16_t>((exponent + 14) << 10) |
         (fraction & 0x3FF);
}

/// The nearest bfloat16; infinity where `value` is out of range.
inline uint16_t bfloat16FromDouble(double value) {
  auto rounded = static_cast<float>(roundToFormat(value, 8, -133));
  uint32_t bits;
  std::memcpy(&bits, &rounded, sizeof(bits));
  return static_cast<uint16_t>(bits >> 16);
}

} // namespace vf::rt

#endif // VF_RT_MAIN_FLOAT16_H
