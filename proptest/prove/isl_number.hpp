// The number type that carries model/split.hpp's templates into isl: piecewise quasi-affine functions of one point and
// of parameters. It shares nothing with number.hpp but the source that both run.
//
// isl multiplies and divides by constants. Where a divisor is none, the quotient is found by trial: it is q where
// q * divisor <= dividend < (q + 1) * divisor, which isl can say of each q. So many quotients are tried; where there
// are more, the rest has no value here, and no test that asks for it can hold.
#pragma once

#include <isl/cpp.h>

#include <cstdint>
#include <optional>
#include <utility>

namespace relayout::prove {

class IslNumber;

class IslTruth {
 public:
  IslTruth(bool literal) : literal_(literal) {}  // NOLINT(google-explicit-constructor)
  // Where it holds, and where it does not; elsewhere one of its sides has no value.
  IslTruth(isl::set yes, isl::set no) : sides_(std::pair(std::move(yes), std::move(no))) {}

  // Where it holds, of the points of `all`.
  [[nodiscard]] isl::set in(const isl::set& all) const;

  friend IslTruth operator&&(const IslTruth& a, const IslTruth& b);
  friend IslTruth operator||(const IslTruth& a, const IslTruth& b) { return !(!a && !b); }
  friend IslTruth operator!(const IslTruth& a);

 private:
  friend class IslNumber;
  friend IslNumber select(const IslTruth& condition, const IslNumber& yes, const IslNumber& no);
  bool literal_ = false;
  std::optional<std::pair<isl::set, isl::set>> sides_;
};

class IslNumber {
 public:
  IslNumber(std::int64_t literal) : literal_(literal) {}  // NOLINT(google-explicit-constructor)
  explicit IslNumber(isl::pw_aff function) : function_(std::move(function)) {}

  // As a function on the points of `all`.
  [[nodiscard]] isl::pw_aff on(const isl::set& all) const;
  // The number itself, where it depends on nothing.
  [[nodiscard]] std::optional<std::int64_t> constant() const {
    return function_ ? std::nullopt : std::optional(literal_);
  }

  friend IslNumber operator+(const IslNumber& a, const IslNumber& b);
  friend IslNumber operator-(const IslNumber& a, const IslNumber& b);
  friend IslNumber operator*(const IslNumber& a, const IslNumber& b);
  friend IslTruth operator<(const IslNumber& a, const IslNumber& b);
  friend IslTruth operator<=(const IslNumber& a, const IslNumber& b) { return !(b < a); }
  friend IslTruth operator>(const IslNumber& a, const IslNumber& b) { return b < a; }
  friend IslTruth operator>=(const IslNumber& a, const IslNumber& b) { return !(a < b); }
  friend IslTruth operator==(const IslNumber& a, const IslNumber& b) { return a <= b && b <= a; }
  friend IslNumber floor_div(const IslNumber& dividend, const IslNumber& divisor);
  friend IslNumber floor_mod(const IslNumber& dividend, const IslNumber& divisor);
  friend IslNumber select(const IslTruth& condition, const IslNumber& yes, const IslNumber& no);

 private:
  std::int64_t literal_ = 0;
  std::optional<isl::pw_aff> function_;
};

// Named outside the classes too, because a truth alone finds it here.
[[nodiscard]] IslNumber select(const IslTruth& condition, const IslNumber& yes, const IslNumber& no);

}  // namespace relayout::prove
