// Nothing overflows: inside the limits of model/limits.hpp every intermediate of every function fits the machine's
// word, every divisor is positive, and no dividend is negative (there rounding down and rounding toward zero would
// differ).
#include <array>

#include "relayout/model/limits.hpp"
#include "relayout/proptest/prove/hints.hpp"
#include "relayout/proptest/prove/obligation.hpp"
#include "relayout/proptest/prove/replay.hpp"

namespace relayout::prove {
namespace {

void presume_limits(Ledger& ledger, const Scene& scene) {
  ledger.presume(scene.rank_count <= max_rank_count && scene.length <= max_side_rows);
  if (scene.kind.striped()) ledger.presume(scene.split.width <= max_block);
  if (scene.kind.even()) ledger.presume(scene.rank_rows * scene.rank_count <= max_side_rows);
}

// A function of split.hpp, called on everything that its contract allows.
struct Call {
  std::string_view name;
  bool (*applies)(const Kind&);
  Truths (*presume)(Ledger&, const Scene&);  // the arguments' premises
  void (*call)(Ledger&, const Scene&);
};

Number chunk(Ledger& ledger) { return ledger.unknown("c"); }
Number position(Ledger& ledger) { return ledger.unknown("p"); }
Number rank(Ledger& ledger) { return ledger.unknown("rank"); }
Number index(Ledger& ledger) { return ledger.unknown("i"); }
Number row(Ledger& ledger) { return ledger.unknown("row"); }
Number multiple(Ledger& ledger) { return ledger.unknown("multiple"); }
TpShares<Number> shares(Ledger& ledger) { return {ledger.unknown("tp")}; }

Truths nothing(Ledger&, const Scene&) { return {}; }

Truths any_border(Ledger& ledger, const Scene& scene) {
  return {chunk(ledger) >= 0, chunk(ledger) <= scene.split.chunk_count};
}
Truths any_chunk(Ledger& ledger, const Scene& scene) {
  return {chunk(ledger) >= 0, chunk(ledger) < scene.split.chunk_count};
}
Truths any_position(Ledger& ledger, const Scene& scene) {
  Proof proof(ledger, nullptr);
  proof.use(lemma::chunk_in_range, scene, {position(ledger)});
  proof.use(lemma::chunk_holds, scene, {position(ledger)});
  proof.use(lemma::held_of_chunk, scene, {scene.arithmetic->chunk_of(scene, position(ledger))});
  ledger.forget_steps();
  return {position(ledger) >= 0, position(ledger) < scene.length};
}
Truths any_rank(Ledger& ledger, const Scene& scene) { return {rank(ledger) >= 0, rank(ledger) < scene.rank_count}; }
Truths any_held(Ledger& ledger, const Scene& scene) {
  Proof proof(ledger, nullptr);
  proof.use(lemma::chunk_of_held, scene, {rank(ledger), index(ledger)});
  ledger.forget_steps();
  Truths premises = any_rank(ledger, scene);
  premises.push_back(index(ledger) >= 0);
  premises.push_back(index(ledger) < scene.arithmetic->held_count(scene, rank(ledger)));
  return premises;
}
Truths any_place(Ledger& ledger, const Scene& scene) {
  Proof proof(ledger, nullptr);
  proof.use(lemma::row_of_position, scene, {rank(ledger), row(ledger)});
  if (scene.kind.name == LayoutName::contiguous) lemma::use_only_chunk(proof, scene, rank(ledger));
  ledger.forget_steps();  // but not those of rank_length: what bounds them bounds the row
  Truths premises = any_rank(ledger, scene);
  premises.push_back(row(ledger) >= 0);
  premises.push_back(row(ledger) < scene.arithmetic->rank_length(scene, rank(ledger)));
  return premises;
}

// The rows of a chunk that holds a position, as a contract demands, are within the scope.
Truths any_filled_chunk(Ledger& ledger, const Scene& scene) {
  Proof proof(ledger, nullptr);
  proof.use(lemma::held_of_chunk, scene, {chunk(ledger)});
  Truths premises = any_chunk(ledger, scene);
  if (scene.split.rule == CutRule::width) premises.push_back(cut(scene.split, chunk(ledger)) < scene.length);
  ledger.forget_steps();
  return premises;
}
Truths any_share(Ledger& ledger, const Scene& scene) {
  const Number tp = shares(ledger).count;
  return {tp >= 1,
          scene.rank_count * tp <= max_rank_count,
          rank(ledger) >= 0,
          rank(ledger) < scene.rank_count,
          index(ledger) >= 0,
          index(ledger) < tp};
}
Truths any_share_rank(Ledger& ledger, const Scene& scene) {
  const Number tp = shares(ledger).count;
  return {tp >= 1, scene.rank_count * tp <= max_rank_count, rank(ledger) >= 0, rank(ledger) < scene.rank_count * tp};
}
// Rows of a side, and a multiple that they are rounded up to: at most a stripe for each rank.
Truths any_rows(Ledger& ledger, const Scene&) {
  return {row(ledger) >= 0, row(ledger) <= max_side_rows, multiple(ledger) >= 1,
          multiple(ledger) <= max_block * max_rank_count};
}

bool any(const Kind&) { return true; }
bool torch_chunk(const Kind& kind) { return kind.remainder == Remainder::torch_chunk; }
bool striped(const Kind& kind) { return kind.striped(); }
bool even_chunks(const Kind& kind) { return kind.even() && !kind.striped(); }
bool plain(const Kind& kind) { return kind.name == LayoutName::contiguous && kind.remainder == Remainder::balanced; }

// Each function of split.hpp once, and those of integer.hpp that a length meets on its way there. A test reads the
// names in the headers.
constexpr std::array calls{
    Call{"turn_chunks", even_chunks, nothing, [](Ledger&, const Scene& s) { static_cast<void>(turn_chunks(s.dealt)); }},
    Call{"stripe_count", striped, nothing, [](Ledger&, const Scene& s) { static_cast<void>(stripe_count(s.split)); }},
    Call{"ceil_width", torch_chunk, nothing, [](Ledger&, const Scene& s) { static_cast<void>(ceil_width(s.split)); }},
    Call{"even_width", even_chunks, nothing,
         [](Ledger&, const Scene& s) { static_cast<void>(even_width(s.dealt, s.rank_rows)); }},
    Call{"even_rank_rows", even_chunks, nothing,
         [](Ledger&, const Scene& s) { static_cast<void>(even_rank_rows(s.dealt, s.rank_rows * s.rank_count)); }},
    Call{"cut", any, any_border, [](Ledger& l, const Scene& s) { static_cast<void>(cut(s.split, chunk(l))); }},
    Call{"chunk_of", any, any_position,
         [](Ledger& l, const Scene& s) { static_cast<void>(chunk_of(s.split, position(l))); }},
    Call{"chunk_length", any, any_chunk,
         [](Ledger& l, const Scene& s) { static_cast<void>(chunk_length(s.split, chunk(l))); }},
    Call{"rank_of_chunk", any, any_chunk,
         [](Ledger& l, const Scene& s) { static_cast<void>(rank_of_chunk(s.dealt, chunk(l))); }},
    Call{"held_index", any, any_chunk,
         [](Ledger& l, const Scene& s) { static_cast<void>(held_index(s.dealt, chunk(l))); }},
    Call{"held_count", any, any_rank,
         [](Ledger& l, const Scene& s) { static_cast<void>(held_count(s.split, s.dealt, rank(l))); }},
    Call{"held_chunk", any, any_held,
         [](Ledger& l, const Scene& s) {
           static_cast<void>(held_chunk(s.dealt, HeldChunk<Number>{rank(l), index(l)}));
         }},
    Call{"rows_ahead", any, any_filled_chunk,
         [](Ledger& l, const Scene& s) { static_cast<void>(rows_ahead(s.split, s.dealt, chunk(l))); }},
    Call{"rank_length", any, any_rank,
         [](Ledger& l, const Scene& s) { static_cast<void>(rank_length(s.split, s.dealt, rank(l))); }},
    Call{"row_of", any, any_position,
         [](Ledger& l, const Scene& s) { static_cast<void>(row_of(s.split, s.dealt, position(l))); }},
    Call{"position_of", any, any_place,
         [](Ledger& l, const Scene& s) {
           static_cast<void>(position_of(s.split, s.dealt, RankRow<Number>{rank(l), row(l)}));
         }},
    Call{"rank_of_share", plain, any_share,
         [](Ledger& l, const Scene&) {
           static_cast<void>(rank_of_share(shares(l), TpShare<Number>{rank(l), index(l)}));
         }},
    Call{"share_of_rank", plain, any_share_rank,
         [](Ledger& l, const Scene&) { static_cast<void>(share_of_rank(shares(l), rank(l))); }},
    Call{"ceil_div", plain, any_rows,
         [](Ledger& l, const Scene&) { static_cast<void>(ceil_div(row(l), multiple(l))); }},
    Call{"round_up", plain, any_rows,
         [](Ledger& l, const Scene&) { static_cast<void>(round_up(row(l), multiple(l))); }}};

// A product is bounded by what bounds a factor: ranks and chunks by their limits, or by the number of chunks there are.
void use_bounds(Ledger& ledger, const Scene& scene) {
  Proof proof(ledger, nullptr);
  const std::vector<Ledger::Factors> products = ledger.products();
  const Number most_chunks = 2 * max_rank_count + 1;
  for (const Ledger::Factors& factors : products) {
    const std::array<Number, 2> pair{Number(ledger, factors.first), Number(ledger, factors.second)};
    for (const std::size_t i : {0U, 1U}) {
      proof.use_product(0, pair[i], pair[1 - i]);
      proof.use_product(pair[i], most_chunks, pair[1 - i]);
      proof.use_product(pair[i], scene.split.chunk_count, pair[1 - i]);
      proof.use_product(1, scene.rank_count, pair[i]);
    }
  }
  // position_of: chunk == rank + index * n, times the width; index * width is at most the row.
  const Number& width = scene.split.width;
  const Number turn = floor_div(row(ledger), width) * width;
  for (const Number& factor : {turn, width}) {
    proof.use_product(0, scene.rank_count, factor);
    proof.use_product(scene.rank_count, max_rank_count, factor);
    proof.use_product(0, rank(ledger), factor);
    proof.use_product(rank(ledger), max_rank_count, factor);
  }
  proof.use_product(1, scene.rank_count, scene.rank_rows);
}

Truths fits(Ledger& ledger, const Scene& scene, const Call& call, int bits) {
  presume_limits(ledger, scene);
  Proof proof(ledger, nullptr);
  proof.use(lemma::cut_last, scene, {});
  if (scene.split.rule == CutRule::width) proof.use(lemma::width_covers, scene, {});
  ledger.forget_steps();
  for (const Truth& premise : call.presume(ledger, scene)) ledger.presume(premise);
  call.call(ledger, scene);
  const std::vector<z3::expr> intermediates = ledger.intermediates();
  const std::vector<Ledger::Division> divisions = ledger.divisions();
  use_bounds(ledger, scene);
  Truths goals;
  const Number bound(ledger, ledger.context().int_val(std::uint64_t{1} << bits));
  for (const z3::expr& term : intermediates) {
    const Number value(ledger, term);
    goals.push_back(value < bound && -1 * bound <= value);
  }
  for (const Ledger::Division& division : divisions) {
    goals.push_back(Number(ledger, division.dividend) >= 0);
    goals.push_back(Number(ledger, division.divisor) > 0);
  }
  return goals;
}

}  // namespace

void add_range_obligations(const MachineWord& word, std::vector<Obligation>& obligations) {
  for (const Call& call : calls) {
    for (const Kind& kind : kinds()) {
      if (!call.applies(kind)) continue;
      obligations.push_back({.name = to_string(kind) + "  " + std::string(call.name) + " fits in " +
                                     std::string(word.name) + ", divides by positive numbers",
                             .law = "range",
                             .group = Group::range,
                             .kinds = {kind},
                             .put =
                                 [kind, &call, bits = word.bits](Ledger& ledger) {
                                   const Arithmetic& sound = sound_arithmetic<Number>();
                                   return fits(ledger, any_scene(ledger, kind, {"", sound}), call, bits);
                                 },
                             .replay = [kind](const Model& model) { return replay_options(kind, model); }});
    }
  }
}

}  // namespace relayout::prove
