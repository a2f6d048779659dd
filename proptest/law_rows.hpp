// Moves applied to plain vectors: what a move does is shown by doing it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/span.hpp"
#include "relayout/proptest/generate/random.hpp"

namespace relayout::proptest {

// The rows of a side: which of them are whose.
struct RowSpace {
  explicit RowSpace(const Placement& placement);

  Layout layout;
  std::vector<std::int64_t> begins;  // first row of each rank, then the number of rows
};

// One 64-bit number a row, for all ranks of a side. The space must outlive it.
class Rows {
 public:
  Rows(const RowSpace& space, std::uint64_t fill);
  // No two rows alike, padding rows included.
  static Rows random(const RowSpace& space, Random& random);

  // The rows of a world rank; none where it is not on this side.
  [[nodiscard]] std::span<std::uint64_t> of_world(std::int32_t world_rank);
  // The rows of a rank of the side.
  [[nodiscard]] std::span<const std::uint64_t> of(std::int32_t rank) const;
  [[nodiscard]] std::span<const std::uint64_t> all() const { return values_; }

 private:
  [[nodiscard]] Span span_of(std::int32_t rank) const;

  const RowSpace* space_;
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
  std::string law;
  std::span<const Move> moves;
  Rows& source;
  Rows& target;
};
[[nodiscard]] Verdict carry(const Carriage& carriage);

}  // namespace relayout::proptest
