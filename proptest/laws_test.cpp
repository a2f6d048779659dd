// The laws, one property each, on random cases: RC_PARAMS="seed=.. max_success=.." sets how many and which.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "relayout/proptest/fault/planner.hpp"
#include "relayout/proptest/generate/generate.hpp"
#include "relayout/proptest/law.hpp"
#include "relayout/proptest/trial.hpp"

namespace relayout::proptest {
namespace {

const Planner& planner() {
  static const Planner sound = sound_planner();
  return sound;
}

template <std::size_t law>
Verdict by_law(const Trial& trial) {
  return laws()[law].judge(trial.input, planner(), trial.seed);
}

RC_GTEST_PROP(Partition, every_token_has_exactly_one_owner_place, (const Trial& trial)) { demand(trial, by_law<0>); }

RC_GTEST_PROP(Join, every_token_moves_once_from_its_source_place_to_its_target_place, (const Trial& trial)) {
  demand(trial, by_law<1>);
}

RC_GTEST_PROP(Inverse, backward_is_forward_turned_round_and_brings_every_row_back, (const Trial& trial)) {
  demand(trial, by_law<2>);
}

RC_GTEST_PROP(Adjoint, products_with_random_rows_agree_exactly, (const Trial& trial)) { demand(trial, by_law<3>); }

RC_GTEST_PROP(Composition, by_way_of_a_third_layout_every_row_arrives_as_directly, (const Trial& trial)) {
  demand(trial, by_law<4>);
}

RC_GTEST_PROP(Identity, from_a_layout_to_itself_nothing_moves, (const Trial& trial)) { demand(trial, by_law<5>); }

RC_GTEST_PROP(Agreement, programs_built_alone_name_the_same_runs_at_both_ends, (const Trial& trial)) {
  demand(trial, by_law<6>);
}

RC_GTEST_PROP(Progress, every_rank_ends_under_rendezvous_and_any_schedule, (const Trial& trial)) {
  demand(trial, by_law<7>);
}

RC_GTEST_PROP(Bound, nothing_is_sent_that_could_stay, (const Trial& trial)) { demand(trial, by_law<8>); }

RC_GTEST_PROP(Relabelling, renaming_the_ranks_renames_the_plan_and_nothing_else, (const Trial& trial)) {
  demand(trial, by_law<9>);
}

RC_GTEST_PROP(Views, metadata_names_exactly_the_tokens_that_are_there, (const Trial& trial)) {
  demand(trial, by_law<10>);
}

RC_GTEST_PROP(Oracle, agrees_with_the_planner_row_by_row, (const Trial& trial)) {
  demand(trial, [](const Trial& each) { return judge_against_oracle(each.input, planner()); });
}

TEST(Laws, are_eleven_and_found_by_name) {
  ASSERT_EQ(laws().size(), 11U);
  for (const Law& law : laws()) {
    EXPECT_EQ(find_law(law.name), &law);
    EXPECT_FALSE(law.sentence.empty());
  }
  EXPECT_EQ(find_law("gravity"), nullptr);
}

TEST(Laws, all_together_hold_of_the_sound_planner) {
  Random random(41);
  for (int i = 0; i < 300; ++i) {
    const Case input = random_case(random, {});
    const Verdict fault = judge(input, planner(), random.bits());
    EXPECT_FALSE(fault.has_value()) << fault->law << ": " << fault->message << "\n" << command_options(input);
  }
}

}  // namespace
}  // namespace relayout::proptest
