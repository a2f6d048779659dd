// docs/fault-table.md is what the checks say today; every fault is refused, and the sound planner by no check.
#include "relayout/proptest/fault_table.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <sstream>

namespace relayout::proptest {
namespace {

TEST(fault_table, finds_nothing_against_the_sound_planner) {
  const Planner planner = sound_planner();
  for (const Check& check : checks()) EXPECT_FALSE(check.ask(planner).has_value()) << check.name;
}

TEST(fault_table, is_what_the_page_says_and_every_fault_is_refused) {
  const FaultTable table = fault_table(faults());
  std::cout << summary(table) << '\n';
  for (const FaultRow& row : table.rows) EXPECT_TRUE(row.smallest().has_value()) << row.fault->name;
  for (const std::size_t i : {std::size_t{2}, std::size_t{3}, table.rows.size() - 1}) {
    const FaultRow& row = table.rows[i];
    const auto searched = smallest_counterexample(row.fault->planner(), {});
    EXPECT_EQ(command_options(searched->input), command_options(row.smallest()->input)) << row.fault->name;
    EXPECT_EQ(searched->witness, row.smallest()->witness) << row.fault->name;
  }
  std::ifstream file(RELAYOUT_FAULT_TABLE);
  std::ostringstream page;
  page << file.rdbuf();
  EXPECT_EQ(page.str(), print(table)) << "run fault_table > docs/fault-table.md, and read what has changed";
}

}  // namespace
}  // namespace relayout::proptest
