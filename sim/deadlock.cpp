#include "relayout/sim/deadlock.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace relayout::sim {
namespace {

using WaitPath = std::vector<const Wait*>;  // each wait is for the rank of the next one

std::size_t index(std::int32_t rank) { return static_cast<std::size_t>(rank); }

class Explainer {
 public:
  explicit Explainer(const Standstill& standstill)
      : standstill_(standstill), begin_(standstill.states.size() + 1, standstill.waits.size()) {
    for (std::size_t at = standstill.waits.size(); at > 0; --at) begin_[index(standstill.waits[at - 1].rank)] = at - 1;
    for (std::size_t rank = begin_.size() - 1; rank > 0; --rank)
      begin_[rank - 1] = std::min(begin_[rank - 1], begin_[rank]);
  }

  // From the lowest rank that waits, over others or not, for a rank in state `wanted`: the shortest such chain.
  [[nodiscard]] WaitPath chain_to(RankState wanted) const {
    const std::vector<const Wait*> next = next_towards(wanted);
    WaitPath path;
    for (const Wait* wait : next) {
      if (wait == nullptr) continue;
      for (; wait != nullptr; wait = next[index(wait->operation.peer)]) path.push_back(wait);
      break;
    }
    return path;
  }

  // Depth first; a rank met again on the way down closes a cycle. It begins with its lowest rank.
  [[nodiscard]] WaitPath cycle() const {
    std::vector<bool> seen(standstill_.states.size(), false);
    std::vector<bool> on_path(standstill_.states.size(), false);
    for (const Wait& start : standstill_.waits) {
      if (seen[index(start.rank)]) continue;
      std::vector<std::size_t> cursors = {begin_[index(start.rank)]};
      std::vector<std::int32_t> ranks = {start.rank};
      seen[index(start.rank)] = on_path[index(start.rank)] = true;
      while (!ranks.empty()) {
        if (cursors.back() == begin_[index(ranks.back()) + 1]) {
          on_path[index(ranks.back())] = false;
          ranks.pop_back();
          cursors.pop_back();
          continue;
        }
        const std::int32_t peer = standstill_.waits[cursors.back()++].operation.peer;
        if (on_path[index(peer)]) return closed(ranks, cursors, peer);
        if (seen[index(peer)]) continue;
        seen[index(peer)] = on_path[index(peer)] = true;
        ranks.push_back(peer);
        cursors.push_back(begin_[index(peer)]);
      }
    }
    return {};
  }

 private:
  // For each rank its wait on a shortest way to a rank in state `wanted`; null where there is none. Breadth first from
  // there, against the waits.
  [[nodiscard]] std::vector<const Wait*> next_towards(RankState wanted) const {
    std::vector<const Wait*> by_peer;
    for (const Wait& wait : standstill_.waits) by_peer.push_back(&wait);
    std::stable_sort(by_peer.begin(), by_peer.end(),
                     [](const Wait* a, const Wait* b) { return a->operation.peer < b->operation.peer; });
    std::vector<const Wait*> next(standstill_.states.size(), nullptr);
    std::vector<std::int32_t> reached;
    for (std::size_t rank = 0; rank < standstill_.states.size(); ++rank) {
      if (standstill_.states[rank] == wanted) reached.push_back(static_cast<std::int32_t>(rank));
    }
    for (std::size_t at = 0; at < reached.size(); ++at) {
      const std::int32_t peer = reached[at];
      auto wait = std::lower_bound(by_peer.begin(), by_peer.end(), peer,
                                   [](const Wait* one, std::int32_t key) { return one->operation.peer < key; });
      for (; wait != by_peer.end() && (*wait)->operation.peer == peer; ++wait) {
        if (next[index((*wait)->rank)] != nullptr) continue;
        next[index((*wait)->rank)] = *wait;
        reached.push_back((*wait)->rank);
      }
    }
    return next;
  }

  [[nodiscard]] WaitPath closed(const std::vector<std::int32_t>& ranks, const std::vector<std::size_t>& cursors,
                                std::int32_t peer) const {
    WaitPath path;
    const auto first = std::find(ranks.begin(), ranks.end(), peer) - ranks.begin();
    for (auto at = static_cast<std::size_t>(first); at < ranks.size(); ++at) {
      path.push_back(&standstill_.waits[cursors[at] - 1]);
    }
    const auto lowest =
        std::min_element(path.begin(), path.end(), [](const Wait* a, const Wait* b) { return a->rank < b->rank; });
    std::rotate(path.begin(), lowest, path.end());
    return path;
  }

  const Standstill& standstill_;
  std::vector<std::size_t> begin_;  // of each rank's waits
};

constexpr std::size_t shown_at_each_end = 8;

std::string print(const Standstill& standstill, const Wait& wait) {
  const bool sends = wait.operation.kind == OperationKind::send;
  return "rank " + std::to_string(standstill.world_rank[index(wait.rank)]) +
         (sends ? " waits to send to " : " waits to receive from ") +
         std::to_string(standstill.world_rank[index(wait.operation.peer)]);
}

// The ranks of a path in words; a long one without its middle.
std::vector<std::string> lines(const Standstill& standstill, const WaitPath& path) {
  std::vector<std::string> result;
  for (std::size_t at = 0; at < path.size(); ++at) {
    if (at == shown_at_each_end && path.size() > 2 * shown_at_each_end) {
      at = path.size() - shown_at_each_end;
      result.push_back(std::to_string(at - shown_at_each_end) + " more");
    }
    result.push_back(print(standstill, *path[at]));
  }
  return result;
}

// What everybody waits for in the end.
struct Impasse {
  enum class Kind : std::uint8_t { dead, cycle, ended };
  Kind kind = Kind::cycle;
  WaitPath path;
};

Impasse impasse_of(const Standstill& standstill) {
  const Explainer explainer(standstill);
  WaitPath to_dead = explainer.chain_to(RankState::dead);
  if (!to_dead.empty()) return {Impasse::Kind::dead, std::move(to_dead)};
  WaitPath cycle = explainer.cycle();
  if (!cycle.empty()) return {Impasse::Kind::cycle, std::move(cycle)};
  return {Impasse::Kind::ended, explainer.chain_to(RankState::ended)};
}

std::string last_rank(const Standstill& standstill, const WaitPath& path) {
  return "rank " + std::to_string(standstill.world_rank[index(path.back()->operation.peer)]);
}

}  // namespace

Verdict explain(const Standstill& standstill) {
  const std::span<const RankState> states = standstill.states;
  const auto count = [&states](RankState state) { return std::count(states.begin(), states.end(), state); };
  const auto waiting = count(RankState::waiting);
  const auto lonely = std::find(states.begin(), states.end(), RankState::dead);
  if (waiting == 0 && lonely == states.end()) return std::nullopt;
  if (waiting == 0) {
    return make_witness("progress", "rank ", standstill.world_rank[static_cast<std::size_t>(lonely - states.begin())],
                        " is dead; nobody waits for it");
  }
  const Impasse impasse = impasse_of(standstill);
  std::string text;
  for (const std::string& line : lines(standstill, impasse.path)) text += (text.empty() ? "" : " -> ") + line;
  const bool cycle = impasse.kind == Impasse::Kind::cycle;
  if (!cycle) {
    text += " -> " + last_rank(standstill, impasse.path) +
            (impasse.kind == Impasse::Kind::dead ? ", which is dead" : ", which has ended");
  }
  return make_witness("progress", "no rank can go on, ", waiting, " of ", states.size(), " wait; ",
                      cycle ? "cycle: " : "chain: ", text);
}

std::string draw(const Standstill& standstill) {
  if (standstill.waits.empty()) return "";
  const Impasse impasse = impasse_of(standstill);
  const std::vector<std::string> waits = lines(standstill, impasse.path);
  const bool cycle = impasse.kind == Impasse::Kind::cycle;
  std::string picture;
  for (std::size_t at = 0; at < waits.size(); ++at) {
    const char* const edge = !cycle ? "    " : at == 0 ? "┌─> " : at + 1 == waits.size() ? "└── " : "│   ";
    picture += edge + waits[at] + '\n';
  }
  if (cycle) return picture;
  return picture + "    " + last_rank(standstill, impasse.path) +
         (impasse.kind == Impasse::Kind::dead ? " is dead\n" : " has ended\n");
}

}  // namespace relayout::sim
