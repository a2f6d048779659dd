// relayout simulate --grouping: the messages of a plan, posted as loops by hand post them. Does every rank end?
#pragma once

#include "relayout/cli/output.hpp"
#include "relayout/cli/pack_input.hpp"
#include "relayout/model/check/verdict.hpp"
#include "relayout/model/placement.hpp"
#include "relayout/sim/operation.hpp"
#include "relayout/sim/script.hpp"

namespace relayout::cli {

// Failure: bad input, naming the words there are.
[[nodiscard]] sim::Grouping read_grouping(const std::string& text);

struct GroupingQuestion {
  sim::Grouping grouping = sim::Grouping::exchanges;
  sim::ChannelKind channel = sim::ChannelKind::rendezvous;
};
// Posts forward messages without their rows and prints who waits for whom in the end.
[[nodiscard]] Verdict run_grouping(const Placement& source, const Placement& target, const GroupingQuestion& question,
                                   const Output& output, const NamedPack& pack);

}  // namespace relayout::cli
