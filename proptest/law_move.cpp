// The laws of moves: join, inverse, adjoint, composition, identity, bound.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "relayout/model/check/check_moves.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/law_rows.hpp"
#include "relayout/proptest/law_scene.hpp"

namespace relayout::proptest {
namespace {

std::size_t index(std::int64_t value) { return static_cast<std::size_t>(value); }

// Every move with its two ends exchanged, in canonical form: by sorting, not by the code under judgement.
const std::vector<Move>& turned(std::span<const Move> moves, Scene::Workspace& workspace) {
  const auto by_token = [](const Move& a, const Move& b) { return a.token < b.token; };
  std::vector<Move>& sorted = workspace.moves;
  std::vector<Move>& result = workspace.more_moves;
  sorted.assign(moves.begin(), moves.end());
  if (!std::is_sorted(sorted.begin(), sorted.end(), by_token)) {
    std::stable_sort(sorted.begin(), sorted.end(), by_token);
  }
  result.clear();
  for (Move& move : sorted) {
    std::swap(move.source_rank, move.target_rank);
    std::swap(move.source_row, move.target_row);
    append_move(result, move);
  }
  return result;
}

Verdict same_moves(std::string_view what, const std::vector<Move>& found, const std::vector<Move>& expected) {
  for (std::size_t i = 0; i < std::max(found.size(), expected.size()); ++i) {
    if (i < found.size() && i < expected.size() && found[i] == expected[i]) continue;
    const Move& shown = i < found.size() ? found[i] : expected[i];
    return make_witness("inverse", what, ": they differ at move ", i, ", token ", shown.token, " (", found.size(),
                        " moves, expected ", expected.size(), ")");
  }
  return std::nullopt;
}

std::uint64_t product(const Rows& a, const Rows& b) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < a.all().size(); ++i) sum += a.all()[i] * b.all()[i];
  return sum;
}

Verdict stays(Scene& scene, const Placement& placement) {
  std::int64_t rows = 0;
  std::vector<Move>& moves = scene.workspace().moves;
  scene.planner().moves.write(placement, placement, moves);
  for (const Move& move : moves) {
    rows += move.count;
    if (move.source_rank == move.target_rank && move.source_row == move.target_row) continue;
    return make_witness("identity", "token ", move.token, " goes from rank ", move.source_rank, " row ",
                        move.source_row, " to rank ", move.target_rank, " row ", move.target_row,
                        "; from a layout to itself it stays");
  }
  if (rows == placement.token_count()) return std::nullopt;
  return make_witness("identity", rows, " rows stay, expected all ", placement.token_count());
}

std::int64_t rows_sent(std::span<const Move> moves) {
  std::int64_t rows = 0;
  for (const Move& move : moves) rows += move.source_rank != move.target_rank ? move.count : 0;
  return rows;
}

// At most one message to each peer; the rows of all of them.
Verdict count_messages(const RankProgram& program, std::int64_t& rows) {
  std::vector<std::int32_t> peers;
  for (const Message& message : program.sends.messages) {
    rows += message.row_count;
    if (std::find(peers.begin(), peers.end(), message.peer) != peers.end()) {
      return make_witness("bound", "rank ", program.world_rank, " sends more than one message to rank ", message.peer);
    }
    peers.push_back(message.peer);
  }
  return std::nullopt;
}

}  // namespace

Verdict law_join(Scene& scene) {
  const MoveTable table{.token_count = scene.pack().token_count(),
                        .moves = scene.moves(),
                        .source_row_counts = scene.source().row_counts(),
                        .target_row_counts = scene.target().row_counts()};
  return check_moves(table, {.source = &scene.source_table(), .target = &scene.target_table()});
}

Verdict law_inverse(Scene& scene) {
  const std::vector<Move>& backward = scene.backward();
  const std::vector<Move>& forward_turned = turned(scene.moves(), scene.workspace());
  if (auto fault = same_moves("backward is not forward turned round", backward, forward_turned)) return fault;
  scene.go_on();
  std::vector<Move>& other_way = scene.workspace().moves;
  scene.planner().moves.write(scene.target(), scene.source(), other_way);
  if (auto fault = same_moves("backward is not the plan of the other way", backward, other_way)) return fault;
  if (scene.oracle_agrees()) return std::nullopt;  // both ways are its own, token by token
  auto& [there, back, expected] = scene.workspace().rows;
  const Rows& before = scene.source_payload();
  Random random(scene.seed() + 1);
  const std::uint64_t backward_fill = random.bits();
  there.fill(scene.target_space(), random.bits());
  back.fill(scene.source_space(), backward_fill);
  if (auto fault = carry({.law = "inverse", .moves = scene.moves(), .source = before, .target = there})) return fault;
  if (auto fault = carry({.law = "inverse", .moves = backward, .source = there, .target = back})) return fault;
  expected.fill(scene.source_space(), backward_fill);
  for (const RankPieces& rank : scene.source_table().ranks) {
    for (const Piece& piece : rank.pieces) {
      const auto from = before.of_world(rank.world_rank).subspan(index(piece.row), index(piece.count));
      const auto to = expected.of_world(rank.world_rank).subspan(index(piece.row), index(piece.count));
      std::copy(from.begin(), from.end(), to.begin());
    }
  }
  const std::string where = first_difference(scene.source(), {.found = back, .expected = expected});
  if (where.empty()) return std::nullopt;
  return make_witness("inverse", "there and back again, ", where, " is not what it was (padding: not the fill)");
}

// The products are taken modulo 2^64: there they are exact, whatever the numbers.
Verdict law_adjoint(Scene& scene) {
  Random random(scene.seed() + 1);
  auto& [y, forward_x, backward_y] = scene.workspace().rows;
  const Rows& x = scene.source_payload();
  y.draw(scene.target_space(), random);
  forward_x.fill(scene.target_space(), 0);
  backward_y.fill(scene.source_space(), 0);
  const std::vector<Move>& backward = scene.backward();
  if (auto fault = carry({.law = "adjoint", .moves = scene.moves(), .source = x, .target = forward_x})) return fault;
  if (auto fault = carry({.law = "adjoint", .moves = backward, .source = y, .target = backward_y})) return fault;
  const std::uint64_t left = product(forward_x, y);
  const std::uint64_t right = product(x, backward_y);
  if (left == right) return std::nullopt;
  return make_witness("adjoint", "<P x, y> = ", left, " but <x, P^T y> = ", right,
                      " (mod 2^64): gradients do not go back where rows came from");
}

Verdict law_composition(Scene& scene) {
  Random random = scene.random();
  const Placement third = random_placement(random, scene.pack(), {});
  std::vector<Move>& first_leg = scene.workspace().moves;
  std::vector<Move>& second_leg = scene.workspace().more_moves;
  scene.planner().moves.write(scene.source(), third, first_leg);
  scene.go_on();
  scene.planner().moves.write(third, scene.target(), second_leg);
  auto& [between, by_way, direct] = scene.workspace().rows;
  const Rows& before = scene.source_payload();
  RowSpace& third_space = scene.workspace().space;
  third_space.assign(third);
  between.fill(third_space, random.bits());
  const std::uint64_t fill = random.bits();
  by_way.fill(scene.target_space(), fill);
  direct.fill(scene.target_space(), fill);
  constexpr std::string_view law = "composition";
  if (auto fault = carry({.law = law, .moves = first_leg, .source = before, .target = between})) return fault;
  if (auto fault = carry({.law = law, .moves = second_leg, .source = between, .target = by_way})) return fault;
  if (auto fault = carry({.law = law, .moves = scene.moves(), .source = before, .target = direct})) return fault;
  const std::string where = first_difference(scene.target(), {.found = by_way, .expected = direct});
  if (where.empty()) return std::nullopt;
  return make_witness(std::string(law), "by way of ", print(third.layout()), ", ", where,
                      " is not what arrives there directly");
}

Verdict law_identity(Scene& scene) {
  if (auto fault = stays(scene, scene.source())) return fault;
  scene.go_on();
  return stays(scene, scene.target());
}

Verdict law_bound(Scene& scene) {
  const std::vector<Move> joined = join({.source = scene.source_table(), .target = scene.target_table()});
  scene.go_on();
  const std::int64_t least = rows_sent(joined);
  const std::int64_t planned = rows_sent(scene.moves());
  if (planned != least) {
    return make_witness("bound", "the plan sends ", planned, " rows, expected ", least, " of ",
                        scene.pack().token_count(), ": the others have both places on one rank");
  }
  std::int64_t programmed = 0;
  for (const RankProgram& program : scene.programs()) {
    if (auto fault = count_messages(program, programmed)) return fault;
  }
  if (programmed == least) return std::nullopt;
  return make_witness("bound", "the rank programs send ", programmed, " rows, expected ", least);
}

}  // namespace relayout::proptest
