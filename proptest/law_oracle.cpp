#include "relayout/proptest/law_oracle.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "relayout/proptest/law_scene.hpp"

namespace relayout::proptest {
namespace {

std::size_t index(std::int64_t value) { return static_cast<std::size_t>(value); }

// `told` is memory for it to work in: which rows some piece has told of.
Verdict compare_rows(const RankPieces& found, const OracleRank& expected, std::vector<char>& told) {
  const auto row_count = static_cast<std::int64_t>(expected.rows.size());
  if (found.row_count != row_count || found.world_rank != expected.world_rank) {
    return make_witness("partition", "rank ", found.world_rank, " has ", found.row_count,
                        " rows, the oracle says rank ", expected.world_rank, " has ", row_count);
  }
  told.assign(expected.rows.size(), 0);
  for (const Piece& piece : found.pieces) {
    const bool inside = 0 < piece.count && 0 <= piece.row && piece.count <= row_count - piece.row;
    if (!inside) {
      return make_witness("partition", "rank ", found.world_rank, " has a piece of ", piece.count, " rows from row ",
                          piece.row, " on, the oracle says that it has ", row_count);
    }
    for (std::int64_t i = 0; i < piece.count; ++i) {
      const std::int64_t row = piece.row + i;
      const std::int64_t token = expected.rows[index(row)].token;
      if (token != piece.token + i || std::exchange(told[index(row)], 1) != 0) {
        return make_witness("partition", "rank ", found.world_rank, " row ", row, " holds token ", piece.token + i,
                            ", the oracle says ", token, ", once (-1: padding)");
      }
    }
  }
  for (std::size_t row = 0; row < told.size(); ++row) {
    if (told[row] != 0 || expected.rows[row].token < 0) continue;
    return make_witness("partition", "rank ", found.world_rank, " row ", row, " holds no token, the oracle says ",
                        expected.rows[row].token);
  }
  return std::nullopt;
}

Verdict compare_view(const View& found, const View& expected) {
  if (found == expected) return std::nullopt;
  const char* field = found.segments != expected.segments                     ? "segments"
                      : found.cu_seqlens != expected.cu_seqlens               ? "cu_seqlens"
                      : found.cu_seqlens_padded != expected.cu_seqlens_padded ? "cu_seqlens_padded"
                      : found.fla != expected.fla                             ? "fla"
                                                                              : "counts";
  return make_witness("views", "rank ", expected.world_rank, ": the oracle says otherwise of ", field);
}

}  // namespace

std::optional<OracleSide> OracleSide::make(const Placement& placement) {
  OracleSide side;
  Dealer dealer;
  if (!side.assign(placement, dealer)) return std::nullopt;
  return side;
}

bool OracleSide::assign(const Placement& placement, Dealer& dealer) {
  placement_ = placement;
  if (!dealer.place(placement.layout(), placement.pack(), oracle_)) return false;
  write_places(oracle_, placement.pack(), places_);
  by_world_.clear();
  for (const OracleRank& rank : oracle_.ranks) by_world_.push_back(&rank);
  std::sort(by_world_.begin(), by_world_.end(),
            [](const OracleRank* a, const OracleRank* b) { return a->world_rank < b->world_rank; });
  return true;
}

Verdict compare_side(const OracleSide& side, const SideAnswers& answers, SideWorkspace& workspace) {
  const PieceTable& table = answers.pieces;
  const std::vector<OracleRank>& ranks = side.oracle().ranks;
  const Pack& pack = side.placement().pack();
  if (table.ranks.size() != ranks.size()) return make_witness("partition", "the oracle has other ranks");
  if (table.token_count != pack.token_count()) {
    return make_witness("partition", "the pieces are of ", table.token_count, " tokens, the oracle has ",
                        pack.token_count());
  }
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
    if (auto fault = compare_rows(table.ranks[rank], ranks[rank], workspace.told)) return fault;
  }
  if (answers.views.size() != ranks.size()) return make_witness("views", "the oracle has other ranks");
  for (std::size_t rank = 0; rank < ranks.size(); ++rank) {
    walk_view(side.oracle(), pack, static_cast<std::int32_t>(rank), workspace.expected);
    if (auto fault = compare_view(answers.views[rank], workspace.expected)) return fault;
  }
  return std::nullopt;
}

Verdict judge_side(const OracleSide& side, const Planner& planner) {
  std::vector<View> views;
  for (std::int32_t rank = 0; rank < side.placement().rank_count(); ++rank) {
    views.push_back(planner.view(side.placement(), rank));
  }
  const PieceTable pieces = planner.pieces(side.placement());
  SideWorkspace workspace;
  return compare_side(side, {.pieces = pieces, .views = views}, workspace);
}

Verdict judge_pair(const OraclePair& pair, const Planner& planner) {
  const Placement& source = pair.source.placement();
  const Placement& target = pair.target.placement();
  const Group group(source.layout(), target.layout());
  const ProgramBuilder build = planner.programs(source, target);
  std::vector<RankProgram> programs;
  for (std::int32_t i = 0; i < group.size(); ++i) programs.push_back(build(group.world_rank(i)));
  const std::vector<Move> moves = planner.moves(source, target);
  const std::vector<Move> backward = planner.backward(source, target);
  return compare_pair(pair, {.moves = moves, .backward = backward, .programs = programs});
}

Verdict ask_oracle(Scene& scene) {
  auto& [dealer, source, target, side] = scene.oracle();
  const bool source_applies = source.assign(scene.source(), dealer);
  scene.go_on();
  const bool target_applies = target.assign(scene.target(), dealer);
  if (!source_applies || !target_applies) {
    return make_witness("partition", "the oracle says that a layout does not apply");
  }
  if (auto fault = compare_side(source, {.pieces = scene.source_pieces(), .views = scene.source_views()}, side))
    return fault;
  if (auto fault = compare_side(target, {.pieces = scene.target_pieces(), .views = scene.target_views()}, side))
    return fault;
  return compare_pair({.source = source, .target = target},
                      {.moves = scene.moves(), .backward = scene.backward(), .programs = scene.programs()});
}

}  // namespace relayout::proptest
