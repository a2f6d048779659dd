#include "relayout/proptest/prove/isl_scope.hpp"

namespace relayout::prove {
namespace {

isl::map place_map(const RankRow<IslNumber>& place, const isl::set& where) {
  const isl::map rank = isl::manage(isl_map_from_pw_aff(place.rank.on(where).release()));
  const isl::map row = isl::manage(isl_map_from_pw_aff(place.row.on(where).release()));
  return isl::manage(isl_map_flat_range_product(rank.copy(), row.copy())).intersect_domain(where);
}

std::int64_t chunk_count(const IslSetting& setting) {
  return turn_chunks(Assignment<std::int64_t>{setting.kind.assignment_rule(), setting.ranks});
}

// Those that are needed, because each makes isl slower. Both scopes of a composition have the same.
std::string parameter_list(const IslSetting& setting) { return setting.modulus > 0 ? "[L, w]" : "[L, u, v]"; }

}  // namespace

IslContext::IslContext(Interrupt& interrupt)
    : raw_(isl_ctx_alloc()), registered_(std::in_place, interrupt, [this] { isl_ctx_abort(raw_); }) {
  isl_options_set_on_error(raw_, ISL_ON_ERROR_CONTINUE);
}

IslContext::~IslContext() {
  registered_.reset();  // nobody aborts what is freed
  isl_ctx_free(raw_);
}

IslScope::IslScope(const isl::ctx& context, const IslSetting& setting, const ArithmeticOf<IslNumber>& arithmetic)
    : ctx_(context),
      setting_(setting),
      scene_(scene_of(arithmetic)),
      shows_(arithmetic.shows(scene_).in(isl::set(context, parameter_list(setting_) + " -> { [p] }"))),
      naturals_(points("0 <= p")),
      all_positions_(points("0 <= p < L")) {}

isl::map IslScope::places() const {
  if (setting_.kind.striped()) {
    return place_map(scene_.arithmetic->row_of(scene_, IslNumber(function("p"))), all_positions_).coalesce();
  }
  isl::map result = none();
  const IslNumber anywhere(function("p"));
  for (std::int64_t chunk = 0; chunk < chunk_count(setting_); ++chunk) {
    const IslTruth within =
        cut(scene_.split, IslNumber(chunk)) <= anywhere && anywhere < cut(scene_.split, IslNumber(chunk + 1));
    const isl::set here = within.in(all_positions_);
    if (here.is_empty()) continue;
    const IslNumber position(function("p").intersect_domain(here));
    result = result.unite(place_map(scene_.arithmetic->row_of(scene_, position), here));
  }
  return result.coalesce();
}

isl::map IslScope::walk() const {
  isl::map result = none();
  const IslNumber position(function("p"));
  for (std::int64_t rank = 0; rank < setting_.ranks; ++rank) {
    IslNumber ahead(0);
    const std::int64_t held = scene_.arithmetic->held_count(scene_, IslNumber(rank)).constant().value();
    for (std::int64_t index = 0; index < held; ++index) {
      const IslNumber chunk = scene_.arithmetic->held_chunk(scene_, {IslNumber(rank), IslNumber(index)});
      const IslNumber begin = scene_.arithmetic->begin(scene_, chunk);
      const IslNumber end = scene_.arithmetic->end(scene_, chunk);
      const isl::set here = (begin <= position && position < end).in(all_positions_);
      result = result.unite(place_map({IslNumber(rank), ahead + position - begin}, here));
      ahead = ahead + end - begin;
    }
  }
  return result.coalesce();
}

isl::set IslScope::rows() const {
  isl::set result = none().range();
  for (std::int64_t rank = 0; rank < setting_.ranks; ++rank) {
    const Rows rows = rows_of(rank);
    result = result.unite(place_map({IslNumber(rank), rows.row}, rows.all).range());
  }
  return result.coalesce();
}

isl::map IslScope::positions() const {
  isl::map result = none().reverse();
  for (std::int64_t rank = 0; rank < setting_.ranks; ++rank) {
    const Rows rows = rows_of(rank);
    const isl::map from = place_map({IslNumber(rank), rows.row}, rows.all);
    const IslNumber position = scene_.arithmetic->position_of(scene_, {IslNumber(rank), rows.row});
    const isl::map to = isl::manage(isl_map_from_pw_aff(position.on(rows.all).release())).intersect_domain(rows.all);
    result = result.unite(from.reverse().apply_range(to));
  }
  return result.coalesce();
}

IslScope::Rows IslScope::rows_of(std::int64_t rank) const {
  const IslNumber any_row(function("p"));
  const IslNumber count = scene_.arithmetic->rank_length(scene_, IslNumber(rank));
  const isl::set all = (any_row < count).in(naturals_);
  return {all, IslNumber(function("p").intersect_domain(all))};
}

// What is known of the parameters.
std::string IslScope::premise() const {
  const std::int64_t rows = setting_.ranks * (setting_.kind.striped()  ? setting_.block
                                              : setting_.kind.zigzag() ? 2
                                                                       : 1);
  std::string text = (setting_.modulus > 0 ? "L >= 0 and w >= 0" : "L >= 0 and u >= 0 and v >= 0") + setting_.known;
  const std::string even = std::to_string(rows) + " " + setting_.share;
  if (setting_.kind.remainder == Remainder::exact) text += " and L = " + even;
  if (setting_.kind.remainder == Remainder::pad) text += " and L <= " + even;
  if (setting_.modulus > 0) text += " and L = " + length();
  return text;
}

isl::set IslScope::points(const std::string& where) const {
  return isl::set(ctx_, parameter_list(setting_) + " -> { [p] : " + where + " and " + premise() + " }")
      .intersect(shows_);
}

isl::pw_aff IslScope::function(const std::string& of) const {
  return isl::pw_aff(ctx_, parameter_list(setting_) + " -> { [p] -> [(" + of + ")] }");
}

isl::map IslScope::none() const {
  return isl::map(ctx_, parameter_list(setting_) + " -> { [p] -> [rank, row] : 1 = 0 }");
}

std::string IslScope::length() const {
  if (setting_.modulus == 0) return "L";
  return std::to_string(setting_.modulus) + " w + " + std::to_string(setting_.residue);
}

SceneOf<IslNumber> IslScope::scene_of(const ArithmeticOf<IslNumber>& arithmetic) const {
  const Kind& kind = setting_.kind;
  const IslNumber all(function(length()));
  SceneOf<IslNumber> scene{.kind = kind,
                           .arithmetic = &arithmetic,
                           .rank_count = setting_.ranks,
                           .length = all,
                           .valid_length = all,
                           .begin = 0,
                           .share = 0,
                           .rank_rows = 0,
                           .split = {kind.cut_rule(), all, chunk_count(setting_), 1},
                           .dealt = {kind.assignment_rule(), setting_.ranks}};
  if (kind.striped()) {
    scene.split.width = setting_.block;
    scene.split.chunk_count = stripe_count(scene.split);
  } else if (kind.remainder == Remainder::torch_chunk) {
    scene.split.width = arithmetic.width_of_length(scene);
  }
  if (kind.even()) {
    scene.share = IslNumber(function(setting_.share));
    scene.rank_rows = scene.share * (kind.striped() ? setting_.block : kind.zigzag() ? 2 : 1);
    if (!kind.striped()) scene.split.width = arithmetic.width_of_rows(scene);
  }
  return scene;
}

}  // namespace relayout::prove
