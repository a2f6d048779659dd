#include "relayout/sim/explore.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace relayout::sim {
namespace {

using Actions = std::vector<Action>;

bool contains(const Actions& actions, const Action& action) {
  return std::find(actions.begin(), actions.end(), action) != actions.end();
}

// A state on the way of the current run. `sleep` is what need not be done next, since all that follows it was tried by
// an earlier branch and nothing done since shares a rank with it.
struct Node {
  Actions options;
  Actions sleep;
  std::size_t chosen = 0;
};

// Walks the tree of choices, one run at a time.
class DepthFirstChooser final : public Chooser {
 public:
  explicit DepthFirstChooser(const ExploreOptions& options) : reduction_(options.reduction), stop_(options.stop) {}

  // A run that is asked to stop has other options than before, and is followed no further.
  std::optional<std::size_t> choose(std::span<const Action> options) override {
    if (stop_ && stop_()) return std::nullopt;
    if (depth_ < path_.size()) {
      const Node& node = path_[depth_++];
      assert(std::equal(node.options.begin(), node.options.end(), options.begin(), options.end()));
      return node.chosen;
    }
    Node node{.options = {options.begin(), options.end()}, .sleep = inherited_sleep()};
    const auto first = next_branch(node, 0);
    abandoned_ = !first;
    if (abandoned_) return std::nullopt;
    node.chosen = *first;
    path_.push_back(std::move(node));
    ++depth_;
    return path_.back().chosen;
  }

  // To the next run; false where there is none.
  bool advance() {
    depth_ = 0;
    abandoned_ = false;
    for (; !path_.empty(); path_.pop_back()) {
      Node& node = path_.back();
      if (reduction_ == Reduction::sleep_sets) node.sleep.push_back(node.options[node.chosen]);
      if (const auto next = next_branch(node, node.chosen + 1)) {
        node.chosen = *next;
        return true;
      }
    }
    return false;
  }

  [[nodiscard]] bool abandoned() const { return abandoned_; }

  [[nodiscard]] Deviations deviations() const {
    Deviations result;
    for (std::size_t step = 0; step < path_.size(); ++step) {
      if (path_[step].chosen != 0)
        result[static_cast<std::int64_t>(step)] = static_cast<std::int64_t>(path_[step].chosen);
    }
    return result;
  }

 private:
  [[nodiscard]] Actions inherited_sleep() const {
    Actions sleep;
    if (reduction_ != Reduction::sleep_sets || path_.empty()) return sleep;
    const Node& parent = path_.back();
    for (const Action& action : parent.sleep) {
      if (!share_a_rank(action, parent.options[parent.chosen])) sleep.push_back(action);
    }
    return sleep;
  }

  [[nodiscard]] std::optional<std::size_t> next_branch(const Node& node, std::size_t from) const {
    const auto is_step = [](const Action& action) { return action.kind == ActionKind::resume; };
    const auto step = std::find_if(node.options.begin(), node.options.end(), is_step);
    if (reduction_ != Reduction::none && step != node.options.end()) {
      const auto only = static_cast<std::size_t>(step - node.options.begin());
      return from == 0 ? std::optional(only) : std::nullopt;
    }
    for (std::size_t option = from; option < node.options.size(); ++option) {
      if (!contains(node.sleep, node.options[option])) return option;
    }
    return std::nullopt;
  }

  const Reduction reduction_;
  const std::function<bool()>& stop_;
  std::vector<Node> path_;
  std::size_t depth_ = 0;
  bool abandoned_ = false;
};

void count(Exploration& found, std::string text, const std::function<Deviations()>& deviations) {
  ++found.schedules;
  const auto known = std::find_if(found.outcomes.begin(), found.outcomes.end(),
                                  [&text](const Outcome& outcome) { return outcome.text == text; });
  if (known != found.outcomes.end()) {
    ++known->schedules;
  } else {
    found.outcomes.push_back({.text = std::move(text), .schedules = 1, .first = deviations()});
  }
}

// Passes a chooser's choices on, and remembers them.
class Recorder final : public Chooser {
 public:
  explicit Recorder(Chooser& inner) : inner_(inner) {}

  std::optional<std::size_t> choose(std::span<const Action> options) override {
    const auto chosen = inner_.choose(options);
    if (chosen && *chosen != 0) deviations_[step_] = static_cast<std::int64_t>(*chosen);
    ++step_;
    return chosen;
  }
  [[nodiscard]] const Deviations& deviations() const { return deviations_; }

 private:
  Chooser& inner_;
  Deviations deviations_;
  std::int64_t step_ = 0;
};

}  // namespace

Exploration explore(const Run& run, const ExploreOptions& options) {
  Exploration found;
  DepthFirstChooser chooser(options);
  do {
    if (found.schedules >= options.most_schedules) return found;
    std::string text = run(chooser);
    if (options.stop && options.stop()) return found;
    if (chooser.abandoned()) {
      ++found.abandoned;
    } else {
      count(found, std::move(text), [&chooser] { return chooser.deviations(); });
    }
  } while (chooser.advance());
  found.complete = true;
  return found;
}

Exploration sample(const Run& run, const MakeChooser& next, const ExploreOptions& options) {
  Exploration found;
  while (found.schedules < options.most_schedules) {
    const std::unique_ptr<Chooser> chooser = next(found.schedules);
    Recorder recorder(*chooser);
    std::string text = run(recorder);
    if (options.stop && options.stop()) return found;
    count(found, std::move(text), [&recorder] { return recorder.deviations(); });
  }
  return found;
}

Deviations shrink(const Deviations& found, const std::function<bool(const Deviations&)>& fails) {
  if (fails({})) return {};
  Deviations smallest = found;
  const auto takes = [&](const Deviations& candidate) {
    const bool better = fails(candidate);
    if (better) smallest = candidate;
    return better;
  };
  // Long stretches first, then shorter ones, down to single deviations, until none can go.
  for (std::size_t length = (smallest.size() + 1) / 2; length > 0;) {
    bool shorter = false;
    for (std::size_t begin = 0; begin < smallest.size();) {
      Deviations candidate = smallest;
      const auto first = std::next(candidate.begin(), static_cast<std::ptrdiff_t>(begin));
      const std::size_t end = std::min(begin + length, smallest.size());
      candidate.erase(first, std::next(candidate.begin(), static_cast<std::ptrdiff_t>(end)));
      if (takes(candidate)) {
        shorter = true;
      } else {
        begin += length;
      }
    }
    if (length > 1) {
      length = (length + 1) / 2;
    } else if (!shorter) {
      length = 0;
    }
  }
  for (const auto& [step, option] : Deviations(smallest)) {
    for (std::int64_t lower = 1; lower < option; ++lower) {
      Deviations candidate = smallest;
      candidate[step] = lower;
      if (takes(candidate)) break;
    }
  }
  return smallest;
}

}  // namespace relayout::sim
