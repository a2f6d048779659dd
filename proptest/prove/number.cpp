#include "relayout/proptest/prove/number.hpp"

#include "relayout/model/integer.hpp"

namespace relayout::prove {
namespace {

// A condition that is not decided with so much work is met both ways. Work is limited in Z3's own steps and not in
// time: a run is then a function of its input, and the timers of Z3 4.8.12 can lock each other up.
constexpr unsigned decision_steps = 500'000;

unsigned identity(const z3::expr& term) { return Z3_get_ast_id(term.ctx(), term); }

}  // namespace

Truth operator&&(const Truth& a, const Truth& b) {
  if (!a.term_) return a.literal_ ? b : a;
  if (!b.term_) return b.literal_ ? a : b;
  return {*a.ledger_, *a.term_ && *b.term_};
}

Truth operator||(const Truth& a, const Truth& b) { return !(!a && !b); }

Truth operator!(const Truth& a) {
  if (!a.term_) return !a.literal_;
  return {*a.ledger_, !*a.term_};
}

Number operator+(const Number& a, const Number& b) {
  Ledger* ledger = Number::ledger_of(a, b);
  if (ledger == nullptr) return a.literal_ + b.literal_;
  return ledger->computed(a.in(ledger->context()) + b.in(ledger->context()));
}

Number operator-(const Number& a, const Number& b) {
  Ledger* ledger = Number::ledger_of(a, b);
  if (ledger == nullptr) return a.literal_ - b.literal_;
  return ledger->computed(a.in(ledger->context()) - b.in(ledger->context()));
}

Number operator*(const Number& a, const Number& b) {
  Ledger* ledger = Number::ledger_of(a, b);
  if (ledger == nullptr) return a.literal_ * b.literal_;
  return ledger->multiplied({a.in(ledger->context()), b.in(ledger->context())});
}

Truth operator<(const Number& a, const Number& b) {
  Ledger* ledger = Number::ledger_of(a, b);
  if (ledger == nullptr) return a.literal_ < b.literal_;
  return {*ledger, a.in(ledger->context()) < b.in(ledger->context())};
}

Truth operator==(const Number& a, const Number& b) {
  Ledger* ledger = Number::ledger_of(a, b);
  if (ledger == nullptr) return a.literal_ == b.literal_;
  return {*ledger, a.in(ledger->context()) == b.in(ledger->context())};
}

Number floor_div(const Number& dividend, const Number& divisor) {
  Ledger* ledger = Number::ledger_of(dividend, divisor);
  if (ledger == nullptr) return relayout::floor_div(dividend.literal_, divisor.literal_);
  return {*ledger, ledger->divide(dividend.in(ledger->context()), divisor.in(ledger->context())).quotient};
}

Number floor_mod(const Number& dividend, const Number& divisor) {
  Ledger* ledger = Number::ledger_of(dividend, divisor);
  if (ledger == nullptr) return relayout::floor_mod(dividend.literal_, divisor.literal_);
  return {*ledger, ledger->divide(dividend.in(ledger->context()), divisor.in(ledger->context())).rest};
}

Number select(const Truth& condition, const Number& yes, const Number& no) {
  if (!condition.term_) return condition.literal_ ? yes : no;
  Ledger& ledger = *condition.ledger_;
  return {ledger, ledger.choose(*condition.term_, yes.in(ledger.context()), no.in(ledger.context()))};
}

Ledger::Ledger(z3::context& context, Path path, Lemmas lemmas)
    : context_(&context), linear_view_(context), feasible_(context), path_(std::move(path)), lemmas_(lemmas) {
  z3::params limits(context);
  limits.set("rlimit", decision_steps);
  limits.set("ctrl_c", false);  // as in solve.cpp
  feasible_.set(limits);
}

Number Ledger::unknown(const std::string& name) {
  unknowns_.push_back(context_->int_const(name.c_str()));
  return {*this, unknowns_.back()};
}

Number Ledger::unknown_of(const std::string& name, const Number& argument) {
  const z3::func_decl function = context_->function(name.c_str(), context_->int_sort(), context_->int_sort());
  return {*this, function(argument.in(*context_))};
}

void Ledger::presume(const Truth& fact) {
  presumed_.push_back(fact.in(*context_));
  presumed_linear_.push_back(linear(fact));
  feasible_.add(presumed_linear_.back());
}

void Ledger::forget_steps() {
  intermediates_.clear();
  divisions_.clear();
  products_.clear();
}

Number Ledger::computed(const z3::expr& term) {
  intermediates_.push_back(linear_view_.canonical(term));
  return {*this, intermediates_.back()};
}

Number Ledger::multiplied(const Factors& factors) {
  products_.push_back(factors);
  return computed(factors.first * factors.second);
}

Ledger::Quotient Ledger::divide(const z3::expr& dividend, const z3::expr& divisor) {
  divisions_.push_back({dividend, divisor});
  const std::pair key(identity(dividend), identity(divisor));
  if (const auto known = quotients_.find(key); known != quotients_.end()) return known->second;
  const std::string number = std::to_string(quotients_.size());
  const Quotient made{.quotient = context_->int_const(("quotient_" + number).c_str()),
                      .rest = context_->int_const(("rest_" + number).c_str())};
  const z3::expr whole = dividend == divisor * made.quotient + made.rest;
  presume({*this, z3::implies(divisor > 0, whole && made.rest >= 0 && made.rest < divisor)});
  // The linear view does not know of the product that its size grows with the quotient: so much of it is told here.
  const z3::expr product = divisor * made.quotient;
  presume({*this, z3::implies(divisor > 0 && made.quotient >= 1, product >= divisor && product >= made.quotient)});
  presume({*this, z3::implies(divisor > 0 && made.quotient <= -1, product <= -divisor)});
  presume({*this, z3::implies(made.quotient == 0, product == 0)});
  quotients_.emplace(key, made);
  return made;
}

bool Ledger::possible(const z3::expr& condition) {
  feasible_.push();
  feasible_.add(linear_view_.of(condition));
  const bool possible = feasible_.check() != z3::unsat;
  feasible_.pop();
  return possible;
}

std::vector<Ledger::Path> Ledger::branches() const {
  if (!left_open_) return {};
  std::vector<Path> branches(2, path_);
  branches[0].push_back({.condition = *left_open_, .holds = true});
  branches[1].push_back({.condition = *left_open_, .holds = false});
  return branches;
}

z3::expr Ledger::choose(const z3::expr& condition, const z3::expr& yes, const z3::expr& no) {
  if (const std::optional<bool> holds = decide(condition)) return *holds ? yes : no;
  const std::array key{identity(condition), identity(yes), identity(no)};
  const auto known = choices_.find(key);
  if (known != choices_.end()) return known->second;
  const z3::expr chosen = context_->int_const(("choice_" + std::to_string(choices_.size())).c_str());
  presume({*this, z3::implies(condition, chosen == yes) && z3::implies(!condition, chosen == no)});
  choices_.emplace(key, chosen);
  return chosen;
}

// How a condition falls, where that is known, or the path says so.
std::optional<bool> Ledger::decide(const z3::expr& condition) {
  const auto known = decided_.find(identity(condition));
  if (known != decided_.end()) return known->second;
  std::optional<bool> holds;
  if (!possible(!condition)) {
    holds = true;
  } else if (!possible(condition)) {
    holds = false;
  } else if (in_lemma_) {
    return std::nullopt;
  } else if (met_ < path_.size()) {
    strayed_ = strayed_ || path_[met_].condition != condition.to_string();
    holds = path_[met_++].holds;
  } else if (!left_open_) {
    left_open_ = condition.to_string();
  }
  if (holds) presume({*this, *holds ? condition : !condition});
  if (holds || !in_lemma_) decided_.emplace(identity(condition), holds);
  return holds;
}

}  // namespace relayout::prove
