// The planner against the token-by-token oracle, side by side: every row, every move, every run, every view.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/proptest/fault/planner.hpp"
#include "relayout/proptest/oracle.hpp"

namespace relayout::proptest {

// A placement, and what the oracle says of the same layout and pack. Made once, compared with many others.
class OracleSide {
 public:
  // Nothing where the oracle says that the layout does not apply.
  [[nodiscard]] static std::optional<OracleSide> make(const Placement& placement);

  [[nodiscard]] const Placement& placement() const { return placement_; }
  [[nodiscard]] const OraclePlacement& oracle() const { return oracle_; }
  [[nodiscard]] const std::vector<OraclePlace>& places() const { return places_; }
  // Null where the rank is not on this side.
  [[nodiscard]] const OracleRank* find(std::int32_t world_rank) const;
  // -1 where the place is padding, or nowhere.
  [[nodiscard]] std::int64_t token_at(const OraclePlace& place) const;

 private:
  struct Name {
    std::int32_t world_rank;
    std::size_t rank;
  };
  explicit OracleSide(const Placement& placement) : placement_(placement) {}

  Placement placement_;
  OraclePlacement oracle_;
  std::vector<OraclePlace> places_;
  std::vector<Name> names_;  // ascending by world rank
};

// Pieces and views of one side. Cost: O(rows), and O(sequences) a rank.
[[nodiscard]] Verdict judge_side(const OracleSide& side, const Planner& planner);

struct OraclePair {
  const OracleSide& source;
  const OracleSide& target;
};
// Moves, the way back, and every rank's program: rows, order of tokens, fills, one message a peer. Cost: O(rows).
[[nodiscard]] Verdict judge_pair(const OraclePair& pair, const Planner& planner);

}  // namespace relayout::proptest
