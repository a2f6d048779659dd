#include "relayout/model/cost/matching.hpp"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

namespace relayout {
namespace {

constexpr std::int64_t unreached = std::numeric_limits<std::int64_t>::max();

constexpr std::size_t index(std::int32_t vertex) { return static_cast<std::size_t>(vertex); }

// Grows a matching by one left after another. Between two steps: prices cover every edge; matched edges are tight;
// unmatched rights cost 0, and so do the lefts that were asked and stayed unmatched.
class Matcher {
 public:
  explicit Matcher(const MatchingProblem& problem)
      : edges_(problem.edges.begin(), problem.edges.end()),
        first_edge_(index(problem.left_count) + 1),
        left_of_(index(problem.right_count), -1),
        distance_(index(problem.right_count), unreached),
        reached_from_(index(problem.right_count), -1) {
    std::sort(edges_.begin(), edges_.end(), [](const MatchingEdge& a, const MatchingEdge& b) {
      return a.left != b.left ? a.left < b.left : a.right < b.right;
    });
    matching_.right_of.assign(index(problem.left_count), -1);
    matching_.left_prices.assign(index(problem.left_count), 0);
    matching_.right_prices.assign(index(problem.right_count), 0);
    for (const MatchingEdge& edge : edges_) {
      assert(edge.weight >= 0);
      ++first_edge_[index(edge.left) + 1];
      std::int64_t& price = matching_.left_prices[index(edge.left)];
      price = std::max(price, edge.weight);
    }
    for (std::size_t left = 1; left < first_edge_.size(); ++left) first_edge_[left] += first_edge_[left - 1];
  }

  Matching run(const std::function<bool()>& give_up) && {
    for (std::size_t left = 0; left < matching_.right_of.size(); ++left) {
      if (give_up && give_up()) break;
      augment(static_cast<std::int32_t>(left));
    }
    for (const std::int64_t price : matching_.left_prices) matching_.weight += price;
    for (const std::int64_t price : matching_.right_prices) matching_.weight += price;
    return std::move(matching_);
  }

 private:
  using Reached = std::pair<std::int64_t, std::int32_t>;  // distance, right

  // A path of edges leads from `start` to its end by way of matched lefts; its distance is what the matching loses
  // against the prices. It ends at an unmatched right, or at a left that goes without.
  void augment(std::int32_t start) {
    shortest_ = matching_.left_prices[index(start)];
    end_left_ = start;
    end_right_ = -1;
    scanned_.assign(1, {0, start});
    scan(scanned_.back());
    while (!queue_.empty() && queue_.top().first < shortest_) {
      const auto [distance, right] = queue_.top();
      queue_.pop();
      if (distance > distance_[index(right)]) continue;  // a shorter way was found since
      const std::int32_t left = left_of_[index(right)];
      if (distance + matching_.left_prices[index(left)] < shortest_) {
        shortest_ = distance + matching_.left_prices[index(left)];
        end_left_ = left;
        end_right_ = -1;
      }
      scanned_.push_back({distance, left});
      scan(scanned_.back());
    }
    change_prices();
    turn_path();
    for (const std::int32_t right : touched_) distance_[index(right)] = unreached;
    touched_.clear();
    queue_ = {};
  }

  struct ScannedLeft {
    std::int64_t distance;
    std::int32_t left;
  };

  void scan(const ScannedLeft& from) {
    const std::int64_t price = matching_.left_prices[index(from.left)];
    for (std::size_t i = first_edge_[index(from.left)]; i < first_edge_[index(from.left) + 1]; ++i) {
      const MatchingEdge& edge = edges_[i];
      const std::size_t right = index(edge.right);
      const std::int64_t distance = from.distance + price + matching_.right_prices[right] - edge.weight;
      if (distance >= shortest_ || distance >= distance_[right]) continue;
      if (distance_[right] == unreached) touched_.push_back(edge.right);
      distance_[right] = distance;
      reached_from_[right] = from.left;
      if (left_of_[right] < 0) {
        shortest_ = distance;
        end_right_ = edge.right;
      } else {
        queue_.push({distance, edge.right});
      }
    }
  }

  void change_prices() {
    for (const ScannedLeft& scanned : scanned_) {
      const std::int64_t change = shortest_ - scanned.distance;
      matching_.left_prices[index(scanned.left)] -= change;
      // All but the first were reached through the right they are matched to, at its distance.
      const std::int32_t right = matching_.right_of[index(scanned.left)];
      if (right >= 0) matching_.right_prices[index(right)] += change;
    }
  }

  // Matches each left of the path to the right it was reached for; the rights behind it move up.
  void turn_path() {
    std::int32_t right = end_right_;
    if (right < 0) right = std::exchange(matching_.right_of[index(end_left_)], -1);
    while (right >= 0) {
      const std::int32_t left = reached_from_[index(right)];
      left_of_[index(right)] = left;
      right = std::exchange(matching_.right_of[index(left)], right);
    }
  }

  std::vector<MatchingEdge> edges_;  // by left
  std::vector<std::size_t> first_edge_;
  std::vector<std::int32_t> left_of_;
  Matching matching_;

  // One search.
  std::vector<std::int64_t> distance_;  // by right
  std::vector<std::int32_t> reached_from_;
  std::vector<std::int32_t> touched_;
  std::vector<ScannedLeft> scanned_;
  std::priority_queue<Reached, std::vector<Reached>, std::greater<>> queue_;
  std::int64_t shortest_ = 0;
  std::int32_t end_left_ = -1;
  std::int32_t end_right_ = -1;  // -1: the path ends at end_left_
};

}  // namespace

Matching heaviest_matching(const MatchingProblem& problem) { return Matcher(problem).run(problem.give_up); }

}  // namespace relayout
