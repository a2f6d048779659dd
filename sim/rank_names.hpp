// World ranks of a simulation and their indices 0, 1, ..
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace relayout::sim {

// Invariant: world ranks ascend strictly.
class RankNames {
 public:
  explicit RankNames(std::vector<std::int32_t> ascending) : world_(std::move(ascending)) {}

  [[nodiscard]] std::int32_t size() const { return static_cast<std::int32_t>(world_.size()); }
  [[nodiscard]] std::int32_t world_rank(std::int32_t index) const { return world_[static_cast<std::size_t>(index)]; }
  [[nodiscard]] std::span<const std::int32_t> all() const { return world_; }

  // Cost: O(1) where world ranks are 0, 1, ..; else O(log ranks).
  [[nodiscard]] std::optional<std::int32_t> index_of(std::int32_t world_rank) const {
    if (0 <= world_rank && world_rank < size() && world_[static_cast<std::size_t>(world_rank)] == world_rank) {
      return world_rank;
    }
    const auto found = std::lower_bound(world_.begin(), world_.end(), world_rank);
    if (found == world_.end() || *found != world_rank) return std::nullopt;
    return static_cast<std::int32_t>(found - world_.begin());
  }

 private:
  std::vector<std::int32_t> world_;
};

}  // namespace relayout::sim
