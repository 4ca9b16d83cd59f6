// Where random streams begin (docs of vf_generator in abi.h).
#ifndef VF_RT_LIB_GENERATOR_H
#define VF_RT_LIB_GENERATOR_H

#include "vf/rt/abi.h"

#include <optional>

namespace vf::rt {

/// A source of seeds for the random nodes that have none: a SplitMix64 stream,
/// so that the streams of one instance are unrelated to each other.
class SeedSource {
public:
  /// Begins at `seed`, or at a number of the operating system's.
  explicit SeedSource(std::optional<uint64_t> seed);

  uint64_t next();

private:
  uint64_t state;
};

/// The stream of a random node at its first draw. As in TensorFlow the key is
/// `seed` and the upper half of the counter `seed2`; both 0 means unseeded.
vf_generator makeGenerator(const vf_generator_desc &desc, SeedSource &unseeded);

} // namespace vf::rt

#endif // VF_RT_LIB_GENERATOR_H
