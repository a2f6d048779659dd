#include "relayout/proptest/fault/planner.hpp"

#include <memory>
#include <utility>

#include "relayout/model/fingerprint.hpp"
#include "relayout/proptest/fault/derive.hpp"

namespace relayout::proptest {
namespace {

using Pieces = std::function<PieceTable(const Placement&)>;
using Moves = std::function<std::vector<Move>(const Placement& source, const Placement& target)>;

void sound_pieces(const Placement& placement, PieceTable& pieces) { placement.write_table(pieces); }

// What Plan::make holds; backward goes by way of a plan, and the laws compare the two.
void sound_moves(const Placement& source, const Placement& target, std::vector<Move>& moves) {
  write_moves(source, target, moves);
}

void sound_backward(const Placement& source, const Placement& target, std::vector<Move>& moves) {
  const Plan plan = adjoint(*Plan::make(source, target));
  moves.assign(plan.moves().begin(), plan.moves().end());
}

ProgramBuilder sound_programs(const Placement& source, const Placement& target) {
  auto builder = std::make_shared<RankProgramBuilder>(RankProgramBuilder::make(source, target).value());
  return [builder = std::move(builder)](std::int32_t world_rank, RankProgram& program) {
    builder->build(world_rank, program);
  };
}

void sound_view(const Placement& placement, std::int32_t rank, View& answer) {
  thread_local std::vector<Piece> pieces;  // memory only: a planner is asked from any thread
  write_view(placement, rank, pieces, answer);
}

// Backward and programs as they follow from the other stages.
Planner completed(Planner planner) {
  const Pieces pieces = planner.pieces;
  const Moves moves = planner.moves;
  planner.backward = [moves](const Placement& source, const Placement& target) {
    return turned_round(moves(source, target));
  };
  planner.programs = [pieces, moves](const Placement& source, const Placement& target) {
    const PieceTable source_pieces = pieces(source);
    const PieceTable target_pieces = pieces(target);
    const std::vector<Move> found = moves(source, target);
    return [all = programs_of({.moves = found,
                               .source = source_pieces,
                               .target = target_pieces,
                               .fingerprint = fingerprint(parts_of(source, target))})](std::int32_t world_rank) {
      return program_among(all, world_rank);
    };
  };
  return planner;
}

}  // namespace

Planner::Planner()
    : pieces(sound_pieces), moves(sound_moves), backward(sound_backward), programs(sound_programs), view(sound_view) {}

Planner planner_from_pieces(Pieces pieces) {
  Planner planner = sound_planner();
  planner.pieces = pieces;
  planner.moves = [pieces](const Placement& source, const Placement& target) {
    const PieceTable source_pieces = pieces(source);
    const PieceTable target_pieces = pieces(target);
    return overlaps({.source = source_pieces, .target = target_pieces});
  };
  planner.view = [pieces](const Placement& placement, std::int32_t rank) {
    return view_of(placement, pieces(placement).ranks[static_cast<std::size_t>(rank)], rank);
  };
  return completed(std::move(planner));
}

Planner planner_from_moves(Moves moves) {
  Planner planner = sound_planner();
  planner.moves = std::move(moves);
  return completed(std::move(planner));
}

}  // namespace relayout::proptest
