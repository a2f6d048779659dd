#include "relayout/proptest/prove/lemma.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "relayout/proptest/prove/lemmas.hpp"

namespace relayout::prove {

const std::vector<const Lemma*>& scope_lemmas() {
  using namespace lemma;
  static const std::vector<const Lemma*> table{
      &product_ascends, &quotient_unique, &width_covers, &width_defined,    &balanced_cut,   &cut_first,
      &cut_ascends,     &cut_last,        &cut_defined,  &chunks_meet,      &chunk_in_range, &chunk_holds,
      &chunk_unique,    &rank_in_range,   &rank_defined, &held_of_chunk,    &chunk_of_held,  &held_ascends,
      &ahead_first,     &ahead_next,      &row_in_range, &row_in_rank_rows, &scope_rows,     &position_of_row,
      &row_of_position, &rows_ascend,     &rows_run};
  return table;
}

void Proof::use(const Lemma& lemma, const Scene& scene, const Numbers& arguments) {
  const std::vector<const Lemma*>& table = scope_lemmas();
  const auto used = std::find(table.begin(), table.end(), &lemma);
  const bool ahead = used < std::find(table.begin(), table.end(), proved_);
  if (!ahead || (lemma.applies != nullptr && !lemma.applies(scene.kind))) {
    throw std::logic_error("the proof of \"" + std::string(proved_ == nullptr ? "a statement" : proved_->name) +
                           "\" uses \"" + std::string(lemma.name) + "\", which is not proved ahead of it for " +
                           to_string(scene.kind));
  }
  if (!ledger_->uses_lemmas()) return;
  ledger_->enter_lemma();
  const Truth premise = lemma.premise(scene, arguments);
  for (const Truth& conclusion : lemma.conclusions(scene, arguments)) ledger_->presume(!premise || conclusion);
  ledger_->leave_lemma();
}

void Proof::use_product(const Number& a, const Number& b, const Number& x) {
  if (ledger_->uses_lemmas()) ledger_->presume(!(a <= b && x >= 0) || a * x <= b * x);
}

}  // namespace relayout::prove
