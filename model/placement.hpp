// A placement: a layout applied to a pack. token -> (rank, row), in closed form.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "relayout/model/layout.hpp"
#include "relayout/model/pack.hpp"
#include "relayout/model/piece_table.hpp"
#include "relayout/model/result.hpp"
#include "relayout/model/split.hpp"

namespace relayout {

// Immutable and shared: a copy costs reference counts. Safe to read from any thread.
//
// The rows of a context-parallel (cp) rank are its scopes' rows one after another, then the tail that rank_multiple or
// rank_rows add. tp cuts them in shares; a rank is one share. Rows ascend by token on every rank.
//
// Invariants: 1. every token has exactly one owner place; rows of a rank are distinct and < row_count(rank).
// 2. the sum of row counts is <= max_side_rows.
class Placement {
 public:
  // Errors: "not_divisible" naming the sequence (or the pack), its length, the multiple, and the rules to choose
  // from; "too_many_rows"; "rank_rows"; "custom_pieces" where the pieces are of another pack.
  // Cost: O(sequences), and O(sequences * ranks) only where rank_rows must be compared with uneven shares.
  [[nodiscard]] static Result<Placement> make(const Layout& layout, const Pack& pack);

  [[nodiscard]] const Layout& layout() const { return data_->layout; }
  [[nodiscard]] const Pack& pack() const { return data_->pack; }
  [[nodiscard]] std::int64_t token_count() const { return data_->pack.token_count(); }
  [[nodiscard]] std::int32_t rank_count() const { return data_->layout.rank_count(); }
  [[nodiscard]] std::int32_t world_rank(std::int32_t rank) const { return data_->layout.world_rank(rank); }

  // Rows of a rank's local buffer, padding included. Cost: O(1) where shares are even, else O(sequences).
  [[nodiscard]] std::int64_t row_count(std::int32_t rank) const;
  // The same for all ranks. Cost: O(chunks that hold a token + ranks).
  [[nodiscard]] std::vector<std::int64_t> row_counts() const;

  // Writes a rank's pieces, ascending and maximal, over `out`. Cost: O(sequences + pieces).
  void pieces(std::int32_t rank, std::vector<Piece>& out) const;
  // All ranks' pieces. Cost: O(pieces log) at most; meant for reports, checks and custom files.
  [[nodiscard]] PieceTable table() const;

  // The scopes the arithmetic runs over; for the locator and for those who draw.
  [[nodiscard]] std::int64_t scope_count() const { return static_cast<std::int64_t>(data_->cu_scopes.size()) - 1; }
  [[nodiscard]] Span scope(std::int64_t index) const {
    return {data_->cu_scopes[static_cast<std::size_t>(index)], data_->cu_scopes[static_cast<std::size_t>(index) + 1]};
  }

 private:
  friend class Locator;

  struct Data {
    Layout layout;
    Pack pack;
    Assignment<std::int64_t> assignment{};
    CutRule cut_rule{};
    bool even = false;                        // every cp rank has the same rows of each scope, in closed form
    std::int64_t block = 0;                   // striped: width of a chunk
    std::vector<std::int64_t> cu_scopes;      // token at which each scope begins, then token_count
    std::vector<std::int64_t> cu_rows;        // even: rows of the side ahead of each scope, temporary padding included
    std::vector<std::int32_t> order_inverse;  // empty without `order`
    std::vector<Piece> custom_by_token;       // custom: all pieces, ascending by token
    std::vector<std::int32_t> custom_rank;    // custom: the cp rank of each
  };
  explicit Placement(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

  [[nodiscard]] Split<std::int64_t> split(std::int64_t scope) const;
  [[nodiscard]] std::int64_t scope_rows(std::int64_t scope, std::int64_t natural_rank) const;
  [[nodiscard]] std::int64_t cp_row_count(std::int32_t cp_rank) const;
  [[nodiscard]] std::int64_t with_tail(std::int64_t rows) const;
  [[nodiscard]] Split<std::int64_t> shares(std::int64_t cp_rows) const;

  std::shared_ptr<const Data> data_;
};

// What `Placement::make` does, for those who read left to right: apply(layout, pack).
[[nodiscard]] inline Result<Placement> apply(const Layout& layout, const Pack& pack) {
  return Placement::make(layout, pack);
}

}  // namespace relayout
