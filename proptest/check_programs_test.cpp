// Law `agreement` judged, and whether programs are the plan: right programs pass, every damage is refused, by agreement
// where one end of a message tells on the other, by join where both are wrong alike.
#include "relayout/model/check/check_programs.hpp"

#include "relayout/model/check/check_moves.hpp"
#include "relayout/proptest/check_fixture.hpp"

namespace relayout::proptest {
namespace {

using Programs = std::vector<RankProgram>;

struct Planned {
  PieceTable source;
  PieceTable target;
  Plan plan;
  Programs programs;  // built alone

  [[nodiscard]] WrittenPlan written() const { return {plan.moves(), source, target, plan.fingerprint()}; }
};

Planned planned(const Case& input) {
  const PlacedCase sides = place(input).value();
  Planned result{sides.source.table(), sides.target.table(), Plan::make(sides.source, sides.target).value(), {}};
  RankProgramBuilder builder = RankProgramBuilder::make(sides.source, sides.target).value();
  for (std::int32_t i = 0; i < builder.group().size(); ++i) {
    builder.build(builder.group().world_rank(i), result.programs.emplace_back());
  }
  return result;
}

Planned eight() {
  return planned({pack_of({8}), parse_layout("zigzag:cp=2", {}).value(), parse_layout("contiguous:cp=2", {}).value()});
}

std::vector<Case> all_cases() {
  std::vector<Case> cases = small_cases(25);
  for (const Case& input : extreme_cases()) cases.push_back(input);
  return cases;
}

constexpr std::int64_t Run::*run_fields[] = {&Run::local_row, &Run::remote_row, &Run::count};

// Damage to one rank's list of messages.
void damage_list(Workshop<Programs>& shop, const Programs& right, std::size_t rank, MessageList RankProgram::*list) {
  using Messages = std::vector<Message>;
  const std::string who = "rank " + std::to_string(rank);
  const MessageList& own = right[rank].*list;
  shop.drop_and_repeat(who + " message", [=](Programs& p) -> Messages& { return (p[rank].*list).messages; });
  shop.drop_and_repeat(who + " run", [=](Programs& p) -> std::vector<Run>& { return (p[rank].*list).runs; });
  for (std::size_t i = 0; i < own.messages.size(); ++i) {
    const std::string what = who + " message " + std::to_string(i);
    for (const auto field : {&Message::run_begin, &Message::run_end, &Message::row_count}) {
      shop.spoil(what, [=](Programs& p) -> std::int64_t& { return (p[rank].*list).messages[i].*field; });
    }
    for (const auto field : {&Message::peer, &Message::distance}) {
      shop.spoil_rank(what, [=](Programs& p) -> std::int32_t& { return (p[rank].*list).messages[i].*field; });
    }
  }
  for (std::size_t i = 0; i < own.runs.size(); ++i) {
    for (const auto field : run_fields) {
      shop.spoil(who + " run " + std::to_string(i),
                 [=](Programs& p) -> std::int64_t& { return (p[rank].*list).runs[i].*field; });
    }
    if (i == 0) continue;
    shop.add(who + " swaps two runs",
             [=](Programs& p) { std::swap((p[rank].*list).runs[i], (p[rank].*list).runs[i - 1]); });
  }
}

std::vector<Damaged<Programs>> damaged(const Programs& right) {
  Workshop<Programs> shop(right);
  shop.drop_and_repeat("program", [](Programs& p) -> Programs& { return p; });
  for (std::size_t rank = 0; rank < right.size(); ++rank) {
    const std::string who = "rank " + std::to_string(rank);
    shop.spoil_rank(who, [=](Programs& p) -> std::int32_t& { return p[rank].world_rank; });
    shop.spoil_rank(who + " group_size", [=](Programs& p) -> std::int32_t& { return p[rank].group_size; });
    for (const auto count : {&RankProgram::source_row_count, &RankProgram::target_row_count}) {
      shop.spoil(who + " row count", [=](Programs& p) -> std::int64_t& { return p[rank].*count; });
    }
    if (right.size() > 1) {
      shop.add(who + " has another plan", [=](Programs& p) { p[rank].fingerprint ^= 1U; });
    }
    damage_list(shop, right, rank, &RankProgram::sends);
    damage_list(shop, right, rank, &RankProgram::receives);
    shop.drop_and_repeat(who + " own run", [=](Programs& p) -> std::vector<Run>& { return p[rank].own; });
    for (std::size_t i = 0; i < right[rank].own.size(); ++i) {
      for (const auto field : run_fields) {
        shop.spoil(who + " own run", [=](Programs& p) -> std::int64_t& { return p[rank].own[i].*field; });
      }
    }
    for (const auto fills : {&RankProgram::source_fills, &RankProgram::target_fills}) {
      shop.drop_and_repeat(who + " fill", [=](Programs& p) -> std::vector<Span>& { return p[rank].*fills; });
      shop.add(who + " fills a row more", [=](Programs& p) { (p[rank].*fills).push_back({0, 1}); });
      for (std::size_t i = 0; i < (right[rank].*fills).size(); ++i) {
        for (const auto field : {&Span::begin, &Span::end}) {
          shop.spoil(who + " fill", [=](Programs& p) -> std::int64_t& { return (p[rank].*fills)[i].*field; });
        }
      }
    }
  }
  return shop.damaged();
}

TEST(Right_programs, agree_and_are_the_plan) {
  EXPECT_TRUE(holds(check_agreement({})));
  for (const Case& input : all_cases()) {
    const Planned right = planned(input);
    EXPECT_TRUE(holds(check_agreement(right.programs))) << command_options(input);
    EXPECT_TRUE(holds(check_programs(right.programs, right.written()))) << command_options(input);
  }
}

TEST(Programs_built_alone, are_those_that_grouping_the_moves_gives) {
  for (const Case& input : small_cases(500)) {
    const Planned right = planned(input);
    EXPECT_EQ(right.programs, programs_of(right.written())) << command_options(input);
  }
  for (const Case& input : extreme_cases()) {
    const Planned right = planned(input);
    EXPECT_EQ(right.programs, programs_of(right.written())) << command_options(input);
  }
}

TEST(Every_damage_to_programs, is_refused) {
  std::int64_t count = 0;
  for (const Case& input : all_cases()) {
    const Planned right = planned(input);
    for (const Damaged<Programs>& other : damaged(right.programs)) {
      if (other.value == right.programs) continue;
      EXPECT_TRUE(refused_by(check_programs(other.value, right.written()), {"agreement", "join"}))
          << command_options(input) << ": " << other.what;
      ++count;
    }
  }
  EXPECT_GT(count, 10'000);
}

// rank 0 | 0 1 6 7 to 0 1 2 3, rank 1 | 2 3 4 5 to 4 5 6 7: each sends the other one run of two rows.
TEST(A_witness_against_agreement, names_both_ranks_and_both_accounts) {
  struct Row {
    std::string_view message;
    void (*harm)(Programs&);
  };
  const Row rows[] = {
      {"rank 1 sends 2 rows to rank 0, which expects 1",
       [](Programs& p) {
         p[0].receives.messages[0].row_count = 1;
         p[0].receives.runs[0].count = 1;
       }},
      {"rank 0 sends 2 rows to rank 1, which expects none", [](Programs& p) { p[1].receives = {}; }},
      {"rank 1 expects 2 rows from rank 0, which sends none", [](Programs& p) { p[0].sends = {}; }},
      {"run 0 from rank 0 to rank 1 has two accounts: the sender says 2 rows, source row 2 to target row 2; the "
       "receiver "
       "says 2 rows, source row 2 to target row 1",
       [](Programs& p) { p[1].receives.runs[0].local_row = 1; }},
      {"rank 0 sends to rank 1 in run 0 2 rows from row 3 on, but its buffer has 4",
       [](Programs& p) { p[0].sends.runs[0].local_row = 3; }},
      {"rank 0 sends to rank 1 3 rows, but its runs fall 1 short",
       [](Programs& p) { p[0].sends.messages[0].row_count = 3; }},
      {"rank 0 sends to rank 1 1 rows, but its runs have more",
       [](Programs& p) { p[0].sends.messages[0].row_count = 1; }},
      {"rank 0 sends to rank 1 (distance 1) after distance 1; messages ascend by distance, one a peer",
       [](Programs& p) {
         p[0].sends.messages.push_back({.peer = 1, .distance = 1, .run_begin = 1, .run_end = 2, .row_count = 2});
         p[0].sends.runs.push_back(p[0].sends.runs[0]);
       }},
      {"rank 0 sends to itself", [](Programs& p) { p[0].sends.messages[0].peer = 0; }},
      {"rank 0 sends to rank 9, which has no program", [](Programs& p) { p[0].sends.messages[0].peer = 9; }},
      {"rank 0 receives from rank 1 at distance 2, expected 1",
       [](Programs& p) { p[0].receives.messages[0].distance = 2; }},
      {"rank 1 counts 3 ranks in the group, but there are 2 programs", [](Programs& p) { p[1].group_size = 3; }},
      {"rank 1 has another fingerprint than rank 0", [](Programs& p) { p[1].fingerprint = 0; }},
      {"two programs are of rank 0", [](Programs& p) { p[1].world_rank = 0; }},
      {"rank 1 keeps in own run 0 2 rows from source row 3 on", [](Programs& p) { p[1].own[0].local_row = 3; }},
  };
  for (const Row& row : rows) {
    Programs programs = eight().programs;
    row.harm(programs);
    EXPECT_TRUE(refused(check_agreement(programs), "agreement", row.message)) << row.message;
  }
}

TEST(Programs_that_agree_on_the_wrong_rows, are_refused_by_join) {
  struct Row {
    std::string_view message;
    void (*harm)(Programs&);
  };
  const Row rows[] = {
      {"rank 0 sends to rank 1, run 0: 2 rows, local row 1, remote row 2; expected 2 rows, local row 2, remote row 2",
       [](Programs& p) {
         p[0].sends.runs[0].local_row = 1;
         p[1].receives.runs[0].remote_row = 1;
       }},
      {"rank 0 sends to rank 1 nothing, expected 2 rows",
       [](Programs& p) {
         p[0].sends = {};
         p[1].receives = {};
       }},
      {"rank 1 keeps, run 0: 1 rows, local row 2, remote row 0; expected 2 rows",
       [](Programs& p) { p[1].own[0].count = 1; }},
      {"rank 0 fills rows [3, 4) as target fill 0, expected nothing",
       [](Programs& p) {
         p[0].target_fills.push_back({3, 4});
       }},
      {"rank 1 has buffers of 4 source and 5 target rows, expected 4 and 4",
       [](Programs& p) { p[1].target_row_count = 5; }},
  };
  for (const Row& row : rows) {
    const Planned right = eight();
    Programs programs = right.programs;
    row.harm(programs);
    EXPECT_TRUE(holds(check_agreement(programs))) << row.message;
    EXPECT_TRUE(refused(check_programs(programs, right.written()), "join", row.message)) << row.message;
  }
}

TEST(Programs_of_damaged_moves, leave_out_what_names_no_rows_or_no_rank) {
  const Planned right = eight();
  const std::vector<Move> sound(right.plan.moves().begin(), right.plan.moves().end());
  std::vector<Move> moves = sound;
  for (const std::int64_t value : wrong_values(1)) {
    moves.push_back({.token = 3, .count = value, .source_row = huge, .target_row = value});
    moves.push_back({.token = value, .count = 0, .source_row = value, .target_row = 0, .source_rank = 7});
  }
  moves.push_back({.token = 0, .count = 1, .source_row = 0, .target_row = 0, .source_rank = 0, .target_rank = 2});
  EXPECT_EQ(programs_of({moves, right.source, right.target, right.plan.fingerprint()}), right.programs);
  const Programs halved = programs_of({std::span(sound).first(2), right.source, right.target});
  EXPECT_TRUE(holds(check_agreement(halved)));
  EXPECT_EQ(halved[1].target_fills, (std::vector<Span>{{0, 4}}));
}

}  // namespace
}  // namespace relayout::proptest
