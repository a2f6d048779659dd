// Every law can fail: each is shown a planner with the damage that it is there to see.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "relayout/model/layout_text.hpp"
#include "relayout/proptest/fault/planner.hpp"
#include "relayout/proptest/law.hpp"

namespace relayout::proptest {
namespace {

// zigzag of padded odd sequences over two ranks to contiguous over three, so that everything has something to do.
Case example() {
  const auto layout = [](const char* text) { return parse_layout(text, {}).value(); };
  return {Pack::from_lengths({5, 0, 7, 3}, {6, 0, 7, 3}).value(), layout("zigzag:remainder=pad,cp=2"),
          layout("contiguous:remainder=balanced,cp=3")};
}

struct Damage {
  std::string law;
  std::string sentence;
  std::function<void(Planner&)> apply;
};

void damage_first_piece(Planner& planner, void (*change)(Piece&)) {
  planner.pieces = [sound = planner.pieces, change](const Placement& placement) {
    PieceTable table = sound(placement);
    if (!table.ranks[0].pieces.empty()) change(table.ranks[0].pieces[0]);
    return table;
  };
}

void damage_moves(Planner& planner, void (*change)(std::vector<Move>&)) {
  planner.moves = [sound = planner.moves, change](const Placement& source, const Placement& target) {
    std::vector<Move> moves = sound(source, target);
    if (moves.size() > 1) change(moves);
    return moves;
  };
}

void damage_backward(Planner& planner, void (*change)(std::vector<Move>&)) {
  planner.backward = [sound = planner.backward, change](const Placement& source, const Placement& target) {
    std::vector<Move> moves = sound(source, target);
    if (moves.size() > 1) change(moves);
    return moves;
  };
}

void damage_programs(Planner& planner, void (*change)(RankProgram&)) {
  planner.programs = [sound = planner.programs, change](const Placement& source, const Placement& target) {
    return [change, build = sound(source, target)](std::int32_t world_rank) {
      RankProgram program = build(world_rank);
      change(program);
      return program;
    };
  };
}

void damage_views(Planner& planner, void (*change)(View&)) {
  planner.view = [sound = planner.view, change](const Placement& placement, std::int32_t rank) {
    View view = sound(placement, rank);
    change(view);
    return view;
  };
}

std::vector<Damage> damages_of_pieces_and_moves() {
  const auto shift_row = [](std::vector<Move>& moves) { ++moves[0].target_row; };
  const auto swap_rows = [](std::vector<Move>& moves) { std::swap(moves[0].target_row, moves[1].target_row); };
  const auto drop_last = [](std::vector<Move>& moves) { moves.pop_back(); };
  return {
      {"partition", "a piece is lost", [](Planner& p) { damage_first_piece(p, [](Piece& x) { --x.count; }); }},
      {"partition", "a token lives twice", [](Planner& p) { damage_first_piece(p, [](Piece& x) { ++x.count; }); }},
      {"join", "a move is lost", [=](Planner& p) { damage_moves(p, drop_last); }},
      {"join", "a row is written twice", [=](Planner& p) { damage_moves(p, shift_row); }},
      {"join", "two moves change places", [=](Planner& p) { damage_moves(p, swap_rows); }},
      {"inverse", "backward loses a move", [=](Planner& p) { damage_backward(p, drop_last); }},
      {"inverse", "backward writes one row on", [=](Planner& p) { damage_backward(p, shift_row); }},
      {"adjoint", "backward loses a move", [=](Planner& p) { damage_backward(p, drop_last); }},
      {"adjoint", "backward writes one row on", [=](Planner& p) { damage_backward(p, shift_row); }},
      {"composition", "every plan writes one row on", [=](Planner& p) { damage_moves(p, shift_row); }},
      {"identity", "every plan writes one row on", [=](Planner& p) { damage_moves(p, shift_row); }},
      {"identity", "every plan loses a move", [=](Planner& p) { damage_moves(p, drop_last); }},
  };
}

std::vector<Damage> damages_of_programs_and_views() {
  return {
      {"agreement", "a rank receives one row on",
       [](Planner& p) {
         damage_programs(p, [](RankProgram& x) {
           if (x.world_rank == 1 && !x.receives.runs.empty()) ++x.receives.runs[0].remote_row;
         });
       }},
      {"agreement", "a rank fills nothing",
       [](Planner& p) { damage_programs(p, [](RankProgram& x) { x.source_fills.clear(); }); }},
      {"progress", "a rank does not send its first message",
       [](Planner& p) {
         damage_programs(p, [](RankProgram& x) {
           if (x.world_rank == 0 && !x.sends.messages.empty()) x.sends.messages.erase(x.sends.messages.begin());
         });
       }},
      {"progress", "a rank fills nothing on the way back",
       [](Planner& p) { damage_programs(p, [](RankProgram& x) { x.source_fills.clear(); }); }},
      {"bound", "one message is sent as two",
       [](Planner& p) {
         damage_programs(p, [](RankProgram& x) {
           if (x.sends.messages.empty() || x.sends.messages[0].row_count < 2) return;
           Message half = x.sends.messages[0];
           --x.sends.messages[0].row_count;
           half.row_count = 1;
           x.sends.messages.push_back(half);
         });
       }},
      {"bound", "a row that could stay is sent",
       [](Planner& p) {
         damage_moves(p, [](std::vector<Move>& moves) {
           for (Move& move : moves) move.target_rank = move.source_rank == 0 ? 1 : 0;
         });
       }},
      {"relabelling", "the plan forgets the names of ranks",
       [](Planner& p) {
         damage_moves(p, [](std::vector<Move>& moves) {
           for (Move& move : moves) move.source_rank = 0;
         });
       }},
      {"views", "cu_seqlens counts padding",
       [](Planner& p) { damage_views(p, [](View& x) { x.cu_seqlens = x.cu_seqlens_padded; }); }},
      {"views", "a position is off by one",
       [](Planner& p) {
         damage_views(p, [](View& x) {
           if (!x.segments.empty()) ++x.segments.back().position;
         });
       }},
  };
}

std::vector<Damage> damages() {
  std::vector<Damage> all = damages_of_pieces_and_moves();
  for (const Damage& damage : damages_of_programs_and_views()) all.push_back(damage);
  return all;
}

TEST(Laws, hold_of_the_example_undamaged_and_a_planner_that_nobody_damaged_is_sound) {
  const Verdict fault = judge(example(), Planner{}, 1);
  EXPECT_FALSE(fault.has_value()) << fault->law << ": " << fault->message;
}

TEST(Laws, each_see_the_damage_they_are_there_for) {
  for (const Damage& damage : damages()) {
    Planner planner = sound_planner();
    damage.apply(planner);
    const Law* law = find_law(damage.law);
    ASSERT_NE(law, nullptr) << damage.law;
    const Verdict fault = law->judge(example(), planner, 1);
    ASSERT_TRUE(fault.has_value()) << damage.law << ": " << damage.sentence;
    EXPECT_FALSE(fault->message.empty()) << damage.sentence;
  }
}

TEST(Laws, are_each_damaged_at_least_once_here) {
  for (const Law& law : laws()) {
    int count = 0;
    for (const Damage& damage : damages()) count += damage.law == law.name ? 1 : 0;
    EXPECT_GE(count, 1) << law.name;
  }
}

TEST(Oracle, sees_each_stage_damaged) {
  for (const Damage& damage : damages()) {
    Planner planner = sound_planner();
    damage.apply(planner);
    EXPECT_TRUE(judge_against_oracle(example(), planner).has_value()) << damage.law << ": " << damage.sentence;
  }
}

// Asked to stop at every ask in turn: never a verdict, least of all a good one. How often they ask, one after another.
std::int64_t asks_of(const std::vector<std::string_view>& names) {
  for (std::int64_t stopped = 0;; ++stopped) {
    std::int64_t asks = 0;
    const StopPredicate stop = [&] { return asks++ >= stopped; };
    try {
      const Verdict fault = judge(example(), sound_planner(), 1, names, stop);
      EXPECT_FALSE(fault.has_value()) << fault->law << ": " << fault->message;
      EXPECT_LE(asks, stopped);
      return asks;
    } catch (const Stopped&) {
      EXPECT_GT(asks, stopped);
    }
  }
}

TEST(Laws, end_without_a_verdict_where_they_are_asked_to_stop) {
  for (const Law& law : laws()) EXPECT_GE(asks_of({law.name}), law.name == "progress" ? 50 : 2) << law.name;
  EXPECT_GE(asks_of({oracle_name}), 2);
}

}  // namespace
}  // namespace relayout::proptest
