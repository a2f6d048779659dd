// Walks a placement in token order: where does this token live, and for how many tokens do the rows go on?
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "relayout/model/placement.hpp"

namespace relayout {

// A stretch of tokens in consecutive rows of one rank of the side. Not necessarily maximal.
struct Stretch {
  std::int32_t rank = 0;
  std::int64_t row = 0;
  std::int64_t count = 0;
};

// What is left of a stretch behind its first `count` tokens.
[[nodiscard]] constexpr Stretch rest_of(const Stretch& stretch, std::int64_t count) {
  return {stretch.rank, stretch.row + count, stretch.count - count};
}

// Which tokens the walk will ask for. every_token: at() is called for stretch after stretch from token 0 on, and the
// rows of each rank are counted as they pass. some_tokens: any ascending tokens; what was passed over is summed in
// closed form, sequence by sequence, for the ranks that are met: O(sequences x ranks met), memory O(ranks met).
enum class Visit : std::uint8_t { every_token, some_tokens };

// Not thread-safe: one walk, one locator. Reusable through restart() without allocating.
class Locator {
 public:
  Locator() = default;

  // Begins a walk. Keeps the memory of an earlier one.
  void restart(const Placement& placement, Visit visit);

  // Requires: tokens of successive calls never descend; 0 <= token < token_count.
  // Ensures: count > 0, and the next `count` tokens live in consecutive rows of one rank.
  [[nodiscard]] Stretch at(std::int64_t token);

 private:
  // What is known of a cp rank: the rows it has ahead of scope `scope`, and all of its rows once asked for.
  struct RankRows {
    std::int32_t rank = -1;
    std::int64_t scope = 0;
    std::int64_t rows = 0;
    std::int64_t row_count = -1;
  };

  void enter_scope_of(std::int64_t token);
  void enter_chunk_of(std::int64_t token);
  [[nodiscard]] RankRows& rank_rows(std::int32_t natural_rank);
  void grow();
  [[nodiscard]] std::int64_t rows_before_scope(std::int32_t natural_rank);
  void enter_custom_piece_of(std::int64_t token);
  // What of a stretch on a cp rank lies in the tp share of its first row.
  [[nodiscard]] Stretch share_of(const Stretch& stretch);

  std::optional<Placement> placement_;
  Visit visit_ = Visit::every_token;
  std::int64_t scope_ = -1;
  Span scope_span_{};
  Split<std::int64_t> split_{};
  std::int64_t chunk_ = -1;
  Span chunk_span_{};              // tokens
  Stretch chunk_place_{};          // of the chunk's first token, on its cp rank
  std::int32_t natural_rank_ = 0;  // before `order`
  std::size_t custom_index_ = 0;
  std::vector<RankRows> ranks_;  // open-addressed by natural rank; a power of two, at most half full
  std::size_t ranks_met_ = 0;
};

}  // namespace relayout
