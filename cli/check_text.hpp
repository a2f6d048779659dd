// What relayout check prints for people.
#pragma once

#include <cstdint>
#include <string>

#include "relayout/cli/check_cases.hpp"
#include "relayout/cli/check_judge.hpp"
#include "relayout/cli/counterexample.hpp"
#include "relayout/cli/output.hpp"
#include "relayout/proptest/fault/fault.hpp"

namespace relayout::cli {

// A check that met no fault.
struct CheckSummary {
  const CaseList& list;
  const Judge& judge;
  const Tally& tally;
  std::uint64_t seed = 1;
  double seconds = 0;
};
[[nodiscard]] std::string summary_text(const Output& output, const CheckSummary& summary);

struct FailedCheck {
  const FoundCase& found;
  std::string picture;
  std::string command;
  std::string origin;                      // how it was found
  const proptest::Fault* fault = nullptr;  // the planted one, if any
};
[[nodiscard]] std::string counterexample_text(const Output& output, const FailedCheck& failed);

}  // namespace relayout::cli
