#include <unordered_map>
#include <utility>
#include <vector>

#include "relayout/sim/chooser.hpp"
#include "relayout/sim/executor.hpp"
#include "relayout/sim/network.hpp"

namespace relayout::sim {
namespace {

Action action_of(const Meeting& meeting) {
  return {.kind = ActionKind::meet, .rank = meeting.send->rank, .peer = meeting.receive->rank};
}

std::uint64_t channel_key(const Action& action) {
  const auto sender = static_cast<std::uint64_t>(static_cast<std::uint32_t>(action.rank));
  return sender << 32U | static_cast<std::uint64_t>(static_cast<std::uint32_t>(action.peer));
}

// Steps of ranks and messages are actions, one at a time; the chooser says which. The options and their order follow
// from the choices before, so a run is a function of the choices.
class ReplayExecutor final : public Executor {
 public:
  explicit ReplayExecutor(std::unique_ptr<Chooser> own, Chooser* given)
      : own_(std::move(own)), chooser_(given != nullptr ? *given : *own_) {}

  void wake(std::int32_t rank) override { options_.push_back({.kind = ActionKind::resume, .rank = rank}); }

  // A channel keeps order: only its first message is an option.
  bool defers(const Meeting& meeting) override {
    const Action action = action_of(meeting);
    std::vector<Meeting>& channel = meetings_[channel_key(action)];
    channel.push_back(meeting);
    if (channel.size() == 1) options_.push_back(action);
    return true;
  }

  void run(std::int32_t rank_count, const std::function<void(std::int32_t)>& resume) override {
    for (std::int32_t rank = 0; rank < rank_count; ++rank) wake(rank);
    while (first_ < options_.size()) {
      const auto chosen = chooser_.choose(std::span<const Action>(options_).subspan(first_));
      abandoned_ = !chosen;
      if (abandoned_) return;
      const Action action = take(*chosen);
      if (action.kind == ActionKind::resume) {
        resume(action.rank);
      } else {
        complete(action);
      }
    }
  }

  [[nodiscard]] bool abandoned() const override { return abandoned_; }
  [[nodiscard]] Schedule schedule() const override { return schedule_; }

 private:
  Action take(std::size_t option) {
    const auto count = static_cast<std::int64_t>(options_.size() - first_);
    std::swap(options_[first_], options_[first_ + option]);
    const Action action = options_[first_++];
    schedule_.push_back({.action = action, .option = static_cast<std::int64_t>(option), .option_count = count});
    return action;
  }

  void complete(const Action& action) {
    std::vector<Meeting>& channel = meetings_[channel_key(action)];
    const Meeting meeting = channel.front();
    channel.erase(channel.begin());
    if (!channel.empty()) options_.push_back(action);
    meeting.network->complete(meeting);
  }

  std::unique_ptr<Chooser> own_;
  Chooser& chooser_;
  std::vector<Action> options_;  // those from first_ on; the others are past
  std::size_t first_ = 0;
  std::unordered_map<std::uint64_t, std::vector<Meeting>> meetings_;  // by channel, in order: few at a time
  Schedule schedule_;
  bool abandoned_ = false;
};

}  // namespace

std::unique_ptr<Executor> make_replay_executor(const ExecutorOptions& options) {
  std::unique_ptr<Chooser> own = std::make_unique<FollowChooser>(Deviations{});
  if (options.mode == ScheduleMode::random) own = std::make_unique<RandomChooser>(options.seed);
  return std::make_unique<ReplayExecutor>(std::move(own), options.chooser);
}

}  // namespace relayout::sim
