// From one scope to a pack, to modifiers, and to a pair of layouts. The scope is any of any kind; what is used of it
// are the lemmas, which are proved for each kind.
#include "relayout/proptest/prove/lemmas.hpp"
#include "relayout/proptest/prove/obligation.hpp"
#include "relayout/proptest/prove/replay.hpp"

namespace relayout::prove {
namespace {

// Rows ahead of the scope: any number of them on any rank.
Number rows_before(Ledger& ledger, const Number& rank) {
  const Number rows = ledger.unknown_of("rows_before", rank);
  ledger.presume(rows >= 0);
  return rows;
}

// The step of the induction over scopes. If the tokens ahead of a scope have places in rows [0, before(r)) of each rank
// r, one to one, then those up to its end have places in [0, before(r) + the scope's rows), one to one: a new place
// lies behind all earlier ones, within the rows that the rank has up to the scope's end, and no other new token has it.
Truths new_places(Ledger& ledger, const Scene& scene) {
  Proof proof(ledger, nullptr);
  const Number position = ledger.unknown("p");
  const Number other = ledger.unknown("q");
  ledger.presume(position >= 0 && position < other && other < scene.length);
  const RankRow<Number> place = scene.arithmetic->row_of(scene, position);
  const RankRow<Number> elsewhere = scene.arithmetic->row_of(scene, other);
  const Number before = rows_before(ledger, place.rank);
  const Number rows = scene.arithmetic->scope_rows(scene, place.rank);
  proof.use(lemma::row_in_range, scene, {position});
  if (scene.kind.even()) proof.use(lemma::row_in_rank_rows, scene, {position});
  proof.use(lemma::rows_ascend, scene, {position, other});
  return {before + place.row >= before, before + place.row < before + rows,
          !(place.rank == elsewhere.rank && before + place.row == before + elsewhere.row)};
}

// And every new row that is no temporary padding is the place of a token.
Truths no_gaps(Ledger& ledger, const Scene& scene) {
  Proof proof(ledger, nullptr);
  const Number rank = ledger.unknown("rank");
  const Number row = ledger.unknown("row");
  const Number before = rows_before(ledger, rank);
  ledger.presume(rank >= 0 && rank < scene.rank_count && row >= before &&
                 row < before + scene.arithmetic->rank_length(scene, rank));
  const Number found = scene.arithmetic->position_of(scene, {rank, row - before});
  const RankRow<Number> place = scene.arithmetic->row_of(scene, found);
  proof.use(lemma::row_of_position, scene, {rank, row - before});
  return {found >= 0 && found < scene.length, place.rank == rank, before + place.row == row};
}

using ScopeStatement = Truths (*)(Ledger&, const Scene&);
struct NamedScopeStatement {
  std::string_view name;
  ScopeStatement put;
};
constexpr NamedScopeStatement scope_statements[] = {{"one scope more: new places are new", new_places},
                                                    {"one scope more: no row is left out", no_gaps}};

struct ScenePair {
  Scene source;
  Scene target;
};

ScenePair any_pair(Ledger& ledger, const KindPair& kinds, const Source& source) {
  return {any_scene(ledger, kinds.source, {"source_", source.of(kinds.source)}),
          any_scene(ledger, kinds.target, {"target_", source.of(kinds.target)})};
}

// A token of both scopes, wherever they begin.
void presume_token(Ledger& ledger, const Scene& scene, const Number& token) {
  ledger.presume(token >= scene.begin && token < scene.begin + scene.length);
}

// One move: from a token to the end of its chunk on either side, whichever comes first, rows go on on both sides.
Truths run(Ledger& ledger, const ScenePair& pair) {
  Proof proof(ledger, nullptr);
  const Number token = ledger.unknown("token");
  const Number later = ledger.unknown("later");
  Numbers ends;
  for (const Scene* scene : {&pair.source, &pair.target}) {
    presume_token(ledger, *scene, token);
    const Number chunk = scene->arithmetic->chunk_of(*scene, token - scene->begin);
    ends.push_back(scene->begin + scene->arithmetic->end(*scene, chunk));
  }
  const Number end = at_most(ends[0], ends[1]);
  // A run is not empty, and backward cuts its runs at the same tokens.
  Truths goals{token < end, end == at_most(ends[1], ends[0])};
  ledger.presume(later >= token && later < end);
  for (const Scene* scene : {&pair.source, &pair.target}) {
    const RankRow<Number> first = scene->arithmetic->row_of(*scene, token - scene->begin);
    const RankRow<Number> second = scene->arithmetic->row_of(*scene, later - scene->begin);
    goals.push_back(second.rank == first.rank && second.row == first.row + (later - token));
    proof.use(lemma::chunk_holds, *scene, {token - scene->begin});
    proof.use(lemma::rows_run, *scene, {token - scene->begin, later - scene->begin});
  }
  return goals;
}

// Forward goes from a source row to the token there and on to its target row; backward, which knows only target rows
// and the same two layouts, comes back to where forward began.
Truths transpose(Ledger& ledger, const ScenePair& pair) {
  Proof proof(ledger, nullptr);
  const Number rank = ledger.unknown("rank");
  const Number row = ledger.unknown("row");
  const Scene& source = pair.source;
  const Scene& target = pair.target;
  ledger.presume(rank >= 0 && rank < source.rank_count && row >= 0 &&
                 row < source.arithmetic->rank_length(source, rank));
  const Number left = source.arithmetic->position_of(source, {rank, row});
  const Number arrived = source.begin + left - target.begin;
  presume_token(ledger, target, source.begin + left);
  const Number back = target.arithmetic->position_of(target, target.arithmetic->row_of(target, arrived));
  const RankRow<Number> returned = source.arithmetic->row_of(source, left);
  proof.use(lemma::row_of_position, source, {rank, row});
  proof.use(lemma::position_of_row, target, {arrived});
  return {back == arrived, target.begin + back == source.begin + left, returned.rank == rank, returned.row == row};
}

using PairStatement = Truths (*)(Ledger&, const ScenePair&);
struct NamedPairStatement {
  std::string_view name;
  std::string_view law;
  std::optional<Claim> claim;
  PairStatement put;
};
constexpr NamedPairStatement pair_statements[] = {{"a run goes on on both sides", "join", std::nullopt, run},
                                                  {"backward is the transpose", "inverse", Claim::composed, transpose}};

}  // namespace

void add_pack_obligations(const Source& source, std::vector<Obligation>& obligations) {
  for (const NamedScopeStatement& statement : scope_statements) {
    for (const Kind& kind : kinds()) {
      obligations.push_back({.name = to_string(kind) + "  " + std::string(statement.name),
                             .law = "partition",
                             .group = Group::pack,
                             .kinds = {kind},
                             .put =
                                 [kind, &statement, source](Ledger& ledger) {
                                   return statement.put(ledger, any_scene(ledger, kind, {"", source.of(kind)}));
                                 },
                             .replay = [kind](const Model& model) { return replay_options(kind, model); }});
    }
  }
}

void add_pair_obligations(const Source& source, std::vector<Obligation>& obligations) {
  for (const NamedPairStatement& statement : pair_statements) {
    for (const Kind& from : kinds()) {
      for (const Kind& to : kinds()) {
        const KindPair pair{.source = from, .target = to};
        obligations.push_back(
            {.name = to_string(from) + " -> " + to_string(to) + "  " + std::string(statement.name),
             .law = statement.law,
             .group = Group::pair,
             .kinds = {from, to},
             .put = [pair, &statement,
                     source](Ledger& ledger) { return statement.put(ledger, any_pair(ledger, pair, source)); },
             .replay = [pair](const Model& model) { return replay_options(pair, model); },
             .claim = statement.claim});
      }
    }
  }
}

}  // namespace relayout::prove
