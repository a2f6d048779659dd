#include "relayout/cli/check_judge.hpp"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>
#include <utility>

#include "relayout/cli/failure.hpp"
#include "relayout/cli/heading.hpp"
#include "relayout/proptest/counterexample.hpp"
#include "relayout/proptest/law.hpp"
#include "relayout/sim/simulate.hpp"

namespace relayout::cli {
namespace {

// These carry rows; the others work on pieces, whatever the token count.
constexpr std::array row_laws{"inverse", "adjoint", "composition", "progress"};

bool carries_rows(std::string_view law) { return std::find(row_laws.begin(), row_laws.end(), law) != row_laws.end(); }

// Rows of the larger side, padding included.
std::int64_t rows_of(const proptest::Case& input) {
  const auto rows = [&](const Layout& layout) {
    const std::vector<std::int64_t> counts = take(Placement::make(layout, input.pack), "case").row_counts();
    return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  };
  return std::max(rows(input.source), rows(input.target));
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char character : text) {
    if (character == ',') {
      words.emplace_back();
    } else {
      words.back() += character;
    }
  }
  return words;
}

Verdict simulate(const proptest::Case& input, const proptest::Planner& planner, std::uint64_t seed) {
  const proptest::PlacedCase placed = take(proptest::place(input), "case");
  sim::SimulationOptions options;
  options.payload_seed = seed;
  options.program = [&](const Placement& source, const Placement& target, std::int32_t world_rank) {
    return planner.program(source, target, world_rank);
  };
  const Result<sim::SimulationReport> report = sim::simulate(placed.source, placed.target, options);
  return report ? report->verdict : make_witness("progress", "the simulation cannot start: ", report.error().message);
}

}  // namespace

Judge::Judge(const proptest::Fault* fault, const FlagText& checks, std::uint64_t seed)
    : fault_(fault), planner_(fault == nullptr ? proptest::sound_planner() : fault->planner()), seed_(seed) {
  if (!checks) {
    for (const proptest::Law& law : proptest::laws()) {
      laws_.push_back(law.name);
    }
    return;
  }
  const std::vector<std::string> words = split(*checks);
  const auto named = [&](std::string_view name) { return std::find(words.begin(), words.end(), name) != words.end(); };
  oracle_ = named("oracle");
  simulation_ = named("simulation");
  for (const std::string& word : words) {
    if (proptest::find_law(word) == nullptr && word != "oracle" && word != "simulation") {
      std::string known;
      for (const proptest::Law& law : proptest::laws()) {
        known += std::string(law.name) + ", ";
      }
      fail_input("bad_value", "--law is \"", word, "\"; expected ", known, "oracle or simulation");
    }
  }
  for (const proptest::Law& law : proptest::laws()) {
    if (named(law.name)) {
      laws_.push_back(law.name);
    }
  }
}

Verdict Judge::judge_laws(const proptest::Case& input, std::int64_t rows) const {
  if (rows <= most_rows && laws_.size() == proptest::laws().size()) {
    return proptest::judge(input, planner_, seed_);
  }
  for (const std::string_view law : laws_) {
    if (carries_rows(law) && rows > most_rows) {
      continue;
    }
    if (Verdict fault = proptest::find_law(law)->judge(input, planner_, seed_)) {
      return fault;
    }
  }
  return std::nullopt;
}

Verdict Judge::verdict(const proptest::Case& input) const {
  const std::int64_t rows = rows_of(input);
  const bool all = oracle_ && simulation_ && laws_.size() == proptest::laws().size();
  if (fault_ != nullptr && all && rows <= most_oracle_rows) {
    // Some laws bring in a third layout or other names; a fault in those is none in this case.
    return proptest::judge_difference(input, planner_, seed_);
  }
  if (Verdict fault = judge_laws(input, rows)) {
    return fault;
  }
  if (oracle_ && rows <= most_oracle_rows) {
    if (Verdict fault = proptest::judge_against_oracle(input, planner_)) {
      return fault;
    }
  }
  return simulation_ && rows <= most_rows ? simulate(input, planner_, seed_) : std::nullopt;
}

std::optional<std::size_t> Judge::first_failing(std::span<const proptest::Case> cases) const {
  std::vector<Verdict> verdicts(cases.size());
  tbb::parallel_for(std::size_t{0}, cases.size(), [&](std::size_t index) { verdicts[index] = verdict(cases[index]); });
  const auto found =
      std::find_if(verdicts.begin(), verdicts.end(), [](const Verdict& fault) { return fault.has_value(); });
  return found == verdicts.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - verdicts.begin()));
}

std::vector<std::string_view> Judge::checks() const {
  std::vector<std::string_view> names = laws_;
  if (oracle_) {
    names.emplace_back("oracle");
  }
  if (simulation_) {
    names.emplace_back("simulation");
  }
  return names;
}

void Judge::count(const proptest::Case& input, Tally& tally) const {
  const std::int64_t rows = rows_of(input);
  ++tally.cases;
  tally.tokens += input.pack.token_count();
  tally.without_rows += rows > most_rows ? 1 : 0;
  tally.without_oracle += rows > most_oracle_rows ? 1 : 0;
}

std::vector<std::string> left_out(const Judge& judge, const Tally& tally) {
  std::vector<std::string> sentences;
  std::vector<std::string_view> names;
  std::copy_if(judge.laws().begin(), judge.laws().end(), std::back_inserter(names), carries_rows);
  if (judge.simulates()) {
    names.emplace_back("simulation");
  }
  if (tally.without_rows > 0 && !names.empty()) {
    sentences.push_back(fmt::format("{}: on {} of more than {} rows", fmt::join(names, ", "),
                                    counted(tally.without_rows, "case"), with_commas(most_rows)));
  }
  if (tally.without_oracle > 0 && judge.asks_oracle()) {
    sentences.push_back(fmt::format("oracle: on {} of more than {} rows", counted(tally.without_oracle, "case"),
                                    with_commas(most_oracle_rows)));
  }
  return sentences;
}

}  // namespace relayout::cli
