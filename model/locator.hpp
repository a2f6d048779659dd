// Walks a placement in token order: where do these tokens live?
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "relayout/model/placement.hpp"

namespace relayout {

// Tokens of a piece that was asked for, in consecutive rows of one rank of the side. Not necessarily maximal. Numbers
// have no value until they are given one: a handful of them is kept, and never cleared.
struct Located {
  std::int64_t asked_row;  // the row of the piece that the first of them has
  std::int64_t row;        // its row on the side
  std::int64_t count;
  std::int32_t rank;
  std::int32_t asked;  // index of the piece
};

// Which tokens a walk will ask for. every_token: all of them, and the rows of each rank are counted as they pass.
// some_tokens: any ascending tokens; what was passed over is summed in closed form, sequence by sequence, for the ranks
// that are met: O(sequences x ranks met).
enum class Walk : std::uint8_t { every_token, some_tokens };

// Gives its answers a handful at a time, so that they are read while the first cache holds them, and so that the loops
// over chunks and over answers are short ones. Not thread-safe: one walk, one locator.
class Locator {
 public:
  Locator();

  // Begins a walk over a placement, which must outlive it; ask() comes next. Keeps the memory of an earlier one, at
  // most O(ranks of the side): no allocation once warm.
  void restart(const Placement& placement, Walk walk);

  // Asks for pieces, which must stay where they are until next() is empty. Requires: tokens ascend from piece to piece
  // and from call to call, and are below token_count; an earlier question is answered to its end.
  void ask(std::span<const Piece> pieces);

  // The next answers, in token order; empty when all is answered. They stand until the next call.
  // Cost: O(1) an answer, and O(log sequences) for each sequence that is entered out of turn.
  [[nodiscard]] std::span<const Located> next();

 private:
  static constexpr std::size_t handful = 32;

  // Where the walk is: in a chunk of a scope. Custom layouts have none; custom_index_ is theirs.
  struct Place {
    std::int64_t scope = -1;
    Span scope_tokens{};
    Split<std::int64_t> split{};
    std::int64_t base = 0;  // even rows: those of any cp rank ahead of the scope
    std::int64_t chunk = -1;
    std::int64_t chunk_end = 0;   // tokens
    std::int64_t rank = 0;        // the chunk's cp rank, before `order`
    std::int64_t row_offset = 0;  // from a token of the chunk to its row on that rank
  };
  // What walk number `walk` knows of a cp rank: the rows it has ahead of scope `scope`.
  struct RankRows {
    std::int64_t walk = 0;
    std::int64_t scope = 0;
    std::int64_t rows = 0;
  };

  template <class Known>
  std::size_t locate(const Known& rules);
  template <class Known>
  void enter_scope_of(Place& place, std::int64_t token, const Known& rules) const;
  template <class Known>
  void enter_chunk_of(Place& place, std::int64_t token, const Known& rules);
  std::size_t locate_custom();
  std::span<const Located> cut_in_shares(std::span<const Located> on_cp_ranks);
  [[nodiscard]] std::int64_t scope_of(std::int64_t token) const;
  // Uneven rows: what the chunk's rank has ahead of it.
  template <class Known>
  [[nodiscard]] std::int64_t uneven_rows_ahead(const Place& place, const Known& rules);

  const Placement* placement_ = nullptr;
  const PlacementData* data_ = nullptr;
  Walk walk_ = Walk::every_token;
  std::span<const Piece> asked_;
  std::size_t asked_index_ = 0;
  std::int64_t answered_ = 0;  // tokens of asked_[asked_index_]
  Place place_;
  std::size_t custom_index_ = 0;
  std::array<Located, handful> located_;
  std::vector<Located> shares_;
  std::vector<RankRows> ranks_;  // uneven rows: by cp rank, before `order`; what other walks left there is not believed
  std::int64_t walk_number_ = 0;
};

}  // namespace relayout
