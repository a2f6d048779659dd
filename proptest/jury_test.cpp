// A jury that asks the oracle first and skips what follows from it says what the laws say one by one, whatever is wrong
// with one of the planner's answers.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "relayout/proptest/answer_damage.hpp"
#include "relayout/proptest/fault/fault.hpp"
#include "relayout/proptest/fault/planner.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/law.hpp"

namespace relayout::proptest {
namespace {

// One answer of one stage about the case itself is damaged, the others are sound.
Planner damaged_planner(const Case& input, Random random) {
  Planner planner = sound_planner();
  const Planner sound = planner;
  const std::uint64_t seed = random.bits();  // of the damage, whichever answer it is done to
  const auto about_case = [input](const Placement& source, const Placement& target) {
    return source.layout() == input.source && target.layout() == input.target;
  };
  const auto damaged_moves = [=](const auto& stage) {
    return [=](const Placement& source, const Placement& target) {
      Random dice(seed);
      std::vector<Move> moves = stage(source, target);
      if (about_case(source, target)) damage(moves, dice);
      return moves;
    };
  };
  const std::int64_t odd = random.below(64);
  switch (random.below(6)) {
    case 0:
      planner.pieces = [=](const Placement& placement) {
        Random dice(seed);
        PieceTable table = sound.pieces(placement);
        damage(table, dice);
        return table;
      };
      break;
    case 1:
      planner.moves = damaged_moves(sound.moves);
      break;
    case 2:
      planner.backward = damaged_moves(sound.backward);
      break;
    case 3:
      planner.view = [=](const Placement& placement, std::int32_t rank) {
        Random dice(seed);
        View view = sound.view(placement, rank);
        if (rank == odd % placement.rank_count()) damage(view, dice);
        return view;
      };
      break;
    default:
      planner.programs = [=](const Placement& source, const Placement& target) {
        const Group group(source.layout(), target.layout());
        const bool here = about_case(source, target);
        const std::int32_t odd_rank = group.world_rank(static_cast<std::int32_t>(odd % group.size()));
        return [=, build = sound.programs(source, target)](std::int32_t world_rank) {
          Random dice(seed);
          RankProgram program = build(world_rank);
          if (here && world_rank == odd_rank) damage(program, dice);
          return program;
        };
      };
  }
  return planner;
}

// Law progress runs the simulation, which need not bear programs that name no rows: it is left to others.
std::vector<std::string_view> names_without_progress() {
  std::vector<std::string_view> names;
  for (const Law& law : laws()) {
    if (law.name != "progress") names.push_back(law.name);
  }
  return names;
}

TEST(Jury, says_of_any_damage_what_the_laws_say_one_by_one) {
  const std::vector<std::string_view> all_laws = names_without_progress();
  std::vector<std::string_view> with_oracle = all_laws;
  with_oracle.push_back(oracle_name);
  Random random(61);
  Jury jury;
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Case input = random_case(random, {.max_cp = 4, .max_tokens = 40, .max_sequences = 4});
    const Planner planner = damaged_planner(input, Random(random.bits()));
    const Verdict one_by_one = judge(input, planner, 1, all_laws);
    const Verdict together = jury.judge(input, planner, 1, with_oracle);
    refused += one_by_one.has_value() ? 1 : 0;
    if (one_by_one.has_value()) {
      ASSERT_TRUE(together.has_value()) << one_by_one->law << ": " << one_by_one->message << '\n'
                                        << command_options(input);
      ASSERT_EQ(*together, *one_by_one) << command_options(input);
    }
  }
  EXPECT_GT(refused, 12'000);
}

TEST(Jury, refuses_every_planted_fault_that_the_laws_refuse_case_by_case) {
  const std::vector<std::string_view> all_laws = names_without_progress();
  std::vector<std::string_view> with_oracle = all_laws;
  with_oracle.push_back(oracle_name);
  Jury jury;
  for (const Fault& fault : faults()) {
    const Planner planner = fault.planner();
    Random random(7);
    for (int i = 0; i < 200; ++i) {
      const Case input = random_case(random, {.max_cp = 4, .max_tokens = 40, .max_sequences = 4});
      const Verdict one_by_one = judge(input, planner, 1, all_laws);
      if (!one_by_one.has_value()) continue;
      const Verdict together = jury.judge(input, planner, 1, with_oracle);
      ASSERT_TRUE(together.has_value()) << fault.name << ": " << one_by_one->message << '\n' << command_options(input);
      EXPECT_EQ(*together, *one_by_one) << fault.name;
    }
  }
}

TEST(Jury, forgets_one_case_before_the_next) {
  const std::vector<std::string_view> names{"partition", "join", "agreement", "views", oracle_name};
  Random random(3);
  Jury jury;
  for (int i = 0; i < 2'000; ++i) {
    const Case input = random_case(random, {});
    const Verdict fault = jury.judge(input, sound_planner(), 1, names);
    ASSERT_FALSE(fault.has_value()) << fault->law << ": " << fault->message << '\n' << command_options(input);
  }
}

}  // namespace
}  // namespace relayout::proptest
