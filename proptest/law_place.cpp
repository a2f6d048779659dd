// The laws of placements and names: partition, views, relabelling.
#include <algorithm>
#include <cassert>
#include <cstddef>
#include <numeric>
#include <span>
#include <utility>

#include "relayout/model/check/check_pieces.hpp"
#include "relayout/model/check/check_view.hpp"
#include "relayout/model/limits.hpp"
#include "relayout/proptest/law_scene.hpp"

namespace relayout::proptest {
namespace {

Verdict partition(const PieceTable& table, const Placement& placement) {
  if (table.token_count != placement.token_count()) {
    return make_witness("partition", "the pieces are of ", table.token_count, " tokens, expected ",
                        placement.token_count());
  }
  return check_pieces(table);
}

Verdict views(std::span<const View> views, const Placement& placement, const PieceTable& table) {
  for (std::size_t rank = 0; rank < views.size(); ++rank) {
    const View& found = views[rank];
    const RankPieces& pieces = table.ranks[rank];
    if (auto fault = check_view_on_pieces({.view = found, .pieces = pieces, .pack = placement.pack()})) return fault;
    if (found == view(placement, static_cast<std::int32_t>(rank))) continue;
    if (auto fault = check_view(claim_of(found), placement)) return fault;
  }
  return std::nullopt;
}

// New names for the world ranks of both sides: each takes the name of another, and sometimes all names grow.
class Renaming {
  static constexpr std::int32_t small_name = 4096;

 public:
  Renaming(const Layout& source, const Layout& target, Random random) {
    const Group group(source, target);
    names_.reserve(static_cast<std::size_t>(group.size()));
    for (std::int32_t i = 0; i < group.size(); ++i) names_.push_back(group.world_rank(i));
    renamed_ = names_;
    // Sattolo's shuffle: one cycle through all of them, so that no name stays.
    for (std::size_t i = renamed_.size(); i > 1; --i) {
      std::swap(renamed_[i - 1], renamed_[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(i) - 1))]);
    }
    const bool has_room = names_.back() + 1 < max_world_rank - names_.back();
    if (has_room && !random.one_in(2)) {
      for (std::int32_t& name : renamed_) name += names_.back() + 1;
    }
    if (names_.back() >= small_name) return;
    by_name_.resize(static_cast<std::size_t>(names_.back()) + 1);
    std::iota(by_name_.begin(), by_name_.end(), 0);
    for (std::size_t i = 0; i < names_.size(); ++i) by_name_[static_cast<std::size_t>(names_[i])] = renamed_[i];
  }

  [[nodiscard]] std::int32_t operator()(std::int32_t world_rank) const {
    const auto place = static_cast<std::size_t>(world_rank);
    if (place < by_name_.size()) return by_name_[place];
    const auto found = std::lower_bound(names_.begin(), names_.end(), world_rank);
    const bool known = found != names_.end() && *found == world_rank;
    return known ? renamed_[static_cast<std::size_t>(found - names_.begin())] : world_rank;
  }
  [[nodiscard]] Placement operator()(const Placement& placement) const {
    LayoutKeys keys = placement.layout().keys();
    keys.world.clear();
    keys.world.reserve(static_cast<std::size_t>(placement.rank_count()));
    for (std::int32_t rank = 0; rank < placement.rank_count(); ++rank) {
      keys.world.push_back((*this)(placement.world_rank(rank)));
    }
    const auto layout = Layout::make(std::move(keys));
    assert(layout.has_value());
    auto renamed = Placement::make(*layout, placement.pack());
    assert(renamed.has_value());
    return std::move(renamed).value();
  }

 private:
  std::vector<std::int32_t> names_;    // ascending
  std::vector<std::int32_t> renamed_;  // of each
  std::vector<std::int32_t> by_name_;  // of every number up to the last name; empty where that is large
};

// What a program does, whatever the places of its peers in the group: messages by peer.
struct PeerRuns {
  std::int32_t peer;
  std::span<const Run> runs;
  friend bool operator==(const PeerRuns& a, const PeerRuns& b) {
    return a.peer == b.peer && std::equal(a.runs.begin(), a.runs.end(), b.runs.begin(), b.runs.end());
  }
};

// Whether one program is another one renamed. Keeps its memory from program to program.
class RenamedPrograms {
 public:
  explicit RenamedPrograms(const Renaming& renaming) : renaming_(renaming) {}

  [[nodiscard]] bool same(const RankProgram& before, const RankProgram& after) {
    return after.world_rank == renaming_(before.world_rank) && after.group_size == before.group_size &&
           after.source_row_count == before.source_row_count && after.target_row_count == before.target_row_count &&
           after.own == before.own && after.source_fills == before.source_fills &&
           after.target_fills == before.target_fills && same_messages(before.sends, after.sends) &&
           same_messages(before.receives, after.receives);
  }

 private:
  bool same_messages(const MessageList& before, const MessageList& after) {
    write_by_peer(before, renaming_, before_);
    write_by_peer(
        after, [](std::int32_t peer) { return peer; }, after_);
    return before_ == after_;
  }
  template <class Rename>
  static void write_by_peer(const MessageList& list, const Rename& rename, std::vector<PeerRuns>& result) {
    result.clear();
    result.reserve(list.messages.size());
    for (const Message& message : list.messages) result.push_back({rename(message.peer), list.runs_of(message)});
    std::sort(result.begin(), result.end(), [](const PeerRuns& a, const PeerRuns& b) { return a.peer < b.peer; });
  }

  const Renaming& renaming_;
  std::vector<PeerRuns> before_;
  std::vector<PeerRuns> after_;
};

}  // namespace

Verdict law_partition(Scene& scene) {
  if (auto fault = partition(scene.source_pieces(), scene.source())) return fault;
  return partition(scene.target_pieces(), scene.target());
}

Verdict law_views(Scene& scene) {
  if (auto fault = views(scene.source_views(), scene.source(), scene.source_table())) return fault;
  return views(scene.target_views(), scene.target(), scene.target_table());
}

Verdict law_relabelling(Scene& scene) {
  const Renaming renaming(scene.source().layout(), scene.target().layout(), scene.random());
  const Placement source = renaming(scene.source());
  const Placement target = renaming(scene.target());
  const std::vector<Move>& known = scene.moves();
  scene.go_on();
  std::vector<Move>& found = scene.workspace().moves;
  scene.planner().moves.write(source, target, found);
  if (found.size() != known.size()) {
    return make_witness("relabelling", "renamed ranks have ", found.size(), " moves, expected ", known.size());
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    Move expected = known[i];
    expected.source_rank = renaming(expected.source_rank);
    expected.target_rank = renaming(expected.target_rank);
    if (found[i] == expected) continue;
    return make_witness("relabelling", "after renaming, token ", found[i].token, " goes from rank ",
                        found[i].source_rank, " row ", found[i].source_row, " to rank ", found[i].target_rank, " row ",
                        found[i].target_row, ", expected rank ", expected.source_rank, " row ", expected.source_row,
                        " to rank ", expected.target_rank, " row ", expected.target_row);
  }
  RenamedPrograms renamed(renaming);
  const ProgramBuilder build = scene.planner().programs(source, target);
  for (const RankProgram& before : scene.programs()) {
    scene.go_on();
    RankProgram& after = scene.workspace().program;
    build.write(renaming(before.world_rank), after);
    if (renamed.same(before, after)) continue;
    return make_witness("relabelling", "rank ", before.world_rank, ", renamed to ", renaming(before.world_rank),
                        ", has another program");
  }
  return std::nullopt;
}

}  // namespace relayout::proptest
