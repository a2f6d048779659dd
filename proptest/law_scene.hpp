// What the laws of one case share: the planner's answers, asked for once, and the written-out placements they are
// judged by.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/proptest/fault/planner.hpp"
#include "relayout/proptest/generate/case.hpp"
#include "relayout/proptest/generate/random.hpp"
#include "relayout/proptest/law.hpp"
#include "relayout/proptest/law_oracle.hpp"
#include "relayout/proptest/law_rows.hpp"

namespace relayout::proptest {

// What was asked for once in a case, in memory that serves the next case too.
template <class Value>
struct Kept {
  Value value;
  bool known = false;
};

class Scene {
 public:
  // Begins a case. Requires: both layouts apply to its pack; case and planner outlive the judgement.
  void begin(const Case& input, const Planner& planner, std::uint64_t seed, StopPredicate stop = nullptr);

  [[nodiscard]] const Pack& pack() const { return input_->pack; }
  [[nodiscard]] const Planner& planner() const { return *planner_; }
  [[nodiscard]] const Placement& source() const { return placed_->source; }
  [[nodiscard]] const Placement& target() const { return placed_->target; }
  [[nodiscard]] const Group& group() const { return *group_; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  // Of seed and case: cases of one seed are not all asked by way of one third layout, or with one set of new names.
  [[nodiscard]] Random random() const;
  [[nodiscard]] const StopPredicate& stop() const { return stop_; }
  // Asked before each law, and before each of the planner's answers. Throws Stopped.
  void go_on() const;

  // By the model, not by the planner under judgement: who damages the planner does not damage the judge.
  [[nodiscard]] const PieceTable& source_table();
  [[nodiscard]] const PieceTable& target_table();
  [[nodiscard]] const RowSpace& source_space();
  [[nodiscard]] const RowSpace& target_space();
  // The oracle has found pieces, moves both ways, programs and views to be its own: what follows from that is known.
  void oracle_has_agreed() { oracle_agrees_ = true; }
  [[nodiscard]] bool oracle_agrees() const { return oracle_agrees_; }
  // A random number for each row of the source side, of the seed.
  [[nodiscard]] const Rows& source_payload();

  // By the planner under judgement.
  [[nodiscard]] const PieceTable& source_pieces();
  [[nodiscard]] const PieceTable& target_pieces();
  [[nodiscard]] const std::vector<Move>& moves();
  [[nodiscard]] const std::vector<Move>& backward();
  [[nodiscard]] std::span<const RankProgram> programs();  // ascending by world rank of the group
  [[nodiscard]] const RankProgram& program(std::int32_t world_rank);
  [[nodiscard]] std::span<const View> source_views();  // by rank
  [[nodiscard]] std::span<const View> target_views();

  // Memory for laws to work in.
  struct Workspace {
    std::vector<Move> moves;
    std::vector<Move> more_moves;
    RankProgram program;
    std::array<Rows, 3> rows;
    RowSpace space;
  };
  [[nodiscard]] Workspace& workspace() { return workspace_; }
  struct Oracle {
    Dealer dealer;
    OracleSide source;
    OracleSide target;
    SideWorkspace side;
  };
  [[nodiscard]] Oracle& oracle() { return oracle_; }

 private:
  template <class Value, class Make>
  const Value& once(Kept<Value>& kept, const Make& make);
  std::span<const View> views_of(Kept<std::vector<View>>& kept, const Placement& placement);
  void forget();

  const Case* input_ = nullptr;
  const Planner* planner_ = nullptr;
  std::uint64_t seed_ = 0;
  StopPredicate stop_;
  std::optional<PlacedCase> placed_;
  std::optional<Group> group_;
  Kept<PieceTable> source_table_;
  Kept<PieceTable> target_table_;
  Kept<RowSpace> source_space_;
  Kept<RowSpace> target_space_;
  Kept<Rows> source_payload_;
  Kept<PieceTable> source_pieces_;
  Kept<PieceTable> target_pieces_;
  Kept<std::vector<Move>> moves_;
  Kept<std::vector<Move>> backward_;
  Kept<std::vector<RankProgram>> programs_;  // as many as the group has ranks, and perhaps some of an earlier case
  Kept<std::vector<View>> source_views_;     // the same
  Kept<std::vector<View>> target_views_;
  bool oracle_agrees_ = false;
  Workspace workspace_;
  Oracle oracle_;
};

// Laws 1 to 11 on a scene.
[[nodiscard]] Verdict law_partition(Scene& scene);
[[nodiscard]] Verdict law_join(Scene& scene);
[[nodiscard]] Verdict law_inverse(Scene& scene);
[[nodiscard]] Verdict law_adjoint(Scene& scene);
[[nodiscard]] Verdict law_composition(Scene& scene);
[[nodiscard]] Verdict law_identity(Scene& scene);
[[nodiscard]] Verdict law_agreement(Scene& scene);
[[nodiscard]] Verdict law_progress(Scene& scene);
[[nodiscard]] Verdict law_bound(Scene& scene);
[[nodiscard]] Verdict law_relabelling(Scene& scene);
[[nodiscard]] Verdict law_views(Scene& scene);

// The oracle on a scene.
[[nodiscard]] Verdict ask_oracle(Scene& scene);

}  // namespace relayout::proptest
