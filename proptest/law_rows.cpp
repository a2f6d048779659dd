#include "relayout/proptest/law_rows.hpp"

#include <cstddef>
#include <utility>

namespace relayout::proptest {

RowSpace::RowSpace(const Placement& placement) : layout(placement.layout()) {
  const std::vector<std::int64_t> row_counts = placement.row_counts();
  begins.reserve(row_counts.size() + 1);
  begins.push_back(0);
  for (const std::int64_t count : row_counts) begins.push_back(begins.back() + count);
}

Rows::Rows(const RowSpace& space, std::uint64_t fill)
    : space_(&space), values_(static_cast<std::size_t>(space.begins.back()), fill) {}

Rows Rows::random(const RowSpace& space, Random& random) {
  Rows rows(space, 0);
  for (std::uint64_t& value : rows.values_) value = random.bits();
  return rows;
}

std::span<std::uint64_t> Rows::of_world(std::int32_t world_rank) {
  const auto rank = space_->layout.rank_of_world(world_rank);
  if (!rank) return {};
  const Span rows = span_of(*rank);
  return std::span(values_).subspan(static_cast<std::size_t>(rows.begin), static_cast<std::size_t>(rows.size()));
}

std::span<const std::uint64_t> Rows::of(std::int32_t rank) const {
  const Span rows = span_of(rank);
  return std::span(values_).subspan(static_cast<std::size_t>(rows.begin), static_cast<std::size_t>(rows.size()));
}

Span Rows::span_of(std::int32_t rank) const {
  const auto place = static_cast<std::size_t>(rank);
  return {space_->begins[place], space_->begins[place + 1]};
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
bool has_row(std::span<const std::uint64_t> rows, std::int64_t row) { return 0 <= row && row < std::ssize(rows); }
}  // namespace

Verdict carry(const Carriage& carriage) {
  for (std::size_t i = 0; i < carriage.moves.size(); ++i) {
    const Move& move = carriage.moves[i];
    const auto from = carriage.source.of_world(move.source_rank);
    const auto to = carriage.target.of_world(move.target_rank);
    for (std::int64_t j = 0; j < move.count; ++j) {
      if (!has_row(from, move.source_row + j) || !has_row(to, move.target_row + j)) {
        return make_witness(carriage.law, "move ", i, " takes token ", move.token + j, " from rank ", move.source_rank,
                            " row ", move.source_row + j, " to rank ", move.target_rank, " row ", move.target_row + j,
                            ", where there is no such row");
      }
      to[static_cast<std::size_t>(move.target_row + j)] = from[static_cast<std::size_t>(move.source_row + j)];
    }
  }
  return std::nullopt;
}

}  // namespace relayout::proptest
