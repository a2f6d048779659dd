// A planner as the laws see it: five functions. The sound one is model/; a faulty one has one of them damaged, and the
// later ones derived from it, as a trainer's mistake would run through all that follows.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "relayout/model/check/check_moves.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/rank_program.hpp"
#include "relayout/model/view.hpp"

namespace relayout::proptest {

// A stage of a planner: asked, it answers. Made of a function that answers, or of one that writes its answer over an
// earlier one and need not ask for memory again.
template <class Answer, class... Asked>
class Stage {
 public:
  Stage() = default;
  template <class Function>
  requires(!std::same_as<std::remove_cvref_t<Function>, Stage>) Stage(Function function) {
    if constexpr (std::is_invocable_r_v<Answer, Function&, Asked...>) {
      write_ = [function = std::move(function)](Asked... asked, Answer& answer) { answer = function(asked...); };
    } else {
      write_ = std::move(function);
    }
  }

  Answer operator()(Asked... asked) const {
    Answer answer;
    write_(asked..., answer);
    return answer;
  }
  void write(Asked... asked, Answer& answer) const { write_(asked..., answer); }

 private:
  std::function<void(Asked..., Answer&)> write_;
};

// Builds any rank's program of one pair of placements, each without a look at another's. Not thread-safe.
using ProgramBuilder = Stage<RankProgram, std::int32_t>;

struct Planner {
  Planner();  // the sound one

  Stage<PieceTable, const Placement&> pieces;
  Stage<std::vector<Move>, const Placement&, const Placement&> moves;  // from source to target
  // The way back: moves from target to source, as backward runs them.
  Stage<std::vector<Move>, const Placement&, const Placement&> backward;
  std::function<ProgramBuilder(const Placement& source, const Placement& target)> programs;
  Stage<View, const Placement&, std::int32_t> view;  // of a rank

  // One rank's program. From any thread.
  [[nodiscard]] RankProgram program(const Placement& source, const Placement& target, std::int32_t world_rank) const {
    return programs(source, target)(world_rank);
  }
};

// model/, unharmed.
[[nodiscard]] inline Planner sound_planner() { return {}; }

// Planners of which one stage is given and every later one follows from it by model/check's slow derivations:
// pieces -> moves -> backward, programs; view from pieces.
[[nodiscard]] Planner planner_from_pieces(std::function<PieceTable(const Placement&)> pieces);
[[nodiscard]] Planner planner_from_moves(
    std::function<std::vector<Move>(const Placement& source, const Placement& target)> moves);

}  // namespace relayout::proptest
