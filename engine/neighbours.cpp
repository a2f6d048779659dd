#include "relayout/engine/neighbours.hpp"

#include <algorithm>
#include <vector>

#include "relayout/engine/arena.hpp"
#include "relayout/engine/host_name.hpp"
#include "relayout/model/fingerprint.hpp"

namespace relayout::engine {
namespace {

// By rank: the lowest rank of its node.
std::vector<std::int32_t> nodes_of(Communicator& communicator) {
  Digest digest;
  digest.text(node_identity(process_environment()));
  const std::vector<std::int64_t> identities = communicator.gather(static_cast<std::int64_t>(digest.value()));
  std::vector<std::int32_t> nodes;
  for (const std::int64_t identity : identities) {
    const auto first = std::find(identities.begin(), identities.end(), identity);
    nodes.push_back(static_cast<std::int32_t>(first - identities.begin()));
  }
  return nodes;
}

std::int64_t count_distinct(std::vector<std::int32_t> nodes) {
  std::sort(nodes.begin(), nodes.end());
  return std::unique(nodes.begin(), nodes.end()) - nodes.begin();
}

// Empty where every rank of the communicator says nothing: they have to take the same way. Else why not, `mine` first.
std::string common_obstacle(Communicator& communicator, const std::string& mine) {
  const std::vector<std::int64_t> obstacles = communicator.gather(mine.empty() ? 0 : 1);
  const auto first = std::find(obstacles.begin(), obstacles.end(), 1);
  if (!mine.empty() || first == obstacles.end()) return mine;
  const auto rank = static_cast<std::int32_t>(first - obstacles.begin());
  return "the node of rank " + std::to_string(communicator.world_rank(rank)) + " has no windows";
}

}  // namespace

Neighbours find_neighbours(const std::shared_ptr<Communicator>& communicator, ExecutorKind asked) {
  if (asked == ExecutorKind::sendrecv) {
    return {.communicator = nullptr, .no_window = "sendrecv was asked for", .no_hybrid = "sendrecv was asked for"};
  }
  const std::vector<std::int32_t> nodes = nodes_of(*communicator);
  const std::int64_t node_count = count_distinct(nodes);
  if (node_count == 1 && asked != ExecutorKind::hybrid) {
    const std::string obstacle = common_obstacle(*communicator, no_window_reason(*communicator));
    return {.communicator = obstacle.empty() ? communicator : nullptr,
            .no_window = obstacle,
            .no_hybrid = obstacle.empty() ? "all ranks are on one node: window moves everything" : obstacle};
  }
  Neighbours neighbours;
  neighbours.no_window =
      node_count == 1 ? "hybrid was asked for" : "the ranks are on " + std::to_string(node_count) + " nodes";
  if (node_count == std::ssize(nodes)) {
    neighbours.no_hybrid = "no node has two ranks";
    return neighbours;
  }
  const std::int32_t node = nodes[static_cast<std::size_t>(communicator->place().rank)];
  neighbours.communicator = communicator->split(node);
  neighbours.no_hybrid = common_obstacle(*communicator, no_window_reason(*neighbours.communicator));
  if (!neighbours.no_hybrid.empty()) neighbours.communicator = nullptr;
  return neighbours;
}

}  // namespace relayout::engine
