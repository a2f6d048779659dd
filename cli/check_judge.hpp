// What relayout check asks of a case: the laws, the oracle and a simulation, as far as the case's size allows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/cli/values.hpp"
#include "relayout/model/check/verdict.hpp"
#include "relayout/proptest/fault/fault.hpp"
#include "relayout/proptest/fault/planner.hpp"
#include "relayout/proptest/generate/case.hpp"
#include "relayout/proptest/law.hpp"

namespace relayout::cli {

// Cases past these are judged without what touches every row, and without the oracle, which takes its time.
inline constexpr std::int64_t most_rows = std::int64_t{1} << 22;
inline constexpr std::int64_t most_oracle_rows = std::int64_t{1} << 16;

// What was asked, and of how many cases.
struct Tally {
  std::int64_t cases = 0;
  std::int64_t tokens = 0;
  std::int64_t without_rows = 0;    // cases too large for what touches every row
  std::int64_t without_oracle = 0;  // cases too large for the oracle
};

// What is asked. The sound planner is judged, or the one with the fault. `checks` names laws, "oracle" or "simulation",
// with commas; none: all of them.
struct Question {
  const proptest::Fault* fault = nullptr;
  const FlagText& checks;
  std::uint64_t seed = 1;
};

// Of several cases, the first that fails.
struct FailingCase {
  std::size_t index = 0;
  Witness witness;
};

class Judge {
 public:
  // Failure: bad input.
  Judge(const Question& question, proptest::StopPredicate stop);

  // The first check that fails. Requires: both layouts apply to the pack. Throws proptest::Stopped.
  [[nodiscard]] Verdict verdict(const proptest::Case& input) const;
  // The cases are judged in parallel; the answer does not depend on it. Throws proptest::Stopped where it came before
  // the answer was known.
  [[nodiscard]] std::optional<FailingCase> first_failing(std::span<const proptest::Case> cases) const;
  // Adds the case to the tally.
  void count(const proptest::Case& input, Tally& tally) const;

  [[nodiscard]] const std::vector<std::string_view>& laws() const { return laws_; }
  // The laws, and what else is asked.
  [[nodiscard]] std::vector<std::string_view> checks() const;
  [[nodiscard]] bool asks_oracle() const { return oracle_; }
  [[nodiscard]] bool simulates() const { return simulation_; }
  [[nodiscard]] const proptest::Planner& planner() const { return planner_; }
  [[nodiscard]] const proptest::Fault* fault() const { return fault_; }

 private:
  [[nodiscard]] Verdict verdict(const proptest::Case& input, proptest::Jury& jury) const;
  [[nodiscard]] Verdict simulate(const proptest::Case& input) const;

  const proptest::Fault* fault_;
  proptest::Planner planner_;
  std::vector<std::string_view> laws_;
  bool oracle_ = true;
  bool simulation_ = true;
  std::uint64_t seed_;
  proptest::StopPredicate stop_;
};

// What a tally leaves out, in sentences; empty where every check was asked of every case.
[[nodiscard]] std::vector<std::string> left_out(const Judge& judge, const Tally& tally);

}  // namespace relayout::cli
