#include "relayout/proptest/fault_table.hpp"

#include "relayout/proptest/law.hpp"
#include "relayout/sim/simulate.hpp"

#include <algorithm>
#include <memory>
#include <sstream>
#include <utility>

namespace relayout::proptest {
namespace {

constexpr std::uint64_t seed = 1;
constexpr WorldBounds small_bounds{.max_ranks = 3, .max_tokens = 6, .max_sequences = 2};
constexpr WorldBounds cp2_bounds{.max_ranks = 2, .max_tokens = 8, .max_sequences = 2};

using Judge = std::function<Verdict(const Case&, const Planner&)>;

Verdict judge_world(const Case& input, const Planner& planner) { return judge_difference(input, planner, seed); }

Verdict simulate_alone(const Case& input, const Planner& planner) {
  sim::SimulationOptions options;
  options.executor = {.kind = sim::ExecutorKind::replay, .worker_count = 1, .seed = seed};
  options.payload_seed = seed;
  options.program = planner.program;
  const auto sides = place(input);
  const auto report = sim::simulate(sides->source, sides->target, options);
  return report->verdict;
}

Check check_of(std::string name, std::string sentence, std::shared_ptr<const std::vector<Case>> cases, Judge judge) {
  return {std::move(name), std::move(sentence), [cases = std::move(cases), judge = std::move(judge)](const Planner& p) {
            return std::any_of(cases->begin(), cases->end(),
                               [&](const Case& input) { return judge(input, p).has_value(); });
          }};
}

std::shared_ptr<const std::vector<Case>> shared(std::vector<Case> cases) {
  return std::make_shared<const std::vector<Case>>(std::move(cases));
}

// Every fifth case: enough for a law alone to show what it sees.
std::vector<Case> every_fifth(const std::vector<Case>& cases) {
  std::vector<Case> result;
  for (std::size_t i = 0; i < cases.size(); i += 5) result.push_back(cases[i]);
  return result;
}

std::int64_t refusals(const FaultTable& table, std::size_t check) {
  return std::count_if(table.rows.begin(), table.rows.end(), [&](const FaultRow& row) { return row.refused[check]; });
}

void print_row(std::ostream& out, const FaultRow& row) {
  out << "| `" << row.fault->name << "` |";
  for (const bool refused : row.refused) out << (refused ? " x |" : "   |");
  out << '\n';
}

void print_fault(std::ostream& out, const FaultRow& row) {
  out << "### " << row.fault->name << "\n\n" << row.fault->sentence << ".\nOrigin: " << row.fault->origin << ".\n\n";
  if (!row.smallest) {
    out << "No counterexample found.\n\n";
    return;
  }
  out << "    " << command_options(row.smallest->input) << "\n    " << row.smallest->witness.law << ": "
      << row.smallest->witness.message << "\n\n";
}

}  // namespace

std::vector<Check> checks() {
  const auto small = shared(world(small_bounds, 0));
  const auto fifth = shared(every_fifth(*small));
  std::vector<Check> result;
  result.push_back(check_of("unit",
                            "a usual unit test: zigzag to sequential or contiguous and back, cp 2, one "
                            "sequence of 8 tokens, one of 16",
                            shared(usual_unit_test()), judge_world));
  result.push_back(check_of("aligned",
                            "aligned lengths only: one to three sequences of 2 or 4 times cp tokens, cp 1 "
                            "to 8, exact layouts",
                            shared(aligned_world()), judge_world));
  result.push_back(check_of("cp2", "every pack up to 8 tokens in 2 sequences, every rule and modifier, 2 ranks a side",
                            shared(world(cp2_bounds, 2)), judge_world));
  result.push_back(check_of("small",
                            "every pack up to 6 tokens in 2 sequences, every rule and modifier, up to 3 ranks "
                            "a side",
                            small, judge_world));
  result.push_back(check_of("huge", "packs around 2^31 tokens, the laws that cost O(pieces)", shared(huge_world()),
                            [](const Case& input, const Planner& p) { return judge_huge(input, p, seed); }));
  for (const Law& law : laws()) {
    result.push_back(check_of(std::string(law.name),
                              "law, on every fifth case of the small world: " + std::string(law.sentence), fifth,
                              [&law](const Case& input, const Planner& p) { return law.judge(input, p, seed); }));
  }
  result.push_back(check_of("oracle", "the token-by-token oracle, on every fifth case of the small world", fifth,
                            judge_against_oracle));
  result.push_back(check_of("sim", "forward and backward on simulated ranks, on every fifth case of the small world",
                            fifth, simulate_alone));
  return result;
}

FaultTable fault_table(std::span<const Fault> faults) {
  FaultTable table{.checks = checks(), .rows = {}};
  for (const Fault& fault : faults) {
    const Planner planner = fault.planner();
    FaultRow& row = table.rows.emplace_back(FaultRow{&fault, {}, {}});
    for (const Check& check : table.checks) row.refused.push_back(check.refuses(planner));
    row.smallest = smallest_counterexample(planner, {});
  }
  return table;
}

std::string summary(const FaultTable& table) {
  std::ostringstream out;
  for (std::size_t i = 0; i < 4; ++i) {
    constexpr std::string_view names[] = {"the usual unit test", "aligned lengths", "cp 2 exhaustively",
                                          "the small world"};
    out << (i == 0 ? "" : ", ") << names[i] << (i == 0 ? " sees " : " ") << refusals(table, i);
    if (i == 0) out << " of " << table.rows.size();
  }
  return std::move(out).str();
}

std::string print(const FaultTable& table) {
  std::ostringstream out;
  out << "# Planted faults and the checks that refuse them\n\n"
      << "Written by the program `fault_table`; a test compares it with what the checks say today.\n\n"
      << "In short: " << summary(table) << ".\n\n| check | asks |\n| --- | --- |\n";
  for (const Check& check : table.checks) out << "| " << check.name << " | " << check.sentence << " |\n";
  out << "\nThe first five differ in their cases only: each is asked all laws and the oracle, which is more than a "
         "usual\n"
         "test asks. x: refused.\n\n| fault |";
  for (const Check& check : table.checks) out << ' ' << check.name << " |";
  out << "\n| --- |";
  for (std::size_t i = 0; i < table.checks.size(); ++i) out << " - |";
  out << '\n';
  for (const FaultRow& row : table.rows) print_row(out, row);
  out << "| refused |";
  for (std::size_t i = 0; i < table.checks.size(); ++i) out << ' ' << refusals(table, i) << " |";
  out << "\n\n## Each with its smallest counterexample\n\n";
  for (const FaultRow& row : table.rows) print_fault(out, row);
  return std::move(out).str();
}

}  // namespace relayout::proptest
