// Damage to texts, from a seed: what a fuzzer does without watching where it leads.
#pragma once

#include <span>
#include <string>

#include "relayout/proptest/generate/random.hpp"

namespace relayout::proptest {

// One of the seeds after a few damages: bytes changed, stretches cut out, doubled or taken from another seed, numbers
// exchanged for those at which readers stumble. Requires: there is a seed.
[[nodiscard]] std::string mutated(Random& random, std::span<const std::string> seeds);

}  // namespace relayout::proptest
