// What a property is asked about, as RapidCheck draws, shrinks and prints it.
#pragma once

#include <rapidcheck.h>

#include <cstdint>
#include <ostream>

#include "relayout/proptest/generate/case.hpp"
#include "relayout/proptest/law.hpp"

namespace relayout::proptest {

struct Trial {
  Case input;
  std::uint64_t seed = 0;  // of payloads, third layouts and names
};

// The case, and the command that asks about it again.
std::ostream& operator<<(std::ostream& out, const Trial& trial);

// Random trials of any size: RapidCheck's own size would keep cp small for most of a run.
[[nodiscard]] rc::Gen<Trial> any_trial();

// Fails the running property with the law, the witness and the trial. A crash prints the trial too.
using Judgement = Verdict (*)(const Trial& trial);
void demand(const Trial& trial, Judgement judgement);

}  // namespace relayout::proptest

namespace rc {
template <>
struct Arbitrary<relayout::proptest::Trial> {
  static Gen<relayout::proptest::Trial> arbitrary() { return relayout::proptest::any_trial(); }
};
}  // namespace rc
