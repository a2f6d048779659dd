#include "relayout/model/report/routes_of.hpp"

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>
#include <vector>

#include "relayout/model/rank_program.hpp"

namespace relayout::report {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

// Rows of one side in buffer order: first all of peer 0, then all of peer 1, ..; `next` is where each peer goes on.
struct RowList {
  std::vector<std::int64_t> rows;
  std::vector<std::int64_t> next;

  explicit RowList(const std::vector<std::int64_t>& splits) : next(splits.size()) {
    std::exclusive_scan(splits.begin(), splits.end(), next.begin(), std::int64_t{0});
    rows.resize(at(std::accumulate(splits.begin(), splits.end(), std::int64_t{0})));
  }
  void put(std::size_t peer, std::int64_t row, std::int64_t count) {
    const auto begin = rows.begin() + next[peer];
    std::iota(begin, begin + count, row);
    next[peer] += count;
  }
};

std::optional<std::vector<std::int64_t>> null_where_counting(std::vector<std::int64_t> rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] != static_cast<std::int64_t>(i)) {
      return rows;
    }
  }
  return std::nullopt;
}

// What the plan says of a group's ranks, by index in the group.
Routes with_splits(const Plan& plan, const Group& group) {
  Routes routes;
  routes.ranks.resize(at(group.size()));
  for (std::int32_t index = 0; index < group.size(); ++index) {
    RankRoutes& rank = routes.ranks[at(index)];
    const auto source = plan.source().layout().rank_of_world(group.world_rank(index));
    const auto target = plan.target().layout().rank_of_world(group.world_rank(index));
    rank.rank = group.world_rank(index);
    rank.source_row_count = source ? plan.source_row_counts()[at(*source)] : 0;
    rank.target_row_count = target ? plan.target_row_counts()[at(*target)] : 0;
    rank.send_splits.resize(at(group.size()));
    rank.receive_splits.resize(at(group.size()));
  }
  for (const Move& move : plan.moves()) {
    const std::size_t source = at(group.index_of(move.source_rank));
    const std::size_t target = at(group.index_of(move.target_rank));
    routes.ranks[source].send_splits[target] += move.count;
    routes.ranks[target].receive_splits[source] += move.count;
  }
  return routes;
}

}  // namespace

Routes routes_of(const Plan& plan) {
  const Group group(plan.source().layout(), plan.target().layout());
  Routes routes = with_splits(plan, group);
  std::vector<RowList> sends;
  std::vector<RowList> receives;
  for (const RankRoutes& rank : routes.ranks) {
    sends.emplace_back(rank.send_splits);
    receives.emplace_back(rank.receive_splits);
  }
  for (const Move& move : plan.moves()) {
    const std::size_t source = at(group.index_of(move.source_rank));
    const std::size_t target = at(group.index_of(move.target_rank));
    sends[source].put(target, move.source_row, move.count);
    receives[target].put(source, move.target_row, move.count);
  }
  for (std::size_t index = 0; index < routes.ranks.size(); ++index) {
    routes.ranks[index].send_rows = null_where_counting(std::move(sends[index].rows));
    routes.ranks[index].receive_rows = null_where_counting(std::move(receives[index].rows));
  }
  return routes;
}

}  // namespace relayout::report
