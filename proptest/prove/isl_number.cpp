#include "relayout/proptest/prove/isl_number.hpp"

#include "relayout/model/integer.hpp"

namespace relayout::prove {
namespace {

isl::pw_aff constant(const isl::set& all, std::int64_t value) {
  const isl::val number(all.ctx(), static_cast<long>(value));
  return isl::manage(isl_pw_aff_val_on_domain(all.copy(), number.copy()));
}

// Both as functions on the points of whichever is one.
struct Both {
  isl::pw_aff first;
  isl::pw_aff second;
};

}  // namespace

isl::set IslTruth::in(const isl::set& all) const {
  if (set_) return all.intersect(*set_);
  return literal_ ? all : isl::manage(isl_set_empty(isl_set_get_space(all.get())));
}

isl::pw_aff IslNumber::on(const isl::set& all) const { return function_ ? *function_ : constant(all, literal_); }

namespace {

Both both(const IslNumber& a, const IslNumber& b, const isl::pw_aff& function) {
  const isl::set all = isl::manage(isl_set_universe(isl_pw_aff_get_domain_space(function.get())));
  return {a.on(all), b.on(all)};
}

}  // namespace

IslNumber operator+(const IslNumber& a, const IslNumber& b) {
  if (!a.function_ && !b.function_) return a.literal_ + b.literal_;
  const Both sides = both(a, b, a.function_ ? *a.function_ : *b.function_);
  return IslNumber(sides.first.add(sides.second));
}

IslNumber operator-(const IslNumber& a, const IslNumber& b) { return a + b * -1; }

IslNumber operator*(const IslNumber& a, const IslNumber& b) {
  if (!a.function_ && !b.function_) return a.literal_ * b.literal_;
  const Both sides = both(a, b, a.function_ ? *a.function_ : *b.function_);
  return IslNumber(sides.first.mul(sides.second));
}

IslTruth operator<(const IslNumber& a, const IslNumber& b) {
  if (!a.function_ && !b.function_) return a.literal_ < b.literal_;
  const Both sides = both(a, b, a.function_ ? *a.function_ : *b.function_);
  return IslTruth(sides.first.lt_set(sides.second));
}

IslNumber floor_div(const IslNumber& dividend, const IslNumber& divisor) {
  if (!dividend.function_ && !divisor.function_) return relayout::floor_div(dividend.literal_, divisor.literal_);
  const isl::pw_aff& function = dividend.function_ ? *dividend.function_ : *divisor.function_;
  const Both sides = both(dividend, divisor, function);
  if (divisor.function_)
    return IslNumber(
        function.intersect_domain(isl::manage(isl_set_empty(isl_pw_aff_get_domain_space(function.get())))));
  return IslNumber(sides.first.scale_down(isl::val(function.ctx(), static_cast<long>(divisor.literal_))).floor());
}

IslNumber floor_mod(const IslNumber& dividend, const IslNumber& divisor) {
  return dividend - floor_div(dividend, divisor) * divisor;
}

IslNumber select(const IslTruth& condition, const IslNumber& yes, const IslNumber& no) {
  if (!condition.set_) return condition.literal_ ? yes : no;
  const isl::set& where = *condition.set_;
  const isl::set all = isl::manage(isl_set_universe(isl_set_get_space(where.get())));
  return IslNumber(yes.on(all).intersect_domain(where).union_add(no.on(all).subtract_domain(where)));
}

}  // namespace relayout::prove
