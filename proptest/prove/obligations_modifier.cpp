// What layouts do beside cutting and dealing a scope: padding, tails, tp shares, order. A tp share is a chunk of a
// rank's rows under `balanced`, dealt in order: contiguous:remainder=balanced with tp in place of cp, so only the
// numbering of ranks is left to prove here.
#include <algorithm>

#include "relayout/proptest/prove/lemmas.hpp"
#include "relayout/proptest/prove/obligation.hpp"
#include "relayout/proptest/prove/replay.hpp"

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
Scene no_scene(Ledger& ledger) { return any_scene(ledger, kinds()[2], {"no_", sound_arithmetic<Number>()}); }

// pad, rank_multiple, pack_multiple: rounding up adds less than the multiple, and nothing where it divides.
Truths rounding(Ledger& ledger, const Arithmetic& arithmetic) {
  const Number rows = count(ledger, "rows");
  const Number multiple = at_least_one(ledger, "multiple");
  const Number rounded = arithmetic.rounded(rows, multiple);
  return {rounded >= rows, rounded < rows + multiple, rounded == ceil_div(rows, multiple) * multiple};
}

// pad: where the chunk count k divides the multiple, the padded rows are k chunks alike: what a scene of an even kind
// presumes of its share.
Truths padded_chunks(Ledger& ledger, const Arithmetic& arithmetic) {
  const Number rows = count(ledger, "rows");
  const Number chunks = at_least_one(ledger, "chunks");
  const Number factor = at_least_one(ledger, "factor");
  Proof proof(ledger, nullptr);
  const Number multiple = chunks * factor;
  proof.use_product(1, chunks, factor);
  const Number share = factor * ceil_div(rows, multiple);
  proof.use_product(0, factor, ceil_div(rows, multiple));
  const Number rounded = arithmetic.rounded(rows, multiple);
  return {rounded == chunks * share, share >= 0, rounded >= rows};
}

// A placement keeps sums of rows divided by the rank count; the difference of two is what a rank has of the scope,
// whatever the tokens among those rows.
Truths sums_of_rows(Ledger& ledger, const Arithmetic& arithmetic) {
  const Scene scene = no_scene(ledger);
  const Number ranks = at_least_one(ledger, "cp");
  const Number ahead = count(ledger, "rows_ahead");
  const Number here = count(ledger, "rows_here");
  const Number tokens_ahead = count(ledger, "tokens_ahead");
  const Number tokens = count(ledger, "tokens_here");
  ledger.presume(tokens_ahead <= ranks * ahead && tokens <= ranks * here);
  Proof proof(ledger, nullptr);
  proof.use(lemma::quotient_unique, scene, {ranks, ahead, 0});
  proof.use(lemma::quotient_unique, scene, {ranks, ahead + here, 0});
  const Assignment<Number> dealt{AssignmentRule::cyclic, ranks};
  const RowSum<Number> until{.tokens = tokens_ahead + tokens, .rows = ranks * ahead + ranks * here};
  return {arithmetic.rows_until(dealt, until) -
              arithmetic.rows_until(dealt, {.tokens = tokens_ahead, .rows = ranks * ahead}) ==
          here};
}

// Shares of one cp rank are ranks that follow one another, ahead of those of the next; and back.
Truths tp_ranks(Ledger& ledger, const Arithmetic& arithmetic) {
  const Scene scene = no_scene(ledger);
  const Number ranks = at_least_one(ledger, "cp");
  const TpShares<Number> shares{at_least_one(ledger, "tp")};
  const TpShare<Number> share{.cp_rank = count(ledger, "cp_rank"), .index = count(ledger, "share")};
  ledger.presume(share.cp_rank < ranks && share.index < shares.count);
  Proof proof(ledger, nullptr);
  proof.use(lemma::quotient_unique, scene, {shares.count, share.cp_rank, share.index});
  proof.use_product(share.cp_rank + 1, ranks, shares.count);
  proof.use_product(0, share.cp_rank, shares.count);
  const Number rank = arithmetic.rank_of_share({AssignmentRule::cyclic, ranks}, shares, share);
  const TpShare<Number> found = arithmetic.share_of_rank(shares, rank);
  return {rank >= 0, rank < ranks * shares.count, rank == share.cp_rank * shares.count + share.index,
          found.cp_rank == share.cp_rank, found.index == share.index};
}

// order and world are lists without repetition (Layout::make checks it), so each has a list that undoes it: Placement
// keeps the inverse of order. Two ranks renamed stay apart, and what is renamed is found by the inverse.
Truths renamed_ranks(Ledger& ledger, const Arithmetic& arithmetic) {
  const Number rank = count(ledger, "rank");
  const Number other = count(ledger, "other");
  const auto order = [&](const Number& of) { return ledger.unknown_of("order", of); };
  const auto natural = [&](const Number& of) { return ledger.unknown_of("natural", of); };
  for (const Number& each : {rank, other}) {
    ledger.presume(natural(order(each)) == each);
    ledger.presume(order(natural(each)) == each);
  }
  const Number renamed = arithmetic.renamed({.order = order(rank), .natural = natural(rank)});
  const Number other_renamed = arithmetic.renamed({.order = order(other), .natural = natural(other)});
  ledger.presume(ledger.unknown("order_of_rank") == order(rank));  // so that a counterexample tells them
  ledger.presume(ledger.unknown("rank_in_order") == natural(rank));
  return {!(renamed == other_renamed) || rank == other, natural(renamed) == rank};
}

std::string number(const Model& model, const char* name) { return std::to_string(value_of(model, name, 1)); }

std::string replay_rounding(const Model& model) {
  return "--lengths " + number(model, "rows") +
         " --cp 1 --source contiguous:remainder=balanced,rank_multiple=" + number(model, "multiple") +
         " --target zigzag:remainder=balanced";
}

std::string replay_chunks(const Model& model) {
  const std::int64_t multiple = value_of(model, "chunks", 1) * value_of(model, "factor", 1);
  return "--lengths " + number(model, "rows") +
         " --cp 1 --source contiguous:remainder=balanced,rank_multiple=" + std::to_string(multiple) +
         " --target zigzag:remainder=balanced";
}

std::string replay_sums(const Model& model) {
  const std::int64_t multiple = value_of(model, "cp", 1) * at_least(value_of(model, "rows_here", 1), std::int64_t{1});
  return "--lengths " + number(model, "tokens_ahead") + "," + number(model, "tokens_here") + " --cp " +
         number(model, "cp") + " --source sequential:remainder=pad,multiple=" + std::to_string(multiple) +
         " --target zigzag:remainder=balanced";
}

std::string replay_shares(const Model& model) {
  const std::int64_t rows = value_of(model, "cp", 1) * value_of(model, "tp", 1);
  return "--lengths " + std::to_string(rows) + " --cp " + number(model, "cp") +
         " --source contiguous:remainder=balanced,tp=" + number(model, "tp") + " --target zigzag:remainder=balanced";
}

// The shortest order that is as the model says at one rank and at the rank that goes there; empty where it is long.
std::string replay_order(const Model& model) {
  const std::int64_t rank = value_of(model, "rank", 0);
  const std::int64_t to = value_of(model, "order_of_rank", 0);
  const std::int64_t from = value_of(model, "rank_in_order", 0);
  const std::int64_t ranks = std::max({rank, to, from}) + 1;
  if (ranks > 64) return "";
  std::vector<std::int64_t> left;
  for (std::int64_t each = 0; each < ranks; ++each) {
    if (each != to && each != rank) left.push_back(each);
  }
  std::string order;
  for (std::int64_t each = 0; each < ranks; ++each) {
    std::int64_t goes = each == rank ? to : rank;
    if (each != rank && each != from) {
      goes = left.front();
      left.erase(left.begin());
    }
    order += (order.empty() ? "" : "-") + std::to_string(goes);
  }
  return "--lengths " + std::to_string(ranks) + " --cp " + std::to_string(ranks) +
         " --source contiguous:remainder=balanced,order=" + order + " --target zigzag:remainder=balanced";
}

struct Statement {
  std::string_view name;
  std::string_view law;
  Truths (*put)(Ledger&, const Arithmetic&);
  std::string (*replay)(const Model&);
};
constexpr Statement statements[] = {
    {"rounding up adds less than the multiple", "partition", rounding, replay_rounding},
    {"padded rows are chunks alike", "partition", padded_chunks, replay_chunks},
    {"sums of rows give each scope its rows", "partition", sums_of_rows, replay_sums},
    {"cp rank and tp rank make a rank, and back", "partition", tp_ranks, replay_shares},
    {"ranks renamed stay apart, and are found again", "relabelling", renamed_ranks, replay_order}};

}  // namespace

void add_modifier_obligations(const Source& source, std::vector<Obligation>& obligations) {
  for (const Statement& statement : statements) {
    obligations.push_back(
        {.name = std::string(statement.name),
         .law = statement.law,
         .group = Group::modifier,
         .kinds = {},
         .put = [&statement, source](Ledger& ledger) { return statement.put(ledger, source.of_all()); },
         .replay = statement.replay});
  }
}

}  // namespace relayout::prove
