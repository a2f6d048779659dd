#include "relayout/sim/injection.hpp"

namespace relayout::sim {

std::string_view to_string(InjectionKind kind) {
  constexpr std::array<std::string_view, all_injections.size()> names = {
      "drop",     "duplicate",     "overtaken",   "reorder-sends", "reorder-receives", "corrupt",
      "truncate", "delay",         "stale",       "count",         "crash-before",     "crash-after",
      "slow",     "other-version", "wrong-group", "wrong-way"};
  return names[static_cast<std::size_t>(kind)];
}

}  // namespace relayout::sim
