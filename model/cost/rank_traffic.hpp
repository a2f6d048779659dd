// Traffic by rank and by NVLink domain: what stays inside of a domain, and what must leave it.
//
//   ranks_per_domain 2      domain 0 = world ranks 0 1      domain 1 = world ranks 2 3
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "relayout/model/rank_program.hpp"
#include "relayout/model/traffic.hpp"

namespace relayout {

struct Flow {
  std::int64_t rows = 0;
  std::int64_t messages = 0;
  friend bool operator==(const Flow&, const Flow&) = default;
};

// One direction of a rank's traffic, by where the peers are.
struct Flows {
  Flow intra;  // in the rank's own domain
  Flow inter;
  [[nodiscard]] constexpr std::int64_t rows() const { return intra.rows + inter.rows; }
  [[nodiscard]] constexpr std::int64_t messages() const { return intra.messages + inter.messages; }
  friend bool operator==(const Flows&, const Flows&) = default;
};

struct RankTraffic {
  std::int32_t world_rank = 0;
  std::int64_t domain = 0;
  std::int64_t rows_kept = 0;
  Flows sent;
  Flows received;
  friend bool operator==(const RankTraffic&, const RankTraffic&) = default;
};

// Rows kept by ranks of the domain, exchanged among them, and exchanged with other domains.
struct DomainTraffic {
  std::int64_t domain = 0;
  std::int64_t rank_count = 0;
  std::int64_t rows_kept = 0;
  std::int64_t rows_intra = 0;
  std::int64_t rows_sent = 0;
  std::int64_t rows_received = 0;
  friend bool operator==(const DomainTraffic&, const DomainTraffic&) = default;
};

struct GroupTraffic {
  std::span<const PairTraffic> pairs;  // as pair_traffic gives them
  const Group& group;
  std::int64_t ranks_per_domain = 1;
};

// All ranks of the group, idle ones too, ascending by world rank. World rank w is in domain floor(w /
// ranks_per_domain). Requires: ranks_per_domain >= 1; pairs name ranks of the group. Cost: O(ranks + pairs log ranks).
// Ensures: sums over ranks are the traffic's: kept, sent and received rows, messages.
[[nodiscard]] std::vector<RankTraffic> rank_traffic(const GroupTraffic& traffic);

// Ascending by domain; domains without a rank of the group are left out. Cost: O(ranks).
[[nodiscard]] std::vector<DomainTraffic> domain_traffic(std::span<const RankTraffic> ranks);

// Adds the rows of `more` to those of `sum`; both sorted as pair_traffic sorts. Cost: O(pairs of both).
void add_pairs(std::vector<PairTraffic>& sum, std::span<const PairTraffic> more);

}  // namespace relayout
