#include "relayout/proptest/law_scene.hpp"

#include <cassert>
#include <cstddef>
#include <utility>

namespace relayout::proptest {

void Scene::begin(const Case& input, const Planner& planner, std::uint64_t seed, StopPredicate stop) {
  input_ = &input;
  planner_ = &planner;
  seed_ = seed;
  stop_ = std::move(stop);
  auto placed = place(input);
  assert(placed.has_value());
  placed_.emplace(std::move(placed).value());
  group_.emplace(placed_->source.layout(), placed_->target.layout());
  forget();
}

void Scene::forget() {
  const auto forget_each = [](auto&... kept) { ((kept.known = false), ...); };
  oracle_agrees_ = false;
  forget_each(source_payload_, source_table_, target_table_, source_space_, target_space_, source_pieces_,
              target_pieces_, moves_, backward_, programs_, source_views_, target_views_);
}

Random Scene::random() const { return Random(seed_ ^ pack().digest() ^ source().layout().digest()); }

void Scene::go_on() const {
  if (stop_ && stop_()) throw Stopped();
}

// Whoever is stopped in between has answered nothing.
template <class Value, class Make>
const Value& Scene::once(Kept<Value>& kept, const Make& make) {
  if (!kept.known) {
    go_on();
    make(kept.value);
    kept.known = true;
  }
  return kept.value;
}

const PieceTable& Scene::source_table() {
  return once(source_table_, [&](PieceTable& table) { source().write_table(table); });
}
const PieceTable& Scene::target_table() {
  return once(target_table_, [&](PieceTable& table) { target().write_table(table); });
}
const RowSpace& Scene::source_space() {
  return once(source_space_, [&](RowSpace& space) { space.assign(source()); });
}
const RowSpace& Scene::target_space() {
  return once(target_space_, [&](RowSpace& space) { space.assign(target()); });
}
const Rows& Scene::source_payload() {
  return once(source_payload_, [&](Rows& rows) {
    Random random(seed());
    rows.draw(source_space(), random);
  });
}
const PieceTable& Scene::source_pieces() {
  return once(source_pieces_, [&](PieceTable& pieces) { planner().pieces.write(source(), pieces); });
}
const PieceTable& Scene::target_pieces() {
  return once(target_pieces_, [&](PieceTable& pieces) { planner().pieces.write(target(), pieces); });
}
const std::vector<Move>& Scene::moves() {
  return once(moves_, [&](std::vector<Move>& moves) { planner().moves.write(source(), target(), moves); });
}
const std::vector<Move>& Scene::backward() {
  return once(backward_, [&](std::vector<Move>& moves) { planner().backward.write(source(), target(), moves); });
}

std::span<const RankProgram> Scene::programs() {
  const auto count = static_cast<std::size_t>(group().size());
  const auto& programs = once(programs_, [&](std::vector<RankProgram>& answers) {
    const ProgramBuilder build = planner().programs(source(), target());
    if (answers.size() < count) answers.resize(count);
    for (std::int32_t i = 0; i < group().size(); ++i) {
      go_on();
      build.write(group().world_rank(i), answers[static_cast<std::size_t>(i)]);
    }
  });
  return std::span(programs).first(count);
}

const RankProgram& Scene::program(std::int32_t world_rank) {
  return programs()[static_cast<std::size_t>(group().index_of(world_rank))];
}

std::span<const View> Scene::views_of(Kept<std::vector<View>>& kept, const Placement& placement) {
  const auto count = static_cast<std::size_t>(placement.rank_count());
  const auto& views = once(kept, [&](std::vector<View>& answers) {
    if (answers.size() < count) answers.resize(count);
    for (std::int32_t rank = 0; rank < placement.rank_count(); ++rank) {
      go_on();
      planner().view.write(placement, rank, answers[static_cast<std::size_t>(rank)]);
    }
  });
  return std::span(views).first(count);
}

std::span<const View> Scene::source_views() { return views_of(source_views_, source()); }
std::span<const View> Scene::target_views() { return views_of(target_views_, target()); }

}  // namespace relayout::proptest
