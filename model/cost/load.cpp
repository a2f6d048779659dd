#include "relayout/model/cost/load.hpp"

#include <algorithm>
#include <cstddef>

#include "relayout/model/span.hpp"
#include "relayout/model/split.hpp"

namespace relayout {
namespace {

// 1 + 2 + .. over the positions of a span: (begin + 1) + .. + end.
double causal_work(const Span& positions) {
  return 0.5 * static_cast<double>(positions.size()) * static_cast<double>(positions.begin + positions.end + 1);
}

// Pieces of a rank ascend by token, so the sequence of one is at or behind that of the piece ahead of it.
class Counter {
 public:
  explicit Counter(const Pack& pack) : pack_(pack) {}

  void add(const Piece& piece, RankLoad& load) {
    load.held += piece.count;
    const Span tokens{piece.token, piece.token + piece.count};
    const std::span<const std::int64_t> cu_slots = pack_.cu_seqlens_padded();
    if (tokens.begin >= cu_slots[static_cast<std::size_t>(sequence_) + 1]) sequence_ = pack_.sequence_of(tokens.begin);
    for (; sequence_ < pack_.sequence_count(); ++sequence_) {
      const Span slot = pack_.slot(sequence_);
      if (slot.begin >= tokens.end) break;
      const Span valid = intersection({slot.begin, slot.begin + pack_.length(sequence_)}, tokens);
      load.tokens += valid.size();
      if (!valid.empty()) load.attention_work += causal_work({valid.begin - slot.begin, valid.end - slot.begin});
      if (slot.end >= tokens.end) break;
    }
  }

 private:
  const Pack& pack_;
  std::int64_t sequence_ = 0;
};

template <class Value>
Spread spread_of(std::span<const RankLoad> loads, Value RankLoad::*value) {
  Spread spread;
  for (const RankLoad& load : loads) {
    spread.most = std::max(spread.most, static_cast<double>(load.*value));
    spread.mean += static_cast<double>(load.*value);
  }
  spread.mean = loads.empty() ? 0 : spread.mean / static_cast<double>(loads.size());
  return spread;
}

}  // namespace

std::vector<RankLoad> rank_loads(const Placement& placement) {
  std::vector<RankLoad> loads(static_cast<std::size_t>(placement.layout().cp()));
  const std::vector<std::int64_t> row_counts = placement.row_counts();
  const TpShares<std::int64_t> shares{placement.layout().tp()};
  std::vector<Piece> pieces;
  for (std::int32_t rank = 0; rank < placement.rank_count(); ++rank) {
    const TpShare<std::int64_t> share = share_of_rank(shares, std::int64_t{rank});
    RankLoad& load = loads[static_cast<std::size_t>(share.cp_rank)];
    load.rows += row_counts[static_cast<std::size_t>(rank)];
    placement.pieces(rank, pieces);
    Counter counter(placement.pack());
    for (const Piece& piece : pieces) counter.add(piece, load);
  }
  return loads;
}

Spread& Spread::operator+=(const Spread& more) {
  most += more.most;
  mean += more.mean;
  return *this;
}

Spread token_spread(std::span<const RankLoad> loads) { return spread_of(loads, &RankLoad::tokens); }

Spread work_spread(std::span<const RankLoad> loads) { return spread_of(loads, &RankLoad::attention_work); }

std::int64_t padding_rows(std::span<const RankLoad> loads) {
  std::int64_t rows = 0;
  for (const RankLoad& load : loads) rows += load.rows - load.held;
  return rows;
}

}  // namespace relayout
