// What the laws of one case share: the planner's answers, asked for once, and the written-out placements they are
// judged by.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "relayout/model/check/verdict.hpp"
#include "relayout/proptest/fault/planner.hpp"
#include "relayout/proptest/generate/case.hpp"
#include "relayout/proptest/generate/random.hpp"
#include "relayout/proptest/law.hpp"
#include "relayout/proptest/law_rows.hpp"

namespace relayout::proptest {

class Scene {
 public:
  // Requires: both layouts of the case apply to its pack; case and planner outlive the scene.
  Scene(const Case& input, const Planner& planner, std::uint64_t seed, StopPredicate stop = nullptr);

  [[nodiscard]] const Pack& pack() const { return input_.pack; }
  [[nodiscard]] const Planner& planner() const { return planner_; }
  [[nodiscard]] const Placement& source() const { return placed_.source; }
  [[nodiscard]] const Placement& target() const { return placed_.target; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] const StopPredicate& stop() const { return stop_; }
  // Asked before each law, and before each of the planner's answers. Throws Stopped.
  void go_on() const;

  // By the model, not by the planner under judgement: who damages the planner does not damage the judge.
  [[nodiscard]] const PieceTable& source_table();
  [[nodiscard]] const PieceTable& target_table();
  [[nodiscard]] const RowSpace& source_space();
  [[nodiscard]] const RowSpace& target_space();

  // By the planner under judgement.
  [[nodiscard]] const PieceTable& source_pieces();
  [[nodiscard]] const PieceTable& target_pieces();
  [[nodiscard]] const std::vector<Move>& moves();
  [[nodiscard]] const std::vector<Move>& backward();
  [[nodiscard]] const std::vector<RankProgram>& programs();  // ascending by world rank of the group
  [[nodiscard]] const RankProgram& program(std::int32_t world_rank);
  [[nodiscard]] const std::vector<View>& source_views();  // by rank
  [[nodiscard]] const std::vector<View>& target_views();

 private:
  template <class Value, class Make>
  const Value& once(std::optional<Value>& kept, const Make& make);
  [[nodiscard]] std::vector<View> views_of(const Placement& placement) const;

  const Case& input_;
  const Planner& planner_;
  std::uint64_t seed_;
  StopPredicate stop_;
  PlacedCase placed_;
  Group group_;
  std::optional<PieceTable> source_table_;
  std::optional<PieceTable> target_table_;
  std::optional<RowSpace> source_space_;
  std::optional<RowSpace> target_space_;
  std::optional<PieceTable> source_pieces_;
  std::optional<PieceTable> target_pieces_;
  std::optional<std::vector<Move>> moves_;
  std::optional<std::vector<Move>> backward_;
  std::optional<std::vector<RankProgram>> programs_;
  std::optional<std::vector<View>> source_views_;
  std::optional<std::vector<View>> target_views_;
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
