#include "relayout/model/cost/rank_traffic.hpp"

#include <cstddef>
#include <tuple>
#include <utility>

#include "relayout/model/integer.hpp"

namespace relayout {
namespace {

void count(Flow& flow, const PairTraffic& pair) {
  flow.rows += pair.rows;
  ++flow.messages;
}

}  // namespace

std::vector<RankTraffic> rank_traffic(const GroupTraffic& traffic) {
  std::vector<RankTraffic> ranks(static_cast<std::size_t>(traffic.group.size()));
  for (std::int32_t i = 0; i < traffic.group.size(); ++i) {
    RankTraffic& rank = ranks[static_cast<std::size_t>(i)];
    rank.world_rank = traffic.group.world_rank(i);
    rank.domain = floor_div(rank.world_rank, traffic.ranks_per_domain);
  }
  for (const PairTraffic& pair : traffic.pairs) {
    RankTraffic& source = ranks[static_cast<std::size_t>(traffic.group.index_of(pair.source_rank))];
    RankTraffic& target = ranks[static_cast<std::size_t>(traffic.group.index_of(pair.target_rank))];
    if (pair.source_rank == pair.target_rank) {
      source.rows_kept += pair.rows;
      continue;
    }
    const bool same_domain = source.domain == target.domain;
    count(same_domain ? source.sent.intra : source.sent.inter, pair);
    count(same_domain ? target.received.intra : target.received.inter, pair);
  }
  return ranks;
}

std::vector<DomainTraffic> domain_traffic(std::span<const RankTraffic> ranks) {
  std::vector<DomainTraffic> domains;
  for (const RankTraffic& rank : ranks) {
    if (domains.empty() || domains.back().domain != rank.domain) {
      domains.emplace_back();
      domains.back().domain = rank.domain;
    }
    DomainTraffic& domain = domains.back();
    ++domain.rank_count;
    domain.rows_kept += rank.rows_kept;
    domain.rows_intra += rank.sent.intra.rows;
    domain.rows_sent += rank.sent.inter.rows;
    domain.rows_received += rank.received.inter.rows;
  }
  return domains;
}

void add_pairs(std::vector<PairTraffic>& sum, std::span<const PairTraffic> more) {
  const auto key = [](const PairTraffic& pair) { return std::tie(pair.source_rank, pair.target_rank); };
  std::vector<PairTraffic> merged;
  merged.reserve(sum.size() + more.size());
  auto next = more.begin();
  for (const PairTraffic& pair : sum) {
    for (; next != more.end() && key(*next) < key(pair); ++next) merged.push_back(*next);
    merged.push_back(pair);
    if (next != more.end() && key(*next) == key(pair)) merged.back().rows += (next++)->rows;
  }
  merged.insert(merged.end(), next, more.end());
  sum = std::move(merged);
}

}  // namespace relayout
