// A plan: the join of two placements. Which rows go from where to where.
//
//   source zigzag:cp=2          rank 0 | 0 1 6 7        target contiguous:cp=2    rank 0 | 0 1 2 3
//                               rank 1 | 2 3 4 5                                  rank 1 | 4 5 6 7
//   moves   token 0, count 2: rank 0 row 0 -> rank 0 row 0        token 4, count 2: rank 1 row 2 -> rank 1 row 0
//           token 2, count 2: rank 1 row 0 -> rank 0 row 2        token 6, count 2: rank 0 row 2 -> rank 1 row 2
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "relayout/model/placement.hpp"
#include "relayout/model/result.hpp"

namespace relayout {

// token + i goes from source_row + i to target_row + i, for 0 <= i < count. Ranks are world ranks.
// Whole rows, one owner: a plan over parts or copies would carry a part range and a place kind here.
struct Move {
  std::int64_t token = 0;
  std::int64_t count = 0;
  std::int64_t source_row = 0;
  std::int64_t target_row = 0;
  std::int32_t source_rank = 0;
  std::int32_t target_rank = 0;
  friend bool operator==(const Move&, const Move&) = default;
};

// True where `next` continues `move`: token and both rows go on, on the same two ranks.
[[nodiscard]] constexpr bool continues(const Move& move, const Move& next) {
  return next.source_rank == move.source_rank && next.target_rank == move.target_rank &&
         next.token == move.token + move.count && next.source_row == move.source_row + move.count &&
         next.target_row == move.target_row + move.count;
}

// Appends a move that follows the last one, joining the two where it continues it. Empty moves vanish.
inline void append_move(std::vector<Move>& moves, const Move& move) {
  if (move.count == 0) return;
  if (!moves.empty() && continues(moves.back(), move)) {
    moves.back().count += move.count;
  } else {
    moves.push_back(move);
  }
}

// What a plan holds: the moves between two placements, in canonical form, written over `moves`. No memory is asked for
// where there is room, but for a few words a rank. Requires: both place one pack. Cost: O(moves + sequences + ranks).
void write_moves(const Placement& source, const Placement& target, std::vector<Move>& moves);

// Immutable, shared, cheap to hold. Safe to read from any thread.
// Invariants: 1. every token is in exactly one move. 2. moves ascend by token and are maximal (canonical form).
// 3. moves agree with both placements.
class Plan {
 public:
  // Joins two placements of one pack.
  // Errors: "other_pack" where source and target place different packs.
  // Ensures: join: each token has exactly one move, from its source place to its target place; no two moves write one
  // row. Cost: O(moves + sequences + ranks).
  [[nodiscard]] static Result<Plan> make(const Placement& source, const Placement& target);

  [[nodiscard]] const Placement& source() const { return data_->source; }
  [[nodiscard]] const Placement& target() const { return data_->target; }
  [[nodiscard]] std::span<const Move> moves() const { return data_->moves; }
  [[nodiscard]] std::uint64_t fingerprint() const { return data_->fingerprint; }
  // By rank of that side, padding included.
  [[nodiscard]] std::span<const std::int64_t> source_row_counts() const { return data_->source_row_counts; }
  [[nodiscard]] std::span<const std::int64_t> target_row_counts() const { return data_->target_row_counts; }

  friend bool operator==(const Plan& a, const Plan& b) {
    return a.data_ == b.data_ || (a.data_->fingerprint == b.data_->fingerprint && a.data_->moves == b.data_->moves);
  }

 private:
  friend Plan inverse(const Plan& plan);
  struct Data {
    Placement source;
    Placement target;
    std::vector<Move> moves;
    std::vector<std::int64_t> source_row_counts;
    std::vector<std::int64_t> target_row_counts;
    std::uint64_t fingerprint = 0;
  };
  explicit Plan(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

// The plan of the way back: every move turned round. Without copies this is the adjoint too: the gradient takes it.
// Ensures: inverse: inverse(plan(a, b)) == plan(b, a); inverse(inverse(p)) == p.
// Cost: O(moves).
[[nodiscard]] Plan inverse(const Plan& plan);

// What carries gradients back: <P x, y> == <x, adjoint(P) y>. Equal to inverse while every token has one place; with
// copies it would sum them in ascending source order, and inverse would not exist.
[[nodiscard]] inline Plan adjoint(const Plan& plan) { return inverse(plan); }

}  // namespace relayout
