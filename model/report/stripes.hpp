// The rows of one rank as stretches of one sequence or one kind of padding: what every drawing is made of.
#pragma once

#include <cstdint>
#include <vector>

#include "relayout/model/pack.hpp"
#include "relayout/model/piece_table.hpp"
#include "relayout/model/span.hpp"

namespace relayout::report {

enum class RowKind : std::uint8_t { valid, carried_padding, temporary_padding, unknown };

// Rows [begin, end) hold tokens token, token + 1, .. of one sequence; temporary padding and tokens that the pack does
// not have (unknown) have neither. Coarse stripes mix tokens, so their token is the first only.
struct Stripe {
  Span rows;
  RowKind kind = RowKind::temporary_padding;
  std::int64_t sequence = -1;
  std::int64_t token = -1;
};

// Stripes from row 0 to the rank's last, without gaps. Pieces that overlap or leave the buffer are cut.
// Cost: O(pieces log pieces + stripes log sequences).
[[nodiscard]] std::vector<Stripe> stripes_of(const RankPieces& rank, const Pack& pack);

// The tokens [begin, end) cut where sequence or kind change; rows count from `row`. Cost: O(stripes + log sequences).
struct TokenRun {
  Span tokens;
  std::int64_t row = 0;
};
[[nodiscard]] std::vector<Stripe> stripes_of(const TokenRun& run, const Pack& pack);

// One stripe for each `rows_per_cell` rows: what most of them are; ties go to what comes first.
// Cost: O(stripes + cells).
[[nodiscard]] std::vector<Stripe> coarsened(const std::vector<Stripe>& stripes, std::int64_t rows_per_cell);

}  // namespace relayout::report
