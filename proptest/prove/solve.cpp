#include "relayout/proptest/prove/solve.hpp"

#include <array>
#include <optional>
#include <span>

namespace relayout::prove {

// Makes a context one that an interrupt reaches.
class Interruptible {
 public:
  Interruptible(Interrupt& interrupt, z3::context& context) : interrupt_(interrupt), context_(context) {
    const std::lock_guard lock(interrupt_.mutex_);
    interrupt_.busy_.push_back(&context_);
  }
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;
  ~Interruptible() {
    const std::lock_guard lock(interrupt_.mutex_);
    std::erase(interrupt_.busy_, &context_);
  }

 private:
  Interrupt& interrupt_;
  z3::context& context_;
};

void Interrupt::raise() {
  raised_ = true;
  const std::lock_guard lock(mutex_);
  for (z3::context* context : busy_) context->interrupt();
}

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

z3::check_result ask(const Problem& problem, const Try& how, Model* model) {
  z3::context& context = problem.goal.ctx();
  z3::solver solver(context);
  z3::params settings(context);
  settings.set("random_seed", how.seed);
  settings.set("smt.arith.solver", how.arithmetic);
  settings.set("rlimit", how.steps);
  solver.set(settings);
  for (const z3::expr& fact : problem.presumed) solver.add(fact);
  solver.add(!problem.goal);
  const z3::check_result result = solver.check();
  if (result == z3::sat && model != nullptr) *model = values_of(solver.get_model(), problem.unknowns);
  return result;
}

// The smallest scopes first: where these two are numbers, hardly a product of unknowns is left, and what is found is
// read with pleasure.
std::optional<Model> small_counterexample(const Problem& problem, const Interrupt& interrupt) {
  constexpr int most_ranks = 3;
  constexpr int most_tokens = 6;
  z3::context& context = problem.goal.ctx();
  for (int length = 0; length <= most_tokens; ++length) {
    for (int ranks = 1; ranks <= most_ranks && !interrupt.raised(); ++ranks) {
      std::vector<z3::expr> presumed = problem.presumed;
      presumed.push_back(context.int_const("length") == length);
      presumed.push_back(context.int_const("cp") == ranks);
      Model model;
      if (ask({presumed, problem.goal, problem.unknowns}, {.seed = 1, .arithmetic = 6, .steps = 1'000'000}, &model) ==
          z3::sat) {
        return model;
      }
    }
  }
  return std::nullopt;
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

std::optional<Model> small_counterexample(Ledger& ledger, const Truths& goals, const Interrupt& interrupt) {
  for (const Truth& goal : goals) {
    const Problem problem{ledger.presumed(), goal.in(ledger.context()), ledger.unknowns()};
    if (std::optional<Model> small = small_counterexample(problem, interrupt)) return small;
  }
  return std::nullopt;
}

Answer solve_in(z3::context& context, const Obligation& obligation, const Interrupt& interrupt) {
  std::vector<Ledger::Path> open{{}};
  while (!open.empty()) {
    Ledger ledger(context, open.back());
    open.pop_back();
    const Truths goals = obligation.put(ledger);
    if (interrupt.raised() || !ledger.on_path()) return {};
    if (follow_linearly(ledger, goals, interrupt)) continue;
    const std::vector<Ledger::Path> branches = ledger.branches();
    if (branches.empty() || obligation.suspected) {
      const std::optional<Model> small = small_counterexample(ledger, goals, interrupt);
      if (small) return {.verdict = Verdict::refuted, .model = *small, .command = {}};
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

Answer solve(const Obligation& obligation, Interrupt& interrupt) {
  z3::context context;
  const Interruptible registered(interrupt, context);
  try {
    Answer answer = solve_in(context, obligation, interrupt);
    if (answer.verdict == Verdict::refuted && obligation.replay) answer.command = obligation.replay(answer.model);
    return answer;
  } catch (const z3::exception&) {  // how Z3 ends where it is interrupted while it simplifies
    return {};
  }
}

}  // namespace relayout::prove
