#include "relayout/cli/check_judge.hpp"

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
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

}  // namespace

Judge::Judge(const Question& question, proptest::StopPredicate stop)
    : fault_(question.fault),
      planner_(fault_ == nullptr ? proptest::sound_planner() : fault_->planner()),
      seed_(question.seed),
      stop_(std::move(stop)) {
  const FlagText& checks = question.checks;
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

Verdict Judge::simulate(const proptest::Case& input) const {
  const proptest::PlacedCase placed = take(proptest::place(input), "case");
  sim::SimulationOptions options;
  options.payload_seed = seed_;
  options.stop = stop_;
  options.program = [&](const Placement& source, const Placement& target, std::int32_t world_rank) {
    return planner_.program(source, target, world_rank);
  };
  const Result<sim::SimulationReport> report = sim::simulate(placed.source, placed.target, options);
  if (!report && report.error().code == "stopped") {
    throw proptest::Stopped();
  }
  return report ? report->verdict : make_witness("progress", "the simulation cannot start: ", report.error().message);
}

Verdict Judge::verdict(const proptest::Case& input) const {
  proptest::Jury jury;
  return verdict(input, jury);
}

Verdict Judge::verdict(const proptest::Case& input, proptest::Jury& jury) const {
  const std::int64_t rows = rows_of(input);
  const bool all = oracle_ && simulation_ && laws_.size() == proptest::laws().size();
  if (fault_ != nullptr && all && rows <= most_oracle_rows) {
    // Some laws bring in a third layout or other names; a fault in those is none in this case.
    return proptest::judge_difference(input, planner_, seed_);
  }
  std::vector<std::string_view> names;
  std::copy_if(laws_.begin(), laws_.end(), std::back_inserter(names),
               [&](std::string_view law) { return rows <= most_rows || !carries_rows(law); });
  if (oracle_ && rows <= most_oracle_rows) {
    names.push_back(proptest::oracle_name);
  }
  if (Verdict fault = jury.judge(input, planner_, seed_, names, stop_)) {
    return fault;
  }
  return simulation_ && rows <= most_rows ? simulate(input) : std::nullopt;
}

std::optional<FailingCase> Judge::first_failing(std::span<const proptest::Case> cases) const {
  std::vector<std::optional<Verdict>> verdicts(cases.size());  // nothing where the work was stopped
  tbb::enumerable_thread_specific<proptest::Jury> juries;
  tbb::parallel_for(std::size_t{0}, cases.size(), [&](std::size_t index) {
    try {
      verdicts[index] = verdict(cases[index], juries.local());
    } catch (const proptest::Stopped&) {
      verdicts[index] = std::nullopt;
    }
  });
  for (std::size_t index = 0; index < verdicts.size(); ++index) {
    if (!verdicts[index]) {
      throw proptest::Stopped();
    }
    if (Verdict& fault = *verdicts[index]) {
      return FailingCase{.index = index, .witness = *std::move(fault)};
    }
  }
  return std::nullopt;
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
