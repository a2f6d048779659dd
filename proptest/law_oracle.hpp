// The planner against the token-by-token oracle, side by side: every row, every move, every run, every view.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
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
  // Becomes the side of another placement, in the memory that is there. False as above, and then nothing may be asked.
  [[nodiscard]] bool assign(const Placement& placement, Dealer& dealer);

  [[nodiscard]] const Placement& placement() const { return *placement_; }
  [[nodiscard]] const OraclePlacement& oracle() const { return oracle_; }
  // By token.
  [[nodiscard]] const std::vector<OraclePlace>& places() const { return places_; }
  // Ascending by world rank.
  [[nodiscard]] std::span<const OracleRank* const> by_world() const { return by_world_; }

 private:
  std::optional<Placement> placement_;
  OraclePlacement oracle_;
  std::vector<OraclePlace> places_;
  std::vector<const OracleRank*> by_world_;
};

// What a planner says of one side; views by rank.
struct SideAnswers {
  const PieceTable& pieces;
  std::span<const View> views;
};

// Memory to compare in.
struct SideWorkspace {
  std::vector<char> told;  // which rows some piece has told of
  View expected;
};

struct OraclePair {
  const OracleSide& source;
  const OracleSide& target;
};

// What it says of a pair; programs by ascending world rank of the group.
struct PairAnswers {
  std::span<const Move> moves;
  std::span<const Move> backward;
  std::span<const RankProgram> programs;
};

// Are these just the oracle's rows and views? Any numbers may stand in the answers. Where nothing is found, laws
// `partition` and `views` hold of them: each row has the one token that the oracle dealt there, and nobody another.
[[nodiscard]] Verdict compare_side(const OracleSide& side, const SideAnswers& answers, SideWorkspace& workspace);

// Are these just the moves, the way back, and the programs that the oracle's rows ask for? Any numbers may stand in the
// answers. Where nothing is found, laws `join`, `adjoint`, `agreement` and `bound` hold of them: each token moves once,
// from its place to its place and back, and what a message says of its runs, rows, peer and distance leaves no choice.
[[nodiscard]] Verdict compare_pair(const OraclePair& pair, const PairAnswers& answers);

// Pieces and views of one side. Cost: O(rows), and O(sequences) a rank.
[[nodiscard]] Verdict judge_side(const OracleSide& side, const Planner& planner);

// Moves, the way back, and every rank's program: rows, order of tokens, fills, one message a peer. Cost: O(rows).
[[nodiscard]] Verdict judge_pair(const OraclePair& pair, const Planner& planner);

}  // namespace relayout::proptest
