#include "relayout/model/cost/estimate.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace relayout {
namespace {

// What one rank has on one link; a link carries both ways at once, and the busier one counts.
struct Load {
  std::int64_t rows = 0;
  std::int64_t messages = 0;
};

struct Loads {
  Load intra;
  Load inter;
};

Loads loads_of(const RankTraffic& rank) {
  const auto busier = [](const Flow& sent, const Flow& received) -> Load {
    return {std::max(sent.rows, received.rows), std::max(sent.messages, received.messages)};
  };
  return {busier(rank.sent.intra, rank.received.intra), busier(rank.sent.inter, rank.received.inter)};
}

std::int64_t rows_held(const RankTraffic& rank) { return rank.rows_kept + rank.sent.rows(); }
std::int64_t rows_wanted(const RankTraffic& rank) { return rank.rows_kept + rank.received.rows(); }

// A rank's domain and group.
struct Surroundings {
  std::int64_t domain_rows = 0;
  std::int64_t group_rows = 0;
  std::int64_t domain_ranks = 0;
  std::int64_t group_ranks = 0;

  [[nodiscard]] std::int64_t domain_peers() const { return domain_ranks - 1; }
  [[nodiscard]] std::int64_t far_peers() const { return group_ranks - domain_ranks; }
};

class Estimator {
 public:
  Estimator(const Machine& machine, const RowSize& size) : machine_(machine), size_(size) {}

  [[nodiscard]] Estimate of(const RankTraffic& rank, const Surroundings& around) const {
    return {.bound_ns = bound_ns(rank),
            .window_ns = window_ns(rank),
            .all_to_all_v_ns = exchange_ns(loads_of(rank)) + copy_ns(rows_held(rank)) + copy_ns(rows_wanted(rank)),
            .all_gather_ns = all_gather_ns(rank, around),
            .headwise_ns = headwise_ns(rank, around)};
  }

 private:
  [[nodiscard]] std::int64_t bound_ns(const RankTraffic& rank) const {
    const Loads loads = loads_of(rank);
    return std::max({transfer_ns(bytes(loads.intra.rows), machine_.intra.speed),
                     transfer_ns(bytes(loads.inter.rows), machine_.inter.speed), copy_ns(rank.rows_kept)});
  }

  [[nodiscard]] std::int64_t window_ns(const RankTraffic& rank) const {
    const Loads loads = loads_of(rank);
    const std::int64_t stores = link_ns(machine_.window, machine_.intra, loads.intra);
    const std::int64_t kernel = machine_.window.call_ns + std::max(stores, copy_ns(rank.rows_kept));
    return loads.inter.messages == 0 ? kernel : std::max(kernel, exchange_ns({.intra = {}, .inter = loads.inter}));
  }

  // A rank receives the rows of all others, and sends its own once at least, as in a ring.
  [[nodiscard]] std::int64_t all_gather_ns(const RankTraffic& rank, const Surroundings& around) const {
    const auto load = [&](std::int64_t received, std::int64_t peers) -> Load {
      return peers == 0 ? Load{} : Load{std::max(received, rows_held(rank)), peers};
    };
    return exchange_ns({.intra = load(around.domain_rows - rows_held(rank), around.domain_peers()),
                        .inter = load(around.group_rows - around.domain_rows, around.far_peers())}) +
           copy_ns(rows_wanted(rank));
  }

  // A rank gives each other one an equal share of its rows' heads, packed before and unpacked behind.
  [[nodiscard]] std::int64_t headwise_ns(const RankTraffic& rank, const Surroundings& around) const {
    const std::int64_t rows = rows_held(rank) * size_.headwise_multiplier;
    const std::int64_t share = ceil_div(rows, around.group_ranks);
    return exchange_ns({.intra = {share * around.domain_peers(), around.domain_peers()},
                        .inter = {share * around.far_peers(), around.far_peers()}}) +
           2 * copy_ns(rows);
  }

  [[nodiscard]] std::int64_t bytes(std::int64_t rows) const { return rows * size_.row_bytes; }
  [[nodiscard]] std::int64_t copy_ns(std::int64_t rows) const { return transfer_ns(bytes(rows), machine_.copy); }

  [[nodiscard]] std::int64_t link_ns(const Method& method, const Link& link, const Load& load) const {
    if (load.messages == 0) return 0;
    return link.latency_ns + load.messages * method.message_ns + transfer_ns(bytes(load.rows), method.speed_on(link));
  }

  // One call of NCCL: both links at once, the messages of each one after another.
  [[nodiscard]] std::int64_t exchange_ns(const Loads& loads) const {
    const Method& method = machine_.collective;
    return method.call_ns +
           std::max(link_ns(method, machine_.intra, loads.intra), link_ns(method, machine_.inter, loads.inter));
  }

  const Machine& machine_;
  const RowSize& size_;
};

void keep_slower(Estimate& slowest, const Estimate& estimate) {
  for (const auto time : {&Estimate::bound_ns, &Estimate::window_ns, &Estimate::all_to_all_v_ns,
                          &Estimate::all_gather_ns, &Estimate::headwise_ns}) {
    slowest.*time = std::max(slowest.*time, estimate.*time);
  }
}

}  // namespace

Estimate& Estimate::operator+=(const Estimate& more) {
  bound_ns += more.bound_ns;
  window_ns += more.window_ns;
  all_to_all_v_ns += more.all_to_all_v_ns;
  all_gather_ns += more.all_gather_ns;
  headwise_ns += more.headwise_ns;
  return *this;
}

Estimate estimate(std::span<const RankTraffic> ranks, const Machine& machine, const RowSize& size) {
  const Estimator estimator(machine, size);
  Surroundings around{.group_ranks = std::ssize(ranks)};
  for (const RankTraffic& rank : ranks) around.group_rows += rows_held(rank);
  Estimate slowest;
  for (std::size_t begin = 0, end = 0; begin < ranks.size(); begin = end) {
    around.domain_rows = 0;
    while (end < ranks.size() && ranks[end].domain == ranks[begin].domain)
      around.domain_rows += rows_held(ranks[end++]);
    around.domain_ranks = static_cast<std::int64_t>(end - begin);
    for (const RankTraffic& rank : ranks.subspan(begin, end - begin)) keep_slower(slowest, estimator.of(rank, around));
  }
  return slowest;
}

}  // namespace relayout
