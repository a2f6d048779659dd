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

using Judge = std::function<Verdict(const Case&, const Planner&)>;

Verdict simulate_alone(const Case& input, const Planner& planner) {
  sim::SimulationOptions options;
  options.executor = {.kind = sim::ExecutorKind::replay, .worker_count = 1, .seed = seed};
  options.payload_seed = seed;
  options.program = [&](const Placement& source, const Placement& target, std::int32_t world_rank) {
    return planner.program(source, target, world_rank);
  };
  const auto sides = place(input);
  const auto report = sim::simulate(sides->source, sides->target, options);
  return report->verdict;
}

// The places of these two among the checks.
constexpr std::size_t small_check = 3;
constexpr std::size_t huge_check = 4;

struct Question {
  std::string name;
  std::string sentence;
};

Check check_of(Question question, std::shared_ptr<const std::vector<Case>> cases, Judge judge) {
  const auto ask = [cases = std::move(cases), judge = std::move(judge)](const Planner& planner) {
    std::optional<Counterexample> found;
    for (const Case& input : *cases) {
      if (Verdict verdict = judge(input, planner)) return std::optional(Counterexample{input, *std::move(verdict)});
    }
    return found;
  };
  return {std::move(question.name), std::move(question.sentence), ask};
}

std::shared_ptr<const std::vector<Case>> shared(std::vector<Case> cases) {
  return std::make_shared<const std::vector<Case>>(std::move(cases));
}

// Every twentieth case: enough for a law alone to show what it sees.
std::vector<Case> sample(const std::vector<Case>& cases) {
  std::vector<Case> result;
  for (std::size_t i = 0; i < cases.size(); i += 20) result.push_back(cases[i]);
  return result;
}

std::int64_t refusals(const FaultTable& table, std::size_t check) {
  return std::count_if(table.rows.begin(), table.rows.end(),
                       [&](const FaultRow& row) { return row.found[check].has_value(); });
}

// "<x, y>" is no tag.
std::string escaped(std::string_view text) {
  std::string result;
  for (const char character : text) result.append(character == '<' ? "\\<" : std::string(1, character));
  return result;
}

void print_row(std::ostream& out, const FaultRow& row) {
  out << "| `" << row.fault->name << "` |";
  for (const auto& found : row.found) out << (found ? " x |" : "   |");
  out << '\n';
}

void print_fault(std::ostream& out, const FaultRow& row) {
  out << "### " << row.fault->name << "\n\n" << row.fault->sentence << ".\nOrigin: " << row.fault->origin << ".\n\n";
  if (const auto& smallest = row.smallest()) {
    out << "    " << command_options(smallest->input) << "\n    " << smallest->witness.law << ": "
        << smallest->witness.message << "\n\n";
  }
}

}  // namespace

const std::optional<Counterexample>& FaultRow::smallest() const {
  return found[small_check] ? found[small_check] : found[huge_check];
}

std::vector<Check> checks() {
  const auto small = shared(fault_world({}));
  const auto sampled = shared(sample(*small));
  const auto judge_cases = [](const Case& input, const Planner& p) { return judge_difference(input, p, seed); };
  std::vector<Check> result;
  result.push_back(check_of({.name = "unit",
                             .sentence = "a usual unit test: zigzag to sequential or contiguous and back, cp 2, one "
                                         "sequence of 8 tokens, one of 16"},
                            shared(usual_unit_test()), judge_cases));
  result.push_back(check_of({.name = "aligned",
                             .sentence = "aligned lengths only: one to three sequences of 2 or 4 times cp tokens, cp "
                                         "1 to 8, exact layouts"},
                            shared(aligned_world()), judge_cases));
  result.push_back(check_of({.name = "cp2",
                             .sentence = "every pack up to 8 tokens in 2 sequences, every rule and modifier, 2 ranks "
                                         "a side"},
                            shared(fault_world({.min_ranks = 2, .max_ranks = 2, .max_tokens = 8})), judge_cases));
  result.push_back(check_of({.name = "small",
                             .sentence = "every pack up to 6 tokens in 2 sequences, every rule and modifier, 1 to 3 "
                                         "ranks a side, and two ranks of two shares against one"},
                            small, judge_cases));
  result.push_back(check_of({.name = "huge", .sentence = "packs around 2^31 tokens, the laws that cost O(pieces)"},
                            shared(huge_world()),
                            [](const Case& input, const Planner& p) { return judge_huge(input, p, seed); }));
  for (const Law& law : laws()) {
    result.push_back(check_of({.name = std::string(law.name), .sentence = "law: " + std::string(law.sentence)}, sampled,
                              [&law](const Case& input, const Planner& p) { return law.judge(input, p, seed); }));
  }
  result.push_back(
      check_of({.name = "oracle", .sentence = "the token-by-token oracle"}, sampled, judge_against_oracle));
  result.push_back(
      check_of({.name = "sim", .sentence = "forward and backward on simulated ranks"}, sampled, simulate_alone));
  return result;
}

FaultTable fault_table(std::span<const Fault> faults) {
  FaultTable table{.checks = checks(), .rows = {}};
  for (const Fault& fault : faults) {
    const Planner planner = fault.planner();
    FaultRow& row = table.rows.emplace_back(FaultRow{&fault, {}});
    for (const Check& check : table.checks) row.found.push_back(check.ask(planner));
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
  for (const Check& check : table.checks) out << "| " << check.name << " | " << escaped(check.sentence) << " |\n";
  out << "\nThe first five differ in their cases only: each is asked all laws and the oracle, which is more than a "
         "usual\n"
         "test asks. The others are asked every twentieth case of `small`. x: refused.\n\n| fault |";
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
