#include "relayout/proptest/prove/solve.hpp"

#include <array>
#include <optional>
#include <span>

namespace relayout::prove {

namespace {

// Whether a proof is found varies with the seed and with the arithmetic solver: a portfolio, short tries first.
struct Try {
  unsigned seed;
  unsigned arithmetic;  // Z3's arith.solver
  unsigned steps;       // of Z3, some millions a second; no clock, so that a run is a function of its input
};
constexpr std::array linear_tries{Try{1, 6, 30'000'000}};
constexpr std::array tries{Try{1, 6, 5'000'000},  Try{1, 2, 5'000'000},  Try{2, 6, 15'000'000},
                           Try{2, 2, 15'000'000}, Try{3, 6, 30'000'000}, Try{3, 2, 30'000'000}};

struct Problem {
  const std::vector<z3::expr>& presumed;
  z3::expr goal;
  const std::vector<z3::expr>& unknowns;
};

Model values_of(const z3::model& found, const std::vector<z3::expr>& unknowns) {
  Model model;
  for (const z3::expr& unknown : unknowns) model[unknown.to_string()] = found.eval(unknown, true).to_string();
  return model;
}

z3::solver solver_of(const Problem& problem, const Try& how) {
  z3::context& context = problem.goal.ctx();
  z3::solver solver(context);
  z3::params settings(context);
  settings.set("random_seed", how.seed);
  settings.set("smt.arith.solver", how.arithmetic);
  settings.set("rlimit", how.steps);
  settings.set("ctrl_c", false);  // Z3's own handler takes the signal from the program, and is not safe among threads
  solver.set(settings);
  for (const z3::expr& fact : problem.presumed) solver.add(fact);
  solver.add(!problem.goal);
  return solver;
}

z3::check_result ask(const Problem& problem, const Try& how, Model* model) {
  z3::solver solver = solver_of(problem, how);
  const z3::check_result result = solver.check();
  if (result == z3::sat && model != nullptr) *model = values_of(solver.get_model(), problem.unknowns);
  return result;
}

Verdict ask_all(const Problem& problem, std::span<const Try> portfolio, Model* model, const Interrupt& interrupt) {
  for (const Try& how : portfolio) {
    if (interrupt.raised()) return Verdict::unknown;
    const z3::check_result result = ask(problem, how, model);
    if (result != z3::unknown) return result == z3::unsat ? Verdict::proved : Verdict::refuted;
  }
  return Verdict::unknown;
}

bool follow_linearly(Ledger& ledger, const Truths& goals, const Interrupt& interrupt) {
  for (const Truth& goal : goals) {
    const Problem problem{ledger.presumed_linear(), ledger.linear(goal), {}};
    if (ask_all(problem, linear_tries, nullptr, interrupt) != Verdict::proved) return false;
  }
  return true;
}

// The smallest first: what is found there is read with pleasure.
std::vector<Suspect> small_suspects(const Obligation& obligation) {
  std::vector<Suspect> all;
  if (obligation.kinds.empty()) return all;
  for (std::int64_t length = 0; length <= 6; ++length) {
    for (std::int64_t ranks = 1; ranks <= 3; ++ranks) {
      const ScopeSize size{.length = length, .ranks = ranks};
      all.push_back(obligation.group == Group::pair ? same_scope(size) : one_scope(size));
    }
  }
  return all;
}

struct Asked {
  Ledger& ledger;
  const Truths& goals;
};

std::optional<Model> counterexample_among(const Asked& asked, std::span<const Suspect> suspects,
                                          const Interrupt& interrupt) {
  Ledger& ledger = asked.ledger;
  Truth all = true;
  for (const Truth& goal : asked.goals) all = all && goal;
  if (suspects.empty()) return std::nullopt;
  z3::context& context = ledger.context();
  const Problem problem{ledger.presumed(), all.in(context), ledger.unknowns()};
  z3::solver solver = solver_of(problem, Try{.seed = 1, .arithmetic = 6, .steps = 1'000'000});
  for (const Suspect& suspect : suspects) {
    if (interrupt.raised()) return std::nullopt;
    solver.push();
    for (const auto& [name, value] : suspect) {
      solver.add(context.int_const(name.c_str()) == context.int_val(value));
    }
    if (solver.check() == z3::sat) return values_of(solver.get_model(), problem.unknowns);
    solver.pop();
  }
  return std::nullopt;
}

// Of a mistake: without the lemmas, because they are not true of it.
std::optional<Model> suspected(z3::context& context, const Obligation& obligation, const Interrupt& interrupt) {
  if (obligation.suspects.empty()) return std::nullopt;
  Ledger ledger(context, {}, Ledger::Lemmas::left_out);
  const Truths goals = obligation.put(ledger);
  return counterexample_among({ledger, goals}, obligation.suspects, interrupt);
}

Answer solve_in(z3::context& context, const Obligation& obligation, const Interrupt& interrupt) {
  if (std::optional<Model> found = suspected(context, obligation, interrupt)) {
    return {.verdict = Verdict::refuted, .model = *std::move(found), .command = {}};
  }
  std::vector<Ledger::Path> open{{}};
  while (!open.empty()) {
    Ledger ledger(context, open.back());
    open.pop_back();
    const Truths goals = obligation.put(ledger);
    if (interrupt.raised() || !ledger.on_path()) return {};
    if (follow_linearly(ledger, goals, interrupt)) continue;
    const std::vector<Ledger::Path> branches = ledger.branches();
    if (branches.empty()) {  // a way that ends without a proof
      const std::optional<Model> found = counterexample_among({ledger, goals}, small_suspects(obligation), interrupt);
      if (found) return {.verdict = Verdict::refuted, .model = *found, .command = {}};
    }
    open.insert(open.end(), branches.begin(), branches.end());
    if (!branches.empty()) continue;
    for (const Truth& goal : goals) {
      Answer answer;
      const Problem problem{ledger.presumed(), goal.in(context), ledger.unknowns()};
      answer.verdict = ask_all(problem, tries, &answer.model, interrupt);
      if (answer.verdict != Verdict::proved) return answer;
    }
  }
  return {.verdict = Verdict::proved, .model = {}, .command = {}};
}

}  // namespace

Suspect one_scope(const ScopeSize& size) { return {{"length", size.length}, {"cp", size.ranks}}; }

Suspect same_scope(const ScopeSize& size) {
  return {{"source_length", size.length}, {"source_cp", size.ranks}, {"source_begin", 0},
          {"target_length", size.length}, {"target_cp", size.ranks}, {"target_begin", 0}};
}

Answer solve(const Obligation& obligation, Interrupt& interrupt) {
  z3::context context;
  const Interruptible registered(interrupt, [&context] { context.interrupt(); });
  try {
    Answer answer = solve_in(context, obligation, interrupt);
    if (answer.verdict == Verdict::refuted && obligation.replay) answer.command = obligation.replay(answer.model);
    return answer;
  } catch (const z3::exception&) {  // how Z3 ends where it is interrupted while it simplifies
    return {};
  }
}

}  // namespace relayout::prove
