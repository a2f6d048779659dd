// What layouts do beside cutting and dealing a scope: padding, tails, tp shares, order. A tp share is a chunk of a
// rank's rows under `balanced`, dealt in order: contiguous:remainder=balanced with tp in place of cp, so only the
// numbering of ranks is left to prove here.
#include "relayout/proptest/prove/lemmas.hpp"
#include "relayout/proptest/prove/obligation.hpp"

namespace relayout::prove {
namespace {

Number at_least_one(Ledger& ledger, const char* name) {
  const Number number = ledger.unknown(name);
  ledger.presume(number >= 1);
  return number;
}

Number count(Ledger& ledger, const char* name) {
  const Number number = ledger.unknown(name);
  ledger.presume(number >= 0);
  return number;
}

// Lemmas of arithmetic speak of no scope; they are handed any.
Scene no_scene(Ledger& ledger) { return any_scene(ledger, kinds()[2], {"no_", sound_arithmetic()}); }

// pad, rank_multiple, pack_multiple: rounding up adds less than the multiple.
Truths rounding(Ledger& ledger) {
  const Number rows = count(ledger, "rows");
  const Number multiple = at_least_one(ledger, "multiple");
  const Number rounded = round_up(rows, multiple);
  return {rounded >= rows, rounded < rows + multiple, rounded == ceil_div(rows, multiple) * multiple};
}

// pad: where the chunk count k divides the multiple, the padded rows are k chunks alike: what a scene of an even kind
// presumes of its share.
Truths padded_chunks(Ledger& ledger) {
  const Number rows = count(ledger, "rows");
  const Number chunks = at_least_one(ledger, "chunks");
  const Number factor = at_least_one(ledger, "factor");
  Proof proof(ledger, nullptr);
  const Number multiple = chunks * factor;
  proof.use_product(1, chunks, factor);
  const Number share = factor * ceil_div(rows, multiple);
  proof.use_product(0, factor, ceil_div(rows, multiple));
  return {round_up(rows, multiple) == chunks * share, share >= 0, round_up(rows, multiple) >= rows};
}

// A placement keeps sums of rows divided by the rank count; the difference of two is what a rank has of the scope.
Truths sums_of_rows(Ledger& ledger) {
  const Scene scene = no_scene(ledger);
  const Number ranks = at_least_one(ledger, "cp");
  const Number ahead = count(ledger, "ahead");
  const Number here = count(ledger, "here");
  Proof proof(ledger, nullptr);
  proof.use(lemma::quotient_unique, scene, {ranks, ahead, 0});
  proof.use(lemma::quotient_unique, scene, {ranks, ahead + here, 0});
  return {floor_div(ranks * ahead + ranks * here, ranks) - floor_div(ranks * ahead, ranks) == here};
}

// rank == cp_rank * tp + share, and back.
Truths tp_ranks(Ledger& ledger) {
  const Scene scene = no_scene(ledger);
  const Number ranks = at_least_one(ledger, "cp");
  const Number tp = at_least_one(ledger, "tp");
  const Number cp_rank = count(ledger, "cp_rank");
  const Number share = count(ledger, "share");
  ledger.presume(cp_rank < ranks && share < tp);
  Proof proof(ledger, nullptr);
  proof.use(lemma::quotient_unique, scene, {tp, cp_rank, share});
  proof.use_product(cp_rank + 1, ranks, tp);
  proof.use_product(0, cp_rank, tp);
  const Number rank = cp_rank * tp + share;
  return {rank >= 0, rank < ranks * tp, floor_div(rank, tp) == cp_rank, floor_mod(rank, tp) == share};
}

// order and world are lists without repetition (Layout::make checks it), so each has a list that undoes it.
Truths renamed_ranks(Ledger& ledger) {
  const Number rank = count(ledger, "rank");
  const Number other = count(ledger, "other");
  for (const Number& each : {rank, other}) {
    ledger.presume(ledger.unknown_of("natural", ledger.unknown_of("order", each)) == each);
  }
  return {!(ledger.unknown_of("order", rank) == ledger.unknown_of("order", other)) || rank == other};
}

struct Statement {
  std::string_view name;
  std::string_view law;
  Truths (*put)(Ledger&);
};
constexpr Statement statements[] = {{"rounding up adds less than the multiple", "partition", rounding},
                                    {"padded rows are chunks alike", "partition", padded_chunks},
                                    {"sums of rows give each scope its rows", "partition", sums_of_rows},
                                    {"cp rank and tp rank make a rank, and back", "partition", tp_ranks},
                                    {"ranks renamed stay apart", "relabelling", renamed_ranks}};

}  // namespace

void add_modifier_obligations(std::vector<Obligation>& obligations) {
  for (const Statement& statement : statements) {
    obligations.push_back({.name = std::string(statement.name),
                           .law = statement.law,
                           .layouts = {},
                           .kind = {},
                           .put = statement.put,
                           .replay = nullptr});
  }
}

}  // namespace relayout::prove
