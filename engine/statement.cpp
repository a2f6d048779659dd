#include "relayout/engine/statement.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace relayout::engine {

std::vector<std::int32_t> odd_ranks(const std::vector<Statement>& statements) {
  using Said = std::pair<std::uint64_t, std::uint64_t>;
  std::map<Said, int> votes;
  for (const Statement& statement : statements) ++votes[{statement.fingerprint, statement.call}];
  Said most{};
  int best = 0;
  for (const Statement& statement : statements) {  // in their order, so that the first wins a tie
    const Said said{statement.fingerprint, statement.call};
    if (votes[said] > best) std::tie(best, most) = std::pair(votes[said], said);
  }
  std::vector<std::int32_t> odd;
  for (const Statement& statement : statements) {
    if (Said{statement.fingerprint, statement.call} != most) odd.push_back(statement.world_rank);
  }
  std::sort(odd.begin(), odd.end());
  return odd;
}

}  // namespace relayout::engine
