#include "relayout/proptest/fault/derive.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace relayout::proptest {
namespace {

struct Placed {
  std::int32_t world_rank = 0;
  Piece piece;
};

// Ascending by token; `reach` is the largest end of a piece so far, which still ascends where pieces overlap.
struct Sorted {
  std::vector<Placed> pieces;
  std::vector<std::int64_t> reach;
};

Sorted sorted_by_token(const PieceTable& table) {
  Sorted result;
  for (const RankPieces& rank : table.ranks) {
    for (const Piece& piece : rank.pieces) result.pieces.push_back({rank.world_rank, piece});
  }
  std::stable_sort(result.pieces.begin(), result.pieces.end(),
                   [](const Placed& a, const Placed& b) { return a.piece.token < b.piece.token; });
  std::int64_t reach = 0;
  for (const Placed& placed : result.pieces) {
    reach = std::max(reach, placed.piece.token + placed.piece.count);
    result.reach.push_back(reach);
  }
  return result;
}

Move overlap(const Placed& source, const Placed& target) {
  const std::int64_t begin = std::max(source.piece.token, target.piece.token);
  const std::int64_t end = std::min(source.piece.token + source.piece.count, target.piece.token + target.piece.count);
  return {.token = begin,
          .count = std::max<std::int64_t>(end - begin, 0),
          .source_row = source.piece.row + (begin - source.piece.token),
          .target_row = target.piece.row + (begin - target.piece.token),
          .source_rank = source.world_rank,
          .target_rank = target.world_rank};
}

}  // namespace

std::vector<Move> overlaps(const TableJoin& sides) {
  const Sorted sources = sorted_by_token(sides.source);
  std::vector<Move> moves;
  for (const Placed& target : sorted_by_token(sides.target).pieces) {
    const auto first = std::upper_bound(sources.reach.begin(), sources.reach.end(), target.piece.token);
    for (auto i = static_cast<std::size_t>(first - sources.reach.begin()); i < sources.pieces.size(); ++i) {
      const Placed& source = sources.pieces[i];
      if (source.piece.token >= target.piece.token + target.piece.count) break;
      append_move(moves, overlap(source, target));
    }
  }
  return moves;
}

std::vector<Move> turned_round(std::vector<Move> moves) {
  for (Move& move : moves) {
    std::swap(move.source_rank, move.target_rank);
    std::swap(move.source_row, move.target_row);
  }
  return moves;
}

RankProgram program_among(std::span<const RankProgram> programs, std::int32_t world_rank) {
  const auto found = std::find_if(programs.begin(), programs.end(),
                                  [&](const RankProgram& program) { return program.world_rank == world_rank; });
  assert(found != programs.end());
  return *found;
}

View view_of(const Placement& placement, const RankPieces& pieces, std::int32_t rank) {
  const Pack& pack = placement.pack();
  View result = view(placement, rank);
  std::vector<Piece> by_row = pieces.pieces;
  std::sort(by_row.begin(), by_row.end(), [](const Piece& a, const Piece& b) { return a.row < b.row; });
  result.row_count = pieces.row_count;
  result.segments.clear();
  std::vector<std::int64_t> valid(static_cast<std::size_t>(pack.sequence_count()), 0);
  for (const Piece& piece : by_row) {
    for (std::int64_t q = 0; q < pack.sequence_count(); ++q) {
      const Span slot = pack.slot(q);
      const Span here = intersection({piece.token, piece.token + piece.count}, slot);
      if (here.empty()) continue;
      result.segments.push_back({.sequence = q,
                                 .position = here.begin - slot.begin,
                                 .row = piece.row + (here.begin - piece.token),
                                 .count = here.size()});
      valid[static_cast<std::size_t>(q)] += intersection(here, {slot.begin, slot.begin + pack.length(q)}).size();
    }
  }
  result.max_seqlen = 0;
  for (std::size_t q = 0; q < valid.size(); ++q) {
    result.max_seqlen = std::max(result.max_seqlen, valid[q]);
    result.cu_seqlens[q + 1] = result.cu_seqlens[q] + valid[q];
  }
  return result;
}

}  // namespace relayout::proptest
