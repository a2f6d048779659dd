// The laws of placements and names: partition, views, relabelling.
#include <algorithm>
#include <cassert>
#include <cstddef>
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

Verdict views(const std::vector<View>& views, const Placement& placement, const PieceTable& table) {
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
 public:
  Renaming(const Layout& source, const Layout& target, Random random) {
    const Group group(source, target);
    for (std::int32_t i = 0; i < group.size(); ++i) names_.push_back(group.world_rank(i));
    renamed_ = names_;
    // Sattolo's shuffle: one cycle through all of them, so that no name stays.
    for (std::size_t i = renamed_.size(); i > 1; --i) {
      std::swap(renamed_[i - 1], renamed_[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(i) - 1))]);
    }
    const bool has_room = names_.back() + 1 < max_world_rank - names_.back();
    if (!has_room || random.one_in(2)) return;
    for (std::int32_t& name : renamed_) name += names_.back() + 1;
  }

  [[nodiscard]] std::int32_t operator()(std::int32_t world_rank) const {
    const auto found = std::lower_bound(names_.begin(), names_.end(), world_rank);
    const bool known = found != names_.end() && *found == world_rank;
    return known ? renamed_[static_cast<std::size_t>(found - names_.begin())] : world_rank;
  }
  [[nodiscard]] Placement operator()(const Placement& placement) const {
    LayoutKeys keys = placement.layout().keys();
    keys.world.clear();
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
};

// What a program does, whatever the places of its peers in the group: messages by peer.
struct PeerRuns {
  std::int32_t peer;
  std::span<const Run> runs;
  friend bool operator==(const PeerRuns& a, const PeerRuns& b) {
    return a.peer == b.peer && std::equal(a.runs.begin(), a.runs.end(), b.runs.begin(), b.runs.end());
  }
};

template <class Rename>
std::vector<PeerRuns> by_peer(const MessageList& list, const Rename& rename) {
  std::vector<PeerRuns> result;
  result.reserve(list.messages.size());
  for (const Message& message : list.messages) result.push_back({rename(message.peer), list.runs_of(message)});
  std::sort(result.begin(), result.end(), [](const PeerRuns& a, const PeerRuns& b) { return a.peer < b.peer; });
  return result;
}

bool renames(const Renaming& renaming, const RankProgram& before, const RankProgram& after) {
  const auto as_is = [](std::int32_t peer) { return peer; };
  return after.world_rank == renaming(before.world_rank) && after.group_size == before.group_size &&
         after.source_row_count == before.source_row_count && after.target_row_count == before.target_row_count &&
         after.own == before.own && after.source_fills == before.source_fills &&
         after.target_fills == before.target_fills && by_peer(before.sends, renaming) == by_peer(after.sends, as_is) &&
         by_peer(before.receives, renaming) == by_peer(after.receives, as_is);
}

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
  const Renaming renaming(scene.source().layout(), scene.target().layout(), Random(scene.seed()));
  const Placement source = renaming(scene.source());
  const Placement target = renaming(scene.target());
  const std::vector<Move>& known = scene.moves();
  scene.go_on();
  const std::vector<Move> found = scene.planner().moves(source, target);
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
  const ProgramBuilder build = scene.planner().programs(source, target);
  for (const RankProgram& before : scene.programs()) {
    scene.go_on();
    const RankProgram after = build(renaming(before.world_rank));
    if (renames(renaming, before, after)) continue;
    return make_witness("relabelling", "rank ", before.world_rank, ", renamed to ", renaming(before.world_rank),
                        ", has another program");
  }
  return std::nullopt;
}

}  // namespace relayout::proptest
