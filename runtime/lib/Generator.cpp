// Seeds random streams.
#include "Generator.h"

#include <random>

using namespace vf;

static uint64_t systemSeed() {
  std::random_device device;
  return uint64_t(device()) << 32 | device();
}

rt::SeedSource::SeedSource(std::optional<uint64_t> seed)
    : state(seed ? *seed : systemSeed()) {}

uint64_t rt::SeedSource::next() {
  state += 0x9E3779B97F4A7C15u;
  uint64_t mixed = state;
  mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
  mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
  return mixed ^ mixed >> 31;
}

vf_generator rt::makeGenerator(const vf_generator_desc &desc,
                               SeedSource &unseeded) {
  vf_generator generator = {};
  bool seeded = desc.seed != 0 || desc.seed2 != 0;
  generator.key = seeded ? static_cast<uint64_t>(desc.seed) : unseeded.next();
  generator.counter_hi =
      seeded ? static_cast<uint64_t>(desc.seed2) : unseeded.next();
  return generator;
}
