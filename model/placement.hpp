// A placement: a layout applied to a pack. token -> (rank, row), in closed form.
#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "relayout/model/fingerprint.hpp"
#include "relayout/model/layout.hpp"
#include "relayout/model/pack.hpp"
#include "relayout/model/piece_table.hpp"
#include "relayout/model/placement_data.hpp"
#include "relayout/model/result.hpp"
#include "relayout/model/span.hpp"
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
  // Cost: O(sequences + ranks), and O(chunks that hold a token) where uneven rows meet rank_multiple, rank_rows or tp.
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

  // Writes a rank's pieces, ascending and maximal, over `out`, and returns row_count(rank), which is met on the way.
  // Cost: O(sequences + pieces); no allocation where `out` has room.
  std::int64_t pieces(std::int32_t rank, std::vector<Piece>& out) const;
  // Writes where the rows of each scope begin on a rank, then where the last one's end, over `out`: scope_count() + 1
  // numbers. A scope's temporary padding is its own, a rank's tail nobody's. Requires: not a custom layout.
  // Cost: O(scopes).
  void cu_scope_rows(std::int32_t rank, std::vector<std::int64_t>& out) const;
  // All ranks' pieces. Cost: O(pieces log) at most; meant for reports, checks and custom files.
  [[nodiscard]] PieceTable table() const;
  // The same, written over an earlier table, whose memory is used again.
  void write_table(PieceTable& table) const;

  // The scopes the arithmetic runs over: every sequence's slot, or the whole pack. Custom layouts have none of their
  // own, but count one: ask layout().name() who they are.
  [[nodiscard]] std::int64_t scope_count() const { return data_->scope_count(); }
  [[nodiscard]] Span scope(std::int64_t index) const { return data_->scope(index); }
  // A cp rank's number before `order`: what the arithmetic calls it.
  [[nodiscard]] std::int32_t natural_rank(std::int32_t cp_rank) const {
    return data_->natural_of.empty() ? cp_rank : data_->natural_of[static_cast<std::size_t>(cp_rank)];
  }
  // How a scope is cut, and how the chunks are dealt. Requires: not a custom layout; 0 <= scope < scope_count().
  [[nodiscard]] Split<std::int64_t> split(std::int64_t scope) const {
    assert(layout().name() != LayoutName::custom);
    assert(0 <= scope);
    assert(scope < scope_count());
    return data_->split(scope, data_->rules);
  }
  [[nodiscard]] Assignment<std::int64_t> assignment() const {
    assert(layout().name() != LayoutName::custom);
    return data_->assignment(data_->rules);
  }
  // For loops over all scopes.
  [[nodiscard]] const PlacementData& data() const { return *data_; }

 private:
  friend class Locator;

  explicit Placement(std::shared_ptr<const PlacementData> data) : data_(std::move(data)) {}

  static std::optional<Error> measure_even(PlacementData& data);
  static void measure_chunks(PlacementData& data);
  static std::optional<Error> index_custom(PlacementData& data);
  [[nodiscard]] std::optional<Error> check_rows() const;
  [[nodiscard]] std::int32_t ordered_rank(std::int32_t natural_rank) const {
    const std::vector<std::int32_t>& order = data_->layout.keys().order;
    return order.empty() ? natural_rank : order[static_cast<std::size_t>(natural_rank)];
  }
  std::int64_t cp_pieces(std::int64_t natural, std::vector<Piece>& out) const;
  // Rows of a cp rank by its natural number, tail included.
  [[nodiscard]] std::int64_t cp_row_count(std::int32_t natural_rank) const;
  [[nodiscard]] std::vector<std::int64_t> scope_row_sums() const;
  [[nodiscard]] std::int64_t with_tail(std::int64_t rows) const;
  // Which share of which cp rank a rank is.
  [[nodiscard]] TpShare<std::int64_t> tp_share(std::int32_t rank) const {
    return share_of_rank(TpShares<std::int64_t>{data_->layout.tp()}, std::int64_t{rank});
  }
  // Which of its cp rank's rows a rank holds.
  [[nodiscard]] Span share_of(std::int64_t cp_rows, std::int32_t rank) const;
  // A cp rank's rows, cut in tp shares.
  [[nodiscard]] Split<std::int64_t> shares(std::int64_t cp_rows) const;

  std::shared_ptr<const PlacementData> data_;
};

// What two ranks compare of a move. Requires: both place one pack.
[[nodiscard]] inline FingerprintParts parts_of(const Placement& source, const Placement& target) {
  return {.pack = source.pack().digest(), .source = source.layout().digest(), .target = target.layout().digest()};
}

// What `Placement::make` does, for those who read left to right: apply(layout, pack).
[[nodiscard]] inline Result<Placement> apply(const Layout& layout, const Pack& pack) {
  return Placement::make(layout, pack);
}

}  // namespace relayout
