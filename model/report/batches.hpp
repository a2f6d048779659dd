// Reads packs by the line: {"name":"..","lengths":[..],"slots":[..],"cp":[..]}.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "relayout/model/pack.hpp"
#include "relayout/model/report/text_file.hpp"
#include "relayout/model/result.hpp"

namespace relayout::report {

struct Batch {
  std::string name;  // "line 3" where the line has none
  Pack pack;
  std::vector<std::int64_t> cp;  // used where --cp is not given; each in 1 .. max_rank_count; may be empty
};

// One object a line; empty lines are skipped, other keys are ignored.
// Errors: "bad_json" or "bad_document", or the pack's own, naming the text and the line.
[[nodiscard]] Result<std::vector<Batch>> read_batches(const NamedText& source);

}  // namespace relayout::report
