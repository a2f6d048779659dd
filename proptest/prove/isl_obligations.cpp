#include "relayout/proptest/prove/isl_obligations.hpp"

#include "relayout/model/split.hpp"
#include "relayout/proptest/prove/isl_number.hpp"

namespace relayout::prove {
namespace {

// Frees the context after all that was made in it. What it is asked throws isl::exception once it is interrupted.
class Context {
 public:
  explicit Context(Interrupt& interrupt)
      : raw_(isl_ctx_alloc()), registered_(std::in_place, interrupt, [this] { isl_ctx_abort(raw_); }) {
    isl_options_set_on_error(raw_, ISL_ON_ERROR_CONTINUE);
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() {
    registered_.reset();  // nobody aborts what is freed
    isl_ctx_free(raw_);
  }
  [[nodiscard]] isl::ctx ctx() const { return isl::ctx(raw_); }

 private:
  isl_ctx* raw_;
  std::optional<Interruptible> registered_;
};

struct Setting {
  Kind kind;
  std::int64_t ranks = 1;
  std::int64_t block = 1;    // striped
  std::int64_t residue = 0;  // balanced, array_split: of L, by the chunk count of zigzag
};

// One scope of one kind over so many ranks. What it gives is coalesced: joined pieces are few, and a comparison looks
// at each piece of one side with each of the other. Its length L is a parameter, and so is u where all ranks have the
// same rows.
class Scope {
 public:
  Scope(const isl::ctx& context, const Setting& setting)
      : ctx_(context), setting_(setting), split_(split_of()), dealt_{setting.kind.assignment_rule(), setting.ranks} {}

  // position -> [rank, row].
  [[nodiscard]] isl::map places() const {
    const isl::pw_aff position = function("p");
    const isl::set all = points("0 <= p < L");
    if (setting_.kind.striped()) {
      const RankRow<IslNumber> place = row_of(split_, dealt_, IslNumber(position));
      return place_map(place, all).coalesce();
    }
    isl::map result =
        isl::manage(isl_map_empty(isl_map_get_space(place_map({IslNumber(0), IslNumber(position)}, all).get())));
    const std::int64_t chunks = setting_.kind.zigzag() ? 2 * setting_.ranks : setting_.ranks;
    for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
      const IslNumber begin = cut(split_, IslNumber(chunk));
      const IslNumber end = cut(split_, IslNumber(chunk + 1));
      const isl::set held =
          IslTruth(IslNumber(position) < end).in((IslNumber(position) < begin).in(all).complement().intersect(all));
      const RankRow<IslNumber> place{rank_of_chunk(dealt_, IslNumber(chunk)),
                                     rows_ahead(split_, dealt_, IslNumber(chunk)) + IslNumber(position) - begin};
      result = result.unite(place_map(place, held));
    }
    return result.coalesce();
  }

  // [rank, row], of all valid rows.
  [[nodiscard]] isl::set rows() const {
    isl::set result = isl::manage(isl_set_empty(isl_set_get_space(places().range().get())));
    for (std::int64_t rank = 0; rank < setting_.ranks; ++rank) {
      const IslNumber row(function("p"));
      const isl::set here = (row < rank_length(split_, dealt_, IslNumber(rank))).in(points("0 <= p"));
      result = result.unite(place_map({IslNumber(rank), row}, here).range());
    }
    return result.coalesce();
  }

  // [rank, row] -> position, by position_of: only where no width is a parameter, by which isl cannot divide.
  [[nodiscard]] isl::map positions() const {
    isl::map result = isl::manage(isl_map_empty(isl_map_get_space(places().reverse().get())));
    for (std::int64_t rank = 0; rank < setting_.ranks; ++rank) {
      const IslNumber row(function("p"));
      const isl::set here = (row < rank_length(split_, dealt_, IslNumber(rank))).in(points("0 <= p"));
      const isl::map from = place_map({IslNumber(rank), row}, here);
      const IslNumber position = position_of(split_, dealt_, RankRow<IslNumber>{IslNumber(rank), row});
      const isl::map to = isl::manage(isl_map_from_pw_aff(position.on(here).release()));
      result = result.unite(from.reverse().apply_range(to));
    }
    return result.coalesce();
  }

  [[nodiscard]] isl::set positions_that_are() const { return points("0 <= p < L"); }

 private:
  // What is known of the parameters.
  [[nodiscard]] std::string premise() const {
    const std::int64_t rows = setting_.ranks * (setting_.kind.striped()  ? setting_.block
                                                : setting_.kind.zigzag() ? 2
                                                                         : 1);
    std::string text = "L >= 0 and u >= 0";
    if (setting_.kind.remainder == Remainder::exact) text += " and L = " + std::to_string(rows) + " u";
    if (setting_.kind.remainder == Remainder::pad) text += " and L <= " + std::to_string(rows) + " u";
    if (setting_.kind.cut_rule() != CutRule::width) text += " and L = " + by_residue();
    return text;
  }
  // L, where it is cut in parts that differ by one: each residue is a problem of its own, and then a simple one.
  [[nodiscard]] std::string by_residue() const {
    return std::to_string(2 * setting_.ranks) + " u + " + std::to_string(setting_.residue);
  }
  [[nodiscard]] isl::set points(const std::string& where) const {
    return isl::set(ctx_, "[L, u] -> { [p] : " + where + " and " + premise() + " }");
  }
  [[nodiscard]] isl::pw_aff function(const std::string& of) const {
    return isl::pw_aff(ctx_, "[L, u] -> { [p] -> [(" + of + ")] }");
  }
  [[nodiscard]] Split<IslNumber> split_of() const {
    const std::int64_t chunks = setting_.kind.zigzag() ? 2 * setting_.ranks : setting_.ranks;
    const std::string length = setting_.kind.cut_rule() == CutRule::width ? "L" : by_residue();
    Split<IslNumber> split{setting_.kind.cut_rule(), IslNumber(function(length)), IslNumber(chunks), IslNumber(1)};
    if (setting_.kind.striped()) {
      split.width = setting_.block;
      split.chunk_count = ceil_div(split.length, split.width);
    } else if (setting_.kind.even()) {
      const IslNumber share(function("u"));
      split.width = even_width(Assignment<IslNumber>{setting_.kind.assignment_rule(), IslNumber(setting_.ranks)},
                               setting_.kind.zigzag() ? share * 2 : share);
    } else if (setting_.kind.remainder == Remainder::torch_chunk) {
      split.width = ceil_width(split);
    }
    return split;
  }
  [[nodiscard]] static isl::map place_map(const RankRow<IslNumber>& place, const isl::set& where) {
    const isl::map rank = isl::manage(isl_map_from_pw_aff(place.rank.on(where).release()));
    const isl::map row = isl::manage(isl_map_from_pw_aff(place.row.on(where).release()));
    return isl::manage(isl_map_flat_range_product(rank.copy(), row.copy())).intersect_domain(where);
  }

  isl::ctx ctx_;
  Setting setting_;
  Split<IslNumber> split_;
  Assignment<IslNumber> dealt_;
};

Verdict verdict(bool holds) { return holds ? Verdict::proved : Verdict::refuted; }

// Every position has one place, no two have the same, and the places are the valid rows without gaps.
Verdict one_to_one(const Setting& setting, Interrupt& interrupt) {
  const Context context(interrupt);
  const Scope scope(context.ctx(), setting);
  const isl::map places = scope.places();
  return verdict(places.is_bijective() && places.domain().is_equal(scope.positions_that_are()) &&
                 places.range().is_equal(scope.rows()));
}

Verdict turned_round(const Setting& setting, Interrupt& interrupt) {
  const Context context(interrupt);
  const Scope scope(context.ctx(), setting);
  return verdict(scope.positions().is_equal(scope.places().reverse()));
}

// The whole composition: from the source's rows by its position_of to the target's rows, and back by the target's.
Verdict composed(const Setting& from, Interrupt& interrupt) {
  Setting to = from;
  to.kind.name = LayoutName::contiguous;
  const Context context(interrupt);
  const Scope source(context.ctx(), from);
  const Scope target(context.ctx(), to);
  const isl::map forward = source.positions().apply_range(target.places()).coalesce();
  const isl::map backward = target.positions().apply_range(source.places()).coalesce();
  return verdict(forward.is_bijective() && backward.is_equal(forward.reverse()) &&
                 forward.domain().is_equal(source.rows()) && forward.range().is_equal(target.rows()));
}

using Decide = Verdict (*)(const Setting& setting, Interrupt& interrupt);

// Of every residue that L can have.
Verdict for_each_residue(Setting setting, Decide decide, Interrupt& interrupt) {
  const std::int64_t residues = setting.kind.cut_rule() == CutRule::width ? 1 : 2 * setting.ranks;
  try {
    for (setting.residue = 0; setting.residue < residues; ++setting.residue) {
      const Verdict verdict = decide(setting, interrupt);
      if (verdict != Verdict::proved) return verdict;
    }
  } catch (const isl::exception&) {
    if (!interrupt.raised()) throw;
    return Verdict::unknown;
  }
  return Verdict::proved;
}

bool divides_by_constants(const Kind& kind) { return kind.striped() || kind.cut_rule() != CutRule::width; }

std::string name_of(const Setting& setting) {
  const std::string block = setting.kind.striped() ? ",block=" + std::to_string(setting.block) : "";
  return to_string(setting.kind) + block + ",cp=" + std::to_string(setting.ranks);
}

std::vector<Setting> settings() {
  std::vector<Setting> all;
  for (const Kind& kind : kinds()) {
    for (std::int64_t ranks = 1; ranks <= most_isl_ranks; ++ranks) {
      for (std::int64_t block = 1; block <= (kind.striped() ? 3 : 1); ++block) all.push_back({kind, ranks, block, 0});
    }
  }
  return all;
}

}  // namespace

std::vector<IslObligation> isl_obligations() {
  std::vector<IslObligation> all;
  for (const Setting& setting : settings()) {
    const auto add = [&](const std::string& name, std::string_view law, Decide decide, std::optional<Claim> claim) {
      IslObligation& one = all.emplace_back();
      one.name = name;
      one.law = law;
      one.layouts = layouts_of(setting.kind);
      one.decide = [setting, decide](Interrupt& interrupt) { return for_each_residue(setting, decide, interrupt); };
      if (!claim) return;
      const std::int64_t block = setting.kind.striped() ? setting.block : 0;
      one.subject = {.claim = *claim, .kind = to_string(setting.kind), .ranks = setting.ranks, .block = block};
    };
    add(name_of(setting) + "  any length: one to one, without gaps", "partition", one_to_one, Claim::one_to_one);
    if (!divides_by_constants(setting.kind)) continue;
    add(name_of(setting) + "  any length: position_of is row_of turned round", "inverse", turned_round,
        Claim::turned_round);
    if (!setting.kind.zigzag()) continue;
    const Setting target{{LayoutName::contiguous, setting.kind.remainder}, setting.ranks, 1, 0};
    add(name_of(setting) + " -> " + name_of(target) + "  any length: forward and backward composed", "inverse",
        composed, std::nullopt);
  }
  return all;
}

}  // namespace relayout::prove
