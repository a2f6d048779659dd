#include "relayout/proptest/law_rows.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace relayout::proptest {

void RowSpace::assign(const Placement& placement) {
  ranks_.clear();
  named_.clear();
  std::int64_t begin = 0;
  for (const std::int64_t count : placement.row_counts()) {
    const Span rows{begin, begin + count};
    named_.push_back({placement.world_rank(static_cast<std::int32_t>(ranks_.size())), rows});
    ranks_.push_back(rows);
    begin = rows.end;
  }
  std::sort(named_.begin(), named_.end(), [](const Named& a, const Named& b) { return a.world_rank < b.world_rank; });
}

Span RowSpace::find(std::int32_t world_rank) const {
  const auto found = std::lower_bound(named_.begin(), named_.end(), world_rank,
                                      [](const Named& a, std::int32_t wanted) { return a.world_rank < wanted; });
  return found == named_.end() || found->world_rank != world_rank ? Span{} : found->rows;
}

Rows& Rows::fill(const RowSpace& space, std::uint64_t fill) {
  space_ = &space;
  values_.assign(static_cast<std::size_t>(space.row_count()), fill);
  return *this;
}

Rows& Rows::draw(const RowSpace& space, Random& random) {
  space_ = &space;
  values_.resize(static_cast<std::size_t>(space.row_count()));
  for (std::uint64_t& value : values_) value = random.bits();
  return *this;
}

std::string first_difference(const Placement& placement, const RowsComparison& rows) {
  for (std::int32_t rank = 0; rank < placement.rank_count(); ++rank) {
    const auto found = rows.found.of(rank);
    const auto expected = rows.expected.of(rank);
    for (std::size_t row = 0; row < found.size(); ++row) {
      if (found[row] == expected[row]) continue;
      return "world rank " + std::to_string(placement.world_rank(rank)) + " row " + std::to_string(row);
    }
  }
  return "";
}

namespace {

// Whether a buffer has so many rows from a row on. Any numbers may stand in a move.
struct RowsOfMove {
  std::int64_t row;
  std::int64_t count;
};
bool has_rows(std::span<const std::uint64_t> buffer, const RowsOfMove& rows) {
  return 0 <= rows.row && rows.row <= std::ssize(buffer) && rows.count <= std::ssize(buffer) - rows.row;
}

}  // namespace

Verdict carry(const Carriage& carriage) {
  for (std::size_t i = 0; i < carriage.moves.size(); ++i) {
    const Move& move = carriage.moves[i];
    if (move.count <= 0) continue;
    const auto from = carriage.source.of_world(move.source_rank);
    const auto to = carriage.target.of_world(move.target_rank);
    if (!has_rows(from, {move.source_row, move.count}) || !has_rows(to, {move.target_row, move.count})) {
      return make_witness(std::string(carriage.law), "move ", i, " takes ", move.count, " tokens from token ",
                          move.token, " on from rank ", move.source_rank, " row ", move.source_row, " to rank ",
                          move.target_rank, " row ", move.target_row, ", where there are no such rows");
    }
    const auto rows = from.subspan(static_cast<std::size_t>(move.source_row), static_cast<std::size_t>(move.count));
    std::copy(rows.begin(), rows.end(), to.begin() + move.target_row);
  }
  return std::nullopt;
}

}  // namespace relayout::proptest
