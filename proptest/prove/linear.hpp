// The linear view of a formula: each product of unknowns is one unknown of its own.
//
// What follows in the linear view follows in truth, where a product is not any number but that product. The converse
// does not hold; what a proof needs to know of products, it is told by lemmas. In exchange the linear view is
// decidable.
#pragma once

#include <z3++.h>

#include <map>
#include <vector>

namespace relayout::prove {

class LinearView {
 public:
  explicit LinearView(z3::context& context);

  // The term as a sum of monomials: equal polynomials are one term.
  [[nodiscard]] z3::expr canonical(const z3::expr& term) const;
  // Ensures: the result is linear, and any values that satisfy `formula` give values that satisfy it.
  [[nodiscard]] z3::expr of(const z3::expr& formula);

 private:
  using Identity = unsigned;

  [[nodiscard]] z3::expr rewritten(const z3::expr& term);
  [[nodiscard]] z3::expr product(const z3::expr& term);

  z3::context* context_;
  z3::params form_;
  std::map<Identity, z3::expr> known_;                   // what terms became
  std::vector<z3::expr> kept_;                           // so that no identity is used twice
  std::map<std::vector<Identity>, z3::expr> monomials_;  // by the identities of their factors, ascending
};

}  // namespace relayout::prove
