#include "relayout/sim/chooser.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "relayout/model/printable.hpp"

namespace relayout::sim {
namespace {

constexpr std::string_view no_deviation = "0:0";

bool read_number(std::string_view text, std::int64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number >= 0;
}

std::pair<std::int32_t, std::int32_t> owner(const Action& action) { return {action.rank, action.peer}; }

}  // namespace

Deviations deviations_of(const Schedule& schedule) {
  Deviations result;
  for (std::size_t step = 0; step < schedule.size(); ++step) {
    if (schedule[step].option != 0) result[static_cast<std::int64_t>(step)] = schedule[step].option;
  }
  return result;
}

std::string print(const Deviations& deviations) {
  std::string text;
  for (const auto& [step, option] : deviations) {
    text += (text.empty() ? "" : ",") + std::to_string(step) + ":" + std::to_string(option);
  }
  return text.empty() ? std::string(no_deviation) : text;
}

Result<Deviations> parse_deviations(std::string_view text) {
  Deviations result;
  std::int64_t before = -1;
  while (true) {
    const std::string_view item = text.substr(0, text.find(','));
    const std::size_t colon = item.find(':');
    std::int64_t step = 0;
    std::int64_t option = 0;
    if (colon == std::string_view::npos || !read_number(item.substr(0, colon), step) ||
        !read_number(item.substr(colon + 1), option) || step <= before) {
      return make_error("bad_schedule", "'", printable(std::string(item)),
                        "' is no deviation; expected STEP:OPTION with ascending steps, as in 3:1,7:2");
    }
    before = step;
    if (option != 0) result[step] = option;
    if (item.size() == text.size()) return result;
    text.remove_prefix(item.size() + 1);
  }
}

std::optional<std::size_t> FollowChooser::choose(std::span<const Action> options) {
  const auto found = deviations_.find(step_++);
  if (found == deviations_.end()) return 0;
  return std::min(static_cast<std::size_t>(found->second), options.size() - 1);
}

std::optional<std::size_t> RandomChooser::choose(std::span<const Action> options) {
  return numbers_.below(options.size());
}

// Priorities up to change_points are kept for those that fall.
PctChooser::PctChooser(const PctOptions& options) : seed_(options.seed) {
  Draws numbers(options.seed);
  for (std::int64_t change = 0; change < options.change_points && options.step_count > 0; ++change) {
    const std::uint64_t step = numbers.below(static_cast<std::uint64_t>(options.step_count));
    changes_[static_cast<std::int64_t>(step)] = static_cast<std::uint64_t>(options.change_points - change - 1);
  }
}

std::uint64_t PctChooser::priority(const Action& action) const {
  const auto found = fallen_.find(owner(action));
  if (found != fallen_.end()) return found->second;
  constexpr std::uint64_t above_the_fallen = std::uint64_t{1} << 63U;
  const auto low = static_cast<std::uint64_t>(static_cast<std::uint32_t>(action.peer));
  const auto high = static_cast<std::uint64_t>(static_cast<std::uint32_t>(action.rank));
  return mix(seed_ ^ mix((high << 32U) | low)) | above_the_fallen;
}

std::size_t PctChooser::highest(std::span<const Action> options) const {
  std::size_t best = 0;
  for (std::size_t at = 1; at < options.size(); ++at) {
    if (priority(options[at]) > priority(options[best])) best = at;
  }
  return best;
}

std::optional<std::size_t> PctChooser::choose(std::span<const Action> options) {
  const std::size_t best = highest(options);
  const auto change = changes_.find(step_++);
  if (change == changes_.end()) return best;
  fallen_[owner(options[best])] = change->second;
  return highest(options);
}

}  // namespace relayout::sim
