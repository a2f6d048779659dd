// Writes the documents of the model as JSON: one object on one line, ended by a newline, key names as docs/formats say.
//
// Everything goes to the stream as it is made: a plan of a million moves is never held as text. Integers are exact.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "relayout/model/placement.hpp"
#include "relayout/model/plan.hpp"
#include "relayout/model/rank_program.hpp"

namespace relayout::report {

// The `name` of the pack a document is about, under --batches.
using DocumentName = std::optional<std::string>;

// relayout.layout/1. Cost: O(sequences + pieces).
void write_layout(std::ostream& out, const Placement& placement, const DocumentName& name = {});

// relayout.plan/1. Cost: O(sequences + moves).
void write_plan(std::ostream& out, const Plan& plan, const DocumentName& name = {});

// Position ids are one number a row; the segments say the same in a few.
enum class PositionIds : std::uint8_t { leave_out, write };

struct ViewSelection {
  std::vector<std::int32_t> ranks;  // of the side; empty: all
  PositionIds position_ids = PositionIds::leave_out;
};

// relayout.view/1. Requires: every selected rank is below placement.rank_count().
// Cost: O(ranks * sequences + pieces), and O(rows) with position ids.
void write_view(std::ostream& out, const Placement& placement, const ViewSelection& selection,
                const DocumentName& name = {});

// relayout.rank_program/1, of a plan between these two. Cost: O(sequences + runs).
struct ProgramSubject {
  const Placement& source;
  const Placement& target;
  const RankProgram& program;
};
void write_rank_program(std::ostream& out, const ProgramSubject& subject, const DocumentName& name = {});

// relayout.routes/1: what a trainer's all-to-all-v would be for this plan. Cost: O(tokens), as routes are.
void write_routes(std::ostream& out, const Plan& plan, const DocumentName& name = {});

}  // namespace relayout::report
