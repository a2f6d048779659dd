// Moves applied to plain vectors: what a move does is shown by doing it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/span.hpp"
#include "relayout/proptest/generate/random.hpp"

namespace relayout::proptest {

// The rows of a side: which of them are whose.
class RowSpace {
 public:
  RowSpace() = default;
  explicit RowSpace(const Placement& placement) { assign(placement); }
  void assign(const Placement& placement);

  // The rows of a world rank, counted through all ranks; empty where it is not on this side.
  [[nodiscard]] Span of_world(std::int32_t world_rank) const {
    const auto place = static_cast<std::size_t>(world_rank);
    const bool as_counted = place < named_.size() && named_[place].world_rank == world_rank;
    return as_counted ? named_[place].rows : find(world_rank);
  }
  // The rows of a rank of the side.
  [[nodiscard]] Span of(std::int32_t rank) const { return ranks_[static_cast<std::size_t>(rank)]; }
  [[nodiscard]] std::int64_t row_count() const { return ranks_.empty() ? 0 : ranks_.back().end; }

 private:
  struct Named {
    std::int32_t world_rank;
    Span rows;
  };
  [[nodiscard]] Span find(std::int32_t world_rank) const;

  std::vector<Span> ranks_;
  std::vector<Named> named_;  // ascending by world rank
};

// One 64-bit number a row, for all ranks of a side. The space must outlive it.
class Rows {
 public:
  // Every row is `fill`. Memory of earlier rows is used again, as by the next.
  Rows& fill(const RowSpace& space, std::uint64_t fill);
  // No two rows alike, padding rows included.
  Rows& draw(const RowSpace& space, Random& random);

  // The rows of a world rank; none where it is not on this side.
  [[nodiscard]] std::span<std::uint64_t> of_world(std::int32_t world_rank) {
    return part(std::span(values_), space_->of_world(world_rank));
  }
  [[nodiscard]] std::span<const std::uint64_t> of_world(std::int32_t world_rank) const {
    return part(all(), space_->of_world(world_rank));
  }
  // The rows of a rank of the side.
  [[nodiscard]] std::span<const std::uint64_t> of(std::int32_t rank) const { return part(all(), space_->of(rank)); }
  [[nodiscard]] std::span<const std::uint64_t> all() const { return values_; }

 private:
  template <class Value>
  [[nodiscard]] static std::span<Value> part(std::span<Value> values, const Span& rows) {
    return values.subspan(static_cast<std::size_t>(rows.begin), static_cast<std::size_t>(rows.size()));
  }

  const RowSpace* space_ = nullptr;
  std::vector<std::uint64_t> values_;
};

// The first row in which two sides of one placement differ: "rank 1 row 3". Empty: none.
struct RowsComparison {
  const Rows& found;
  const Rows& expected;
};
[[nodiscard]] std::string first_difference(const Placement& placement, const RowsComparison& rows);

// Copies row by row. The witness is about a move that leaves its buffer, on the behalf of `law`.
struct Carriage {
  std::string_view law;
  std::span<const Move> moves;
  const Rows& source;
  Rows& target;
};
[[nodiscard]] Verdict carry(const Carriage& carriage);

}  // namespace relayout::proptest
