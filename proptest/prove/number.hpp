// A symbolic integer: the number type that carries model/split.hpp's templates into Z3.
//
// A Number is a polynomial over unknowns, in one canonical form, so that equal polynomials are one term; a Truth is
// a condition on them. Both know the ledger of their problem. Two things are not polynomials:
//
//   floor_div   is a new unknown, defined by  divisor > 0  =>  dividend = divisor * quotient + rest and
//               0 <= rest < divisor. Nothing is presumed where the divisor is not positive. That it is positive, and
//               that the dividend is not negative, where std::int64_t rounds toward zero and not down, are
//               obligations of their own.
//   select      is a new unknown that is one arm or the other. Where that is not enough to prove a goal, the problem is
//               put again for each way that a condition can fall, and then there is no choice left in its terms. Both
//               arms were computed before, and are noted, as the machine evaluates both.
#pragma once

#include <z3++.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "relayout/proptest/prove/linear.hpp"

namespace relayout::prove {

class Ledger;
class Number;

class Truth {
 public:
  Truth(bool literal) : literal_(literal) {}  // NOLINT(google-explicit-constructor): a formula may say `true`
  Truth(Ledger& ledger, z3::expr term) : ledger_(&ledger), term_(std::move(term)) {}

  [[nodiscard]] z3::expr in(z3::context& context) const { return term_ ? *term_ : context.bool_val(literal_); }

  friend Truth operator&&(const Truth& a, const Truth& b);
  friend Truth operator||(const Truth& a, const Truth& b);
  friend Truth operator!(const Truth& a);
  friend Number select(const Truth& condition, const Number& yes, const Number& no);

 private:
  friend class Ledger;
  Ledger* ledger_ = nullptr;  // null: a literal
  bool literal_ = false;
  std::optional<z3::expr> term_;
};

class Number {
 public:
  Number(std::int64_t literal) : literal_(literal) {}  // NOLINT(google-explicit-constructor): as int converts to it
  Number(Ledger& ledger, z3::expr term) : ledger_(&ledger), term_(std::move(term)) {}

  [[nodiscard]] z3::expr in(z3::context& context) const { return term_ ? *term_ : context.int_val(literal_); }

  friend Number operator+(const Number& a, const Number& b);
  friend Number operator-(const Number& a, const Number& b);
  friend Number operator*(const Number& a, const Number& b);
  friend Truth operator<(const Number& a, const Number& b);
  friend Truth operator<=(const Number& a, const Number& b) { return !(b < a); }
  friend Truth operator>(const Number& a, const Number& b) { return b < a; }
  friend Truth operator>=(const Number& a, const Number& b) { return !(a < b); }
  friend Truth operator==(const Number& a, const Number& b);

  // What integer.hpp names, found by argument-dependent lookup.
  friend Number floor_div(const Number& dividend, const Number& divisor);
  friend Number floor_mod(const Number& dividend, const Number& divisor);
  friend Number select(const Truth& condition, const Number& yes, const Number& no);

 private:
  static Ledger* ledger_of(const Number& a, const Number& b) { return a.ledger_ != nullptr ? a.ledger_ : b.ledger_; }

  Ledger* ledger_ = nullptr;  // null: a literal
  std::int64_t literal_ = 0;
  std::optional<z3::expr> term_;
};

// What is presumed and computed in one problem, on one way through its forks. One thread's, as a Z3 context is.
class Ledger {
 public:
  struct Division {
    z3::expr dividend;
    z3::expr divisor;
  };
  struct Factors {
    z3::expr first;
    z3::expr second;
  };
  // How a condition falls, on one way.
  struct Decision {
    std::string condition;
    bool holds = true;
  };
  using Path = std::vector<Decision>;

  // A proof uses lemmas. Against a counterexample none may stand: of a mistaken source they are not true.
  enum class Lemmas : std::uint8_t { used, left_out };

  // The conditions that are met first fall as `path` says; past its end they are left open.
  Ledger(z3::context& context, Path path, Lemmas lemmas = Lemmas::used);
  Ledger(const Ledger&) = delete;  // numbers point here
  Ledger& operator=(const Ledger&) = delete;

  [[nodiscard]] z3::context& context() const { return *context_; }
  // A number of which nothing is known; its name is its identity.
  [[nodiscard]] Number unknown(const std::string& name);
  // An unknown function of one number, at `argument`.
  [[nodiscard]] Number unknown_of(const std::string& name, const Number& argument);
  void presume(const Truth& fact);

  [[nodiscard]] const std::vector<z3::expr>& unknowns() const { return unknowns_; }
  // All that is presumed: facts, the definitions of quotients, and how the conditions of this path fell.
  [[nodiscard]] const std::vector<z3::expr>& presumed() const { return presumed_; }
  // The linear view of the same, and of anything.
  [[nodiscard]] const std::vector<z3::expr>& presumed_linear() const { return presumed_linear_; }
  [[nodiscard]] z3::expr linear(const Truth& truth) { return linear_view_.of(truth.in(*context_)); }
  [[nodiscard]] const std::vector<z3::expr>& intermediates() const { return intermediates_; }
  [[nodiscard]] const std::vector<Division>& divisions() const { return divisions_; }
  [[nodiscard]] const std::vector<Factors>& products() const { return products_; }
  // The two ways that this one parts into at the first condition left open; none where all are decided.
  [[nodiscard]] std::vector<Path> branches() const;
  // Whether the conditions on the path were met again in the same order; else nothing follows from this way.
  [[nodiscard]] bool on_path() const { return !strayed_ && met_ == path_.size(); }
  // From here on intermediates and divisions are those of what is asked, not of what is presumed.
  void forget_steps();

  // For Number: notes an intermediate; divides; selects.
  [[nodiscard]] Number computed(const z3::expr& term);
  [[nodiscard]] Number multiplied(const Factors& factors);
  struct Quotient {
    z3::expr quotient;
    z3::expr rest;
  };
  [[nodiscard]] Quotient divide(const z3::expr& dividend, const z3::expr& divisor);
  [[nodiscard]] z3::expr choose(const z3::expr& condition, const z3::expr& yes, const z3::expr& no);
  [[nodiscard]] bool uses_lemmas() const { return lemmas_ == Lemmas::used; }
  // Conditions met in lemmas that are used are no forks of the problem.
  void enter_lemma() { in_lemma_ = true; }
  void leave_lemma() { in_lemma_ = false; }

 private:
  using Identity = unsigned;  // of a term: canonical terms that are equal have one

  [[nodiscard]] std::optional<bool> decide(const z3::expr& condition);
  [[nodiscard]] bool possible(const z3::expr& condition);

  z3::context* context_;
  LinearView linear_view_;
  z3::solver feasible_;  // told the linear view of all that is presumed
  Path path_;
  Lemmas lemmas_;
  std::size_t met_ = 0;
  std::optional<std::string> left_open_;  // the first condition past the path
  bool strayed_ = false;
  bool in_lemma_ = false;
  std::vector<z3::expr> unknowns_;
  std::vector<z3::expr> presumed_;
  std::vector<z3::expr> presumed_linear_;
  std::vector<z3::expr> intermediates_;
  std::vector<Division> divisions_;
  std::vector<Factors> products_;
  std::map<std::pair<Identity, Identity>, Quotient> quotients_;  // by dividend and divisor
  std::map<Identity, std::optional<bool>> decided_;              // how conditions fell, or that they are left open
  std::map<std::array<Identity, 3>, z3::expr> choices_;          // unknowns that are one of two, by condition and arms
};

}  // namespace relayout::prove
