#include "relayout/engine/choice.hpp"

#include <iterator>

#include "relayout/model/integer.hpp"

namespace relayout::engine {
namespace {

// Below this a copy's own start costs more than the copy engines win on the wire (4 H200s, NVLink: 842 us for 32 runs
// of 256 MiB against 772 us by one kernel).
constexpr std::int64_t long_run_bytes = std::int64_t{16} << 20U;

std::int64_t chunks_of(const Placement& side) {
  if (side.layout().name() == LayoutName::custom) return std::ssize(side.data().custom_by_token);
  if (side.scope_count() == 0) return 0;  // a pack without a sequence
  return side.scope_count() * side.split(0).chunk_count;
}

// Shares of tp cut a cp rank's rows wherever they end, within chunks too.
std::int64_t cuts_by_shares(const Layout& side) { return std::int64_t{side.cp()} * (side.tp() - 1); }

std::int64_t most_pieces(const Placement& side) { return chunks_of(side) + cuts_by_shares(side.layout()); }

}  // namespace

MoveFacts facts_of(const Placement& source, const Placement& target) {
  return {.token_count = source.token_count(), .chunk_count = most_pieces(source) + most_pieces(target)};
}

std::string_view name_of(ExecutorKind kind) {
  switch (kind) {
    case ExecutorKind::sendrecv:
      return "sendrecv";
    case ExecutorKind::window:
      return "window";
    case ExecutorKind::copy_engine:
      return "copy_engine";
    case ExecutorKind::hybrid:
      return "hybrid";
    case ExecutorKind::automatic:
      break;
  }
  return "auto";
}

namespace {

// Of the pack's rows in the chunks of both sides: the plan's runs are as long on average, or longer.
std::int64_t mean_run_bytes(const ChoiceFacts& facts) {
  return floor_div(facts.move.token_count * facts.row_bytes, at_least<std::int64_t>(facts.move.chunk_count, 1));
}

Result<ExecutorKind> asked_for(const ChoiceFacts& facts) {
  const bool hybrid = facts.asked == ExecutorKind::hybrid;
  const std::string_view obstacle = hybrid ? facts.no_hybrid : facts.no_window;
  if (facts.asked != ExecutorKind::sendrecv && !obstacle.empty()) {
    return make_error(hybrid ? "no_hybrid" : "no_window", "the executor ", name_of(facts.asked),
                      " cannot be had: ", obstacle, "; sendrecv always can");
  }
  return facts.asked;
}

std::string reason_of(ExecutorKind kind, const ChoiceFacts& facts) {
  if (facts.asked != ExecutorKind::automatic) return "asked for";
  if (!facts.no_window.empty()) return std::string(facts.no_window);
  if (kind == ExecutorKind::window) return "all ranks write into each other's memory";
  return "few long runs, " + std::to_string(mean_run_bytes(facts)) + " bytes on average or more";
}

}  // namespace

Result<ExecutorKind> choose_kind(const ChoiceFacts& facts) {
  if (facts.asked != ExecutorKind::automatic) return asked_for(facts);
  if (!facts.no_window.empty()) return facts.no_hybrid.empty() ? ExecutorKind::hybrid : ExecutorKind::sendrecv;
  return mean_run_bytes(facts) >= long_run_bytes ? ExecutorKind::copy_engine : ExecutorKind::window;
}

Result<Choice> choose_executor(const ChoiceFacts& facts) {
  const Result<ExecutorKind> kind = choose_kind(facts);
  if (!kind) return kind.error();
  return Choice{.kind = *kind, .reason = reason_of(*kind, facts)};
}

}  // namespace relayout::engine
