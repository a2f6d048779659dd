#include "relayout/proptest/law_rows.hpp"

#include <cstddef>
#include <utility>

namespace relayout::proptest {

Rows::Rows(const Placement& placement, std::uint64_t fill) : layout_(placement.layout()) {
  begins_.push_back(0);
  for (const std::int64_t count : placement.row_counts()) begins_.push_back(begins_.back() + count);
  values_.assign(static_cast<std::size_t>(begins_.back()), fill);
}

Rows Rows::random(const Placement& placement, Random& random) {
  Rows rows(placement, 0);
  for (std::uint64_t& value : rows.values_) value = random.bits();
  return rows;
}

std::uint64_t* Rows::find(std::int32_t world_rank, std::int64_t row) {
  const auto rank = layout_.rank_of_world(world_rank);
  if (!rank || row < 0) return nullptr;
  const auto place = static_cast<std::size_t>(*rank);
  if (row >= begins_[place + 1] - begins_[place]) return nullptr;
  return &values_[static_cast<std::size_t>(begins_[place] + row)];
}

std::span<const std::uint64_t> Rows::of(std::int32_t rank) const {
  const auto place = static_cast<std::size_t>(rank);
  const auto begin = static_cast<std::size_t>(begins_[place]);
  return std::span(values_).subspan(begin, static_cast<std::size_t>(begins_[place + 1]) - begin);
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

Verdict carry(const Carriage& carriage) {
  for (std::size_t i = 0; i < carriage.moves.size(); ++i) {
    const Move& move = carriage.moves[i];
    for (std::int64_t j = 0; j < move.count; ++j) {
      const std::uint64_t* from = carriage.source.find(move.source_rank, move.source_row + j);
      std::uint64_t* to = carriage.target.find(move.target_rank, move.target_row + j);
      if (from == nullptr || to == nullptr) {
        return make_witness(carriage.law, "move ", i, " takes token ", move.token + j, " from rank ", move.source_rank,
                            " row ", move.source_row + j, " to rank ", move.target_rank, " row ", move.target_row + j,
                            ", where there is no such row");
      }
      *to = *from;
    }
  }
  return std::nullopt;
}

}  // namespace relayout::proptest
