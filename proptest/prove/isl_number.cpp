#include "relayout/proptest/prove/isl_number.hpp"

#include "relayout/model/integer.hpp"

namespace relayout::prove {
namespace {

isl::pw_aff everywhere(const isl::set& all, std::int64_t value) {
  const isl::val number(all.ctx(), static_cast<long>(value));
  return isl::manage(isl_pw_aff_val_on_domain(all.copy(), number.copy()));
}

isl::set nonnegative(const isl::pw_aff& function) { return isl::manage(isl_pw_aff_nonneg_set(function.copy())); }

// Both as functions on the points of whichever is one.
struct Both {
  isl::pw_aff first;
  isl::pw_aff second;
};

}  // namespace

isl::set IslTruth::in(const isl::set& all) const {
  if (sides_) return all.intersect(sides_->first);
  return literal_ ? all : isl::manage(isl_set_empty(isl_set_get_space(all.get())));
}

IslTruth operator!(const IslTruth& a) {
  return a.sides_ ? IslTruth(a.sides_->second, a.sides_->first) : IslTruth(!a.literal_);
}

IslTruth operator&&(const IslTruth& a, const IslTruth& b) {
  if (!a.sides_) return a.literal_ ? b : a;
  if (!b.sides_) return b.literal_ ? a : b;
  return {a.sides_->first.intersect(b.sides_->first), a.sides_->second.unite(b.sides_->second)};
}

isl::pw_aff IslNumber::on(const isl::set& all) const { return function_ ? *function_ : everywhere(all, literal_); }

namespace {

Both both(const IslNumber& a, const IslNumber& b, const isl::pw_aff& function) {
  const isl::set all = isl::manage(isl_set_universe(isl_pw_aff_get_domain_space(function.get())));
  return {a.on(all), b.on(all)};
}

}  // namespace

IslNumber operator+(const IslNumber& a, const IslNumber& b) {
  if (!a.function_ && !b.function_) return a.literal_ + b.literal_;
  if (!a.function_) return b + a;
  if (b.function_) return IslNumber(a.function_->add(*b.function_));
  return b.literal_ == 0 ? a : IslNumber(a.function_->add_constant(static_cast<long>(b.literal_)));
}

IslNumber operator-(const IslNumber& a, const IslNumber& b) { return a + b * -1; }

// With a literal piece by piece; two functions in each piece of one with each of the other.
IslNumber operator*(const IslNumber& a, const IslNumber& b) {
  if (!a.function_ && !b.function_) return a.literal_ * b.literal_;
  if (!a.function_) return b * a;
  if (b.function_) return IslNumber(a.function_->mul(*b.function_));
  return IslNumber(a.function_->scale(isl::val(a.function_->ctx(), static_cast<long>(b.literal_))));
}

IslTruth operator<(const IslNumber& a, const IslNumber& b) {
  const IslNumber over = a - b;
  if (!over.function_) return over.literal_ < 0;
  return {nonnegative(*(over * -1 - 1).function_), nonnegative(*over.function_)};
}

namespace {

// Quotients that are tried. The scopes that are asked about are split so that one or two are all that is needed.
constexpr int most_quotients = 3;

std::int64_t value_at(const isl::pw_aff& function, const isl::point& point) {
  return isl::manage(isl_pw_aff_eval(function.copy(), point.copy())).num_si();
}

// A quotient that is the same everywhere is a literal, so that what is computed of it is quick.
IslNumber quotient_by_trial(const Both& sides, const isl::ctx& context) {
  const isl::set all = sides.first.domain().intersect(sides.second.domain());
  isl::pw_aff result = sides.first.intersect_domain(all.subtract(all));
  isl::set rest = all.intersect(sides.second.ge_set(everywhere(all, 1)));
  for (int tried = 0; tried < most_quotients && !rest.is_empty(); ++tried) {
    const isl::point point = rest.sample_point();
    const std::int64_t quotient = relayout::floor_div(value_at(sides.first, point), value_at(sides.second, point));
    const isl::pw_aff least = sides.second.scale(isl::val(context, static_cast<long>(quotient)));
    const isl::pw_aff remainder = sides.first.sub(least);
    const isl::set here = nonnegative(remainder).intersect(nonnegative(sides.second.sub(remainder).add_constant(-1)));
    if (all.is_subset(here)) return quotient;
    result = result.union_add(everywhere(rest, quotient).intersect_domain(here.intersect(rest)));
    rest = rest.subtract(here);
  }
  return IslNumber(result);
}

}  // namespace

IslNumber floor_div(const IslNumber& dividend, const IslNumber& divisor) {
  if (!dividend.function_ && !divisor.function_) return relayout::floor_div(dividend.literal_, divisor.literal_);
  const isl::pw_aff& function = dividend.function_ ? *dividend.function_ : *divisor.function_;
  const Both sides = both(dividend, divisor, function);
  if (divisor.function_) return quotient_by_trial(sides, function.ctx());
  return IslNumber(sides.first.scale_down(isl::val(function.ctx(), static_cast<long>(divisor.literal_))).floor());
}

IslNumber floor_mod(const IslNumber& dividend, const IslNumber& divisor) {
  return dividend - floor_div(dividend, divisor) * divisor;
}

IslNumber select(const IslTruth& condition, const IslNumber& yes, const IslNumber& no) {
  if (!condition.sides_) return condition.literal_ ? yes : no;
  const auto& [where, elsewhere] = *condition.sides_;
  if (elsewhere.is_empty() && !where.is_empty()) return yes;
  if (where.is_empty() && !elsewhere.is_empty()) return no;
  const isl::set all = isl::manage(isl_set_universe(isl_set_get_space(where.get())));
  return IslNumber(yes.on(all).intersect_domain(where).union_add(no.on(all).intersect_domain(elsewhere)));
}

}  // namespace relayout::prove
