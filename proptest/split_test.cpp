// The arithmetic of split.hpp, function by function, against chunks that are dealt out position by position.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "relayout/model/split.hpp"

namespace relayout::proptest {
namespace {

using Int = std::int64_t;

struct Scope {
  Split<Int> split;
  Assignment<Int> assignment;
};

// What follows from a scope by dealing.
struct Dealt {
  std::vector<Int> begin;  // of each chunk, and the end of the last
  std::vector<Int> rank;   // of each chunk
  std::vector<std::vector<Int>> held;
};

Int begin_of(const Split<Int>& split, Int chunk) {
  Int begin = 0;
  switch (split.rule) {
    case CutRule::width:
      for (Int before = 0; before < chunk; ++before) begin = std::min(begin + split.width, split.length);
      break;
    case CutRule::balanced:  // the number of positions p with (p + 1) * k <= c * L
      while ((begin + 1) * split.chunk_count <= chunk * split.length) ++begin;
      break;
    case CutRule::array_split:
      for (Int position = 0; position < split.length; ++position) begin += position % split.chunk_count < chunk ? 1 : 0;
      break;
  }
  return begin;
}

Dealt deal(const Scope& scope) {
  Dealt dealt;
  const Int n = scope.assignment.rank_count;
  dealt.held.resize(static_cast<std::size_t>(n));
  for (Int chunk = 0; chunk <= scope.split.chunk_count; ++chunk) dealt.begin.push_back(begin_of(scope.split, chunk));
  for (Int chunk = 0; chunk < scope.split.chunk_count; ++chunk) {
    const bool late = scope.assignment.rule == AssignmentRule::zigzag && chunk >= n;
    const Int rank = late ? n - 1 - (chunk - n) : chunk % n;
    dealt.rank.push_back(rank);
    dealt.held[static_cast<std::size_t>(rank)].push_back(chunk);
  }
  return dealt;
}

void expect_chunks(const Scope& scope, const Dealt& dealt) {
  for (Int chunk = 0; chunk <= scope.split.chunk_count; ++chunk) {
    ASSERT_EQ(cut(scope.split, chunk), dealt.begin[static_cast<std::size_t>(chunk)]);
  }
  for (Int chunk = 0; chunk < scope.split.chunk_count; ++chunk) {
    const auto at = static_cast<std::size_t>(chunk);
    ASSERT_EQ(chunk_length(scope.split, chunk), dealt.begin[at + 1] - dealt.begin[at]);
    ASSERT_EQ(rank_of_chunk(scope.assignment, chunk), dealt.rank[at]);
    const std::vector<Int>& held = dealt.held[static_cast<std::size_t>(dealt.rank[at])];
    const Int index = std::find(held.begin(), held.end(), chunk) - held.begin();
    ASSERT_EQ(held_index(scope.assignment, chunk), index);
    ASSERT_EQ(held_chunk(scope.assignment, HeldChunk<Int>{dealt.rank[at], index}), chunk);
  }
  const Int each = scope.assignment.rule == AssignmentRule::zigzag ? 2 : 1;
  Int turn = 0;
  for (Int rank = 0; rank < scope.assignment.rank_count; ++rank) turn += each;
  ASSERT_EQ(turn_chunks(scope.assignment), turn);
  for (Int rank = 0; rank < scope.assignment.rank_count; ++rank) {  // those that hold nothing, too
    ASSERT_EQ(held_count(scope.split, scope.assignment, rank), std::ssize(dealt.held[static_cast<std::size_t>(rank)]));
  }
}

void expect_rows(const Scope& scope, const Dealt& dealt) {
  std::vector<Int> rows(static_cast<std::size_t>(scope.assignment.rank_count), 0);
  for (Int position = 0; position < scope.split.length; ++position) {
    const Int chunk = std::upper_bound(dealt.begin.begin(), dealt.begin.end(), position) - dealt.begin.begin() - 1;
    const Int rank = dealt.rank[static_cast<std::size_t>(chunk)];
    const Int row = rows[static_cast<std::size_t>(rank)]++;
    ASSERT_EQ(chunk_of(scope.split, position), chunk);
    const RankRow<Int> place = row_of(scope.split, scope.assignment, position);
    ASSERT_EQ(place.rank, rank);
    ASSERT_EQ(place.row, row);
    ASSERT_EQ(rows_ahead(scope.split, scope.assignment, chunk),
              row - (position - dealt.begin[static_cast<std::size_t>(chunk)]));
    ASSERT_EQ(position_of(scope.split, scope.assignment, place), position);
  }
  for (Int rank = 0; rank < scope.assignment.rank_count; ++rank) {
    ASSERT_EQ(rank_length(scope.split, scope.assignment, rank), rows[static_cast<std::size_t>(rank)]);
  }
}

std::string name_of(const Scope& scope) {
  return "rule " + std::to_string(static_cast<int>(scope.split.rule)) + ", assignment " +
         std::to_string(static_cast<int>(scope.assignment.rule)) + ", length " + std::to_string(scope.split.length) +
         ", chunks " + std::to_string(scope.split.chunk_count) + ", width " + std::to_string(scope.split.width) +
         ", ranks " + std::to_string(scope.assignment.rank_count);
}

struct Stripes {
  Int length;
  Int width;
};

Int stripes_by_counting(const Stripes& of) {
  Int stripes = 0;
  while (stripes * of.width < of.length) ++stripes;
  return stripes;
}

TEST(Split, counts_stripes_that_cover_the_scope_and_no_more) {
  for (Int length = 0; length <= 30; ++length) {
    for (Int width = 1; width <= 32; ++width) {
      EXPECT_EQ(stripe_count(Split<Int>{CutRule::width, length, 0, width}), stripes_by_counting({length, width}));
    }
  }
}

// Every rule and assignment that go together, lengths to 30, to 5 ranks; stripes of every width.
std::vector<Scope> scopes() {
  std::vector<Scope> result;
  for (Int length = 0; length <= 30; ++length) {
    for (Int ranks = 1; ranks <= 5; ++ranks) {
      for (const AssignmentRule rule : {AssignmentRule::zigzag, AssignmentRule::cyclic}) {
        const Int chunks = rule == AssignmentRule::zigzag ? 2 * ranks : ranks;
        for (const CutRule cut_rule : {CutRule::balanced, CutRule::array_split}) {
          result.push_back({{cut_rule, length, chunks, 0}, {rule, ranks}});
        }
        for (Int width = 1; width <= length + 2; ++width) {
          const bool enough = chunks * width >= length;
          if (rule == AssignmentRule::zigzag && !enough) continue;
          const Int stripes = stripes_by_counting({length, width});
          result.push_back({{CutRule::width, length, enough ? chunks : stripes, width}, {rule, ranks}});
          if (rule == AssignmentRule::cyclic)
            result.push_back({{CutRule::width, length, stripes, width}, {rule, ranks}});
        }
      }
    }
  }
  return result;
}

TEST(Split, deals_chunks_and_rows_as_one_would_by_hand) {
  for (const Scope& scope : scopes()) {
    const Dealt dealt = deal(scope);
    expect_chunks(scope, dealt);
    expect_rows(scope, dealt);
    ASSERT_FALSE(testing::Test::HasFatalFailure()) << name_of(scope);
  }
}

TEST(Split, takes_the_least_width_that_covers_the_scope) {
  for (Int length = 0; length <= 30; ++length) {
    for (Int chunks = 1; chunks <= 10; ++chunks) {
      Int width = 1;
      while (width * chunks < length) ++width;
      EXPECT_EQ(ceil_width(Split<Int>{CutRule::width, length, chunks, 0}), width);
    }
  }
}

TEST(Split, has_one_width_where_all_ranks_have_as_many_rows) {
  for (Int rows = 0; rows <= 20; rows += 2) {
    EXPECT_EQ(even_width(Assignment<Int>{AssignmentRule::zigzag, 3}, rows), std::max(rows - rows / 2, Int(1)));
    EXPECT_EQ(even_width(Assignment<Int>{AssignmentRule::cyclic, 3}, rows), std::max(rows, Int(1)));
  }
}

TEST(Split, numbers_tp_shares_cp_rank_after_cp_rank) {
  for (Int count = 1; count <= 4; ++count) {
    const TpShares<Int> shares{count};
    Int rank = 0;
    for (Int cp_rank = 0; cp_rank < 3; ++cp_rank) {
      for (Int index = 0; index < count; ++index, ++rank) {
        EXPECT_EQ(rank_of_share(shares, TpShare<Int>{cp_rank, index}), rank);
        EXPECT_EQ(share_of_rank(shares, rank).cp_rank, cp_rank);
        EXPECT_EQ(share_of_rank(shares, rank).index, index);
      }
    }
  }
}

TEST(Split, gives_each_rank_its_part_of_rows_that_are_even) {
  for (Int each = 0; each < 5; ++each) {
    EXPECT_EQ(even_rank_rows(Assignment<Int>{AssignmentRule::zigzag, 3}, each + each + each), each);
  }
}

TEST(Integer, divides_as_one_would_by_counting) {
  for (Int dividend = 0; dividend <= 40; ++dividend) {
    for (Int divisor = 1; divisor <= 12; ++divisor) {
      Int floor = 0;
      while ((floor + 1) * divisor <= dividend) ++floor;
      EXPECT_EQ(floor_div(dividend, divisor), floor);
      EXPECT_EQ(floor_mod(dividend, divisor), dividend - floor * divisor);
      EXPECT_EQ(ceil_div(dividend, divisor), floor + (floor * divisor < dividend ? 1 : 0));
      EXPECT_EQ(round_up(dividend, divisor), (floor + (floor * divisor < dividend ? 1 : 0)) * divisor);
      EXPECT_EQ(at_most(dividend, divisor), std::min(dividend, divisor));
      EXPECT_EQ(at_least(dividend, divisor), std::max(dividend, divisor));
    }
  }
}

}  // namespace
}  // namespace relayout::proptest
