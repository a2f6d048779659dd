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
    case ExecutorKind::automatic:
      break;
  }
  return "auto";
}

Result<Choice> choose_executor(const ChoiceFacts& facts) {
  if (facts.asked != ExecutorKind::automatic) {
    if (facts.asked != ExecutorKind::sendrecv && !facts.no_window.empty()) {
      return make_error("no_window", "the executor ", name_of(facts.asked), " cannot be had: ", facts.no_window,
                        "; sendrecv always can");
    }
    return Choice{.kind = facts.asked, .reason = "asked for"};
  }
  if (!facts.no_window.empty()) return Choice{.kind = ExecutorKind::sendrecv, .reason = facts.no_window};
  const std::int64_t chunks = at_least<std::int64_t>(facts.move.chunk_count, 1);
  const std::int64_t run_bytes = floor_div(facts.move.token_count * facts.row_bytes, chunks);
  if (run_bytes >= long_run_bytes) {
    return Choice{.kind = ExecutorKind::copy_engine,
                  .reason = "few long runs, " + std::to_string(run_bytes) + " bytes on average or more"};
  }
  return Choice{.kind = ExecutorKind::window, .reason = "all ranks write into each other's memory"};
}

}  // namespace relayout::engine
