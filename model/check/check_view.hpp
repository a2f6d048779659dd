// Judges metadata that kernels are fed: law `views`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/model/piece_table.hpp"
#include "relayout/model/view.hpp"

namespace relayout {

// What somebody says of a rank. What is not said is not judged.
struct ViewClaim {
  std::int32_t rank = 0;
  std::optional<std::int64_t> world_rank = std::nullopt;
  std::optional<std::int64_t> row_count = std::nullopt;
  std::optional<std::vector<Segment>> segments = std::nullopt;
  std::optional<std::vector<std::int64_t>> cu_seqlens = std::nullopt;
  std::optional<std::vector<std::int64_t>> cu_seqlens_padded = std::nullopt;
  std::optional<std::vector<std::int64_t>> position_ids = std::nullopt;
  std::optional<std::int64_t> max_seqlen = std::nullopt;
  std::optional<std::int64_t> max_seqlen_padded = std::nullopt;
  std::optional<std::vector<FlaPart>> fla = std::nullopt;
};

// What kernels are fed, field by field; the names of the rank are not among it.
struct ClaimedField {
  std::string_view name;
  bool claimed = false;
};
[[nodiscard]] std::array<ClaimedField, 8> fields_of(const ViewClaim& claim);

// Compares every field that is claimed with the view of the placement. Position ids are not judged on rows of temporary
// padding, which name no token. Any numbers may stand in the claim. Witnesses name rank, field, index, expected, found.
// Cost: O(sequences + pieces + length of what is claimed), whatever the row count.
[[nodiscard]] Verdict check_view(const ViewClaim& claim, const Placement& placement);

// Everything a view says; position ids, which follow from the segments row by row, are left out.
[[nodiscard]] ViewClaim claim_of(const View& view);

// Views: applied to the rows of a written-out placement, the view names exactly the tokens that are there. Judges a
// view against pieces, without the code that made it, as far as one rank's pieces tell: the temporary padding that
// cu_seqlens_padded counts, and the lengths of FLA's chains, are judged by bounds only.
// Any numbers may stand in the view and in the pieces. Cost: O(sequences + (segments + pieces) log).
struct ViewOnPieces {
  const View& view;
  const RankPieces& pieces;
  const Pack& pack;
};
[[nodiscard]] Verdict check_view_on_pieces(const ViewOnPieces& subject);

}  // namespace relayout
