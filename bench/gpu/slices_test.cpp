#include "relayout/bench/gpu/slices.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "relayout/engine/error.hpp"
#include "relayout/model/layout_text.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/traffic.hpp"

namespace relayout::bench {
namespace {

constexpr std::int64_t small = std::int64_t{1} << 20U;

std::int64_t rows_sent(const GpuCase& one, std::int32_t rank_count) {
  const CaseSides sides = sides_of(one, rank_count);
  return traffic(Plan::make(sides.source, sides.target).value().moves()).rows_sent;
}

TEST(slices, every_case_can_be_planned_by_two_to_eight_ranks_and_moves_something) {
  for (const std::int32_t rank_count : {2, 3, 4, 8}) {
    std::set<std::string> seen;
    for (const GpuCase& one : cases_of({.slices = slice_names(), .sizes = {small}, .row_bytes = 1024}, rank_count)) {
      seen.insert(one.slice);
      EXPECT_GT(rows_sent(one, rank_count), 0) << one.slice << ", " << pack_name(one) << ", " << one.source << " -> "
                                               << one.target << ", " << rank_count << " ranks";
    }
    const std::size_t without_tp = rank_count == 3 ? 1 : 0;
    EXPECT_EQ(seen.size(), slice_names().size() - without_tp) << rank_count << " ranks";
  }
}

TEST(slices, best_labels_send_two_thirds_of_one_long_sequence_over_four_ranks) {
  const auto cases = cases_of({.slices = {"relabelled"}, .sizes = {small}, .row_bytes = 1024, .packs = {"1 long"}}, 4);
  ASSERT_EQ(cases.size(), 4U);  // as is and best, forward and backward
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const bool best = cases[i].labels == Labels::best;
    EXPECT_EQ(rows_sent(cases[i], 4), best ? 2048 : 3072) << "case " << i;
  }
}

TEST(slices, a_row_of_the_tensors_slice_has_two_words_more) {
  const auto cases = cases_of({.slices = {"tensors"}}, 2);
  ASSERT_FALSE(cases.empty());
  for (const GpuCase& one : cases) EXPECT_EQ(bytes_a_row(one), one.row_bytes + 16);
}

TEST(slices, rooms_hold_what_padding_adds) {
  for (const std::int32_t rank_count : {2, 4, 8}) {
    for (const GpuCase& one : cases_of({.slices = slice_names()}, rank_count)) {
      if (one.local_bytes > 64 * small) continue;  // the smaller the buffer, the larger the share of padding
      const CaseSides sides = sides_of(one, rank_count);
      for (const Placement* side : {&sides.source, &sides.target}) {
        const std::vector<std::int64_t> rows = side->row_counts();
        const std::int64_t most = *std::max_element(rows.begin(), rows.end());
        EXPECT_LE(most * bytes_a_row(one), room_for(one.local_bytes)) << one.slice << ", " << pack_name(one);
      }
    }
  }
}

TEST(slices, a_pair_without_an_arrow_is_refused) {
  EXPECT_THROW((void)cases_of({.pairs = {"zigzag"}}, 2), engine::EngineError);
}

}  // namespace
}  // namespace relayout::bench
