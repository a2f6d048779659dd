#include "relayout/proptest/prove/linear.hpp"

#include <algorithm>
#include <string>

namespace relayout::prove {
namespace {

unsigned identity(const z3::expr& term) { return Z3_get_ast_id(term.ctx(), term); }

Z3_decl_kind kind_of(const z3::expr& term) { return term.is_app() ? term.decl().decl_kind() : Z3_OP_UNINTERPRETED; }

// The factors of a product, those of inner products and powers among them.
void collect_factors(const z3::expr& term, std::vector<z3::expr>& factors) {
  const Z3_decl_kind kind = kind_of(term);
  int power = 0;
  if (kind == Z3_OP_MUL) {
    for (unsigned i = 0; i < term.num_args(); ++i) collect_factors(term.arg(i), factors);
  } else if (kind == Z3_OP_POWER && term.arg(1).is_numeral_i(power) && power > 0) {
    for (; power > 0; --power) collect_factors(term.arg(0), factors);
  } else {
    factors.push_back(term);
  }
}

}  // namespace

LinearView::LinearView(z3::context& context) : context_(&context), form_(context) {
  form_.set("som", true);
  form_.set("sort_sums", true);
}

z3::expr LinearView::canonical(const z3::expr& term) const { return term.simplify(form_); }

z3::expr LinearView::of(const z3::expr& formula) { return rewritten(canonical(formula)); }

z3::expr LinearView::rewritten(const z3::expr& term) {
  if (!term.is_app() || term.num_args() == 0) return term;
  const auto known = known_.find(identity(term));
  if (known != known_.end()) return known->second;
  const Z3_decl_kind kind = kind_of(term);
  z3::expr result(*context_);
  if (kind == Z3_OP_MUL || kind == Z3_OP_POWER) {
    result = product(term);
  } else {
    z3::expr_vector arguments(*context_);
    for (unsigned i = 0; i < term.num_args(); ++i) arguments.push_back(rewritten(term.arg(i)));
    result = term.decl()(arguments);
  }
  kept_.push_back(term);
  known_.emplace(identity(term), result);
  return result;
}

z3::expr LinearView::product(const z3::expr& term) {
  std::vector<z3::expr> factors;
  collect_factors(term, factors);
  z3::expr coefficient = context_->int_val(1);
  std::vector<z3::expr> unknowns;
  for (const z3::expr& factor : factors) {
    if (factor.is_numeral()) {
      coefficient = coefficient * factor;
    } else {
      unknowns.push_back(factor);
    }
  }
  if (unknowns.empty()) return coefficient;
  if (unknowns.size() == 1) return coefficient * rewritten(unknowns.front());
  std::vector<Identity> key;
  for (const z3::expr& factor : unknowns) key.push_back(identity(factor));
  std::sort(key.begin(), key.end());
  kept_.insert(kept_.end(), unknowns.begin(), unknowns.end());
  auto monomial = monomials_.find(key);
  if (monomial == monomials_.end()) {
    const std::string name = "product_" + std::to_string(monomials_.size());
    monomial = monomials_.emplace(key, context_->int_const(name.c_str())).first;
  }
  return coefficient * monomial->second;
}

}  // namespace relayout::prove
