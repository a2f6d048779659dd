// The layouts once more, token by token: the slowest and most obvious way, to compare everything else with.
//
// It reads the keys of a layout and the lengths of a pack, and then deals tokens out one at a time and counts. It
// shares no arithmetic with model/: no split, no placement, no division. Cost: O(rows) time and memory, so small packs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "relayout/model/layout.hpp"
#include "relayout/model/pack.hpp"
#include "relayout/model/span.hpp"
#include "relayout/model/view.hpp"

namespace relayout::proptest {

// One row of a rank's buffer.
struct Cell {
  std::int64_t token = -1;     // -1: temporary padding
  std::int64_t sequence = -1;  // whose slot, or whose scope's padding, the row is; -1: nobody's
};

// What a rank holds of the chain of chunks that a whole pack is cut into: token_count tokens from first_token on.
struct Link {
  std::int64_t rank = 0;
  std::int64_t chunk = 0;
  std::int64_t row_begin = 0;
  std::int64_t first_token = 0;
  std::int64_t token_count = 0;
};

struct OracleRank {
  std::int32_t world_rank = 0;
  std::span<const Cell> rows;
};

struct OraclePlacement {
  OraclePlacement() = default;
  OraclePlacement(OraclePlacement&&) = default;
  OraclePlacement& operator=(OraclePlacement&&) = default;
  OraclePlacement(const OraclePlacement&) = delete;  // the ranks look at the cells

  std::vector<OracleRank> ranks;
  std::vector<Cell> cells;  // of all ranks, one after another
  std::vector<Link> links;  // contiguous: 1 a rank, flat-zigzag: 2, ascending by chunk; else none, nor under tp
};

// Every row of every rank; nothing where the layout does not apply to the pack.
[[nodiscard]] std::optional<OraclePlacement> oracle_place(const Layout& layout, const Pack& pack);

// Places one layout after another in the same memory.
class Dealer {
 public:
  // Writes every row of every rank over an earlier answer. False where the layout does not apply to the pack.
  [[nodiscard]] bool place(const Layout& layout, const Pack& pack, OraclePlacement& answer);

 private:
  // Some of the cells of the scopes, and the rank that they go to.
  struct Chunk {
    std::int64_t rank = 0;
    std::int64_t number = 0;  // in its scope
    Span cells{};
  };

  bool lay_scopes(const LayoutKeys& keys, const Pack& pack);
  bool cut_scopes(const LayoutKeys& keys);
  bool deal_named(const LayoutKeys& keys, const Pack& pack);
  bool deal_custom(const PieceTable& table, const Pack& pack);
  [[nodiscard]] static Link link_of(const Chunk& chunk, std::span<const Cell> cells);

  // The cells of all scopes, one scope after another, and where each ends.
  std::vector<Cell> scopes_;
  std::vector<std::int64_t> scope_ends_;
  std::vector<std::int64_t> round_;  // the ranks that chunks go to, one after another
  std::vector<std::int64_t> sizes_;
  std::vector<Chunk> chunks_;
  // Context-parallel ranks, before `order`, tails and shares: the rows of each are some of the cells.
  std::vector<Cell> dealt_;
  std::vector<Span> ranks_;
  std::vector<Link> links_;
  std::vector<std::int64_t> naturals_;  // which natural rank each rank is
};

// Where one token lives.
struct OraclePlace {
  std::int32_t world_rank = -1;
  std::int64_t row = -1;
  friend bool operator==(const OraclePlace&, const OraclePlace&) = default;
};

// The place of each token 0, 1, .., over other places: the plan of two layouts is this list of either, side by side.
void write_places(const OraclePlacement& placement, const Pack& pack, std::vector<OraclePlace>& places);

// The metadata of a rank, by walking its rows; FLA's by its own definition, clamp and unique.
[[nodiscard]] View oracle_view(const OraclePlacement& placement, const Pack& pack, std::int32_t rank);
// The same, written over another view.
void walk_view(const OraclePlacement& placement, const Pack& pack, std::int32_t rank, View& view);

}  // namespace relayout::proptest
