// Faults of a whole placement: another layout in place of the one that was meant, or rows that are dropped or moved.
#include <algorithm>
#include <utility>

#include "relayout/proptest/fault/damage.hpp"
#include "relayout/proptest/fault/planted.hpp"

namespace relayout::proptest::planted {
namespace {

// `edit` changes the keys, or leaves them where the mistake is not about this layout.
template <class Edit>
Planner from_misreading(Edit edit) {
  return planner_from_pieces([edit](const Placement& placement) {
    LayoutKeys keys = placement.layout().keys();
    edit(keys);
    return misread(placement, std::move(keys));
  });
}

Split<std::int64_t> ceil_shares(const ShareQuestion& question) {
  const std::int64_t width = at_least(ceil_div(question.rows, question.tp), std::int64_t{1});
  return {CutRule::width, question.rows, question.tp, width};
}

std::int64_t in_32_bits(std::int64_t value) { return static_cast<std::int32_t>(value); }

}  // namespace

Planner zigzag_of_pack() {
  return from_misreading([](LayoutKeys& keys) {
    if (keys.name != LayoutName::zigzag) return;
    keys.name = LayoutName::flat_zigzag;
    keys.pack_multiple = 0;
  });
}

Planner zigzag_of_sequence() {
  return from_misreading([](LayoutKeys& keys) {
    if (keys.name == LayoutName::flat_zigzag) keys.name = LayoutName::zigzag;
  });
}

Planner order_inverted() {
  return from_misreading([](LayoutKeys& keys) {
    const std::vector<std::int32_t> order = keys.order;
    for (std::size_t i = 0; i < order.size(); ++i) {
      keys.order[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
    }
  });
}

Planner torch_chunk_for_array_split() {
  return from_misreading([](LayoutKeys& keys) {
    if (keys.remainder == Remainder::array_split) keys.remainder = Remainder::torch_chunk;
  });
}

Planner tp_shares_by_ceil() {
  return planner_from_pieces(
      [](const Placement& placement) { return with_modifiers(placement, bare(placement).table().ranks, ceil_shares); });
}

Planner tp_rank_across() {
  return planner_from_pieces([](const Placement& placement) {
    const PieceTable sound = placement.table();
    PieceTable table = sound;
    const std::int64_t cp = placement.layout().cp();
    const TpShares<std::int64_t> shares{placement.layout().tp()};
    for (std::size_t rank = 0; rank < sound.ranks.size(); ++rank) {
      const TpShare<std::int64_t> share = share_of_rank(shares, static_cast<std::int64_t>(rank));
      RankPieces& across = table.ranks[static_cast<std::size_t>(share.index * cp + share.cp_rank)];
      across = {across.world_rank, sound.ranks[rank].row_count, sound.ranks[rank].pieces};
    }
    return table;
  });
}

// (rows // m + 1) * m.
Planner multiple_again() {
  return planner_from_pieces([](const Placement& placement) {
    const Placement plain = bare(placement);
    LayoutKeys keys = plain.layout().keys();
    const std::int64_t multiple = std::exchange(keys.rank_multiple, 0);
    if (multiple == 0 || keys.rank_rows != 0) return placement.table();
    const PieceTable untailed = misread(plain, keys);
    std::vector<RankPieces> natural = plain.table().ranks;
    for (std::size_t rank = 0; rank < natural.size(); ++rank) {
      if (natural[rank].row_count == untailed.ranks[rank].row_count) natural[rank].row_count += multiple;
    }
    return with_modifiers(placement, natural);
  });
}

Planner padding_at_rank_end() {
  return planner_from_pieces([](const Placement& placement) {
    std::vector<RankPieces> natural = bare(placement).table().ranks;
    if (placement.layout().name() == LayoutName::custom) return placement.table();
    for (RankPieces& rank : natural) {
      std::int64_t row = 0;
      for (Piece& piece : rank.pieces) {
        piece.row = row;
        row += piece.count;
      }
    }
    return with_modifiers(placement, natural);
  });
}

Planner carried_padding_dropped() {
  return planner_from_pieces([](const Placement& placement) {
    const Pack& pack = placement.pack();
    PieceTable table = placement.table();
    for (RankPieces& rank : table.ranks) {
      const std::vector<Piece> whole = std::exchange(rank.pieces, {});
      for (const Piece& piece : whole) {
        for (std::int64_t q = 0; q < pack.sequence_count(); ++q) {
          const std::int64_t begin = pack.slot(q).begin;
          const Span valid = intersection({piece.token, piece.token + piece.count}, {begin, begin + pack.length(q)});
          append_piece(rank.pieces, {valid.begin, piece.row + (valid.begin - piece.token), valid.size()});
        }
      }
    }
    return table;
  });
}

// Begins and ends wrap at 2^31, and a loop from a begin to a smaller end does nothing.
Planner index_32_bit() {
  return planner_from_pieces([](const Placement& placement) {
    PieceTable table = placement.table();
    for (RankPieces& rank : table.ranks) {
      for (Piece& piece : rank.pieces) {
        const std::int64_t end = in_32_bits(piece.token + piece.count);
        piece = {in_32_bits(piece.token), in_32_bits(piece.row), end - in_32_bits(piece.token)};
      }
      std::erase_if(rank.pieces, [](const Piece& piece) { return piece.count <= 0; });
    }
    return table;
  });
}

}  // namespace relayout::proptest::planted
