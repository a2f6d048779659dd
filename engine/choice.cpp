#include "relayout/engine/choice.hpp"

#include "relayout/model/integer.hpp"

namespace relayout::engine {
namespace {

// Below this a copy's own start costs more than the copy engines win on the wire (4 H200s, NVLink: 842 us for 32 runs
// of 256 MiB against 772 us by one kernel).
constexpr std::int64_t long_run_bytes = std::int64_t{16} << 20U;

std::int64_t chunks_of(const Placement& placement) {
  if (placement.scope_count() == 0) return placement.token_count();
  return placement.scope_count() * placement.split(0).chunk_count;
}

}  // namespace

MoveFacts facts_of(const Placement& source, const Placement& target) {
  return {.token_count = source.token_count(), .chunk_count = chunks_of(source) + chunks_of(target)};
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

// Of the pack's rows in the chunks of both sides: no plan has shorter runs on average.
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
